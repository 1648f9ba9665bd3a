"""The read-only SQL views for the office's own tools; docs/sql-views.md says what each column means.

Made of the facts, and of breaches and pauses without what people wrote in them: nothing of an applicant is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, case, func, literal_column, select

from engine.schema import (
    breaches,
    case_facts,
    clocks,
    definitions,
    instances,
    pauses,
    step_facts,
    task_names,
    tasks,
)
from engine.schema.facts import PARTS
from engine.types import Instant

APPLICANT = "applicant"
"""Stands for whoever of the public did something."""

_PUBLIC = "pemohon:"  # what logins of applicants begin with (tasks.applicants)


@dataclass(frozen=True, slots=True)
class View:
    """A view's columns by name, in order, what they are read from, and the number its rows go by."""

    name: str
    columns: Mapping[str, ColumnElement[Any]]
    joined: FromClause
    key: ColumnElement[int]

    def query(self) -> Select[Any]:
        """The view's rows with instants and yes or no as Python has them; unlike the view itself, alike everywhere."""
        return select(*(column.label(name) for name, column in self.columns.items())).select_from(self.joined)


def _staff(login: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((func.substr(login, 1, len(_PUBLIC)) == _PUBLIC, APPLICANT), else_=login)


def _parts(table: Any) -> dict[str, ColumnElement[Any]]:
    return {f"part_{part}_us": table.c[f"part_{part}"] for part in PARTS}


_s, _c, _b, _p, _i, _t = (table.c for table in (step_facts, case_facts, breaches, pauses, instances, tasks))
_SOP = func.coalesce(_t.sop, definitions.c.key)
_OF_CASE = instances.join(definitions, definitions.c.id == _i.definition_id)

STEPS = View(
    "alur_steps",
    {
        "task_id": _s.task_id,
        "case_id": _s.instance_id,
        "office": _s.office,
        "sop": _s.sop,
        "sop_version": _s.version,
        "element": _s.element,
        "step": _s.step,
        "step_name": func.coalesce(task_names.c.name, ""),
        "role": _s.lane,
        "person": _staff(_s.person),
        "second_officer": _s.second_officer,
        "application_type": _s.category,
        "priority_group": _s.priority,
        "outcome": _s.outcome,
        "completed_day": _s.day,
        "opened_at": _s.opened_at,
        "started_at": _s.started_at,
        "completed_at": _s.completed_at,
        "lead_us": _s.queue + _s.touch + _s.paused,
        "queue_us": _s.queue,
        "touch_us": _s.touch,
        "paused_us": _s.paused,
        **_parts(step_facts),
        "judged_us": _s.judged,
        "limit_us": _s.limit_us,
        "standard_kind": _s.standard_kind,
        "late": _s.late,
        "nth": _s.nth,
        "calendar_version": _s.calendar_version,
    },
    step_facts.join(task_names, task_names.c.id == _s.name_id, isouter=True),
    _s.task_id,
)
CASES = View(
    "alur_cases",
    {
        "case_id": _c.instance_id,
        "office": _c.office,
        "sop": _c.sop,
        "sop_version": _c.version,
        "application_type": _c.category,
        "priority_group": _c.priority,
        "started_day": _c.day,
        "status": _c.status,
        "outcome": _c.outcome,
        "started_at": _c.started_at,
        "settled_at": _c.settled_at,
        "ended_at": _c.ended_at,
        "gross_us": _c.gross,
        "net_us": _c.net,
        **_parts(case_facts),
        "steps": _c.steps,
        "breaches": _c.breaches,
        "late": _c.late,
        "returns": _c.returns,
        "pauses": _c.pauses,
        "as_of": _c.as_of,
    },
    case_facts,
    _c.instance_id,
)
BREACHES = View(
    "alur_breaches",
    {
        "breach_id": _b.id,
        "case_id": _b.instance_id,
        "task_id": _b.task_id,
        "office": _i.office,
        "sop": func.coalesce(_t.sop, clocks.c.sop, definitions.c.key),
        "element": _b.element,
        "step": func.coalesce(_b.step, ""),
        "application_type": _i.category,
        "standard_kind": clocks.c.kind,
        "calendar_version": clocks.c.calendar_version,
        "deadline_at": _b.at,
        "noticed_at": _b.noticed_at,
        "stopped_at": clocks.c.stopped_at,
        "state": _b.state,
        "reason": func.coalesce(_b.reason, ""),
        "responsible": func.coalesce(_b.responsible, ""),
        "explained_by": func.coalesce(_b.explained_by, ""),
        "explained_at": _b.explained_at,
        "confirmed_by": func.coalesce(_b.confirmed_by, ""),
        "confirmed_at": _b.confirmed_at,
        "closed_by": func.coalesce(_b.closed_by, ""),
        "closed_at": _b.closed_at,
    },
    breaches.join(clocks, clocks.c.id == _b.clock_id)
    .join(_OF_CASE, _i.id == _b.instance_id)
    .join(tasks, _t.id == _b.task_id, isouter=True),
    _b.id,
)
PAUSES = View(
    "alur_pauses",
    {
        "pause_id": _p.id,
        "case_id": _p.instance_id,
        "task_id": _p.task_id,
        "office": _i.office,
        "sop": _SOP,
        "element": func.coalesce(_t.element, ""),
        "step": func.coalesce(_t.step, ""),
        "application_type": _i.category,
        "reason": _p.reason,
        "with_evidence": _p.evidence != "",
        "outage_id": _p.outage_id,
        "started_at": _p.started_at,
        "started_by": _staff(_p.started_by),
        "ended_at": _p.ended_at,
        "ended_by": func.coalesce(_staff(_p.ended_by), ""),
    },
    pauses.join(_OF_CASE, _i.id == _p.instance_id).join(tasks, _t.id == _p.task_id, isouter=True),
    _p.id,
)
VIEWS = (STEPS, CASES, BREACHES, PAUSES)


def statements(dialect: str) -> tuple[str, ...]:
    """The DDL that makes the views on "sqlite" or "postgresql"."""
    return tuple(f"CREATE VIEW {view.name} AS {_text(view, dialect)}" for view in VIEWS)


def drops() -> tuple[str, ...]:
    """The DDL that removes them: before a table they read is made anew, which SQLite does to change one."""
    return tuple(f"DROP VIEW IF EXISTS {view.name}" for view in reversed(VIEWS))


def _text(view: View, dialect: str) -> str:
    spoken: Any = import_module(f"sqlalchemy.dialects.{dialect}").dialect()
    columns = [
        (_told(column, spoken) if dialect == "sqlite" and isinstance(column.type, Instant) else column).label(
            name
        )
        for name, column in view.columns.items()
    ]
    query = select(*columns).select_from(view.joined)
    return " ".join(str(query.compile(dialect=spoken, compile_kwargs={"literal_binds": True})).split())


def _told(column: ColumnElement[Any], spoken: Any) -> ColumnElement[Any]:
    """An instant of SQLite, microseconds since 1970, as text that tools read: "2026-04-09T00:00:00.000000Z"."""
    said = str(column.compile(dialect=spoken))
    seconds = f"strftime('%Y-%m-%dT%H:%M:%S', {said} / 1000000, 'unixepoch')"
    return literal_column(f"{seconds} || printf('.%06dZ', {said} % 1000000)")
