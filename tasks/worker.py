"""The worker: fires BPMN timers, dates breaches at their deadlines, does its other duties, shows that it lives."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Container
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from typing import TypeVar

from sqlalchemy import func, select

from engine import audit, instances
from engine.database import SYSTEM, Tx
from engine.instances import Instance
from engine.schema import audit_checkpoints
from engine.schema import workers as table
from tasks import clock_rows, clocks, held, idempotency
from tasks.faults import STORAGE_FAULTS, cause
from tasks.site import Site

log = logging.getLogger("alur.worker")

_T = TypeVar("_T")

_BATCH = 50
_SILENT_AFTER = timedelta(minutes=2)  # a worker that has not been heard of for so long is counted as dead
_CHECKPOINT_EVERY = timedelta(minutes=60)
_FORGET_WORKERS_AFTER = timedelta(days=1)


def name() -> str:
    """A name for this process's worker, new at every start."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


Due = Callable[[Tx, int], tuple[int, ...]]
Act = Callable[[Tx, Instance], bool]
Duty = Callable[[Site], list[Exception]]
"""What else is due at times (web.cli.duties): does it, a thing per transaction; returns what failed, for the log."""


def run(site: Site, worker: str, stop: Event, every: float = 2.0, duties: tuple[Duty, ...] = ()) -> None:
    """Settle what is due, again and again, until `stop` is set; a fault is logged and waited out."""
    while not stop.is_set():
        try:
            beat(site, worker)
            faults = settle(site, duties)
            keep_house(site)
        except STORAGE_FAULTS as gone:
            log.error("the database cannot be reached, trying again: %s", cause(gone))
        except OSError as full:
            log.error("the disk that keeps the checkpoints cannot be written, trying again: %s", full)
        else:
            for fault in faults:
                log.error("a deadline or duty could not be settled", exc_info=fault)
        stop.wait(every)


def settle(site: Site, duties: tuple[Duty, ...] = ()) -> list[Exception]:
    """Settle all that is due: timers and passed deadlines, a case per transaction, then the other duties.

    One broken case never keeps the others waiting: what it raised is returned, for the log.
    """
    stuck: set[int] = set()
    faults = each_case(site, instances.due_ids, _fire, stuck)
    faults += each_case(site, clock_rows.overdue_instances, partial(_date_breaches, stuck))
    for duty in duties:
        faults += _outlive(partial(duty, site), faults) or ()
    return faults


def each_case(site: Site, due: Due, act: Act, broken: set[int] | None = None) -> list[Exception]:
    """Do something due with every case it is due for, each in its own transaction with the case held.

    `due` names up to so many cases, `act` says whether it changed anything; `broken` is filled with cases it failed
    on. Any number of workers may be at it.
    """
    faults: list[Exception] = []
    broken = set() if broken is None else broken
    while _round(site, due, act, broken, faults):
        pass
    return faults


def beat(site: Site, worker: str) -> None:
    """Show that this worker lives."""
    with site.db.begin(SYSTEM) as tx:
        row = {"id": worker, "started_at": tx.now, "beat_at": tx.now}
        query = tx.insert(table).values(**row)
        tx.conn.execute(query.on_conflict_do_update(index_elements=["id"], set_={"beat_at": tx.now}))


def last_beat(tx: Tx) -> datetime | None:
    """When a worker was last heard of."""
    found: datetime | None = tx.conn.execute(select(func.max(table.c.beat_at))).scalar()
    return found


def silent_since(tx: Tx) -> datetime | None:
    """Since when nobody watches the deadlines; None while a worker lives. Never heard of any: now."""
    heard = last_beat(tx)
    if heard is None:
        return tx.now
    return heard if heard < tx.now - _SILENT_AFTER else None


def keep_house(site: Site) -> None:
    """Sign a checkpoint when one is due, and forget what has outlived its use."""
    with site.db.read(SYSTEM) as tx:
        if not _checkpoint_due(tx):
            return
    with site.db.begin(SYSTEM) as tx:
        # Workers that find it due at once wait here for each other; the first has signed it for all.
        tx.conn.execute(tx.locked(select(table.c.id).order_by(table.c.id))).all()
        if _checkpoint_due(tx):
            audit.checkpoint(tx, site.keys, site.checkpoints)
            idempotency.purge(tx)
            tx.conn.execute(table.delete().where(table.c.beat_at < tx.now - _FORGET_WORKERS_AFTER))


def _checkpoint_due(tx: Tx) -> bool:
    newest = tx.conn.execute(select(func.max(audit_checkpoints.c.at))).scalar()
    return newest is None or newest < tx.now - _CHECKPOINT_EVERY


def _round(site: Site, due: Due, act: Act, broken: set[int], faults: list[Exception]) -> bool:
    """Take one batch; whether any case moved and another round is worth while."""
    with site.db.read(SYSTEM) as tx:
        waiting = [number for number in due(tx, _BATCH + len(broken)) if number not in broken]
    moved = False
    for instance_id in waiting:
        known = len(faults)
        moved |= bool(_outlive(partial(_one, site, act, instance_id), faults))
        if len(faults) > known:
            broken.add(instance_id)
    return moved


def _outlive(act: Callable[[], _T], faults: list[Exception]) -> _T | None:
    """What `act` returns; a fault of it is kept for the log, unless the storage is gone."""
    try:
        return act()
    except STORAGE_FAULTS:
        raise
    except Exception as fault:  # noqa: BLE001 - the one place: a worker outlives what one case or duty does to it
        faults.append(fault)
        return None


def _one(site: Site, act: Act, instance_id: int) -> bool:
    with site.db.begin(SYSTEM) as tx:
        instance = instances.hold_if_free(tx, instance_id)
        return instance is not None and act(tx, instance)


def _fire(tx: Tx, instance: Instance) -> bool:
    return held.fire_timers(tx, instance, instances.definition_of(tx, instance)) is not instance


def _date_breaches(stuck: Container[int], tx: Tx, instance: Instance) -> bool:
    # A timer that another worker has not come to yet may have ended before the deadline what it was about. A case
    # whose timers fail still has its deadlines dated.
    if instance.id not in stuck:
        instance = held.fire_timers(tx, instance, instances.definition_of(tx, instance))
    return clocks.settle_overdue(tx, instance) > 0
