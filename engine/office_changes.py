"""What differs between two calendars, for the preview of an edit and for the audit line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from engine.office_calendar import DayPlan, Hours, OfficeCalendar, Period, plan
from engine.office_calendar_json import WEEKDAYS, hours_json


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day whose holiday or exception was entered, changed or taken away."""

    day: date
    before: DayPlan
    after: DayPlan


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that holds for more than one day; `field` is its path in the JSON form, the values its text."""

    field: str
    before: str
    after: str


def changes(old: OfficeCalendar, new: OfficeCalendar) -> tuple[DayChange | RuleChange, ...]:
    """Every difference but the version: rules first, then days in order."""
    return (*_rules(old, new), *_days(old, new))


def days_with_other_hours(
    old: OfficeCalendar, new: OfficeCalendar, first: date, last: date
) -> Iterator[tuple[date, Hours, Hours]]:
    """The days from first to last, both included, on which the office is open at other times, with both hours."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        before, after = plan(old, day).hours, plan(new, day).hours
        if before != after:
            yield day, before, after


def hours_text(hours: Hours) -> str:
    """Hours as "07:30-12:00 13:00-16:00"; "-" when closed."""
    return " ".join("-".join(pair) for pair in hours_json(hours)) or "-"


def _rules(old: OfficeCalendar, new: OfficeCalendar) -> Iterator[RuleChange]:
    for field in ("zone", "basis", "day_count"):
        before, after = str(getattr(old, field)), str(getattr(new, field))
        if before != after:
            yield RuleChange(field, before, after)
    for name, was, becomes in zip(WEEKDAYS, old.week, new.week, strict=True):
        if was != becomes:
            yield RuleChange(f"week.{name}", hours_text(was), hours_text(becomes))
    for period in old.periods:
        if period not in new.periods:
            yield RuleChange("periods", _period_text(period), "")
    for period in new.periods:
        if period not in old.periods:
            yield RuleChange("periods", "", _period_text(period))
    if old.decreed_years != new.decreed_years:
        yield RuleChange("decreed_years", _years_text(old), _years_text(new))


def _days(old: OfficeCalendar, new: OfficeCalendar) -> Iterator[DayChange]:
    entered = old.holidays.keys() | new.holidays.keys() | old.exceptions.keys() | new.exceptions.keys()
    for day in sorted(entered):
        was = old.holidays.get(day), old.exceptions.get(day)
        if was != (new.holidays.get(day), new.exceptions.get(day)):
            yield DayChange(day, plan(old, day), plan(new, day))


def _period_text(period: Period) -> str:
    week = ", ".join(f"{name} {hours_text(hours)}" for name, hours in zip(WEEKDAYS, period.week, strict=True))
    return f"{period.name} {period.first}..{period.last} {period.decree}: {week}"


def _years_text(calendar: OfficeCalendar) -> str:
    return " ".join(str(year) for year in sorted(calendar.decreed_years))
