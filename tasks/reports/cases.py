"""Cases with their whole time and its parts, late ones first, and what all cases of a period show together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy import Row as Line

from engine.database import Actor, Tx
from engine.schema import breaches, definitions, instances, shortfalls
from tasks.case_time import STANDSTILLS, CaseTimes, Part, parts
from tasks.reports import scope as scopes
from tasks.reports.figures import Figures, figures, mean
from tasks.reports.scope import FIRST_PAGE, Listing, Page, ReportFilter
from tasks.site import Site
from tasks.timeline import calendar_of, load


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case: `gross` is its whole time (until now while it runs), `net` that without standstills, and
    `parts` sum to gross, closed office by `calendar_version`. `service_late` says that the limit of the whole
    service passed; `breaches` counts every passed deadline of the case.
    """

    id: int
    business_key: str
    applicant: str
    category: str
    version: int
    status: str
    outcome: str
    started_at: datetime
    settled_at: datetime | None
    gross: timedelta
    net: timedelta
    parts: Mapping[Part, timedelta]
    breaches: int
    service_late: bool
    calendar_version: int


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """All cases that began in the period. Times and their mean parts are of the settled ones, canceled ones aside.
    Cases that are `late` have at least one breach, `service_late` ones passed the limit of the whole service,
    `returned` ones lacked something at a completeness gate.
    """

    cases: int
    settled: int
    late: int
    service_late: int
    returned: int
    outcomes: Mapping[str, int]
    gross: Figures | None
    net: Figures | None
    parts: Mapping[Part, timedelta]


def case_list(site: Site, actor: Actor, scope: ReportFilter, page: Page = FIRST_PAGE) -> Listing[CaseRow]:
    """A page of the cases that began in the period: service late first, then those with any breach, the
    latest begun first within each. Names as in `breach_list`. Raises Forbidden, Invalid.
    """
    scopes.require_case_reader(actor, scope)
    scopes.require_page(page)
    with site.db.read(actor) as tx:
        began = _began(scope)
        total = tx.conn.execute(_joined(func.count()).where(*began)).scalar_one()
        query = _joined(*_COLUMNS).where(*began).order_by(_urgency(), *_LATEST)
        found = _rows(tx, tx.conn.execute(query.limit(page.limit).offset(page.start)).all())
    if scopes.sees_names(actor) and found:
        with site.db.begin(actor) as tx:
            scopes.note_reading(tx, "report.read", "cases", scope, rows=len(found))
    return Listing(found, page, total)


def case_summary(site: Site, actor: Actor, scope: ReportFilter) -> CaseSummary:
    """What the cases that began in the period show together; names nobody. Raises Forbidden, Invalid."""
    scopes.require_step_reader(actor, scope)
    with site.db.read(actor) as tx:
        began = _began(scope)
        settled = load(tx, _joined(instances.c.id).where(*began, scopes.served()))
        times = [parts(found, calendar_of(tx, found)) for found in settled.values()]
        total = tx.conn.execute(_joined(func.count()).where(*began)).scalar_one()
        return CaseSummary(
            cases=total,
            settled=len(settled),
            late=_having(tx, began, select(breaches.c.instance_id)),
            service_late=_having(
                tx, began, select(breaches.c.instance_id).where(breaches.c.task_id.is_(None))
            ),
            returned=_having(tx, began, select(shortfalls.c.instance_id).where(shortfalls.c.asked)),
            outcomes=_outcomes(tx, began),
            gross=figures([_microseconds(_length(found)) for found in settled.values()]),
            net=figures([_microseconds(_net(time)) for time in times]),
            parts={part: mean(sum((t[part] for t in times), timedelta()), len(times)) for part in Part},
        )


def every_case(tx: Tx, scope: ReportFilter, batch: int = 500) -> Iterator[CaseRow]:
    """All cases that began in the period in the order they were started, read in batches; for exports."""
    query = _joined(*_COLUMNS).where(*_began(scope)).order_by(instances.c.id).limit(batch)
    last = 0
    while rows := tx.conn.execute(query.where(instances.c.id > last)).all():
        yield from _rows(tx, rows)
        last = rows[-1].id


_COLUMNS = (
    instances.c.id,
    instances.c.business_key,
    instances.c.title,
    instances.c.category,
    definitions.c.version,
    instances.c.status,
    instances.c.outcome,
    instances.c.started_at,
    instances.c.settled_at,
)
_LATEST = (instances.c.started_at.desc(), instances.c.id.desc())


def _joined(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(instances).join(definitions)


def _began(scope: ReportFilter) -> tuple[ColumnElement[bool], ...]:
    period = (instances.c.started_at >= scope.start, instances.c.started_at < scope.end)
    return (*scopes.cases(scope), *period)


def _urgency() -> ColumnElement[int]:
    own = select(breaches.c.id).where(breaches.c.instance_id == instances.c.id)
    service = own.where(breaches.c.task_id.is_(None))
    return case((service.exists(), 0), (own.exists(), 1), else_=2)


def _having(tx: Tx, began: tuple[ColumnElement[bool], ...], ids: Select[int]) -> int:
    query = _joined(func.count()).where(*began, instances.c.id.in_(ids))
    return int(tx.conn.execute(query).scalar_one())


def _outcomes(tx: Tx, began: tuple[ColumnElement[bool], ...]) -> dict[str, int]:
    query = _joined(instances.c.outcome, func.count()).where(*began, instances.c.outcome.is_not(None))
    rows = tx.conn.execute(query.group_by(instances.c.outcome).order_by(func.count().desc()))
    return dict(rows.all())


def _rows(tx: Tx, lines: Sequence[Line[Any]]) -> tuple[CaseRow, ...]:
    ids = [line.id for line in lines]
    times = load(tx, select(instances.c.id).where(instances.c.id.in_(ids)))
    late = _breaches(tx, ids)
    return tuple(_row(tx, line, times[line.id], late.get(line.id, (0, 0))) for line in lines)


def _breaches(tx: Tx, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By case, how many deadlines passed and how many of them were of the whole service."""
    of_service = func.count() - func.count(breaches.c.task_id)
    query = select(breaches.c.instance_id, func.count(), of_service).where(breaches.c.instance_id.in_(ids))
    rows = tx.conn.execute(query.group_by(breaches.c.instance_id))
    return {instance: (number, service) for instance, number, service in rows}


def _row(tx: Tx, line: Line[Any], times: CaseTimes, late: tuple[int, int]) -> CaseRow:
    calendar = calendar_of(tx, times)
    divided = parts(times, calendar)
    return CaseRow(
        id=line.id,
        business_key=line.business_key,
        applicant=scopes.shown(tx.actor, line.title),
        category=line.category,
        version=line.version,
        status=line.status,
        outcome=line.outcome or "",
        started_at=line.started_at,
        settled_at=line.settled_at,
        gross=_length(times),
        net=_net(divided),
        parts=divided,
        breaches=late[0],
        service_late=late[1] > 0,
        calendar_version=calendar.version,
    )


def _length(times: CaseTimes) -> timedelta:
    return times.ended_at - times.started_at


def _net(divided: Mapping[Part, timedelta]) -> timedelta:
    return sum((span for part, span in divided.items() if part not in STANDSTILLS), timedelta())


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
