"""The requests behind one line of the causes: those in which a document was missing, those an outage held up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select

from engine.database import Actor, Tx
from engine.refusals import NotFound
from engine.schema import definitions, instances, outages, pauses, shortfalls, tasks
from tasks.reports import scope as scopes
from tasks.reports.scope import FIRST_PAGE, Listing, Page, ReportFilter
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """One request: how many `times` it happened in it, and when last."""

    instance: int
    business_key: str
    applicant: str
    category: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Behind:
    """What the line is about (a document's label, or the code of a system with the outage's ticket), and a page of
    its requests, those in which it happened most often first.
    """

    about: str
    ticket: str
    cases: Listing[CaseBehind]


def of_document(site: Site, actor: Actor, scope: ReportFilter, item: str, page: Page = FIRST_PAGE) -> Behind:
    """Requests in which the document was missing or wrong in the period.

    Raises Forbidden, Invalid, and NotFound where none was.
    """
    _require(actor, scope, page)
    source = shortfalls.join(tasks, shortfalls.c.task_id == tasks.c.id)
    period = (tasks.c.completed_at >= scope.start, tasks.c.completed_at < scope.end)
    wanted = (shortfalls.c.item == item, scopes.about(scope), *period)
    with site.db.read(actor) as tx:
        source = source.join(instances, shortfalls.c.instance_id == instances.c.id)
        found = _listed(tx, source, tasks.c.completed_at, wanted, page)
        query = select(func.max(shortfalls.c.label)).where(shortfalls.c.item == item)
        label = tx.conn.execute(query).scalar() if found.total else None
    if label is None:
        raise NotFound("report.line_unknown")
    _note(site, actor, scope, found)
    return Behind(label, "", found)


def of_outage(site: Site, actor: Actor, scope: ReportFilter, outage: int, page: Page = FIRST_PAGE) -> Behind:
    """Requests that stood still for an outage of the office, whenever.

    Raises Forbidden, Invalid, and NotFound for an outage of no or another office.
    """
    _require(actor, scope, page)
    with site.db.read(actor) as tx:
        query = select(outages.c.system, outages.c.ticket)
        row = tx.conn.execute(query.where(outages.c.id == outage, outages.c.office == scope.office)).first()
        if row is None:
            raise NotFound("report.line_unknown")
        source = pauses.join(instances, pauses.c.instance_id == instances.c.id)
        found = _listed(
            tx, source, pauses.c.started_at, (pauses.c.outage_id == outage, *scopes.cases(scope)), page
        )
    _note(site, actor, scope, found)
    return Behind(row.system, row.ticket, found)


def _require(actor: Actor, scope: ReportFilter, page: Page) -> None:
    scopes.require_case_reader(actor, scope)
    scopes.require_page(page)


def _listed(
    tx: Tx,
    source: FromClause,
    when: ColumnElement[datetime],
    wanted: tuple[ColumnElement[bool], ...],
    page: Page,
) -> Listing[CaseBehind]:
    times, last = func.count().label("times"), func.max(when).label("last")
    columns = (instances.c.id, instances.c.business_key, instances.c.title, instances.c.category)
    query = select(*columns, times, last).select_from(source.join(definitions)).where(*wanted)
    query = query.group_by(*columns)
    total = tx.conn.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    query = query.order_by(times.desc(), instances.c.id).limit(page.limit).offset(page.start)
    return Listing(tuple(_case(tx.actor, *row) for row in tx.conn.execute(query)), page, total)


def _case(
    actor: Actor, case: int, number: str, name: str, category: str, times: Any, last: Any
) -> CaseBehind:
    return CaseBehind(case, number, scopes.shown(actor, name), category, times, last)


def _note(site: Site, actor: Actor, scope: ReportFilter, found: Listing[CaseBehind]) -> None:
    """Names shown in full leave a line in the trail."""
    if scopes.sees_names(actor) and found.rows:
        with site.db.begin(actor) as tx:
            scopes.note_reading(tx, "report.read", "behind", scope, rows=len(found.rows))
