"""The list of passed deadlines, each with how late and why, and their counts by step, reason and responsible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy import Row as Line

from engine import calendars
from engine.database import Actor, Tx
from engine.schema import breaches, clocks, definitions, instances, pauses, task_names, tasks
from tasks.breaches import STATES
from tasks.reports import scope as scopes
from tasks.reports.judged import WORKING, Pauses, length
from tasks.reports.scope import FIRST_PAGE, Listing, Page, ReportFilter
from tasks.site import Site
from tasks.standstills import stops


@dataclass(frozen=True, slots=True)
class BreachRow:
    """One passed deadline. `task` is None and `element` empty where the limit of the whole service passed.

    `lateness` runs from the deadline to the stop (until now while it runs), pauses taken out: open office time
    for a working standard (`working` is true), plain time otherwise; by `calendar_version`, which made the deadline.
    """

    id: int
    instance: int
    task: int | None
    business_key: str
    applicant: str
    category: str
    element: str
    step: str
    name: str
    deadline: datetime
    stopped_at: datetime | None
    lateness: timedelta
    working: bool
    completed_by: str
    second_officer: str
    state: str
    reason: str
    note: str
    explained_by: str
    responsible: str
    confirmed_by: str
    follow_up: str
    closed_by: str
    calendar_version: int


@dataclass(frozen=True, slots=True)
class Which:
    """Of the period's breaches those with this state, reason, responsible and element; None means any.

    An empty reason or responsible is "not given yet", an empty element the limit of the whole service.
    """

    state: str | None = None
    reason: str | None = None
    responsible: str | None = None
    element: str | None = None


EVERY = Which()


@dataclass(frozen=True, slots=True)
class Count:
    """How often a key occurs; `share` of all and `running` share with those before it, 0 to 1 (Pareto)."""

    key: str
    count: int
    share: float
    running: float


@dataclass(frozen=True, slots=True)
class BreachCounts:
    """Counts of the period's breaches, most frequent first; an empty key is "not given yet" or the whole case."""

    total: int
    by_step: tuple[Count, ...]
    by_reason: tuple[Count, ...]
    by_responsible: tuple[Count, ...]
    by_state: tuple[Count, ...]


def breach_list(
    site: Site, actor: Actor, scope: ReportFilter, which: Which = EVERY, page: Page = FIRST_PAGE
) -> Listing[BreachRow]:
    """A page of the breaches whose deadline lies in the period, latest deadline first.

    Names are masked for an auditor; showing them in full to a supervisor leaves a line in the audit trail.
    Raises Forbidden, Invalid.
    """
    scopes.require_case_reader(actor, scope)
    scopes.require_page(page)
    with site.db.read(actor) as tx:
        found = _listed(tx, scope, which, page)
    _note(site, actor, scope, len(found.rows))
    return found


def breach_board(
    site: Site, actor: Actor, scope: ReportFilter, page: Page = FIRST_PAGE
) -> dict[str, Listing[BreachRow]]:
    """As `breach_list`, a page of each state, in the order a breach goes through them; all leave one line."""
    scopes.require_case_reader(actor, scope)
    scopes.require_page(page)
    with site.db.read(actor) as tx:
        found = {state: _listed(tx, scope, Which(state), page) for state in STATES}
    _note(site, actor, scope, sum(len(one.rows) for one in found.values()))
    return found


def _listed(tx: Tx, scope: ReportFilter, which: Which, page: Page) -> Listing[BreachRow]:
    conditions = _conditions(scope, which)
    total = tx.conn.execute(_joined(func.count()).where(*conditions)).scalar_one()
    query = _joined(*_COLUMNS).where(*conditions).order_by(breaches.c.at.desc(), breaches.c.id.desc())
    return Listing(_rows(tx, tx.conn.execute(query.limit(page.limit).offset(page.start)).all()), page, total)


def _note(site: Site, actor: Actor, scope: ReportFilter, rows: int) -> None:
    """Names shown in full leave a line in the trail."""
    if scopes.sees_names(actor) and rows:
        with site.db.begin(actor) as tx:
            scopes.note_reading(tx, "report.read", "breaches", scope, rows=rows)


def breach_counts(site: Site, actor: Actor, scope: ReportFilter) -> BreachCounts:
    """The period's breaches by step, reason, responsible and state. Raises Forbidden, Invalid."""
    scopes.require_case_reader(actor, scope)
    with site.db.read(actor) as tx:
        by_step = _counted(tx, scope, breaches.c.step)
        return BreachCounts(
            sum(count.count for count in by_step),
            by_step,
            _counted(tx, scope, breaches.c.reason),
            _counted(tx, scope, breaches.c.responsible),
            _counted(tx, scope, breaches.c.state),
        )


