"""Letting go of what has been kept long enough: a dry run that counts and lists, and a job the worker does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import Row, func, select, update

from engine import audit
from engine.database import SYSTEM, Actor, Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import instances
from engine.schema import retention_runs as table
from tasks import texts
from tasks.faults import STORAGE_FAULTS
from tasks.privacy import classes, holds
from tasks.privacy.classes import BY_CODE, CLASSES, RecordClass, Way
from tasks.site import Site

RUNNING, DONE, STOPPED = "running", "done", "stopped"
SHOWN = 20
"""Records of a class that a dry run lists."""
_SLICE = 1.5  # seconds a worker lets go before it looks at its other duties
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Due:
    """What of a class would go now: how many, since when the oldest waits, and the first of them (table, id, at)."""

    code: str
    basis: str | None
    months: int
    before: datetime
    number: int
    oldest: datetime | None
    first: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stands; `planned` and `done` count records by class."""

    id: int
    classes: tuple[str, ...]
    reason: str
    state: str
    until: dict[str, str]
    planned: dict[str, int]
    done: dict[str, int]
    created_at: datetime
    created_by: str
    ended_at: datetime | None
    ended_by: str | None


def dry(site: Site, actor: Actor) -> tuple[Due, ...]:
    """Exactly what a run begun now would let go; nothing is changed. Raises Forbidden."""
    if not actor.has("system"):
        holds.require_officer(actor)
    with site.db.snapshot(actor) as tx:
        return tuple(_due(tx, one) for one in CLASSES)


def begin(site: Site, actor: Actor, codes: Sequence[str], reason: object, sure: bool) -> int:
    """Begin to let go of these classes in the background. Returns the run's number.

    Raises Forbidden, Invalid without a class, a reason or `sure`, Conflict while another run of the office goes on.
    """
    if not actor.has("system"):
        holds.require_officer(actor)
    problems = [] if codes and set(codes) <= set(BY_CODE) else [Problem("form.choice", "classes")]
    problems += [] if sure else [Problem("form.tick", "sure")]
    if problems:
        raise Invalid("form.invalid", *problems)
    why = texts.line(reason, "reason", _LONGEST)
    with site.db.begin(actor) as tx:
        due = [_due(tx, one) for one in CLASSES if one.code in codes]
        row = {
            "office": actor.office,
            "classes": [one.code for one in due],
            "reason": why,
            "state": RUNNING,
            "until": {one.code: one.before.isoformat() for one in due},
            "planned": {one.code: one.number for one in due},
            "done": {one.code: 0 for one in due},
            "created_at": tx.now,
            "created_by": actor.login,
        }
        new = tx.insert(table).values(**row).on_conflict_do_nothing().returning(table.c.id)
        number = tx.conn.execute(new).scalar()
        if number is None:
            raise Conflict("privacy.run_busy")
        details = {"classes": row["classes"], "planned": row["planned"], "until": row["until"]}
        audit.append(
            tx, f"retention:{tx.actor.office}", "retention.begun", f"run:{number}", details, reason=why
        )
        return int(number)


def stop(site: Site, actor: Actor, run_id: int) -> None:
    """End a run before it is through; what has gone stays gone. Raises Forbidden, NotFound, Conflict."""
    holds.require_officer(actor)
    with site.db.begin(actor) as tx:
        found = _read(tx, run_id)
        if not _end(tx, found, STOPPED):
            raise Conflict("privacy.run_over")


def listed(site: Site, actor: Actor, most: int = 20) -> tuple[Run, ...]:
    """The newest runs of the office. Raises Forbidden."""
    holds.require_officer(actor)
    with site.db.read(actor) as tx:
        query = select(table).where(table.c.office == actor.office).order_by(table.c.id.desc()).limit(most)
        return tuple(map(_run, tx.conn.execute(query)))


def of(site: Site, actor: Actor, run_id: int) -> Run:
    """One run of the office. Raises NotFound."""
    with site.db.read(actor) as tx:
        query = select(table).where(table.c.id == run_id, table.c.office == actor.office)
        row = tx.conn.execute(query).one_or_none()
        if row is None:
            raise NotFound("privacy.no_run")
        return _run(row)


