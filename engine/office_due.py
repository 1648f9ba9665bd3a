"""When a time standard (waktu cell) falls due, for every kind, with the pauses that stop its clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from engine import office_time
from engine.office_calendar import OfficeCalendar
from engine.office_time import Span
from engine.refusals import Invalid
from processes.model import TimeKind, TimeStandard, TimeUnit

_FIXED = {TimeUnit.MINUTE: timedelta(minutes=1), TimeUnit.HOUR: timedelta(hours=1)}
_WALL_DAYS = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7}


def due(
    calendar: OfficeCalendar, standard: TimeStandard, anchor: datetime, pauses: Iterable[Span] = ()
) -> datetime | None:
    """The deadline of a standard counted from `anchor`, or None where the cell sets none that could be read.

    Service minutes run on the wall clock from started to completed (field work goes on outside office hours).
    `pauses` are ended standstills; they may overlap. While one is still open the clock has no deadline: ask
    again at its end. Raises Invalid("time.unit_unfit") for a unit that the kind cannot be counted in.
    """
    if standard.kind is TimeKind.NONE or standard.amount is None or standard.unit is None:
        return None
    if standard.kind is TimeKind.WORKING_DAYS:
        if standard.unit not in (TimeUnit.WORKING_DAY, TimeUnit.DAY):
            raise _unfit(standard)
        return office_time.working_day_due(calendar, anchor, standard.amount, pauses)
    if standard.kind is TimeKind.WORKING_TIME:
        if standard.unit is TimeUnit.WORKING_DAY:
            return office_time.working_day_due(calendar, anchor, standard.amount, pauses)
        return office_time.shift(calendar, anchor, budget(standard), pauses)
    return _later(_elapsed(calendar, standard, anchor), anchor, pauses)


def budget(standard: TimeStandard) -> timedelta:
    """The length of a standard given in minutes or hours; Invalid("time.unit_unfit") for any other unit."""
    if standard.amount is None or standard.unit not in _FIXED:
        raise _unfit(standard)
    return standard.amount * _FIXED[standard.unit]


def _elapsed(calendar: OfficeCalendar, standard: TimeStandard, anchor: datetime) -> datetime:
    if standard.unit in _FIXED:
        return anchor.astimezone(UTC) + budget(standard)
    local, amount = anchor.astimezone(calendar.timetable.zone), standard.amount or 0
    if standard.unit in _WALL_DAYS:
        return (local + timedelta(days=amount * _WALL_DAYS[standard.unit])).astimezone(UTC)
    if standard.unit is TimeUnit.MONTH:
        return _months_later(local, amount).astimezone(UTC)
    raise _unfit(standard)


def _months_later(local: datetime, months: int) -> datetime:
    """The same day and wall time some months on; the month's last day where it is too short."""
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def _later(due_at: datetime, anchor: datetime, pauses: Iterable[Span]) -> datetime:
    for begin, end in office_time.merged(pauses):
        if begin < due_at and end > anchor:
            due_at += end - max(begin, anchor)
    return due_at


def _unfit(standard: TimeStandard) -> Invalid:
    return Invalid("time.unit_unfit", kind=str(standard.kind), unit=str(standard.unit))