def every_breach(tx: Tx, scope: ReportFilter, which: Which = EVERY, batch: int = 500) -> Iterator[BreachRow]:
    """All breaches of the period in the order they were put down, read in batches; for exports."""
    query = _joined(*_COLUMNS).where(*_conditions(scope, which)).order_by(breaches.c.id).limit(batch)
    last = 0
    while rows := tx.conn.execute(query.where(breaches.c.id > last)).all():
        yield from _rows(tx, rows)
        last = rows[-1].id


_COLUMNS = (
    breaches.c.id,
    breaches.c.instance_id,
    breaches.c.task_id,
    breaches.c.element,
    breaches.c.step,
    breaches.c.at,
    breaches.c.state,
    breaches.c.reason,
    breaches.c.note,
    breaches.c.explained_by,
    breaches.c.responsible,
    breaches.c.confirmed_by,
    breaches.c.follow_up,
    breaches.c.closed_by,
    clocks.c.kind,
    clocks.c.stopped_at,
    clocks.c.calendar_version,
    instances.c.business_key,
    instances.c.title,
    instances.c.category,
    instances.c.office,
    task_names.c.name,
    tasks.c.completed_by,
    tasks.c.second_officer,
)


def _joined(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(breaches)
        .join(instances, breaches.c.instance_id == instances.c.id)
        .join(definitions)
        .join(clocks, breaches.c.clock_id == clocks.c.id)
        .outerjoin(tasks, breaches.c.task_id == tasks.c.id)
        .outerjoin(task_names, tasks.c.name_id == task_names.c.id)
    )


def _conditions(scope: ReportFilter, which: Which = EVERY) -> tuple[ColumnElement[bool], ...]:
    period = (breaches.c.at >= scope.start, breaches.c.at < scope.end)
    wanted = ((breaches.c[name], getattr(which, name)) for name in Which.__slots__)
    chosen = (func.coalesce(column, "") == value for column, value in wanted if value is not None)
    return (scopes.about(scope), *period, *chosen)


def _counted(tx: Tx, scope: ReportFilter, column: ColumnElement[str | None]) -> tuple[Count, ...]:
    key, number = func.coalesce(column, "").label("key"), func.count().label("number")
    query = _joined(key, number).where(*_conditions(scope)).group_by(key).order_by(number.desc(), key)
    rows = tx.conn.execute(query).all()
    total, running, found = sum(row.number for row in rows), 0, []
    for row in rows:
        running += row.number
        found.append(Count(row.key, row.number, row.number / total, running / total))
    return tuple(found)


def _rows(tx: Tx, lines: Sequence[Line[Any]]) -> tuple[BreachRow, ...]:
    holes = _holes(tx, [line.instance_id for line in lines])
    return tuple(_row(tx, line, _of_clock(line, holes)) for line in lines)


def _of_clock(line: Line[Any], holes: _Holes) -> Pauses:
    own = holes.get((line.instance_id, line.task_id), [])
    return [(start, end) for start, end, reason in own if stops(reason, line.kind)]


def _row(tx: Tx, line: Line[Any], holes: Pauses) -> BreachRow:
    calendar = calendars.at_version(tx, line.office, line.calendar_version)
    return BreachRow(
        id=line.id,
        instance=line.instance_id,
        task=line.task_id,
        business_key=line.business_key,
        applicant=scopes.shown(tx.actor, line.title),
        category=line.category,
        element=line.element,
        step=line.step or "",
        name=line.name or "",
        deadline=line.at,
        stopped_at=line.stopped_at,
        lateness=length(calendar, line.kind, line.at, line.stopped_at or max(tx.now, line.at), holes),
        working=line.kind in WORKING,
        completed_by=line.completed_by or "",
        second_officer=line.second_officer or "",
        state=line.state,
        reason=line.reason or "",
        note=scopes.told(tx.actor, line.note or "", line.title),
        explained_by=line.explained_by or "",
        responsible=line.responsible or "",
        confirmed_by=line.confirmed_by or "",
        follow_up=scopes.told(tx.actor, line.follow_up or "", line.title),
        closed_by=line.closed_by or "",
        calendar_version=line.calendar_version,
    )


_Holes = dict[tuple[int, int | None], list[tuple[datetime, datetime | None, str]]]


def _holes(tx: Tx, chosen: Sequence[int]) -> _Holes:
    """From, to and reason of pauses: a task's own ones, and under None those of its whole case."""
    p = pauses.c
    columns = (p.instance_id, p.task_id, p.started_at, p.ended_at, p.reason)
    found: _Holes = {}
    for instance, task, *pause in tx.conn.execute(select(*columns).where(p.instance_id.in_(chosen))):
        start, end, reason = pause
        found.setdefault((instance, task), []).append((start, end, reason))
    return found