def work(site: Site) -> list[Exception]:
    """The worker's duty: let go for a moment, a batch in each transaction. What fails is left and told of."""
    until, broken = monotonic() + _SLICE, set[tuple[str, Any]]()
    faults: list[Exception] = []
    with site.db.read(SYSTEM) as tx:
        running = tx.conn.execute(select(table.c.id, table.c.office).where(table.c.state == RUNNING)).all()
    for number, office in running:
        worker = Actor(SYSTEM.login, SYSTEM.name, SYSTEM.roles, office)
        while monotonic() < until:
            try:
                if not _batch(site, worker, number, broken):
                    break
            except STORAGE_FAULTS:
                raise
            except _Broken as fault:
                broken |= fault.ids
                faults.append(fault)
    return faults


class _Broken(Exception):
    """Records that could not be let go; their batch was rolled back."""

    def __init__(self, table_name: str, ids: Sequence[Any], cause: Exception) -> None:
        super().__init__(f"{table_name}: {type(cause).__name__}")
        self.ids = {(table_name, one) for one in ids}


def _batch(site: Site, worker: Actor, number: int, broken: set[tuple[str, Any]]) -> bool:
    """One batch of a run; whether it goes on. The run's row is held, so that no two workers count the same."""
    with site.db.begin(worker) as tx:
        row = tx.conn.execute(tx.locked(select(table).where(table.c.id == number))).one()
        run = _run(row)
        if run.state != RUNNING:
            return False
        for code, way, ids in _waiting(tx, run, broken):
            try:
                gone = way.let_go(tx, ids)
            except STORAGE_FAULTS:
                raise
            except Exception as fault:  # one broken record never keeps the others
                raise _Broken(way.table, ids, fault) from fault
            done = {**run.done, code: run.done[code] + gone}
            tx.conn.execute(update(table).where(table.c.id == number).values(done=done))
            return True
        _end(tx, run, DONE)
        return False


def _waiting(tx: Tx, run: Run, broken: set[tuple[str, Any]]) -> Iterator[tuple[str, Way, list[Any]]]:
    for code in run.classes:
        before = datetime.fromisoformat(run.until[code])
        for way in BY_CODE[code].ways:
            passed = [one for name, one in broken if name == way.table]
            query = way.find(tx, before).subquery()
            chosen = select(query.c.id).where(query.c.id.not_in(passed)).order_by(query.c.at, query.c.id)
            if ids := list(tx.conn.execute(chosen.limit(way.batch)).scalars()):
                yield code, way, ids


def _due(tx: Tx, one: RecordClass) -> Due:
    before, number, oldest = classes.until(tx, one.code), 0, None
    first: list[tuple[str, str, datetime]] = []
    for way in one.ways:
        found = way.find(tx, before).subquery()
        many, eldest = tx.conn.execute(select(func.count(), func.min(found.c.at)).select_from(found)).one()
        number += many
        oldest = min((at for at in (oldest, eldest) if at is not None), default=None)
        some = select(found.c.id, found.c.at).order_by(found.c.at, found.c.id).limit(SHOWN - len(first))
        first += [(way.table, _named(tx, way.table, key), at) for key, at in tx.conn.execute(some).all()]
    return Due(one.code, one.basis, classes.months(tx, one.code), before, number, oldest, tuple(first))


def _named(tx: Tx, name: str, key: Any) -> str:
    if name != "instances":
        return str(key) if isinstance(key, int) else ""
    query = select(instances.c.business_key).where(instances.c.id == key)
    return str(tx.conn.execute(query).scalar_one())


def _end(tx: Tx, run: Run, state: str) -> bool:
    going = (table.c.id == run.id) & (table.c.state == RUNNING)
    values = {"state": state, "ended_at": tx.now, "ended_by": tx.actor.login}
    if tx.conn.execute(update(table).where(going).values(**values)).rowcount != 1:
        return False
    audit.append(
        tx,
        f"retention:{tx.actor.office}",
        f"retention.{state}",
        f"run:{run.id}",
        {"done": run.done, "planned": run.planned},
    )
    return True


def _read(tx: Tx, run_id: int) -> Run:
    query = select(table).where(table.c.id == run_id, table.c.office == tx.actor.office)
    row = tx.conn.execute(tx.locked(query)).one_or_none()
    if row is None:
        raise NotFound("privacy.no_run")
    return _run(row)


def _run(row: Row[Any]) -> Run:
    values = {name: value for name, value in row._mapping.items() if name != "office"}
    return Run(**{**values, "classes": tuple(values["classes"])})
