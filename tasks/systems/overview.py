"""The systems as the office sees them: up or down, what is asked and not answered, what came last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from engine.database import Actor, Tx
from engine.refusals import NotFound
from engine.schema import instances as cases
from engine.schema import system_calls as table
from tasks import outages, rights
from tasks.outages import Outage
from tasks.roles import ADMINISTRATOR, SUPERVISOR
from tasks.site import Site
from tasks.systems.asking import ANSWERED, OPEN
from tasks.systems.needs import CODES

_FEW, _MANY = 5, 200


@dataclass(frozen=True, slots=True)
class Line:
    """One call with its request; who the applicant is stays on the request's own page."""

    id: int
    system: str
    reference: str
    state: str
    element: str
    business_key: str
    instance_id: int
    task_id: int | None
    asked_at: datetime
    sent_at: datetime | None
    attempts: int
    fault: str
    code: str | None
    occurred_at: datetime | None
    answered_at: datetime | None
    way: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """One system: the outage that lasts, how many calls are open, the oldest of them and the last answers."""

    system: str
    outage: Outage | None
    open: int
    faults: int
    waiting: tuple[Line, ...]
    answered: tuple[Line, ...]


def all_systems(site: Site, actor: Actor) -> tuple[Overview, ...]:
    """Every system of the office. Raises Forbidden (supervisors and administrators)."""
    rights.require_role(actor, SUPERVISOR, ADMINISTRATOR)
    with site.db.read(actor) as tx:
        down = {outage.system: outage for outage in outages.lasting(tx, actor.office)}
        counts = _counts(tx)
        return tuple(_overview(tx, system, down.get(system), counts) for system in CODES)


def one(site: Site, actor: Actor, system: str) -> Overview:
    """One system with more of its calls. Raises Forbidden, NotFound."""
    rights.require_role(actor, SUPERVISOR, ADMINISTRATOR)
    if system not in CODES:
        raise NotFound("system.unknown")
    with site.db.read(actor) as tx:
        down = {outage.system: outage for outage in outages.lasting(tx, actor.office)}
        return _overview(tx, system, down.get(system), _counts(tx), _MANY)


def _overview(
    tx: Tx, system: str, outage: Outage | None, counts: Mapping[str, tuple[int, int]], most: int = _FEW
) -> Overview:
    open_, faults = counts.get(system, (0, 0))
    waiting = _lines(tx, system, OPEN, table.c.asked_at, most) if open_ else ()
    answered = _lines(tx, system, ANSWERED, table.c.answered_at.desc(), most)
    return Overview(system, outage, open_, faults, waiting, answered)


_COLUMNS = tuple(
    (cases.c.business_key if name == "business_key" else table.c[name]) for name in Line.__slots__
)


def _lines(tx: Tx, system: str, state: str, order: Any, most: int) -> tuple[Line, ...]:
    query = select(*_COLUMNS).join(cases, cases.c.id == table.c.instance_id)
    query = query.where(*_ours(tx), table.c.system == system, table.c.state == state)
    return tuple(Line(*row) for row in tx.conn.execute(query.order_by(order, table.c.id).limit(most)))


def _counts(tx: Tx) -> dict[str, tuple[int, int]]:
    """Open calls by system, and how many of them could not be sent."""
    columns = (table.c.system, func.count(), func.count().filter(table.c.fault != ""))
    query = select(*columns).join(cases, cases.c.id == table.c.instance_id)
    query = query.where(*_ours(tx), table.c.state == OPEN).group_by(table.c.system)
    return {system: (number, faults) for system, number, faults in tx.conn.execute(query)}


def _ours(tx: Tx) -> tuple[ColumnElement[bool], ...]:
    return (cases.c.office == tx.actor.office,)
