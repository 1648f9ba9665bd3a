"""What happened to the cases of an SOP, as stamps: tasks, waits, clocks, pauses and the breaches that stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select

from engine.database import Tx
from engine.schema import breaches, clocks, definitions, instances, pauses, tasks, waits
from tasks.clock_rows import COLUMNS as CLOCK_COLUMNS
from tasks.clock_rows import Clock
from tasks.standstills import COLUMNS as PAUSE_COLUMNS
from tasks.standstills import Pause


class Work(NamedTuple):
    """One task's stamps; `outcome` is the choice taken, where a decision follows."""

    id: int
    instance_id: int
    token: str
    element: str
    lane: str | None
    state: str
    opened_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    outcome: str | None
    sop: str | None


class Wait(NamedTuple):
    """One wait's stamps; `occurred_at` is when its event happened in the world, `how` completed or canceled."""

    instance_id: int
    token: str
    element: str
    type: str
    message: str | None
    opened_at: datetime
    closed_at: datetime | None
    occurred_at: datetime | None
    how: str | None


@dataclass(slots=True)
class Past:
    """One case and all its rows; `own` says that it began with the SOP, else another SOP called it."""

    id: int
    number: str
    title: str
    category: str
    status: str
    outcome: str | None
    definition_id: int
    links: str | None
    own: bool
    started_at: datetime
    settled_at: datetime | None
    works: list[Work] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    breached: set[int] = field(default_factory=set)
    """Clocks that left a breach."""


@dataclass(frozen=True, slots=True)
class Span:
    """Cases of one SOP and office that began in [start, end)."""

    key: str
    office: str
    start: datetime
    end: datetime


def read(tx: Tx, span: Span) -> tuple[Past, ...]:
    """The cases in the order they began: those that began with the SOP and those another SOP brought to it."""
    i = instances.c
    columns = (i.id, i.business_key, i.title, i.category, i.status, i.outcome, i.definition_id, i.links)
    query = _chosen(span, *columns, definitions.c.key, i.started_at, i.settled_at).order_by(
        i.started_at, i.id
    )
    found = {row.id: _past(row, span.key) for row in tx.conn.execute(query)}
    ids = _chosen(span, i.id)
    for row in _of(tx, tasks, Work, ids):
        found[row.instance_id].works.append(row)
    for row in _of(tx, waits, Wait, ids):
        found[row.instance_id].waits.append(row)
    query = select(*CLOCK_COLUMNS).where(clocks.c.instance_id.in_(ids)).order_by(clocks.c.id)
    for row in tx.conn.execute(query):
        found[row.instance_id].clocks.append(Clock(*row))
    for row in tx.conn.execute(select(*PAUSE_COLUMNS).where(pauses.c.instance_id.in_(ids))):
        found[row.instance_id].pauses.append(Pause(*row))
    query = select(breaches.c.instance_id, breaches.c.clock_id).where(breaches.c.instance_id.in_(ids))
    for row in tx.conn.execute(query):
        found[row.instance_id].breached.add(row.clock_id)
    return tuple(found.values())


def _past(row: Any, key: str) -> Past:
    return Past(
        id=row.id,
        number=row.business_key,
        title=row.title,
        category=row.category,
        status=row.status,
        outcome=row.outcome,
        definition_id=row.definition_id,
        links=row.links,
        own=row.key == key,
        started_at=row.started_at,
        settled_at=row.settled_at,
    )


def _chosen(span: Span, *columns: ColumnElement[Any]) -> Select[Any]:
    called = select(tasks.c.id).where(tasks.c.instance_id == instances.c.id, tasks.c.sop == span.key).exists()
    return (
        select(*columns)
        .select_from(instances.join(definitions))
        .where(
            instances.c.office == span.office,
            instances.c.started_at >= span.start,
            instances.c.started_at < span.end,
            or_(definitions.c.key == span.key, instances.c.links.is_not(None) & called),
        )
    )


def _of(tx: Tx, table: Any, kind: Any, ids: Select[Any]) -> Iterable[Any]:
    columns = [table.c[name] for name in kind._fields]
    query = select(*columns).where(table.c.instance_id.in_(ids)).order_by(table.c.id)
    return (kind(*row) for row in tx.conn.execute(query))


def version_rows(tx: Tx, key: str) -> Mapping[int, int]:
    """Version number by row number, of every published version of an SOP."""
    query = select(definitions.c.id, definitions.c.version).where(definitions.c.key == key)
    return {row.id: row.version for row in tx.conn.execute(query)}


def version_of(past: Past, rows: Mapping[int, int]) -> int | None:
    """Row number of the SOP's version that a case ran on, own or called; None where it was linked to none."""
    candidates = (past.definition_id, *(int(one) for one in (past.links or "").split(",") if one))
    return next((number for number in candidates if number in rows), None)
