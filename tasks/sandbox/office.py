"""The office a play is set in: settings, calendar, rules and SOPs are copies of the real one's, people invented."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock
from typing import Any

from sqlalchemy import Select, Table, func, select

from engine import definitions, schema, standing, task_names
from engine.clock import VirtualClock
from engine.database import SYSTEM, Actor, Tx
from engine.fleeting import Fleeting
from processes.model import Begun
from tasks import lanes
from tasks.roles import ALL_LANES, SUPERVISOR

_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)  # everything copied stands since long before any play
_MOST_KEPT = 12
_OFFICERS = 2  # of each lane, so that a step done by two can be done


@dataclass(frozen=True, slots=True)
class Base:
    """An office ready to be played in: `image` is its database, `begins` the SOPs a case may begin with."""

    key: str
    name: str
    office: str
    fingerprint: str
    image: bytes
    begins: tuple[str, ...]
    ends: tuple[tuple[str, str], ...]
    """Id and name of the ends a case may come to."""


_kept: OrderedDict[str, Base] = OrderedDict()
_lock = Lock()


def prepare(tx: Tx, key: str, xml: bytes | None) -> Base:
    """The acting person's office with `xml` in force for `key`; without `xml` the version that is in force.

    Raises NotFound for an unknown SOP, DeployRefused with every finding when the file cannot run.
    """
    fingerprint = _fingerprint(tx, key, xml)
    with _lock:
        if fingerprint in _kept:
            _kept.move_to_end(fingerprint)
            return _kept[fingerprint]
    base = _made(tx, key, xml, fingerprint)
    with _lock:
        _kept[fingerprint] = base
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return base


def clerk(office: str) -> Actor:
    """Who begins cases and takes messages in the play, and does what belongs to no lane."""
    return Actor("kantor", "Kantor", frozenset({SUPERVISOR, ALL_LANES}), office)


def officer(lane: str, number: int = 1) -> str:
    """The login of an invented officer of a lane."""
    return f"{lane}.{number}"


def _fingerprint(tx: Tx, key: str, xml: bytes | None) -> str:
    stands = standing.read(tx, tx.actor.office)
    newest = [
        func.max(table.c.id) for table in (schema.decision_models, schema.quota_rules, schema.quota_days)
    ]
    found = [tx.conn.execute(select(one)).scalar() for one in newest]
    in_force = [version.id for version in definitions.in_force_of_each(tx)]
    file = sha256(xml).hexdigest() if xml is not None else ""
    parts = (tx.actor.office, key, file, stands.settings, stands.calendar, in_force, found)
    return sha256(repr(parts).encode()).hexdigest()


def _made(tx: Tx, key: str, xml: bytes | None, fingerprint: str) -> Base:
    office = tx.actor.office
    db = Fleeting(VirtualClock(_BEFORE))
    try:
        db.create_all()
        with db.begin(Actor("system", "Alur", SYSTEM.roles, office)) as sandbox:
            _copy(tx, sandbox, office)
            if xml is not None:
                definitions.deploy(sandbox, xml)
            begins = _begins(sandbox, key)
            for version in definitions.in_force_of_each(sandbox):
                titles = definitions.load(sandbox, version.id).diagram.activities.values()
                task_names.make_known(sandbox, (one.title for one in titles))
            _hire(sandbox)
            ends, name = _ends(sandbox, begins), definitions.latest(sandbox, key).name
        return Base(key, name, office, fingerprint, db.image(), begins, ends)
    finally:
        db.close()


def _copy(tx: Tx, sandbox: Tx, office: str) -> None:
    calendar = schema.calendar_versions
    newest = select(calendar).where(calendar.c.office == office).order_by(calendar.c.version.desc()).limit(1)
    in_force = [version.id for version in definitions.in_force_of_each(tx)]
    quotas = (schema.quota_rules, schema.quota_days)
    _rows(tx, sandbox, schema.settings, select(schema.settings))
    _rows(tx, sandbox, calendar, newest)
    _rows(tx, sandbox, schema.decision_models, _newest_models())
    _rows(
        tx,
        sandbox,
        schema.definitions,
        select(schema.definitions).where(schema.definitions.c.id.in_(in_force)),
    )
    for table in quotas:
        _rows(tx, sandbox, table, select(table).where(table.c.office == office))
    standing.forget(sandbox)


_DATES = ("created_at", "effective_at")


def _rows(tx: Tx, sandbox: Tx, table: Table, query: Select[Any]) -> None:
    """Copy rows; what is published stands since before the play, on whichever day that is set."""
    early = {name: _BEFORE for name in _DATES if name in table.c}
    found = [{**row._mapping, **early} for row in tx.conn.execute(query)]
    if found:
        sandbox.conn.execute(table.insert(), found)


def _newest_models() -> Select[Any]:
    table = schema.decision_models
    return select(table).where(table.c.id.in_(select(func.max(table.c.id)).group_by(table.c.key)))


def _begins(sandbox: Tx, key: str) -> tuple[str, ...]:
    """The SOP itself, or those that lead to it where only others call it. Raises NotFound."""
    diagrams = {
        version.key: definitions.load(sandbox, version.id).diagram
        for version in definitions.in_force_of_each(sandbox)
    }
    if key not in diagrams:
        definitions.latest(sandbox, key)  # says that it is unknown
    seen, ring = {key}, [key]
    while ring:
        ring = [one for one, diagram in diagrams.items() if one not in seen and seen & set(diagram.calls)]
        seen.update(ring)
    called = {one for one, d in diagrams.items() if d.sop and d.sop.begun_by is Begun.CALLED}
    return (key,) if key not in called else tuple(sorted(seen - called))


def _ends(sandbox: Tx, begins: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for key in begins:
        elements = definitions.newest_reached(sandbox, key).elements.values()
        found |= {one.id: one.name or one.id for one in elements if one.type == "endEvent"}
    return tuple(sorted(found.items(), key=lambda end: end[1]))


def _hire(sandbox: Tx) -> None:
    """Two officers of every lane, named by it."""
    office = sandbox.actor.office
    for lane in lanes.in_force(sandbox):
        for number in range(1, _OFFICERS + 1):
            row: dict[str, Any] = {"login": officer(lane.role, number), "name": f"{lane.name} {number}"}
            row |= {
                "password_hash": "",
                "office": office,
                "active": True,
                "locale": "id",
                "created_at": _BEFORE,
            }
            new = schema.people.insert().values(**row).returning(schema.people.c.id)
            person = sandbox.conn.execute(new).scalar_one()
            sandbox.conn.execute(schema.person_roles.insert().values(person_id=person, role=lane.role))
