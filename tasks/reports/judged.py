"""What the standards on the calendar are held against: time from the anchor to the stop of a task's clock.

A clock is measured by the version of the calendar that made its deadline, so that time and limit fit together and a
calendar changed afterwards moves neither (docs/decisions/038).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select

from engine import calendars, office_time
from engine.database import Tx
from engine.office_calendar import OfficeCalendar
from engine.schema import clocks, instances, pauses, tasks
from processes.model import TimeKind
from tasks.case_time import without
from tasks.clock_rows import REPLACED
from tasks.standstills import RELEASED

WORKING = (TimeKind.WORKING_DAYS, TimeKind.WORKING_TIME)


class Judged(NamedTuple):
    """What one task's standard was held against: microseconds of its kind's time, by which version of the calendar."""

    task: int
    element: str
    kind: str
    calendar_version: int
    lasted: int


Pauses = Iterable[tuple[datetime, datetime | None]]


def length(
    calendar: OfficeCalendar, kind: str, start: datetime, end: datetime, pauses_of_clock: Pauses
) -> timedelta:
    """Time of a clock from start to end without its pauses: open office time where the standard is a working
    one, plain time otherwise. A pause without an end lasts until `end`; never negative.
    """
    if kind in WORKING:
        holes = [(a, b or end) for a, b in pauses_of_clock]
        return office_time.net(calendar, start, end, holes) if start < end else timedelta()
    return sum((b - a for a, b in without(start, end, pauses_of_clock)), timedelta())


def judged_times(tx: Tx, chosen: Select[int]) -> dict[str, list[int]]:
    """Microseconds by element for the tasks of the query (`tasks` joined with `instances`) whose standard is not
    service minutes; those are touch time.
    """
    found: dict[str, list[int]] = {}
    for _, element, lasted in judged_tasks(tx, chosen):
        found.setdefault(element, []).append(lasted)
    return found


def judged_tasks(tx: Tx, chosen: Select[int]) -> Iterator[tuple[int, str, int]]:
    """As `judged_times`, one by one: task, element, microseconds."""
    for one in judgements(tx, chosen):
        yield one.task, one.element, one.lasted


def judgements(tx: Tx, chosen: Select[int]) -> Iterator[Judged]:
    """As `judged_times`, one by one, with the calendar each was measured by."""
    # Clocks and pauses have an index on their case.
    own_clock = (clocks.c.instance_id == tasks.c.instance_id) & (clocks.c.task_id == tasks.c.id)
    own_pause = (pauses.c.instance_id == tasks.c.instance_id) & (pauses.c.task_id == tasks.c.id)
    ran = (
        clocks.c.kind != str(TimeKind.SERVICE),
        clocks.c.anchor_at.is_not(None),
        clocks.c.stopped_at.is_not(None),
        clocks.c.state != REPLACED,
    )
    query = chosen.join(clocks, own_clock).where(*ran)
    holes: dict[int, list[tuple[datetime, datetime | None]]] = {}
    stood = query.join(pauses, own_pause & (pauses.c.reason != RELEASED)).with_only_columns(
        tasks.c.id, pauses.c.started_at, pauses.c.ended_at
    )
    for task, begin, end in tx.conn.execute(stood):
        holes.setdefault(task, []).append((begin, end))
    columns = (tasks.c.id, tasks.c.element, instances.c.office, clocks.c.kind, clocks.c.calendar_version)
    for task, element, office, kind, version, anchor, stopped in tx.conn.execute(
        query.with_only_columns(*columns, clocks.c.anchor_at, clocks.c.stopped_at)
    ):
        lasted = length(calendars.at_version(tx, office, version), kind, anchor, stopped, holes.get(task, ()))
        yield Judged(task, element, kind, version, lasted // timedelta(microseconds=1))
