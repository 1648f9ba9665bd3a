"""Completed tasks one by one, with everything a report groups or compares them by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, case, exists, func, select

from engine.database import Tx
from engine.schema import breaches, clocks, definitions, instances, tasks
from processes.model import TimeKind
from tasks.clock_rows import REPLACED
from tasks.reports import priority
from tasks.reports.completed import completed
from tasks.reports.judged import WORKING, judgements
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import paused_times

_MICROSECOND = timedelta(microseconds=1)
_then = definitions.alias("done_under")
_DONE_UNDER = select(_then.c.version).where(_then.c.id == tasks.c.definition_id).scalar_subquery()
# A step that another SOP brought to the case has a version of its own; the case's says nothing of it. One of a case
# that was moved since belongs to the version it was done under, as in the filter (scope.steps).
_VERSION = case((tasks.c.sop.is_(None), func.coalesce(_DONE_UNDER, definitions.c.version))).label("version")


@dataclass(frozen=True, slots=True)
class Done:
    """One completion: its request, when, by whom, of which kind, how long it took, whether it was late.

    `touch` is the work, `queue` the wait for it. `judged` is the time the standard is held against where that is not
    the work (standards on the calendar); None for service minutes and without a standard. `calendar_version` is the
    calendar it was judged by (None where no calendar is asked). `limited` says whether the
    step had a standard. `version` is None for a step that another SOP brought to the case.
    """

    task: int
    instance: int
    business_key: str
    element: str
    lane: str
    completed_at: datetime
    completed_by: str
    category: str
    priority: str
    version: int | None
    queue: timedelta
    touch: timedelta
    judged: timedelta | None
    calendar_version: int | None
    limited: bool
    late: bool


def completions(tx: Tx, scope: ReportFilter, element: str | None = None) -> list[Done]:
    """The tasks completed in the period, of one step or of all, in no order."""
    chosen: Select[int] = completed(scope)
    if element is not None:
        chosen = chosen.where(tasks.c.element == element)
    stood = paused_times(tx, chosen)
    judged = {one.task: one for one in judgements(tx, chosen)}
    found = []
    for row in tx.conn.execute(chosen.with_only_columns(*_columns())):
        clock = judged.get(row.id)
        task, opened, began, ended = row.id, row.opened_at, row.started_at, row.completed_at
        found.append(
            Done(
                task=task,
                instance=row.instance_id,
                business_key=row.business_key,
                element=row.element,
                lane=row.lane or "",
                completed_at=ended,
                completed_by=row.completed_by or "",
                category=row.category,
                priority=row.of_priority,
                version=row.version,
                queue=began - opened,
                touch=ended - began - stood.get(task, 0) * _MICROSECOND,
                judged=clock.lasted * _MICROSECOND if clock else None,
                calendar_version=clock.calendar_version if clock and clock.kind in WORKING else None,
                limited=row.limited,
                late=row.late,
            )
        )
    return found


def held(one: Done, kind: TimeKind | None = None) -> timedelta:
    """What a standard of this kind is held against; the work where there is none, or for steps of any kind (None)."""
    return one.touch if one.judged is None or kind in (None, TimeKind.SERVICE) else one.judged


def _of_task(table: Table) -> ColumnElement[bool]:
    return (table.c.instance_id == tasks.c.instance_id) & (table.c.task_id == tasks.c.id)


def _columns() -> tuple[Any, ...]:
    # Breaches and clocks have an index on their case, none on their task.
    late = exists(select(breaches.c.id).where(_of_task(breaches)))
    ran = (clocks.c.state != REPLACED, clocks.c.kind != str(TimeKind.NONE))
    limited = exists(select(clocks.c.id).where(_of_task(clocks), *ran))
    return (
        *(tasks.c.id, tasks.c.instance_id, tasks.c.element, tasks.c.lane),
        *(tasks.c.opened_at, tasks.c.started_at, tasks.c.completed_at, tasks.c.completed_by),
        *(instances.c.business_key, instances.c.category, _VERSION),
        priority.of_case().label("of_priority"),
        limited.label("limited"),
        late.label("late"),
    )
