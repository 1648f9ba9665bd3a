"""The proof of a paid application: given to the case as soon as it waits for it (SOP M-Paspor, row 12: automatic)."""

from __future__ import annotations

from sqlalchemy import select

from engine import instances
from engine.database import Tx
from engine.instances import Instance
from engine.schema import applications, waits
from tasks import cases, worker
from tasks.applicants import steps
from tasks.site import Site


def give_due(site: Site) -> list[Exception]:
    """Give the proof to every case that waits for it; returns what failed, for the worker's log."""
    return worker.each_case(site, _due, _give)


def _due(tx: Tx, most: int) -> tuple[int, ...]:
    c = waits.c
    query = (
        select(c.instance_id)
        .join(applications, applications.c.instance_id == c.instance_id)
        .where(c.message == steps.PROOF, c.closed_at.is_(None))
    )
    return tuple(tx.conn.execute(query.order_by(c.id).limit(most)).scalars())


def _give(tx: Tx, instance: Instance) -> bool:
    waiting = select(waits.c.id).where(
        waits.c.instance_id == instance.id, waits.c.message == steps.PROOF, waits.c.closed_at.is_(None)
    )
    if instance.status != instances.ACTIVE or tx.conn.execute(waiting).first() is None:
        return False
    cases.deliver_held(tx, instance, steps.PROOF, {"keputusan": "ya"})
    return True
