"""From when a limit counts: the words a clock keeps ("event:pembayaran,step:wawancara"), and when they happened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select

from engine import instances
from engine.database import Tx
from engine.instances import Instance
from engine.schema import tasks as tasks_table
from engine.schema import waits as waits_table
from processes.diagram import Activity
from processes.model import Anchor, AnchorKind, Sop, Step, StepKind, TimeKind
from tasks.states import COMPLETED

STARTED, OPENED = "started", "opened"
YES = "ya"


def of_step(step: Step, sop: Sop | None) -> str:
    """The moment a step's limit counts from: work on it, where it is service minutes or a journey."""
    if step.time.kind is TimeKind.SERVICE or step.kind is StepKind.TRAVEL:
        return STARTED
    return of_standard(step.time.anchor, sop)


def of_standard(anchor: Anchor, sop: Sop | None) -> str:
    """A standard's anchor as words; of several moments the latest counts.

    Steps are named by their element, because SOPs that a case passes through count their rows alike.
    """
    if anchor.kind is AnchorKind.STARTED:
        return STARTED
    if anchor.kind is AnchorKind.EVENT:
        return ",".join(f"event:{ref}" for ref in anchor.refs) or OPENED
    if anchor.kind is AnchorKind.STEP_COMPLETED:
        return ",".join(_word(f"step:{ref}", sop) for ref in anchor.refs) or OPENED
    if anchor.kind is AnchorKind.LATEST:
        return ",".join(_word(ref, sop) for ref in anchor.refs) or OPENED
    return OPENED


def raised(activity: Activity, answer: str | None) -> str | None:
    """The named event that completing an activity is: with "ya", where it decides."""
    event = activity.step.raises if activity.step else None
    return event if not activity.options or answer == YES else None


def _word(ref: str, sop: Sop | None) -> str:
    kind, _, number = ref.partition(":")
    if kind != "step":
        return ref
    return f"step:{next((step.id for step in sop.steps if step.number == number), number) if sop else number}"


def latest(tx: Tx, instance: Instance, words: list[str]) -> datetime | None:
    """The later of several moments; None until all of them have happened."""
    moments = [_when(tx, instance, word) for word in words]
    known = [at for at in moments if at is not None]
    return max(known) if len(known) == len(moments) else None


def _when(tx: Tx, instance: Instance, word: str) -> datetime | None:
    kind, _, name = word.partition(":")
    if kind == "step":
        return _done(tx, instance, tasks_table.c.element == name)
    activities = instances.definition_of(tx, instance).diagram.activities.values()
    raising = [one for one in activities if one.step and one.step.raises == name]
    waited = [one.id for one in raising if not one.options]  # no row keeps what the answer to a message was
    w = waits_table.c
    query = select(w.occurred_at).where(w.instance_id == instance.id, w.occurred_at.is_not(None))
    query = query.where((w.message == name) | w.element.in_(waited)).order_by(w.occurred_at.desc())
    moments = [tx.conn.execute(query.limit(1)).scalar()]
    for one in raising:
        t = tasks_table.c
        moments.append(
            _done(tx, instance, (t.element == one.id) & ((t.outcome == YES) | t.outcome.is_(None)))
        )
    return max((at for at in moments if at is not None), default=None)


def _done(tx: Tx, instance: Instance, which: ColumnElement[bool]) -> datetime | None:
    """When a task of the case was completed last."""
    t = tasks_table.c
    query = select(t.completed_at).where(t.instance_id == instance.id, t.state == COMPLETED, which)
    found: datetime | None = tx.conn.execute(query.order_by(t.completed_at.desc()).limit(1)).scalar()
    return found
