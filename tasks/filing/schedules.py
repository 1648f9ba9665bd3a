"""Schedules of reports: which, by which rule, to whom; paused, gone on with, changed and ended by supervisors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import func, select, update

from engine import audit, calendars, definitions
from engine.database import Actor, Tx
from engine.office_time import missing_years
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import report_schedules as table
from tasks import rights
from tasks.filing import documents, kinds, recipients, rules
from tasks.filing.kinds import Kind
from tasks.filing.periods import Period, parse
from tasks.filing.recipients import Recipient
from tasks.filing.rules import Rule
from tasks.filing.saved import chain
from tasks.roles import SUPERVISOR
from tasks.site import Site

SHOWN = 5
"""Dates to come that a page shows."""
MOST = 50
"""Schedules of an office."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody typed: the rule's parts, addresses one a line, and whether these are confirmed."""

    on: str
    number: str
    month: str
    recipients: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule as it stands; `next_at` says when the report of `next_period` is due."""

    id: int
    office: str
    kind: Kind
    sop: str
    rule: Rule
    recipients: tuple[Recipient, ...]
    created_at: datetime
    created_by: str
    revision: int
    paused_at: datetime | None
    paused_by: str | None
    ended_at: datetime | None
    next_period: Period
    next_at: datetime

    @property
    def runs(self) -> bool:
        """Whether the worker makes its reports."""
        return self.paused_at is None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class Coming:
    """The dates to come, and the years among them whose cuti bersama nobody has entered."""

    dates: tuple[tuple[Period, datetime], ...]
    unsure: tuple[int, ...]


def create(site: Site, actor: Actor, code: str, sop: str, wanted: Wanted) -> int:
    """Begin a schedule: its first report is that of the first period due from now on.

    Raises Forbidden (supervisors), NotFound for an unknown report or SOP, Invalid, Conflict when the office has MOST.
    """
    rights.require_role(actor, SUPERVISOR)
    one = kinds.kind(code)
    rule = rules.checked(one.every, wanted.on, wanted.number, wanted.month)
    with site.db.begin(actor) as tx:
        if one.of_sop != bool(sop) or (sop and not definitions.versions(tx, sop)):
            raise Invalid("schedule.invalid", Problem("form.choice", "sop"))
        mine = select(func.count()).select_from(table).where(table.c.office == actor.office)
        if tx.conn.execute(mine.where(table.c.ended_at.is_(None))).scalar_one() >= MOST:
            raise Conflict("schedule.too_many", most=MOST)
        addressed = recipients.checked(tx, wanted.recipients, wanted.confirmed)
        calendar = calendars.current(tx, actor.office)
        period, due = rules.first_due(calendar, rule, one.every, tx.now)
        row = {
            "office": actor.office,
            "kind": code,
            "sop": sop,
            "rule": rule.told(),
            "recipients": [each.told() for each in addressed],
            "created_at": tx.now,
            "created_by": actor.login,
            "revision": 1,
            "next_period": period.code,
            "next_at": due,
            "calendar_version": calendar.version,
        }
        number: int = tx.conn.execute(table.insert().values(**row).returning(table.c.id)).scalar_one()
        _note(tx, "schedule.created", number, _told(code, sop, rule, addressed))
        return number


def change(site: Site, actor: Actor, number: int, revision: int, wanted: Wanted) -> None:
    """Another rule or other recipients. Raises Forbidden, NotFound, Invalid, Conflict when it was changed meanwhile."""
    rights.require_role(actor, SUPERVISOR)
    with site.db.begin(actor) as tx:
        before = hold(tx, number)
        rule = rules.checked(before.kind.every, wanted.on, wanted.number, wanted.month)
        addressed = recipients.checked(tx, wanted.recipients, wanted.confirmed, before.recipients)
        if before.ended_at is not None or before.revision != revision:
            raise Conflict("schedule.changed")
        calendar = calendars.current(tx, before.office)
        values = {
            "rule": rule.told(),
            "recipients": [each.told() for each in addressed],
            "revision": revision + 1,
            "next_at": rules.due(calendar, rule, before.next_period),
            "calendar_version": calendar.version,
            "taken_until": None,
        }
        tx.conn.execute(update(table).where(table.c.id == number).values(**values))
        _note(tx, "schedule.changed", number, _told(before.kind.code, before.sop, rule, addressed))


def pause(site: Site, actor: Actor, number: int) -> None:
    """Make no reports until `resume`. Raises Forbidden, NotFound, Conflict when it does not run."""
    values = {"paused_by": actor.login}
    _switch(site, actor, number, "schedule.paused", table.c.paused_at.is_(None), ("paused_at",), values)


def end(site: Site, actor: Actor, number: int) -> None:
    """End it for good; its history stays. Raises Forbidden, NotFound, Conflict when it has ended."""
    _switch(
        site, actor, number, "schedule.ended", table.c.id == number, ("ended_at",), {"ended_by": actor.login}
    )


def resume(site: Site, actor: Actor, number: int) -> None:
    """Go on with the first report due from now on; what was due in the pause is not made.

    Raises Forbidden, NotFound, Conflict when it is not paused.
    """
    rights.require_role(actor, SUPERVISOR)
    with site.db.begin(actor) as tx:
        one = hold(tx, number)
        if one.paused_at is None or one.ended_at is not None:
            raise Conflict("schedule.changed")
        calendar = calendars.current(tx, one.office)
        period, due = rules.first_due(calendar, one.rule, one.kind.every, tx.now)
        values: dict[str, Any] = {
            "paused_at": None,
            "paused_by": None,
            "taken_until": None,
            "revision": one.revision + 1,
        }
        values |= {"next_period": period.code, "next_at": due, "calendar_version": calendar.version}
        tx.conn.execute(update(table).where(table.c.id == number).values(**values))
        _note(tx, "schedule.resumed", number, {"next": period.code})


def listed(tx: Tx) -> tuple[Schedule, ...]:
    """The acting office's schedules that have not ended, what is due next first."""
    query = select(*table.c).where(table.c.office == tx.actor.office, table.c.ended_at.is_(None))
    rows = tx.conn.execute(query.order_by(table.c.next_at, table.c.id)).all()
    return tuple(_schedule(row) for row in rows if row.kind in kinds.KINDS)


