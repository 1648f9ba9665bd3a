"""Whether services kept their standards in a period: the limit of the whole, documents, bills, complaints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from engine import calendars
from engine.database import Tx
from engine.schema import bills, breaches, clocks, definitions, instances, shortfalls
from engine.schema import complaints as complaints_table
from tasks import standstills
from tasks.clock_rows import REPLACED
from tasks.filing.frame import Span
from tasks.filing.turnaround import MICROSECOND
from tasks.reports.figures import Figures, figures
from tasks.reports.judged import length


@dataclass(frozen=True, slots=True)
class Timely:
    """Limits of a whole service that ended in the period: how many, how many in time, and how long each ran."""

    ended: int
    in_time: int
    lasted: Figures | None


@dataclass(frozen=True, slots=True)
class Counted:
    """Of so many, so many kept the standard."""

    count: int
    kept: int


@dataclass(frozen=True, slots=True)
class Billed:
    """Bills of a service made in the period: how many, paid, lapsed, and the rupiah paid."""

    made: int
    paid: int
    lapsed: int
    rupiah: int


def timely(tx: Tx, span: Span, sop: str) -> Timely:
    """The limits of a service, of whichever request, that stopped in the period."""
    rows = list(_stopped(tx, span, sop))
    standstills.read_ahead(tx, {row.instance_id for row in rows})
    lasted = [_lasted(tx, row) // MICROSECOND for row in rows]
    return Timely(len(rows), sum(not row.late for row in rows), figures(lasted))


def _stopped(tx: Tx, span: Span, sop: str) -> Iterator[Any]:
    c = clocks.c
    late = c.id.in_(select(breaches.c.clock_id).where(breaches.c.task_id.is_(None))).label("late")
    columns = (c.instance_id, c.kind, c.anchor_at, c.stopped_at, c.calendar_version, late)
    query = select(*columns).join(instances, c.instance_id == instances.c.id).join(definitions)
    yield from tx.conn.execute(
        query.where(
            instances.c.office == tx.actor.office,
            func.coalesce(c.sop, definitions.c.key) == sop,
            *(c.task_id.is_(None), c.anchor_at.is_not(None), c.state != REPLACED),
            *(c.stopped_at >= span.start, c.stopped_at < span.end),
        )
    )


def _lasted(tx: Tx, row: Any) -> timedelta:
    own = [one for one in standstills.of_case(tx, row.instance_id) if one.task_id is None]
    holes = [(one.started_at, one.ended_at) for one in own if standstills.stops(one.reason, row.kind)]
    calendar = calendars.at_version(tx, tx.actor.office, row.calendar_version)
    return length(calendar, row.kind, row.anchor_at, row.stopped_at, holes)


def complete(tx: Tx, span: Span, sop: str) -> Counted:
    """Of the requests that began in the period with an SOP, those never sent back for documents."""
    began = _began(tx, span, sop)
    returned = select(shortfalls.c.instance_id).where(shortfalls.c.asked)
    query = select(func.count(), func.count().filter(instances.c.id.not_in(returned)))
    return Counted(*tx.conn.execute(query.select_from(instances.join(definitions)).where(*began)).one())


def billed(tx: Tx, span: Span, sop: str) -> Billed:
    """The bills made in the period for requests of an SOP."""
    counts = [func.count().filter(bills.c.state == state) for state in ("paid", "expired")]
    paid = func.coalesce(func.sum(bills.c.amount).filter(bills.c.state == "paid"), 0)
    query = select(func.count(), *counts, paid).join(instances, bills.c.instance_id == instances.c.id)
    query = query.join(definitions).where(instances.c.office == tx.actor.office, definitions.c.key == sop)
    found = tx.conn.execute(query.where(bills.c.issued_at >= span.start, bills.c.issued_at < span.end)).one()
    return Billed(*map(int, found))


def answered(tx: Tx, span: Span, sop: str) -> Counted:
    """Of the complaints about requests of an SOP that were due in the period, those answered in time."""
    c = complaints_table.c
    query = select(func.count(), func.count().filter(c.answered_at <= c.due_at))
    query = query.join(instances, c.instance_id == instances.c.id).join(definitions)
    due = (c.due_at >= span.start, c.due_at < span.until)
    query = query.where(c.office == tx.actor.office, definitions.c.key == sop, *due)
    return Counted(*tx.conn.execute(query).one())


def _began(tx: Tx, span: Span, sop: str) -> tuple[Any, ...]:
    begun = instances.c.started_at
    own = (instances.c.office == tx.actor.office, definitions.c.key == sop)
    return (*own, begun >= span.start, begun < span.end)
