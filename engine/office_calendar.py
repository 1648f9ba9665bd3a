"""An office's working calendar as frozen data: weekly hours, special periods, holidays, exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from engine.office_timetable import Timetable


class HolidayKind(StrEnum):
    """By what a day is closed: the list of national holidays, cuti bersama, or another decree (elections)."""

    NATIONAL = "national"
    CUTI_BERSAMA = "cuti_bersama"
    OTHER = "other"


class DayCount(StrEnum):
    """How "n hari kerja" is read; the office may choose, the first is the official example's reading."""

    CLOSING = "closing"  # day of the start is day 0; due at closing time of the n-th working day after it
    FROM_WORKING_DAY = (
        "from_working_day"  # the same, but a start on a closed day counts as the next working day
    )
    HOURS = "hours"  # a working day is a normal day's net hours, counted hour by hour


class Source(StrEnum):
    """Which part of the calendar decided a day's hours."""

    WEEK = "week"
    PERIOD = "period"
    HOLIDAY = "holiday"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Interval:
    """Opening hours on the office's wall clock, from opens until closes; closing 00:00 is the day's end."""

    opens: time
    closes: time

    @property
    def start(self) -> timedelta:
        """Time from local midnight to opening."""
        return timedelta(hours=self.opens.hour, minutes=self.opens.minute)

    @property
    def end(self) -> timedelta:
        """Time from local midnight to closing."""
        if self.closes == time.min:
            return timedelta(days=1)
        return timedelta(hours=self.closes.hour, minutes=self.closes.minute)


Hours = tuple[Interval, ...]
"""A day's intervals in order, none overlapping; empty when closed."""

Week = tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]
"""Hours from Monday to Sunday."""


@dataclass(frozen=True, slots=True)
class Period:
    """Dates, first and last included, with hours of their own (Ramadan)."""

    name: str
    first: date
    last: date
    week: Week
    decree: str = ""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A closed day: its name, what closed it, and the number of the decree."""

    name: str
    kind: HolidayKind
    decree: str = ""


@dataclass(frozen=True, slots=True)
class DayException:
    """The office's own rule for one day, stronger than all else: its hours, none for closed, and why."""

    hours: Hours
    reason: str


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What holds on one day and by what: `label` names the holiday, period or reason, else is empty."""

    hours: Hours
    source: Source
    label: str = ""
    decree: str = ""
    kind: HolidayKind | None = None


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """A whole working calendar; immutable, so its timetable is computed once and shared.

    `decreed_years` are the years whose cuti bersama is entered; for others office time warns, never guesses.
    `basis` names the regulation of the weekly hours. `version` is 0 until the calendar is published.
    """

    zone: str
    week: Week
    periods: tuple[Period, ...] = ()
    holidays: Mapping[date, Holiday] = field(default_factory=dict)
    exceptions: Mapping[date, DayException] = field(default_factory=dict)
    decreed_years: frozenset[int] = frozenset()
    day_count: DayCount = DayCount.CLOSING
    basis: str = ""
    version: int = 0
    timetable: Timetable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "periods", tuple(sorted(self.periods, key=lambda period: period.first)))
        put(self, "holidays", MappingProxyType(dict(sorted(self.holidays.items()))))
        put(self, "exceptions", MappingProxyType(dict(sorted(self.exceptions.items()))))
        put(self, "timetable", Timetable(ZoneInfo(self.zone), self._spans))

    def _spans(self, day: date) -> tuple[tuple[int, int], ...]:
        return _wall_ticks(plan(self, day).hours)


@lru_cache(maxsize=1024)
def _wall_ticks(hours: Hours) -> tuple[tuple[int, int], ...]:
    microsecond = timedelta(microseconds=1)
    return tuple((interval.start // microsecond, interval.end // microsecond) for interval in hours)


def plan(calendar: OfficeCalendar, day: date) -> DayPlan:
    """What holds on a day of the office's zone: exception before holiday before period before the week."""
    if exception := calendar.exceptions.get(day):
        return DayPlan(exception.hours, Source.EXCEPTION, exception.reason)
    if holiday := calendar.holidays.get(day):
        return DayPlan((), Source.HOLIDAY, holiday.name, holiday.decree, holiday.kind)
    for period in calendar.periods:
        if period.first <= day <= period.last:
            return DayPlan(period.week[day.weekday()], Source.PERIOD, period.name, period.decree)
    return DayPlan(calendar.week[day.weekday()], Source.WEEK)


def normal_day(calendar: OfficeCalendar) -> timedelta:
    """Net length of a normal working day: the week's hours by its open days (Perpres 21/2023: 7.5 hours)."""
    lengths = [sum((i.end - i.start for i in day), timedelta()) for day in calendar.week if day]
    return sum(lengths, timedelta()) / len(lengths)
