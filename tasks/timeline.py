"""A case's time as its tables tell it: the parts that sum to the whole, and the list of what happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, func, select

from engine import calendars
from engine.database import Tx
from engine.office_calendar import OfficeCalendar
from engine.refusals import NotFound
from engine.schema import instances, pauses, tasks
from tasks.case_time import (
    STANDSTILLS,
    CaseTimes,
    Cause,
    Claim,
    Part,
    Span,
    Split,
    TaskTimes,
    cause_of,
    parts,
    split,
    task_times,
    without,
)
from tasks.timeline_events import Event, events

__all__ = [
    "STANDSTILLS",
    "CaseTimes",
    "Cause",
    "Claim",
    "Event",
    "Part",
    "Span",
    "Split",
    "TaskTimes",
    "calendar_of",
    "events",
    "load",
    "of_case",
    "parts",
    "split",
    "task_times",
]


def of_case(tx: Tx, instance_id: int) -> Split:
    """One case's time by part, by the calendar of `calendar_of`. Raises NotFound."""
    case = load(tx, select(instances.c.id).where(instances.c.id == instance_id)).get(instance_id)
    if case is None:
        raise NotFound("instance.unknown")
    return split(case, calendar_of(tx, case))


def calendar_of(tx: Tx, case: CaseTimes) -> OfficeCalendar:
    """The calendar a case is divided by: that in force when its service ended, for an open one that in force now.

    One published after the end changes nothing in it (docs/decisions/038).
    """
    return calendars.in_force(tx, case.office, case.ended_at)


def load(tx: Tx, chosen: Select[int]) -> dict[int, CaseTimes]:
    """The times of the cases whose ids the query gives, by id in the order of ids."""
    ended = func.coalesce(instances.c.settled_at, instances.c.ended_at)
    heads = (
        select(instances.c.id, instances.c.office, instances.c.started_at, ended)
        .where(instances.c.id.in_(chosen))
        .order_by(instances.c.id)
    )
    cases = {
        number: CaseTimes(number, office, start, max(start, end or tx.now), [])
        for number, office, start, end in tx.conn.execute(heads).all()
    }
    claims: dict[int, list[Claim]] = {number: [] for number in cases}
    holes = _load_pauses(tx, chosen, cases, claims)
    _load_touch(tx, chosen, cases, claims, holes)
    return {
        number: CaseTimes(number, case.office, case.started_at, case.ended_at, claims[number])
        for number, case in cases.items()
    }


_Holes = dict[int, list[tuple[datetime, datetime | None]]]
_Cases = Mapping[int, CaseTimes]
_Claims = Mapping[int, list[Claim]]


def _load_pauses(tx: Tx, chosen: Select[int], cases: _Cases, claims: _Claims) -> _Holes:
    query = select(
        pauses.c.instance_id,
        pauses.c.task_id,
        pauses.c.reason,
        pauses.c.outage_id,
        pauses.c.started_at,
        pauses.c.ended_at,
    ).where(pauses.c.instance_id.in_(chosen))
    holes: _Holes = {}
    for number, task, reason, outage, start, end in tx.conn.execute(query).all():
        cause = cause_of(reason, outage)
        if cause is not None:
            claims[number].append((cause, start, end or cases[number].ended_at))
        if task is not None:
            holes.setdefault(task, []).append((start, end))
    return holes


# A canceled task bears no stamp of its own when it was never completed: its work is not known to have gone on.
_OVER = ("COMPLETED", "CANCELED", "FAILED")


def _load_touch(tx: Tx, chosen: Select[int], cases: _Cases, claims: _Claims, holes: _Holes) -> None:
    query = select(
        tasks.c.id, tasks.c.instance_id, tasks.c.started_at, tasks.c.completed_at, tasks.c.state
    ).where(tasks.c.instance_id.in_(chosen), tasks.c.started_at.is_not(None))
    for task, number, start, end, state in tx.conn.execute(query).all():
        if end is None:
            if state in _OVER:
                continue
            end = cases[number].ended_at
        if task in holes:
            claims[number].extend((Cause.TOUCH, a, b) for a, b in without(start, end, holes[task]))
        else:
            claims[number].append((Cause.TOUCH, start, end))
