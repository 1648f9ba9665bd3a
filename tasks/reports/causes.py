"""Why it was late, looked at three ways: without one cause, missing documents that came again, and outages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from engine import calendars, office_time
from engine.database import Actor, Tx
from engine.office_calendar import OfficeCalendar
from engine.schema import breaches, definitions, instances, outages, pauses, shortfalls, tasks
from tasks.reports import scope as scopes
from tasks.reports.scope import ReportFilter
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class WithoutCause:
    """What would be left if one cause were gone: passed deadlines, and requests with at least one.

    A request is no longer late when all its passed deadlines had this cause. An empty `reason`: not explained yet.
    """

    reason: str
    breaches: int
    breaches_left: int
    cases: int
    cases_left: int


@dataclass(frozen=True, slots=True)
class MissingDocument:
    """How often a document was missing or wrong: times in all, in how many requests, in how many of them again."""

    item: str
    label: str
    times: int
    cases: int
    again: int


@dataclass(frozen=True, slots=True)
class OutageEffect:
    """What an outage did: how many requests stood still for it, for how much office time together (by the
    calendar in force at its end).
    """

    id: int
    system: str
    ticket: str
    started_at: datetime
    ended_at: datetime | None
    cases: int
    stood_still: timedelta


@dataclass(frozen=True, slots=True)
class Causes:
    """The three looks, the weightiest line first in each; `breaches` and `late_cases` of the period in all."""

    breaches: int
    late_cases: int
    without: tuple[WithoutCause, ...]
    missing: tuple[MissingDocument, ...]
    outages: tuple[OutageEffect, ...]


def causes(site: Site, actor: Actor, scope: ReportFilter) -> Causes:
    """The causes of the period's passed deadlines; names nobody. Raises Forbidden, Invalid."""
    scopes.require_case_reader(actor, scope)
    with site.db.read(actor) as tx:
        found = _reasons_of_cases(tx, scope)
        return Causes(
            breaches=sum(sum(reasons.values()) for reasons in found.values()),
            late_cases=len(found),
            without=_without(found),
            missing=_missing(tx, scope),
            outages=_outages(tx, scope),
        )


def _reasons_of_cases(tx: Tx, scope: ReportFilter) -> dict[int, Counter[str]]:
    """By case how many of its deadlines passed for which reason."""
    query = (
        select(breaches.c.instance_id, func.coalesce(breaches.c.reason, "").label("reason"), func.count())
        .join(instances, breaches.c.instance_id == instances.c.id)
        .join(definitions)
        .outerjoin(tasks, breaches.c.task_id == tasks.c.id)
        .where(scopes.about(scope), breaches.c.at >= scope.start, breaches.c.at < scope.end)
        .group_by(breaches.c.instance_id, "reason")
    )
    found: dict[int, Counter[str]] = {}
    for case, reason, count in tx.conn.execute(query):
        found.setdefault(case, Counter())[reason] = count
    return found


def _without(found: dict[int, Counter[str]]) -> tuple[WithoutCause, ...]:
    total = sum((reasons for reasons in found.values()), Counter[str]())
    everything = sum(total.values())
    return tuple(
        WithoutCause(
            reason=reason,
            breaches=count,
            breaches_left=everything - count,
            cases=sum(reason in reasons for reasons in found.values()),
            cases_left=sum(set(reasons) != {reason} for reasons in found.values()),
        )
        for reason, count in sorted(total.items(), key=lambda one: (-one[1], one[0]))
    )


def _missing(tx: Tx, scope: ReportFilter) -> tuple[MissingDocument, ...]:
    per_case = (
        select(
            shortfalls.c.item,
            func.max(shortfalls.c.label).label("label"),
            shortfalls.c.instance_id,
            func.count().label("times"),
        )
        .join(tasks, shortfalls.c.task_id == tasks.c.id)
        .join(instances, shortfalls.c.instance_id == instances.c.id)
        .join(definitions)
        .where(scopes.about(scope), tasks.c.completed_at >= scope.start, tasks.c.completed_at < scope.end)
        .group_by(shortfalls.c.item, shortfalls.c.instance_id)
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for item, label, _, times in tx.conn.execute(per_case):
        found.setdefault(item, []).append((label, times))
    lines = [
        MissingDocument(
            item,
            label=some[0][0],
            times=sum(times for _, times in some),
            cases=len(some),
            again=sum(times > 1 for _, times in some),
        )
        for item, some in found.items()
    ]
    return tuple(sorted(lines, key=lambda one: (-one.times, one.item)))


def _outages(tx: Tx, scope: ReportFilter) -> tuple[OutageEffect, ...]:
    """Outages of the office that lasted into the period, and what the filter's cases stood still for them."""
    o = outages.c
    lasted = (o.office == scope.office, o.started_at < scope.end)
    query = select(outages).where(*lasted, o.ended_at.is_(None) | (o.ended_at >= scope.start))
    return tuple(
        _effect(tx, scope, row) for row in tx.conn.execute(query.order_by(o.started_at.desc())).all()
    )


def _effect(tx: Tx, scope: ReportFilter, outage: Row[Any]) -> OutageEffect:
    columns = (pauses.c.instance_id, pauses.c.started_at, pauses.c.ended_at)
    query = select(*columns).join(instances, pauses.c.instance_id == instances.c.id).join(definitions)
    stood: dict[int, list[tuple[datetime, datetime]]] = {}
    for case, start, end in tx.conn.execute(
        query.where(pauses.c.outage_id == outage.id, *scopes.cases(scope))
    ):
        stood.setdefault(case, []).append((start, end or max(tx.now, start)))
    calendar = calendars.in_force(tx, scope.office, outage.ended_at or tx.now)
    open_time = sum((_open_time(calendar, spans) for spans in stood.values()), timedelta())
    return OutageEffect(
        *(outage.id, outage.system, outage.ticket, outage.started_at, outage.ended_at), len(stood), open_time
    )


def _open_time(calendar: OfficeCalendar, spans: list[tuple[datetime, datetime]]) -> timedelta:
    """Office time of a case's standstills; what overlaps counts once."""
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    whole = office_time.net(calendar, first, last)
    return whole - office_time.net(calendar, first, last, spans)
