"""How long the requests that ended in a period took, whole and without standstills, and where the time went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, func, select

from engine import instances
from engine.database import Tx
from engine.schema import breaches, definitions
from engine.schema import instances as table
from tasks.case_time import STANDSTILLS, Part, parts
from tasks.filing.frame import Span
from tasks.reports.figures import Figures, figures
from tasks.timeline import calendar_of, load

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Turnaround:
    """Completed requests of one SOP: `gross` is begin to end, `net` without standstills, `parts` sum to all gross
    times together (microseconds); `late` passed the limit of the whole service, ever.
    """

    sop: str
    gross: Figures
    net: Figures
    parts: Mapping[Part, int]
    late: int


def turnarounds(tx: Tx, span: Span, sop: str = "") -> tuple[Turnaround, ...]:
    """The requests completed in the period by SOP; canceled ones took no time that says anything."""
    query = select(table.c.id, definitions.c.key).select_from(table.join(definitions))
    query = query.where(*_completed(tx, span))
    if sop:
        query = query.where(definitions.c.key == sop)
    keys: dict[int, str] = dict(tx.conn.execute(query).all())
    times = load(tx, query.with_only_columns(table.c.id))
    late = _late(tx, query.with_only_columns(table.c.id))
    divided = {case: parts(found, calendar_of(tx, found)) for case, found in times.items()}
    return tuple(
        _one(key, [divided[case] for case in some], sum(case in late for case in some))
        for key in sorted(set(keys.values()))
        if (some := [case for case, its in keys.items() if its == key])
    )


def _completed(tx: Tx, span: Span) -> tuple[ColumnElement[bool], ...]:
    left = table.c.settled_at
    finished = func.coalesce(table.c.outcome, "") != instances.CANCELED
    return table.c.office == tx.actor.office, left >= span.start, left < span.end, finished


def _late(tx: Tx, chosen: Select[int]) -> set[int]:
    query = select(breaches.c.instance_id).where(breaches.c.task_id.is_(None))
    return set(tx.conn.execute(query.where(breaches.c.instance_id.in_(chosen))).scalars())


def _one(sop: str, cases: list[dict[Part, timedelta]], late: int) -> Turnaround:
    gross = [sum(case.values(), timedelta()) // MICROSECOND for case in cases]
    still = [sum((case[part] for part in STANDSTILLS), timedelta()) // MICROSECOND for case in cases]
    net = [whole - stood for whole, stood in zip(gross, still, strict=True)]
    sums = {part: sum(case[part] // MICROSECOND for case in cases) for part in Part}
    whole, without = figures(gross), figures(net)
    assert whole is not None and without is not None
    return Turnaround(sop, whole, without, sums, late)
