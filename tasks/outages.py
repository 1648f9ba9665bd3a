"""Outages: a system declared down once; every step of the office that needs it stands still until it is back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from engine import audit, instances, office_lock, settings, standing
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from engine.schema import outages as table
from engine.schema import tasks as tasks_table
from engine.schema import waits as waits_table
from tasks import pauses
from tasks.roles import ADMINISTRATOR, SUPERVISOR
from tasks.site import Site
from tasks.states import OPEN_STATES
from tasks.systems import needs

_TICKET_LENGTH = 200


class Outage(NamedTuple):
    """One declared outage; `ended_at` is None while it lasts."""

    id: int
    office: str
    system: str
    ticket: str
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    ended_by: str | None


_COLUMNS = tuple(table.c[name] for name in Outage._fields)


def declare(site: Site, actor: Actor, system: str, ticket: str) -> int:
    """Declare a system down from now on, with its ticket number or evidence. Returns the outage's number.

    Raises Forbidden (supervisors and administrators only), Invalid, Conflict when it is declared already.
    """
    _may_declare(actor)
    with site.db.begin(actor) as tx:
        office_lock.seize(tx, actor.office)
        _check(tx, system, ticket)
        if any(outage.system == system for outage in lasting(tx, actor.office)):
            raise Conflict("outage.declared_already")
        values = {
            "office": actor.office,
            "system": system,
            "ticket": ticket,
            "started_at": tx.now,
            "started_by": actor.login,
        }
        number = tx.conn.execute(table.insert().values(**values).returning(table.c.id)).scalar_one()
        outage = Outage(number, actor.office, system, ticket, tx.now, actor.login, None, None)
        for instance_id in instances.hold_active(tx, actor.office):
            _stop(tx, instances.hold(tx, instance_id), outage)
        details = {"system": system, "outage": number}
        audit.append(
            tx, f"outages:{actor.office}", "outage.declared", f"outage:{number}", details, reason=ticket
        )
        tx.memo.pop("outages", None)
        standing.forget(tx)
        return int(number)


def end(site: Site, actor: Actor, outage_id: int) -> None:
    """The system is back: everything that stood still goes on. Raises Forbidden, NotFound, Conflict."""
    _may_declare(actor)
    with site.db.begin(actor) as tx:
        office_lock.seize(tx, actor.office)
        # Its row is not locked: a case that is held may be writing a pause that names it, and cases come first.
        row = tx.conn.execute(select(*_COLUMNS).where(table.c.id == outage_id)).one_or_none()
        if row is None or row.office != actor.office:
            raise NotFound("outage.unknown")
        if row.ended_at is not None:
            raise Conflict("outage.ended_already")
        tx.conn.execute(
            table.update().where(table.c.id == outage_id).values(ended_at=tx.now, ended_by=actor.login)
        )
        # Held first: a task that opens while the outage still lasts is seen once its case is let go.
        instances.hold_active(tx, actor.office)
        for instance_id in dict.fromkeys(pause.instance_id for pause in pauses.of_outage(tx, outage_id)):
            pauses.end(tx, instances.hold(tx, instance_id), outage_id=outage_id)
        details = {"system": row.system, "outage": outage_id}
        audit.append(tx, f"outages:{actor.office}", "outage.ended", f"outage:{outage_id}", details)


def lasting(tx: Tx, office: str) -> tuple[Outage, ...]:
    """Outages of an office that last; read once per transaction."""
    if not standing.read(tx, office).outage:
        return ()
    if "outages" not in tx.memo:
        query = select(*_COLUMNS).where(table.c.office == office, table.c.ended_at.is_(None))
        tx.memo["outages"] = tuple(Outage(*row) for row in tx.conn.execute(query))
    found: tuple[Outage, ...] = tx.memo["outages"]
    return found


def all_of(tx: Tx, office: str) -> tuple[Outage, ...]:
    """Every outage of an office, newest first."""
    query = select(*_COLUMNS).where(table.c.office == office).order_by(table.c.started_at.desc())
    return tuple(Outage(*row) for row in tx.conn.execute(query))


def touch_opened(tx: Tx, instance: Instance, element: str, task_id: int | None) -> None:
    """A step that opens while a system it needs is down stands still from its first moment, and the case with it.

    `task_id` is None for a wait, which has no clock of its own.
    """
    for outage in (*lasting(tx, instance.office), *_over_since(tx, instance.office)):
        if not needs.stops(outage.system, element):
            continue
        since = max(tx.at, outage.started_at)
        if instance.settled_at is None and not _has_stopped(tx, instance, outage):
            _begin(tx, instance, outage, None, since)
        if task_id is not None:
            _begin(tx, instance, outage, task_id, since)
        if outage.ended_at is not None:
            pauses.end(tx, instance, outage_id=outage.id, at=outage.ended_at)


def let_go(tx: Tx, instance: Instance) -> None:
    """After a move: a case goes on when the last of its steps that need the system is done, whatever is down."""
    for outage in lasting(tx, instance.office):
        if needs.stops_all(outage.system) or not _has_stopped(tx, instance, outage):
            continue
        if not any(needs.stops(outage.system, step.element) for step in _open_steps(tx, instance.id)):
            pauses.end(tx, instance, outage_id=outage.id)


def _over_since(tx: Tx, office: str) -> tuple[Outage, ...]:
    """Outages that ended after this took effect and before it was noticed."""
    if tx.at == tx.now:
        return ()
    query = select(*_COLUMNS).where(table.c.office == office, table.c.ended_at > tx.at)
    return tuple(Outage(*row) for row in tx.conn.execute(query.order_by(table.c.id)))


def touch_started(tx: Tx, instance: Instance) -> None:
    """A case that is started while the network or power is out stands still; other systems stop their steps."""
    for outage in lasting(tx, instance.office):
        if needs.stops_all(outage.system):
            _begin(tx, instance, outage, None, tx.at)


class _Step(NamedTuple):
    task_id: int | None
    element: str
    opened_at: datetime


def _stop(tx: Tx, instance: Instance, outage: Outage) -> None:
    """The steps of a held case that need the system stand still, and the case with them."""
    steps = [step for step in _open_steps(tx, instance.id) if needs.stops(outage.system, step.element)]
    unsettled = instance.status == instances.ACTIVE and instance.settled_at is None
    if unsettled and (steps or needs.stops_all(outage.system)):
        # It may have begun while this command waited for it.
        _begin(tx, instance, outage, None, max(tx.now, instance.started_at))
    for step in steps:
        if step.task_id is not None:
            _begin(tx, instance, outage, step.task_id, max(tx.now, step.opened_at))


def _begin(tx: Tx, instance: Instance, outage: Outage, task_id: int | None, since: datetime) -> None:
    pauses.begin(
        tx,
        instance,
        pauses.OUTAGE,
        task_id=task_id,
        outage_id=outage.id,
        evidence=outage.ticket,
        since=since,
    )


def _has_stopped(tx: Tx, instance: Instance, outage: Outage) -> bool:
    """Whether the whole case stands still by an outage, or stood until its end."""
    return any(
        pause.outage_id == outage.id and pause.task_id is None and pause.ended_at == outage.ended_at
        for pause in pauses.of_instance(tx, instance.id)
    )


def _open_steps(tx: Tx, instance_id: int) -> tuple[_Step, ...]:
    """Open tasks of a case, and what it waits for."""
    t, w = tasks_table.c, waits_table.c
    tasks = select(t.id, t.element, t.opened_at).where(t.instance_id == instance_id, t.state.in_(OPEN_STATES))
    waits = select(w.element, w.opened_at).where(w.instance_id == instance_id, w.closed_at.is_(None))
    found = [_Step(*row) for row in tx.conn.execute(tasks.order_by(t.id))]
    return (*found, *(_Step(None, *row) for row in tx.conn.execute(waits.order_by(w.id))))


def _may_declare(actor: Actor) -> None:
    if not actor.has(SUPERVISOR, ADMINISTRATOR):
        raise Forbidden("outage.supervisor_only")


def _check(tx: Tx, system: str, ticket: str) -> None:
    problems = []
    if system not in {row["code"] for row in settings.value(tx, "outage.systems")}:
        problems.append(Problem("form.choice", "system"))
    if not ticket.strip():
        problems.append(Problem("form.required", "ticket"))
    if len(ticket) > _TICKET_LENGTH or "\x00" in ticket:
        problems.append(Problem("form.too_long", "ticket", {"limit": _TICKET_LENGTH}))
    if problems:
        raise Invalid("form.invalid", *problems)
