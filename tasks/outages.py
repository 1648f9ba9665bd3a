"""Outages: a system declared down once; every open task and case of the office stands still until it is back."""

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
from tasks import pauses
from tasks.roles import ADMINISTRATOR, SUPERVISOR
from tasks.site import Site
from tasks.states import OPEN_STATES

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
        for instance_id in instances.hold_active(tx, actor.office):
            instance = instances.hold(tx, instance_id)
            if instance.status == instances.ACTIVE and instance.settled_at is None:
                since = max(tx.now, instance.started_at)  # it may have begun while this command waited for it
                pauses.begin(tx, instance, pauses.OUTAGE, outage_id=number, evidence=ticket, since=since)
            for task_id, opened_at in _open_tasks(tx, instance_id):
                since = max(tx.now, opened_at)
                pauses.begin(
                    tx,
                    instance,
                    pauses.OUTAGE,
                    task_id=task_id,
                    outage_id=number,
                    evidence=ticket,
                    since=since,
                )
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


def touch_opened(tx: Tx, instance: Instance, task_id: int) -> None:
    """A task that opens during an outage stands still from its first moment."""
    for outage in (*lasting(tx, instance.office), *_over_since(tx, instance.office)):
        pauses.begin(
            tx,
            instance,
            pauses.OUTAGE,
            task_id=task_id,
            outage_id=outage.id,
            evidence=outage.ticket,
            since=max(tx.at, outage.started_at),
        )
        if outage.ended_at is not None:
            pauses.end(tx, instance, outage_id=outage.id, at=outage.ended_at)


def _over_since(tx: Tx, office: str) -> tuple[Outage, ...]:
    """Outages that ended after this took effect and before it was noticed."""
    if tx.at == tx.now:
        return ()
    query = select(*_COLUMNS).where(table.c.office == office, table.c.ended_at > tx.at)
    return tuple(Outage(*row) for row in tx.conn.execute(query.order_by(table.c.id)))


def touch_started(tx: Tx, instance: Instance) -> None:
    """So does a case that is started during an outage."""
    for outage in lasting(tx, instance.office):
        pauses.begin(tx, instance, pauses.OUTAGE, outage_id=outage.id, evidence=outage.ticket)


def _open_tasks(tx: Tx, instance_id: int) -> tuple[tuple[int, datetime], ...]:
    t = tasks_table.c
    query = select(t.id, t.opened_at).where(t.instance_id == instance_id, t.state.in_(OPEN_STATES))
    return tuple((number, opened_at) for number, opened_at in tx.conn.execute(query.order_by(t.id)))


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
