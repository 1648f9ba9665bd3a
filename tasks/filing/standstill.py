"""Outages that lasted into a period: from when to when, how long of it, and how many requests stood still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from engine.database import Tx
from engine.schema import outages, pauses
from tasks.filing.frame import Span


@dataclass(frozen=True, slots=True)
class Outage:
    """One declared outage; `lasted` is its plain time inside the period, `cases` stood still for it."""

    system: str
    ticket: str
    started_at: datetime
    ended_at: datetime | None
    lasted: timedelta
    cases: int


def of_period(tx: Tx, span: Span) -> tuple[Outage, ...]:
    """The office's outages that touched the period, the earliest first."""
    o, p = outages.c, pauses.c
    stood = (
        select(p.outage_id, func.count(p.instance_id.distinct()).label("cases"))
        .where(p.outage_id.is_not(None))
        .group_by(p.outage_id)
        .subquery()
    )
    query = (
        select(o.system, o.ticket, o.started_at, o.ended_at, func.coalesce(stood.c.cases, 0))
        .select_from(outages.outerjoin(stood, stood.c.outage_id == o.id))
        .where(o.office == tx.actor.office, o.started_at < span.end)
        .where(o.ended_at.is_(None) | (o.ended_at > span.start))
        .order_by(o.started_at, o.id)
    )
    return tuple(
        Outage(system, ticket, begun, ended, _inside(span, begun, ended), cases)
        for system, ticket, begun, ended, cases in tx.conn.execute(query)
    )


def _inside(span: Span, begun: datetime, ended: datetime | None) -> timedelta:
    return max(min(ended or span.until, span.until) - max(begun, span.start), timedelta())
