"""The day an applicant is promised, and how it was counted: limit, beginning, days the office is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine import calendars, settings
from engine.database import Tx
from engine.instances import Instance
from engine.office_calendar import plan
from processes.model import TimeKind
from tasks import clock_rows, clocks
from tasks.clock_rows import Clock

_LONGEST = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Closed:
    """A working weekday on which the office is closed, and why."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A limit in working days on the whole service: `anchor` says from which event, `anchor_at` when it was.

    `due_on` is None until it is known; `stopped` while the clock stands still. 0 days is the day itself.
    """

    days: int
    anchor: str
    anchor_at: datetime | None
    due_on: date | None
    closed: tuple[Closed, ...]
    stopped: bool


def of_case(tx: Tx, instance: Instance) -> Promise | None:
    """The promise that holds for a case; None where no service standard counts in working days."""
    whole = [
        clock
        for clock in clock_rows.of_instance(tx, instance.id)
        if clock.task_id is None and clock.kind == TimeKind.WORKING_DAYS.value
    ]
    if not whole:
        return None
    return _promise(tx, instance, whole[-1])


def _promise(tx: Tx, instance: Instance, clock: Clock) -> Promise:
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    due = clock.due_at or (clocks.project(tx, instance, clock) if clock.anchor_at else None)
    due_on = due.astimezone(zone).date() if due else None
    first = clock.anchor_at.astimezone(zone).date() if clock.anchor_at else None
    closed = _closed(tx, instance, first, due_on) if first and due_on else ()
    return Promise(
        clock.amount, clock.anchor, clock.anchor_at, due_on, closed, stopped=clock.state == clock_rows.PAUSED
    )


def _closed(tx: Tx, instance: Instance, first: date, last: date) -> tuple[Closed, ...]:
    """Mondays to Fridays between two days, both left out, that do not count."""
    calendar = calendars.current(tx, instance.office)
    span = range(1, min(last - first, _LONGEST).days)
    days = [first + timedelta(days=number) for number in span]
    return tuple(
        Closed(day, found.label)
        for day in days
        if day.weekday() < 5 and not (found := plan(calendar, day)).hours
    )
