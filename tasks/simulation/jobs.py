"""Simulations as jobs: begun by a person, worked on by the worker a month at a time, stopped, read, thrown away.

What a worker has played is kept, so that a restart goes on where it stood; two workers never take the same job.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import select

from engine import audit, definitions
from engine.database import SYSTEM, Actor, Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import simulations as table
from processes.cells import BadCell
from processes.findings import BadXml
from tasks import rights, sop_drafts, texts
from tasks.faults import STORAGE_FAULTS
from tasks.simulation import preparing
from tasks.simulation.months import Months
from tasks.simulation.preparing import PREPARED, SETUP, Prepared, Setup
from tasks.simulation.typed import MAKERS
from tasks.site import Site

WAITING, RUNNING, DONE, FAILED, STOPPED = "waiting", "running", "done", "failed", "stopped"
CHECKS = 10
"""Plays of the past month."""
MOST_PLAYS = 100
_SLICE = 1.5  # seconds a worker plays before it looks at its other duties
_LEASE = timedelta(minutes=5)  # after which another worker takes a job over
_NAME_LENGTH = 80
_LONGEST_PERIOD = timedelta(days=186)


@dataclass(frozen=True, slots=True)
class Job:
    """A simulation as it stands: `done` of `total` months played."""

    id: int
    key: str
    name: str
    created_at: datetime
    created_by: str
    state: str
    setup: Setup
    done: int
    total: int
    finished_at: datetime | None
    fault: str

    @property
    def lasts(self) -> bool:
        """Whether it is still waited for."""
        return self.state in (WAITING, RUNNING)


@dataclass(frozen=True, slots=True)
class Told:
    """A job with what it found: figures of each play by "before", "after" and "check", and the files they ran on."""

    job: Job
    prepared: Prepared | None
    results: dict[str, list[dict[str, float]]]
    files: dict[str, list[str]]


def begin(site: Site, actor: Actor, key: str, setup: Setup, name: object = "") -> int:
    """Put a simulation down for the worker; returns its number.

    Raises Forbidden, NotFound, Invalid for a period or number of plays that cannot be, or an unreadable draft.
    """
    rights.require_role(actor, *MAKERS)
    called = texts.line(name, "name", _NAME_LENGTH, required=False)
    _require_fit(setup)
    with site.db.begin(actor) as tx:
        files = _files(tx, key, setup)
        values = {
            "office": actor.office,
            "key": key,
            "name": called,
            "created_at": tx.now,
            "created_by": actor.login,
            "state": WAITING,
            "setup": SETUP.dump_python(setup, mode="json"),
            "files": files,
            "results": {},
            "done": 0,
            "total": setup.plays * len(files) + CHECKS,
            "fault": "",
        }
        number: int = tx.conn.execute(table.insert().values(**values).returning(table.c.id)).scalar_one()
        digests = {which: hashlib.sha256(one[0].encode()).hexdigest() for which, one in files.items()}
        details = {"simulation": number, "seed": setup.seed, "plays": setup.plays, "sha256": digests}
        audit.append(tx, f"definition:{key}", "simulation.begun", key, details)
        return number


def _require_fit(setup: Setup) -> None:
    problems = []
    if not 1 <= setup.plays <= MOST_PLAYS:
        problems.append(Problem("simulation.number", "plays", {"most": MOST_PLAYS}))
    if not setup.start < setup.end or setup.end - setup.start > _LONGEST_PERIOD:
        problems.append(Problem("simulation.period", "to", {"most": _LONGEST_PERIOD.days}))
    if not setup.past_start < setup.past_end:
        problems.append(Problem("report.period_empty", "past_to"))
    if problems:
        raise Invalid("simulation.invalid", *problems)
    preparing.require_few(setup, setup.typed.per_day or 0.0)


def _files(tx: Tx, key: str, setup: Setup) -> dict[str, list[str]]:
    version = definitions.numbered(tx, key, setup.version)
    files = {"before": preparing.files_of(tx, definitions.source(tx, version.id))}
    if setup.other is None:
        return files
    if setup.other:
        content = definitions.source(tx, definitions.numbered(tx, key, setup.other).id)
    else:
        content = sop_drafts.mine(tx, key).xml
    try:
        files["after"] = preparing.files_of(tx, content)
    except (BadXml, BadCell) as unreadable:
        raise Invalid("draft.unreadable") from unreadable
    return files


_LINE = tuple(
    table.c[name]
    for name in (
        *("id", "key", "name", "created_at", "created_by", "state", "setup"),
        *("done", "total", "finished_at", "fault"),
    )
)


def listed(tx: Tx, key: str, most: int = 30) -> tuple[Job, ...]:
    """The simulations of an SOP in the acting person's office, newest first."""
    query = select(*_LINE).where(table.c.office == tx.actor.office, table.c.key == key)
    return tuple(_job(row) for row in tx.conn.execute(query.order_by(table.c.id.desc()).limit(most)))


def read(tx: Tx, key: str, number: int) -> Told:
    """One simulation. Raises NotFound."""
    query = select(*_LINE, table.c.prepared, table.c.results, table.c.files)
    row = tx.conn.execute(query.where(_own(tx, key, number))).one_or_none()
    if row is None:
        raise NotFound("simulation.unknown")
    prepared = None if row.prepared is None else PREPARED.validate_python(row.prepared)
    return Told(_job(row), prepared, row.results, row.files)


