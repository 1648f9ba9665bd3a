"""Requests of a period: how many came, ended and are open at its end, and how old the open ones are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from engine import calendars, instances
from engine.database import Tx
from engine.schema import breaches, definitions
from engine.schema import instances as table
from tasks.filing.frame import Span
from tasks.reports.outlook import working_days

AGES = (1, 3, 5, 10)
"""Working days up to which open requests are counted together; what is older stands by itself."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Requests of one SOP: open before, received, completed, canceled, open at the end; before + received =
    completed + canceled + open.
    """

    sop: str
    before: int
    received: int
    completed: int
    canceled: int
    open: int


@dataclass(frozen=True, slots=True)
class Open:
    """Requests of one SOP open at the end, by age in working days (AGES, and older), and how many are past the
    limit of the whole service.
    """

    sop: str
    ages: tuple[int, ...]
    late: int

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(self.ages)


def flows(tx: Tx, span: Span) -> tuple[Flow, ...]:
    """The requests of each SOP that had any, in the order of the keys."""
    begun, left = table.c.started_at, table.c.settled_at
    canceled = func.coalesce(table.c.outcome, "") == instances.CANCELED
    went = (left >= span.start) & (left < span.end)
    conditions = (
        (begun < span.start) & (left.is_(None) | (left >= span.start)),
        (begun >= span.start) & (begun < span.end),
        went & ~canceled,
        went & canceled,
        open_at(span.end),
    )
    counted = [func.count().filter(condition) for condition in conditions]
    query = select(definitions.c.key, *counted).select_from(table.join(definitions))
    query = query.where(table.c.office == tx.actor.office).group_by(definitions.c.key)
    rows = tx.conn.execute(query.order_by(definitions.c.key))
    return tuple(Flow(*row) for row in rows if any(row[1:]))


def began_by_version(tx: Tx, sop: str, span: Span) -> dict[int, int]:
    """How many requests began in the period with each version of an SOP."""
    query = select(definitions.c.version, func.count()).select_from(table.join(definitions))
    within = (table.c.started_at >= span.start, table.c.started_at < span.end)
    query = query.where(table.c.office == tx.actor.office, definitions.c.key == sop, *within)
    return dict(tx.conn.execute(query.group_by(definitions.c.version)).all())


def open_at(instant: datetime) -> ColumnElement[bool]:
    """Whether a request had begun and not ended at an instant."""
    left = table.c.settled_at
    return (table.c.started_at < instant) & (left.is_(None) | (left >= instant))


def open_ages(tx: Tx, span: Span) -> tuple[Open, ...]:
    """What is open at the end of the period, by SOP; aged until then in days the office was open."""
    calendar = calendars.in_force(tx, tx.actor.office, span.until)
    passed = select(breaches.c.instance_id).where(breaches.c.task_id.is_(None), breaches.c.at < span.until)
    query = select(definitions.c.key, table.c.started_at, table.c.id.in_(passed))
    query = query.select_from(table.join(definitions)).order_by(definitions.c.key)
    found: dict[str, tuple[list[int], list[bool]]] = {}
    for sop, started, late in tx.conn.execute(
        query.where(table.c.office == tx.actor.office, open_at(span.end))
    ):
        ages, lates = found.setdefault(sop, ([0] * (len(AGES) + 1), []))
        age = working_days(calendar, started, span.until)
        ages[next((place for place, most in enumerate(AGES) if age <= most), len(AGES))] += 1
        lates.append(bool(late))
    return tuple(Open(sop, tuple(ages), sum(lates)) for sop, (ages, lates) in found.items())
