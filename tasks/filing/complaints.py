"""Complaints of a period by the way they came: received, answered, answered late, open and overdue at its end."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from engine.database import Tx
from engine.schema import complaints as table
from tasks.filing.frame import Span


@dataclass(frozen=True, slots=True)
class Complaints:
    """Complaints that came one way: received and answered in the period, answered past their deadline, open at the
    period's end, and of these past it.
    """

    channel: str
    received: int
    answered: int
    answered_late: int
    open: int
    overdue: int


def by_channel(tx: Tx, span: Span) -> tuple[Complaints, ...]:
    """The office's complaints of a period; channels without any are left out."""
    answered, came = table.c.answered_at, table.c.received_at
    within = (answered >= span.start) & (answered < span.end)
    unanswered = (came < span.end) & (answered.is_(None) | (answered >= span.end))
    conditions = (
        (came >= span.start) & (came < span.end),
        within,
        within & (answered > table.c.due_at),
        unanswered,
        unanswered & (table.c.due_at < span.until),
    )
    counted = [func.count().filter(condition) for condition in conditions]
    query = select(table.c.channel, *counted).where(table.c.office == tx.actor.office)
    rows = tx.conn.execute(query.group_by(table.c.channel).order_by(table.c.channel))
    return tuple(Complaints(*row) for row in rows if any(row[1:]))