def stop(site: Site, actor: Actor, key: str, number: int) -> None:
    """Stop one that is waited for. Raises Forbidden, NotFound, Conflict when it has ended."""
    rights.require_role(actor, *MAKERS)
    with site.db.begin(actor) as tx:
        read(tx, key, number)
        lasts = _own(tx, key, number) & table.c.state.in_((WAITING, RUNNING))
        values = {"state": STOPPED, "finished_at": tx.now, "taken_until": None}
        if tx.conn.execute(table.update().where(lasts).values(**values)).rowcount != 1:
            raise Conflict("simulation.ended")


def remove(site: Site, actor: Actor, key: str, number: int) -> None:
    """Throw a simulation away. Raises Forbidden, NotFound."""
    rights.require_role(actor, *MAKERS)
    with site.db.begin(actor) as tx:
        read(tx, key, number)
        tx.conn.execute(table.delete().where(_own(tx, key, number)))
        audit.append(tx, f"definition:{key}", "simulation.removed", key, {"simulation": number})


def work(site: Site) -> list[Exception]:
    """The worker's duty: play months of the oldest job for a moment. A job that fails says so and is left."""
    until = monotonic() + _SLICE
    taken = _take(site)
    if taken is None:
        return []
    number, office = taken
    try:
        while _go_on(site, number, office, until):
            pass
    except STORAGE_FAULTS:
        raise
    except Invalid as refused:  # what is asked for cannot be played: no fault of the program
        _fail(site, number, next((one.key for one in refused.problems), refused.key))
    except Exception as fault:  # noqa: BLE001 - a simulation may be of any drawing; what it fails on is its own end
        _fail(site, number, type(fault).__name__)
        return [fault]
    return []


def _take(site: Site) -> tuple[int, str] | None:
    """Have the oldest job to oneself for a while."""
    with site.db.read(SYSTEM) as tx:
        if not (waiting := _free(tx)):
            return None
    with site.db.begin(SYSTEM) as tx:
        for row in waiting:
            free = (table.c.id == row.id) & table.c.state.in_((WAITING, RUNNING))
            free &= table.c.taken_until.is_(None) | (table.c.taken_until < tx.now)
            values = {"state": RUNNING, "taken_until": tx.now + _LEASE}
            if tx.conn.execute(table.update().where(free).values(**values)).rowcount == 1:
                return row.id, row.office
    return None


def _free(tx: Tx) -> Sequence[Any]:
    query = select(table.c.id, table.c.office).where(table.c.state.in_((WAITING, RUNNING)))
    query = query.where(table.c.taken_until.is_(None) | (table.c.taken_until < tx.now))
    return tx.conn.execute(query.order_by(table.c.id).limit(5)).all()


def _go_on(site: Site, number: int, office: str, until: float) -> bool:
    """Make ready, or play until the moment is over, and keep it; whether there is time and work left."""
    worker = Actor(SYSTEM.login, SYSTEM.name, SYSTEM.roles, office)
    with site.db.snapshot(worker) as tx:
        row = tx.conn.execute(select(table).where(table.c.id == number)).one()
        setup = SETUP.validate_python(row.setup)
        if row.state != RUNNING:
            return False
        prepared = None if row.prepared is None else PREPARED.validate_python(row.prepared)
        if prepared is None:
            prepared = preparing.prepare(tx, row.key, setup, row.files)
            changes: dict[str, Any] = {"prepared": PREPARED.dump_python(prepared, mode="json")}
            if prepared.check is None:
                changes["total"] = row.total - CHECKS
            return _keep(site, number, row.done, changes, monotonic() < until)
        hours = Months.calendars(tx, office, setup, prepared)
    months = Months(setup, prepared, row.files, hours)
    results: dict[str, list[dict[str, float]]] = {name: list(found) for name, found in row.results.items()}
    done = row.done
    for which, play in months.ahead({name: len(found) for name, found in results.items()}, CHECKS):
        results.setdefault(which, []).append(months.figures(which, play))
        done += 1
        if monotonic() >= until:
            break
    ended = done >= row.total
    changes = {"results": results, "done": done, "taken_until": None}
    if ended:
        changes |= {"state": DONE}
    return _keep(site, number, row.done, changes, more=False)


def _keep(site: Site, number: int, done: int, changes: dict[str, Any], more: bool) -> bool:
    """Write down what was played; nothing, where somebody stopped the job or another worker has gone on with it."""
    with site.db.begin(SYSTEM) as tx:
        same = (table.c.id == number) & (table.c.state == RUNNING) & (table.c.done == done)
        if changes.get("state") == DONE:
            changes = {**changes, "finished_at": tx.now}
        kept = tx.conn.execute(table.update().where(same).values(**changes)).rowcount == 1
        if kept and not more and "taken_until" not in changes:
            tx.conn.execute(table.update().where(table.c.id == number).values(taken_until=None))
        return kept and more


def _fail(site: Site, number: int, fault: str) -> None:
    with site.db.begin(SYSTEM) as tx:
        values = {"state": FAILED, "fault": fault, "finished_at": tx.now, "taken_until": None}
        lasts = (table.c.id == number) & (table.c.state == RUNNING)
        tx.conn.execute(table.update().where(lasts).values(**values))


def _own(tx: Tx, key: str, number: int) -> Any:
    return (table.c.id == number) & (table.c.office == tx.actor.office) & (table.c.key == key)


def _job(row: Any) -> Job:
    return Job(
        id=row.id,
        key=row.key,
        name=row.name,
        created_at=row.created_at,
        created_by=row.created_by,
        state=row.state,
        setup=SETUP.validate_python(row.setup),
        done=row.done,
        total=row.total,
        finished_at=row.finished_at,
        fault=row.fault,
    )
