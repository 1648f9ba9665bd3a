"""The tasks of an SOP that were completed in a period: what every figure of its steps is counted from."""

from __future__ import annotations

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, literal, select

from engine.schema import definitions, fact_marks, fact_state, instances, step_facts, tasks
from engine.types import Instant
from tasks.reports import scope as scopes
from tasks.reports.scope import ReportFilter
from tasks.states import CANCELED


def in_scope(scope: ReportFilter) -> Select[int]:
    """Ids of tasks, joined with `instances` and `definitions`, whatever their time."""
    return select(tasks.c.id).join(instances, tasks.c.instance_id == instances.c.id).join(definitions)


def _conditions(scope: ReportFilter) -> tuple[ColumnElement[bool], ...]:
    # Only canceled tasks bear the stamp too; "= COMPLETED" would lure SQLite into the inbox's index.
    return (*scopes.steps(scope), tasks.c.state != CANCELED, tasks.c.id.in_(_candidates(scope)))


def _candidates(scope: ReportFilter) -> CompoundSelect[int]:
    """Ids of all tasks that may have been completed in the period: the facts serve as an index by office and SOP for
    what they have seen, the stamps of all offices tell the rest, and those of the cases that no facts could be made of.
    What is said of the tasks is read from their own rows.
    """
    f, stamp, own = step_facts.c, tasks.alias("stamp").c, tasks.alias("own").c
    seen = select(fact_state.c.upto).where(fact_state.c.filled).scalar_subquery()
    place = (f.office == scope.office, f.sop == scope.definition_key, f.completed_at >= scope.start)
    known = select(f.task_id).where(*place, f.completed_at < scope.end, f.completed_at < seen)
    since = (
        stamp.completed_at >= func.coalesce(seen, literal(scope.start, Instant)),
        stamp.completed_at >= scope.start,
    )
    failed = select(fact_marks.c.instance_id).where(fact_marks.c.seq < 0)
    period = (own.completed_at >= scope.start, own.completed_at < scope.end)
    return known.union_all(
        select(stamp.id).where(*since, stamp.completed_at < scope.end),
        select(own.id).where(own.instance_id.in_(failed), *period),
    )


def completed(scope: ReportFilter) -> Select[int]:
    """Ids of the tasks completed in the period, joined with `instances` and `definitions`."""
    return in_scope(scope).where(*_conditions(scope))
