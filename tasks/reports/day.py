"""Any day of any year: what was in force, what was done by whom, what was missing, what was late and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, func, select

from engine import calendars, definition_rows
from engine.database import Actor, Tx
from engine.definition_rows import Version
from engine.office_calendar import DayPlan, plan
from engine.refusals import Forbidden
from engine.schema import breaches, definitions, instances, shortfalls, task_names, tasks
from tasks import outages, roles
from tasks.outages import Outage
from tasks.reports import scope as scopes
from tasks.reports.scope import FIRST_PAGE, Listing, Page
from tasks.site import Site
from tasks.states import CANCELED


@dataclass(frozen=True, slots=True)
class Missing:
    """A document found missing (`tidak_ada`) or unfit (`tidak_sesuai`) at a gate, with the officer's note."""

    label: str
    verdict: str
    note: str


@dataclass(frozen=True, slots=True)
class Done:
    """One step completed that day: by whom, what was chosen and found missing; its breach where it was late."""

    task: int
    instance: int
    business_key: str
    applicant: str
    sop: str
    step: str
    name: str
    started_at: datetime
    completed_at: datetime
    completed_by: str
    second_officer: str
    outcome: str
    missing: tuple[Missing, ...]
    late: bool
    reason: str
    responsible: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the office's zone as it was: [start, end) are its midnights.

    `sops` are the versions in force at any moment of it, in the order they came; `calendar` is the version of the
    working calendar at its end (at this moment, for today), `plan` what that said of the day. `missed` counts the
    deadlines that lay in it and passed.
    """

    day: date
    start: datetime
    end: datetime
    sops: tuple[Version, ...]
    calendar: int
    plan: DayPlan
    outages: tuple[Outage, ...]
    begun: int
    missed: int
    done: Listing[Done]


def of(site: Site, actor: Actor, day: date, who: str = "", page: Page = FIRST_PAGE) -> Day:
    """The day in the acting person's office; `who` narrows what was done to one officer.

    Names are masked for an auditor; showing them in full to a supervisor leaves a line in the trail.
    Raises Forbidden, Invalid.
    """
    if not actor.has(roles.AUDITOR, roles.SUPERVISOR):
        raise Forbidden("report.forbidden")
    scopes.require_page(page)
    with site.db.read(actor) as tx:
        zone = ZoneInfo(calendars.current(tx, actor.office).zone)
        start, end = (datetime.combine(one, time.min, zone) for one in (day, day + timedelta(days=1)))
        calendar = calendars.in_force(tx, actor.office, min(tx.now, end))
        found = Day(
            *(day, start, end, in_force(tx, start, end), calendar.version, plan(calendar, day)),
            outages=_lasted(tx, start, end),
            begun=_counted(tx, instances.c.started_at, start, end),
            missed=_missed(tx, start, end),
            done=_done(tx, start, end, who, page),
        )
    if scopes.sees_names(actor) and found.done.rows:
        with site.db.begin(actor) as tx:
            scopes.note_day(tx, day, len(found.done.rows))
    return found


def in_force(tx: Tx, start: datetime, end: datetime) -> tuple[Version, ...]:
    """Every version that was in force at some moment of [start, end), by SOP and in the order they came."""
    found: dict[int, Version] = {}
    for lines in definition_rows.by_key(definition_rows.versions(tx)).values():
        came = sorted(line.effective_at for line in lines if start < line.effective_at < end)
        for instant in (start, *came):
            if (line := definition_rows.in_force_at(lines, instant)) is not None:
                found[line.id] = line
    return tuple(found.values())


def _lasted(tx: Tx, start: datetime, end: datetime) -> tuple[Outage, ...]:
    declared = reversed(outages.all_of(tx, tx.actor.office))
    return tuple(one for one in declared if one.started_at < end and (one.ended_at or end) > start)


def _counted(tx: Tx, when: ColumnElement[datetime], start: datetime, end: datetime) -> int:
    query = select(func.count()).select_from(instances)
    query = query.where(instances.c.office == tx.actor.office, when >= start, when < end)
    return tx.conn.execute(query).scalar_one()


def _missed(tx: Tx, start: datetime, end: datetime) -> int:
    query = select(func.count()).select_from(
        breaches.join(instances, breaches.c.instance_id == instances.c.id)
    )
    period = (breaches.c.at >= start, breaches.c.at < end)
    return tx.conn.execute(query.where(instances.c.office == tx.actor.office, *period)).scalar_one()


_COLUMNS = (
    tasks.c.id,
    tasks.c.instance_id,
    instances.c.business_key,
    instances.c.title,
    func.coalesce(tasks.c.sop, definitions.c.key).label("sop"),
    tasks.c.step,
    task_names.c.name,
    tasks.c.opened_at,
    tasks.c.started_at,
    tasks.c.completed_at,
    tasks.c.completed_by,
    tasks.c.second_officer,
    tasks.c.outcome,
    breaches.c.id.label("breach"),
    breaches.c.reason,
    breaches.c.responsible,
)


def _done(tx: Tx, start: datetime, end: datetime, who: str, page: Page) -> Listing[Done]:
    period = (tasks.c.completed_at >= start, tasks.c.completed_at < end, tasks.c.state != CANCELED)
    wanted: list[ColumnElement[bool]] = [instances.c.office == tx.actor.office, *period]
    if who:
        wanted.append((tasks.c.completed_by == who) | (tasks.c.second_officer == who))
    total = tx.conn.execute(_joined(func.count()).where(*wanted)).scalar_one()
    query = _joined(*_COLUMNS).where(*wanted).order_by(tasks.c.completed_at, tasks.c.id)
    rows = tx.conn.execute(query.limit(page.limit).offset(page.start)).all()
    return Listing(tuple(_lines(tx, rows)), page, total)


def _joined(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(tasks)
        .join(instances, tasks.c.instance_id == instances.c.id)
        .join(definitions, instances.c.definition_id == definitions.c.id)
        .outerjoin(task_names, tasks.c.name_id == task_names.c.id)
        .outerjoin(breaches, breaches.c.task_id == tasks.c.id)
    )


def _lines(tx: Tx, rows: Sequence[Row[Any]]) -> Iterator[Done]:
    missing = _missing(tx, [row.id for row in rows])
    for row in rows:
        yield Done(
            task=row.id,
            instance=row.instance_id,
            business_key=row.business_key,
            applicant=scopes.shown(tx.actor, row.title),
            sop=row.sop,
            step=row.step or "",
            name=row.name or "",
            started_at=row.started_at or row.opened_at,
            completed_at=row.completed_at,
            completed_by=row.completed_by or "",
            second_officer=row.second_officer or "",
            outcome=row.outcome or "",
            missing=tuple(missing.get(row.id, ())),
            late=row.breach is not None,
            reason=row.reason or "",
            responsible=row.responsible or "",
        )


def _missing(tx: Tx, chosen: Sequence[int]) -> dict[int, list[Missing]]:
    s = shortfalls.c
    query = select(s.task_id, s.label, s.verdict, s.note).where(s.task_id.in_(chosen)).order_by(s.item)
    found: dict[int, list[Missing]] = {}
    for task, *said in tx.conn.execute(query):
        found.setdefault(task, []).append(Missing(*said))
    return found