def read(tx: Tx, number: int) -> Schedule:
    """One of the acting office's schedules. Raises NotFound."""
    query = select(*table.c).where(table.c.id == number, table.c.office == tx.actor.office)
    return _one(tx.conn.execute(query).one_or_none())


def hold(tx: Tx, number: int) -> Schedule:
    """As `read`, with its row locked."""
    query = select(*table.c).where(table.c.id == number, table.c.office == tx.actor.office)
    return _one(tx.conn.execute(tx.locked(query)).one_or_none())


def coming(tx: Tx, one: Schedule) -> Coming:
    """When its next reports are due, by the calendar as it stands."""
    calendar = calendars.current(tx, one.office)
    dates = tuple(islice(rules.coming(calendar, one.rule, one.next_period), SHOWN))
    return Coming(dates, missing_years(calendar, dates[0][1], dates[-1][1]))


def show(site: Site, actor: Actor) -> tuple[Schedule, ...]:
    """As `listed`, for whoever may read reports. Raises Forbidden."""
    documents.require_reader(actor)
    with site.db.read(actor) as tx:
        return listed(tx)


def _switch(
    site: Site,
    actor: Actor,
    number: int,
    action: str,
    where: Any,
    stamps: tuple[str, ...],
    values: dict[str, Any],
) -> None:
    rights.require_role(actor, SUPERVISOR)
    with site.db.begin(actor) as tx:
        one = hold(tx, number)
        open_ = (table.c.id == number) & table.c.ended_at.is_(None) & where
        changed = {**values, **dict.fromkeys(stamps, tx.now), "revision": one.revision + 1}
        if tx.conn.execute(update(table).where(open_).values(**changed)).rowcount != 1:
            raise Conflict("schedule.changed")
        _note(tx, action, number, {})


def _told(code: str, sop: str, rule: Rule, addressed: tuple[Recipient, ...]) -> dict[str, Any]:
    # Addresses are personal data: the trail counts them, the schedule has them.
    return {"kind": code, "sop": sop, "rule": rule.told(), "recipients": len(addressed)}


def _note(tx: Tx, action: str, number: int, details: dict[str, Any]) -> None:
    audit.append(tx, chain(tx.actor.office), action, f"schedule:{number}", details)


def _one(row: Any) -> Schedule:
    if row is None or row.kind not in kinds.KINDS:
        raise NotFound("schedule.unknown")
    return _schedule(row)


def _schedule(row: Any) -> Schedule:
    one = kinds.kind(row.kind)
    return Schedule(
        id=row.id,
        office=row.office,
        kind=one,
        sop=row.sop,
        rule=rules.read(row.rule),
        recipients=recipients.read(row.recipients),
        created_at=row.created_at,
        created_by=row.created_by,
        revision=row.revision,
        paused_at=row.paused_at,
        paused_by=row.paused_by,
        ended_at=row.ended_at,
        next_period=parse(one.every, row.next_period),
        next_at=row.next_at,
    )
