"""From when a limit counts: the words a clock keeps ("event:pembayaran,step:wawancara"), and when they happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from engine import instances, past
from engine.database import Tx
from engine.instances import Instance
from engine.schema import tasks as tasks_table
from engine.schema import waits as waits_table
from processes.diagram import Activity, Diagram
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
    return later_of([_when(tx, instance, word) for word in words])


def later_of(moments: Sequence[datetime | None]) -> datetime | None:
    """The later of several moments; None while one of them has not happened."""
    known = [at for at in moments if at is not None]
    return max(known) if len(known) == len(moments) else None


def begun(occurred: Sequence[Sequence[datetime]], since: datetime) -> datetime | None:
    """From when a limit set at `since` counts, by all the times its moments happened: as soon as each has happened.

    What a moment's later repetition would say does not move it any more.
    """
    looks = (since, *sorted(at for one in occurred for at in one if at > since))
    found = (
        later_of([max((at for at in one if at <= look), default=None) for one in occurred]) for look in looks
    )
    return next((at for at in found if at is not None), None)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a named event is: waits that end, and tasks completed (with "ya", where they decide), by element."""

    waits: tuple[str, ...]
    tasks: tuple[str, ...]


def sources(diagram: Diagram, event: str) -> Sources:
    """The rows that raise an event, beside the waits for a message of its name."""
    raising = [one for one in diagram.activities.values() if one.step and one.step.raises == event]
    # No row keeps what the answer to a message was.
    return Sources(tuple(one.id for one in raising if not one.options), tuple(one.id for one in raising))


def _when(tx: Tx, instance: Instance, word: str) -> datetime | None:
    kind, _, name = word.partition(":")
    if kind == "step":
        found = _done(tx, instance, tasks_table.c.element == name)
        # A case that was moved from another version may have done it under another id.
        return found or _done(
            tx, instance, tasks_table.c.element.in_(past.names_of(tx, instance.id, name)[1:])
        )
    raising = sources(instances.definition_of(tx, instance).diagram, name)
    waited = [other for one in raising.waits for other in past.names_of(tx, instance.id, one)]
    w = waits_table.c
    query = select(w.occurred_at).where(w.instance_id == instance.id, w.occurred_at.is_not(None))
    query = query.where((w.message == name) | w.element.in_(waited)).order_by(w.occurred_at.desc())
    moments = [tx.conn.execute(query.limit(1)).scalar()]
    t = tasks_table.c
    for element in raising.tasks:
        moments.append(
            _done(
                tx,
                instance,
                t.element.in_(past.names_of(tx, instance.id, element))
                & ((t.outcome == YES) | t.outcome.is_(None)),
            )
        )
    return max((at for at in moments if at is not None), default=None)


def _done(tx: Tx, instance: Instance, which: ColumnElement[bool]) -> datetime | None:
    """When a task of the case was completed last."""
    t = tasks_table.c
    query = select(t.completed_at).where(t.instance_id == instance.id, t.state == COMPLETED, which)
    found: datetime | None = tx.conn.execute(query.order_by(t.completed_at.desc()).limit(1)).scalar()
    return found
