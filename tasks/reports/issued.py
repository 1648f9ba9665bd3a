"""Passports issued, by application type and month: the office's monthly service report (Tabel 2 and 3 of the paper)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from engine import definitions, settings
from engine.database import Actor, Tx
from engine.refusals import Forbidden, Invalid, Problem
from engine.schema import instances, tasks
from tasks import anchors, roles
from tasks.site import Site
from tasks.states import COMPLETED

READY = "paspor_siap_diambil"
"""The event of an SOP's step whose completion is the issue: the passport lies ready to be collected."""

MOST_MONTHS = 120

KINDS: Mapping[str, tuple[str, ...]] = {
    "baru": ("baru_dewasa", "baru_anak", "haji_umrah", "cpmi"),
    "habis_berlaku": ("habis_berlaku",),
    "hilang": ("hilang",),
    "rusak": ("rusak",),
}
"""The report's rows, by the application types each adds up (catalogue bpmn/documents.yaml)."""

_KIND_OF = {category: kind for kind, categories in KINDS.items() for category in categories}


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One kind of application: its count in each month of the table, and their sum."""

    kind: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class IssuedTable:
    """The months of one half of a year (first days), a row per kind, the sums per month and of all."""

    months: tuple[date, ...]
    rows: tuple[IssuedRow, ...]
    totals: tuple[int, ...]
    total: int


def issued(site: Site, actor: Actor, first: date, last: date) -> tuple[IssuedTable, ...]:
    """A table per half-year from the month of `first` to that of `last`; a passport counts once, in the month of
    the office's zone in which it was ready first.

    Raises Forbidden for all but auditors, supervisors and process owners, Invalid for a period that is turned round
    or longer than MOST_MONTHS.
    """
    if not actor.has(roles.AUDITOR, roles.SUPERVISOR, roles.PROCESS_OWNER):
        raise Forbidden("report.forbidden")
    months = _months(first, last)
    with site.db.read(actor) as tx:
        return issued_tables(tx, months)


def issued_tables(tx: Tx, months: tuple[date, ...]) -> tuple[IssuedTable, ...]:
    """As `issued`, for months by their first days, inside a transaction and without asking for the right."""
    elements = issuing_elements(tx)
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    counts = [_counts(tx, elements, _span(month, zone)) for month in months]
    halves: dict[tuple[int, int], list[int]] = {}
    for place, month in enumerate(months):
        halves.setdefault((month.year, (month.month - 1) // 6), []).append(place)
    return tuple(
        _table([months[place] for place in half], [counts[place] for place in half])
        for half in halves.values()
    )


def first_month(site: Site, actor: Actor) -> date | None:
    """The month in which the office's first passport was ready; None before that."""
    with site.db.read(actor) as tx:
        t = tasks.c
        query = (
            select(func.min(t.completed_at))
            .join_from(tasks, instances, instances.c.id == t.instance_id)
            .where(*_ready(t, issuing_elements(tx)))
            .where(instances.c.office == tx.actor.office)
        )
        found: datetime | None = tx.conn.execute(query).scalar()
        if found is None:
            return None
        return found.astimezone(ZoneInfo(settings.value(tx, "office.zone"))).date().replace(day=1)


def issuing_elements(tx: Tx) -> frozenset[str]:
    """Elements whose completion makes a passport ready, in any published version of any SOP."""
    return frozenset(
        activity.id
        for version in definitions.versions(tx)
        for activity in definitions.load(tx, version.id).diagram.activities.values()
        if activity.step and activity.step.raises == READY
    )


def _ready(t: Any, elements: frozenset[str]) -> tuple[ColumnElement[bool], ...]:
    """A step done that makes a passport ready: one that asks says "yes" (kelompok_rentan row 11: quality check)."""
    passed = (t.outcome == anchors.YES) | t.outcome.is_(None)
    return t.element.in_(elements), t.state == COMPLETED, t.completed_at.is_not(None), passed


def _months(first: date, last: date) -> tuple[date, ...]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count < 1:
        raise Invalid("report.invalid", Problem("report.period_empty", "to"))
    if count > MOST_MONTHS:
        raise Invalid("report.invalid", Problem("report.too_many_months", "to", {"most": MOST_MONTHS}))
    start = first.year * 12 + first.month - 1
    return tuple(date(place // 12, place % 12 + 1, 1) for place in range(start, start + count))


def _span(month: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return datetime.combine(month, time.min, zone), datetime.combine(following, time.min, zone)


def _counts(tx: Tx, elements: frozenset[str], span: tuple[datetime, datetime]) -> dict[str, int]:
    t = tasks.c
    start, end = span
    within = (t.completed_at >= start, t.completed_at < end)
    earlier = tasks.alias()
    again = (
        select(earlier.c.id)
        .where(earlier.c.instance_id == t.instance_id, earlier.c.id < t.id)
        .where(*_ready(earlier.c, elements))
    )
    query = (
        select(instances.c.category, func.count())
        .join_from(tasks, instances, instances.c.id == t.instance_id)
        .where(*_ready(t, elements), *within, instances.c.office == tx.actor.office, ~again.exists())
        .group_by(instances.c.category)
    )
    found: dict[str, int] = {}
    for category, number in tx.conn.execute(query):
        kind = _KIND_OF.get(category, category)
        found[kind] = found.get(kind, 0) + number
    return found


def _table(months: Iterable[date], counts: list[dict[str, int]]) -> IssuedTable:
    """The table of some months; a type the report does not know gets a row of its own, so that nothing is lost."""
    others = sorted({kind for month in counts for kind in month} - set(KINDS))
    rows = tuple(_row(kind, counts) for kind in (*KINDS, *others))
    totals = tuple(sum(month.values()) for month in counts)
    return IssuedTable(tuple(months), rows, totals, sum(totals))


def _row(kind: str, counts: list[dict[str, int]]) -> IssuedRow:
    own = tuple(month.get(kind, 0) for month in counts)
    return IssuedRow(kind, own, sum(own))
