"""Passed deadlines of a period by cause, by who is responsible and by step; a deadline counts on its own day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from engine.database import Tx
from engine.schema import breaches, definitions, instances, task_names, tasks
from tasks.breaches import CLOSED, CONFIRMED
from tasks.filing.frame import Span


@dataclass(frozen=True, slots=True)
class Cause:
    """Passed deadlines with one reason or responsible ("" not given): how many, how many confirmed (or further),
    how many closed.
    """

    code: str
    count: int
    confirmed: int
    closed: int


@dataclass(frozen=True, slots=True)
class LateStep:
    """Passed deadlines of one step of an SOP; an empty number is the limit of the whole service."""

    sop: str
    step: str
    name: str
    count: int


def by_reason(tx: Tx, span: Span) -> tuple[Cause, ...]:
    """By reason code, most frequent first."""
    return _causes(tx, span, breaches.c.reason)


def by_responsible(tx: Tx, span: Span) -> tuple[Cause, ...]:
    """By who is responsible, most frequent first."""
    return _causes(tx, span, breaches.c.responsible)


def by_step(tx: Tx, span: Span, most: int) -> tuple[LateStep, ...]:
    """The steps with most passed deadlines, at most so many."""
    sop, step = func.coalesce(tasks.c.sop, definitions.c.key), func.coalesce(breaches.c.step, "")
    number, name = func.count(), func.max(task_names.c.name)
    keys = (sop, step, breaches.c.element)
    query = _joined(span, tx.actor.office, sop, step, name, number).group_by(*keys)
    rows = tx.conn.execute(query.order_by(number.desc(), *keys).limit(most))
    return tuple(LateStep(row[0], row[1], row[2] or "", row[3]) for row in rows)


def _causes(tx: Tx, span: Span, column: ColumnElement[str | None]) -> tuple[Cause, ...]:
    code, number = func.coalesce(column, ""), func.count()
    counted = [
        func.count().filter(breaches.c.state.in_(states)) for states in ((CONFIRMED, CLOSED), (CLOSED,))
    ]
    query = _joined(span, tx.actor.office, code, number, *counted).group_by(code)
    rows: Iterable[Any] = tx.conn.execute(query.order_by(number.desc(), code))
    return tuple(Cause(*row) for row in rows)


def _joined(span: Span, office: str, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(breaches)
        .join(instances, breaches.c.instance_id == instances.c.id)
        .join(definitions)
        .outerjoin(tasks, breaches.c.task_id == tasks.c.id)
        .outerjoin(task_names, tasks.c.name_id == task_names.c.id)
        .where(instances.c.office == office, breaches.c.at >= span.start, breaches.c.at < span.end)
    )
