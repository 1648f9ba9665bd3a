"""Doing a job: case after case, each in its own transaction, until none is left, it is cancelled or the worker ends.

Whatever dies on the way loses nothing: a case is moved and ticked off in one commit, and the next worker goes on.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from engine import instances, past
from engine.database import SYSTEM, Actor, Tx
from engine.past import MOVED
from engine.refusals import Refusal
from engine.schema import moved_cases as cases_table
from engine.schema import moves as table
from engine.spiff import CannotCarry, StateRefused
from tasks import held
from tasks.faults import STORAGE_FAULTS
from tasks.moving import jobs, one, plans, reasons
from tasks.moving.jobs import FAILED, PASSED, RUNNING, STAYED, WAITING
from tasks.moving.one import Order
from tasks.moving.reasons import Reason
from tasks.site import Site

BATCH = 200
"""Cases of a job between two looks at what is due."""


def follow(site: Site) -> list[Exception]:
    """A worker's duty: go on with every job that runs, a batch of each. Returns faults, for the log."""
    with site.db.read(SYSTEM) as tx:
        running = tx.conn.execute(
            select(table.c.id, table.c.office, table.c.created_by)
            .where(table.c.state == RUNNING)
            .order_by(table.c.id)
        ).all()
    faults: list[Exception] = []
    for row in running:
        actor = Actor(row.created_by, "", frozenset({"system"}), row.office)
        faults += work_on(site, actor, row.id, BATCH)
    return faults


def work_on(site: Site, actor: Actor, job_id: int, most: int | None = None) -> list[Exception]:
    """Move up to `most` cases of a job (all without it), then close it when none waits."""
    faults: list[Exception] = []
    for instance_id in _waiting(site, actor, job_id, most):
        fault = _try(site, actor, job_id, instance_id)
        if fault is not None:
            faults.append(fault)
    with site.db.begin(actor) as tx:
        job = jobs.read_held(tx, job_id)
        if job.state == RUNNING and not job.counts.get(WAITING):
            jobs.end(tx, job, jobs.DONE)
    return faults


def _waiting(site: Site, actor: Actor, job_id: int, most: int | None) -> Iterator[int]:
    """The cases still to be moved, as long as the job runs."""
    last, given = 0, 0
    while most is None or given < most:
        with site.db.read(actor) as tx:
            if jobs.head(tx, job_id).state != RUNNING:
                return
            c = cases_table.c
            query = select(c.id, c.instance_id).where(c.move_id == job_id, c.state == WAITING, c.id > last)
            row = tx.conn.execute(query.order_by(c.id).limit(1)).first()
        if row is None:
            return
        last, given = row.id, given + 1
        yield row.instance_id


def _try(site: Site, actor: Actor, job_id: int, instance_id: int) -> Exception | None:
    """Move one case; whatever it raises leaves the case as it was, and the job goes on."""
    try:
        with site.db.begin(actor) as tx:
            _move(tx, job_id, instance_id)
        return None
    except STORAGE_FAULTS:
        raise
    except Refusal as refused:  # somebody was faster, or the form of a step cannot be made
        _tick(site, actor, job_id, instance_id, Reason(reasons.FAILED, name=refused.key))
        return None
    except Exception as fault:  # noqa: BLE001 - as in the worker's loop: one broken case stops no other
        _tick(site, actor, job_id, instance_id, Reason(reasons.FAILED))
        return fault


def _tick(site: Site, actor: Actor, job_id: int, instance_id: int, reason: Reason) -> None:
    with site.db.begin(actor) as tx:
        _mark(tx, job_id, instance_id, FAILED, (reason,))


def _move(tx: Tx, job_id: int, instance_id: int) -> None:
    """Move a case of a job that still runs, where it still waits; it is held first."""
    instance = instances.hold_if_free(tx, instance_id)
    job = jobs.head(tx, job_id)
    if instance is None or job.state != RUNNING or not _still_waits(tx, job_id, instance_id):
        return
    pinned = (instance.definition_id, instance.links)
    if instance.status == instances.ACTIVE and job.means(
        pinned
    ):  # what is due by now belongs to the old version
        instance = held.fire_timers(tx, instance, instances.definition_of(tx, instance))
    goal = job.target(pinned)
    if instance.status != instances.ACTIVE or goal == pinned or not job.means(pinned):
        _mark(tx, job_id, instance_id, PASSED, (Reason(reasons.LEFT),))
        return
    if goal is None:
        _mark(tx, job_id, instance_id, STAYED, (Reason(reasons.LINKS),))
        return
    way = plans.crossing(tx, pinned, goal, plans.carriage(job.mapping, job.choices))
    try:
        ready = one.look(tx, instance, way)
    except (CannotCarry, StateRefused) as refused:
        told = reasons.of_refusal(refused, way.old.diagram, way.new.diagram)
        _mark(tx, job_id, instance_id, STAYED, told)
        return
    _mark(tx, job_id, instance_id, MOVED, ())  # first: limits look for steps that were done under other names
    past.forget(tx, instance_id)
    told = one.move(tx, instance, ready, Order(job.id, job.mapping_hash, job.choices, job.reason))
    if told:
        _tell(tx, job_id, instance_id, told)


def _still_waits(tx: Tx, job_id: int, instance_id: int) -> bool:
    c = cases_table.c
    query = select(c.state).where(c.move_id == job_id, c.instance_id == instance_id)
    return tx.conn.execute(query).scalar() == WAITING


def _tell(tx: Tx, job_id: int, instance_id: int, told: tuple[Reason, ...]) -> None:
    c = cases_table.c
    same = (c.move_id == job_id) & (c.instance_id == instance_id)
    tx.conn.execute(cases_table.update().where(same).values(reasons=reasons.stored(told)))


def _mark(tx: Tx, job_id: int, instance_id: int, state: str, why: tuple[Reason, ...]) -> None:
    c = cases_table.c
    same = (c.move_id == job_id) & (c.instance_id == instance_id) & (c.state == WAITING)
    values = {"state": state, "reasons": reasons.stored(why), "at": tx.now}
    tx.conn.execute(cases_table.update().where(same).values(**values))
