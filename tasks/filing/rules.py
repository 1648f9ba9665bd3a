"""When a scheduled report is made: so many working days after its period, or on a day of a month; pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from engine import office_time
from engine.office_calendar import OfficeCalendar
from engine.refusals import Invalid, Problem
from tasks.filing.periods import Every, Period, containing

MOST_WORKING_DAYS, MOST_DAY = 20, 31


class On(StrEnum):
    """How a day is named."""

    WORKING_DAY = "working_day"  # the n-th working day after the period
    DAY = "day"  # a day of the month; the next working day where the office is closed then


@dataclass(frozen=True, slots=True)
class Rule:
    """`number` is the n-th working day or the day of the month; `month` which month after the period, from 1.

    A day that a month does not have is its last one.
    """

    on: On
    number: int
    month: int = 1

    def told(self) -> dict[str, Any]:
        """The rule as JSON values; `read` gives it back."""
        return {"on": str(self.on), "number": self.number, "month": self.month}


def read(given: Mapping[str, Any]) -> Rule:
    """The rule that was stored."""
    return Rule(On(given["on"]), int(given["number"]), int(given["month"]))


def checked(every: Every, on: str, number: str, month: str) -> Rule:
    """A rule as somebody typed it. Raises Invalid naming each wrong field."""
    problems = []
    if on not in list(On):
        raise Invalid("schedule.invalid", Problem("form.choice", "on"))
    most = MOST_WORKING_DAYS if on == On.WORKING_DAY else MOST_DAY
    if not 1 <= _number(number) <= most:
        problems.append(Problem("schedule.number", "number", {"most": most}))
    if on == On.DAY and (not 1 <= _number(month) <= every.months):
        problems.append(Problem("schedule.month", "month", {"most": every.months}))
    if problems:
        raise Invalid("schedule.invalid", *problems)
    return Rule(On(on), int(number), int(month) if on == On.DAY else 1)


def _number(text: str) -> int:
    """A number of at most three digits; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def due(calendar: OfficeCalendar, rule: Rule, period: Period) -> datetime:
    """When the report of a period is made: the opening of the day the rule names, by this calendar; UTC.

    Raises Invalid("calendar.beyond_horizon") for a calendar that never opens.
    """
    zone = ZoneInfo(calendar.zone)
    if rule.on is On.WORKING_DAY:
        midnight = datetime.combine(period.end, time.min, zone)
        opening = office_time.next_opening(calendar, midnight)
        for _ in range(rule.number - 1):
            following = datetime.combine(opening.astimezone(zone).date() + timedelta(days=1), time.min, zone)
            opening = office_time.next_opening(calendar, following)
        return opening
    return office_time.next_opening(calendar, datetime.combine(_day(rule, period), time.min, zone))


def coming(calendar: OfficeCalendar, rule: Rule, first: Period) -> Iterator[tuple[Period, datetime]]:
    """The periods from this one on with when each is due, without an end."""
    period = first
    while True:
        yield period, due(calendar, rule, period)
        period = period.moved(1)


def first_due(calendar: OfficeCalendar, rule: Rule, every: Every, now: datetime) -> tuple[Period, datetime]:
    """The earliest period whose report is due after `now`, and when."""
    newest = containing(every, now.astimezone(ZoneInfo(calendar.zone)).date())
    return next(found for found in coming(calendar, rule, newest.moved(-2)) if found[1] > now)


def _day(rule: Rule, period: Period) -> date:
    place = period.end.year * 12 + period.end.month - 1 + rule.month - 1
    first = date(place // 12, place % 12 + 1, 1)
    following = date((place + 1) // 12, (place + 1) % 12 + 1, 1)
    return min(first + timedelta(days=rule.number - 1), following - timedelta(days=1))
