"""From when a limit counts: the words a clock keeps ("opened", "event:pembayaran,step:6"), and when they happened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from engine.database import Tx
from engine.instances import Instance
from engine.schema import tasks as tasks_table
from engine.schema import waits as waits_table
from processes.model import Anchor, AnchorKind, Step, StepKind, TimeKind
from tasks.states import COMPLETED

STARTED, OPENED = "started", "opened"


def of_step(step: Step) -> str:
    """The moment a step's limit counts from: work on it, where it is service minutes or a journey."""
    if step.time.kind is TimeKind.SERVICE or step.kind is StepKind.TRAVEL:
        return STARTED
    return of_standard(step.time.anchor)


def of_standard(anchor: Anchor) -> str:
    """A standard's anchor as words; of several moments the latest counts."""
    if anchor.kind is AnchorKind.STARTED:
        return STARTED
    if anchor.kind is AnchorKind.EVENT:
        return ",".join(f"event:{ref}" for ref in anchor.refs) or OPENED
    if anchor.kind is AnchorKind.STEP_COMPLETED:
        return ",".join(f"step:{ref}" for ref in anchor.refs) or OPENED
    if anchor.kind is AnchorKind.LATEST:
        return ",".join(anchor.refs) or OPENED
    return OPENED


def latest(tx: Tx, instance: Instance, words: list[str]) -> datetime | None:
    """The later of several moments; None until all of them have happened."""
    moments = [_when(tx, instance, word) for word in words]
    known = [at for at in moments if at is not None]
    return max(known) if len(known) == len(moments) else None


def _when(tx: Tx, instance: Instance, word: str) -> datetime | None:
    kind, _, name = word.partition(":")
    if kind == "step":
        t = tasks_table.c
        query = select(t.completed_at).where(t.instance_id == instance.id, t.step == name)
        query = query.where(t.state == COMPLETED).order_by(t.completed_at.desc())
    else:
        w = waits_table.c
        query = select(w.occurred_at).where(w.instance_id == instance.id, w.message == name)
        query = query.where(w.occurred_at.is_not(None)).order_by(w.occurred_at.desc())
    found: datetime | None = tx.conn.execute(query.limit(1)).scalar()
    return found
