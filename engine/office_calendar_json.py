"""The working calendar as plain JSON and back; reading names every wrong field at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from itertools import pairwise
from typing import Any

import orjson

from engine.office_calendar import (
    DayCount,
    DayException,
    Holiday,
    HolidayKind,
    Hours,
    Interval,
    OfficeCalendar,
    Period,
    Week,
)
from engine.office_calendar_reading import Reading
from engine.refusals import Invalid, Problem

FORMAT = 1
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIELDS = frozenset(
    {
        "format",
        "version",
        "zone",
        "basis",
        "day_count",
        "week",
        "periods",
        "holidays",
        "exceptions",
        "decreed_years",
    }
)


def to_json(calendar: OfficeCalendar) -> dict[str, Any]:
    """The calendar as JSON values; `from_json` gives an equal calendar back."""
    return {
        "format": FORMAT,
        "version": calendar.version,
        "zone": calendar.zone,
        "basis": calendar.basis,
        "day_count": str(calendar.day_count),
        "week": _week_json(calendar.week),
        "periods": [
            {
                "name": period.name,
                "first": period.first.isoformat(),
                "last": period.last.isoformat(),
                "decree": period.decree,
                "week": _week_json(period.week),
            }
            for period in calendar.periods
        ],
        "holidays": {
            day.isoformat(): {"name": holiday.name, "kind": str(holiday.kind), "decree": holiday.decree}
            for day, holiday in calendar.holidays.items()
        },
        "exceptions": {
            day.isoformat(): {"hours": hours_json(exception.hours), "reason": exception.reason}
            for day, exception in calendar.exceptions.items()
        },
        "decreed_years": sorted(calendar.decreed_years),
    }


def content_hash(calendar: OfficeCalendar) -> str:
    """SHA-256 of everything but the version number, in hex: equal content has an equal hash."""
    content = to_json(replace(calendar, version=0))
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def from_json(value: object) -> OfficeCalendar:
    """Read a calendar; raises Invalid("calendar.invalid"), whose problems name every wrong field's path."""
    reading = Reading()
    top = reading.mapping(value, "")
    if top.get("format", FORMAT) != FORMAT:
        raise Invalid("calendar.invalid", Problem("calendar.format_unknown", "format"))
    for name in top.keys() - _FIELDS:
        reading.wrong("calendar.unknown_field", name)
    week = _week(reading, top.get("week"), "week")
    if not any(week):
        reading.wrong("calendar.never_open", "week")
    calendar = OfficeCalendar(
        zone=reading.zone(top.get("zone"), "zone"),
        week=week,
        periods=_periods(reading, top.get("periods", [])),
        holidays=_holidays(reading, top.get("holidays", {})),
        exceptions=_exceptions(reading, top.get("exceptions", {})),
        decreed_years=_years(reading, top.get("decreed_years", [])),
        day_count=reading.choice(DayCount, top.get("day_count", DayCount.CLOSING), "day_count"),
        basis=reading.text(top.get("basis", ""), "basis"),
        version=reading.whole(top.get("version", 0), "version"),
    )
    reading.finish()
    return calendar


def hours_json(hours: Hours) -> list[list[str]]:
    """A day's intervals as [["07:30", "12:00"], ...]; the day's end is written 24:00."""
    return [[f"{interval.opens:%H:%M}", _closing(interval.closes)] for interval in hours]


def _closing(closes: time) -> str:
    return "24:00" if closes == time.min else f"{closes:%H:%M}"


def _week_json(week: Week) -> dict[str, list[list[str]]]:
    return {name: hours_json(hours) for name, hours in zip(WEEKDAYS, week, strict=True)}


def _week(reading: Reading, value: object, where: str) -> Week:
    days = reading.mapping(value, where)
    for name in days.keys() - set(WEEKDAYS):
        reading.wrong("calendar.unknown_field", f"{where}.{name}")
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (
        _hours(reading, days.get(name), f"{where}.{name}") for name in WEEKDAYS
    )
    return monday, tuesday, wednesday, thursday, friday, saturday, sunday


def _hours(reading: Reading, value: object, where: str) -> Hours:
    read = tuple(
        _interval(reading, item, f"{where}.{index}")
        for index, item in enumerate(reading.sequence(value, where))
    )
    hours = tuple(interval for interval in read if interval)
    if any(later.start < earlier.end for earlier, later in pairwise(hours)):
        reading.wrong("calendar.hours_overlap", where)
    return hours


def _interval(reading: Reading, value: object, where: str) -> Interval | None:
    pair = reading.sequence(value, where)
    if len(pair) != 2:
        reading.wrong("calendar.not_opening_and_closing", where)
        return None
    opens, closes = reading.clock(pair[0], f"{where}.0"), reading.clock(pair[1], f"{where}.1", closing=True)
    if opens is None or closes is None:
        return None
    interval = Interval(opens, closes)
    if interval.end <= interval.start:
        reading.wrong("calendar.closes_before_opening", where)
    return interval


def _periods(reading: Reading, value: object) -> tuple[Period, ...]:
    periods = []
    for index, item in enumerate(reading.sequence(value, "periods")):
        where = f"periods.{index}"
        fields = reading.mapping(item, where)
        first, last = (reading.day(fields.get(end), f"{where}.{end}") for end in ("first", "last"))
        if last < first:
            reading.wrong("calendar.ends_before_start", f"{where}.last")
        name = reading.text(fields.get("name"), f"{where}.name", needed=True)
        decree = reading.text(fields.get("decree", ""), f"{where}.decree")
        periods.append(Period(name, first, last, _week(reading, fields.get("week"), f"{where}.week"), decree))
    _refuse_overlap(reading, periods)
    return tuple(periods)


def _refuse_overlap(reading: Reading, periods: list[Period]) -> None:
    order = sorted(range(len(periods)), key=lambda index: periods[index].first)
    for earlier, later in pairwise(order):
        if periods[later].first <= periods[earlier].last:
            reading.wrong("calendar.periods_overlap", f"periods.{later}.first")


def _years(reading: Reading, value: object) -> frozenset[int]:
    years = enumerate(reading.sequence(value, "decreed_years"))
    return frozenset(reading.year(year, f"decreed_years.{index}") for index, year in years)


def _holidays(reading: Reading, value: object) -> Mapping[date, Holiday]:
    holidays = {}
    for key, item in reading.mapping(value, "holidays").items():
        where = f"holidays.{key}"
        fields = reading.mapping(item, where)
        holidays[reading.day(key, where)] = Holiday(
            reading.text(fields.get("name"), f"{where}.name", needed=True),
            reading.choice(HolidayKind, fields.get("kind"), f"{where}.kind"),
            reading.text(fields.get("decree", ""), f"{where}.decree"),
        )
    return holidays


def _exceptions(reading: Reading, value: object) -> Mapping[date, DayException]:
    exceptions = {}
    for key, item in reading.mapping(value, "exceptions").items():
        where = f"exceptions.{key}"
        fields = reading.mapping(item, where)
        exceptions[reading.day(key, where)] = DayException(
            _hours(reading, fields.get("hours"), f"{where}.hours"),
            reading.text(fields.get("reason"), f"{where}.reason", needed=True),
        )
    return exceptions
