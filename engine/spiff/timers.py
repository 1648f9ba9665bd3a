"""Timers: ISO 8601 text or FEEL, an instant or a span, in elapsed or in the office's working time."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from engine.feel import YearsMonths
from engine.spiff.formulas import Formula, answer
from engine.spiff.model import Context, StepFailed
from engine.spiff.tree import Step

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,10}(?:\.\d{1,6})?)S)?)?"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A duration of calendar months and of exact time."""

    months: int
    exact: timedelta


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer event fires: a literal instant or span, or a formula that gives one.

    `dated` is a timeDate (an instant is wanted), else a timeDuration (a span). `working` counts the span in the
    office's working time (sop:workingTime="true").
    """

    element: str
    dated: bool
    literal: datetime | Span | None = None
    formula: Formula | None = None
    working: bool = False


def read_span(text: str) -> Span | None:
    """An ISO 8601 duration such as P14D, P1M or PT15M; None when it is not one."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        return None
    part = {name: float(value) for name, value in found.groupdict(default="0").items()}
    exact = timedelta(
        weeks=part["weeks"],
        days=part["days"],
        hours=part["hours"],
        minutes=part["minutes"],
        seconds=part["seconds"],
    )
    return Span(int(part["years"]) * 12 + int(part["months"]), exact)


def read_instant(text: str) -> datetime | None:
    """An ISO 8601 date-time, naive when it names no zone (the office's zone is meant); None when it is not one."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def due(timer: Timer, step: Step) -> int:
    """The instant a timer that begins now fires, in microseconds since 1970. Raises StepFailed."""
    context: Context = step.workflow.top_workflow.context
    wanted: Any = timer.literal if timer.formula is None else _given(timer, step)
    try:
        if isinstance(wanted, Span):
            instant = _after(timer, wanted, context)
        else:
            instant = _zoned(wanted, context.zone)
        return (instant.astimezone(UTC) - _EPOCH) // _MICROSECOND
    except (OverflowError, ValueError) as error:
        raise StepFailed(timer.element, "timer_out_of_range") from error


def instant(due: int) -> datetime:
    """A stored due as an aware instant in UTC."""
    return _EPOCH + due * _MICROSECOND


def moment(context: Context) -> int:
    """The context's present in the unit dues are stored in."""
    return (context.now.astimezone(UTC) - _EPOCH) // _MICROSECOND


def _after(timer: Timer, span: Span, context: Context) -> datetime:
    if timer.working:
        if context.working_time is None or span.months:
            raise StepFailed(timer.element, "no_working_time")
        return context.working_time(context.now, span.exact)
    if not span.months:
        return context.now.astimezone(UTC) + span.exact
    return add_months(context.now.astimezone(context.zone), span.months).astimezone(UTC) + span.exact


def add_months(start: datetime, months: int) -> datetime:
    """The same day and clock time some months on; the month's last day where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))


def _zoned(wanted: datetime, zone: tzinfo) -> datetime:
    return wanted if wanted.tzinfo is not None else wanted.replace(tzinfo=zone)


def _given(timer: Timer, step: Step) -> datetime | Span:
    assert timer.formula is not None
    value = answer(timer.formula, step)
    if isinstance(value, str):
        value = (read_instant(value) if timer.dated else read_span(value)) or value
    if isinstance(value, timedelta):
        value = Span(0, value)
    if isinstance(value, YearsMonths):
        value = Span(value.months, timedelta(0))
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if isinstance(value, datetime if timer.dated else Span):
        found: datetime | Span = value
        return found
    raise StepFailed(timer.element, "timer_not_a_time")
