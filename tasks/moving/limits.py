"""The limits of a case that moves: each is kept, begun anew, or counted anew from where the old one began.

Whatever is chosen, a deadline that passed under the old limit stays a breach, and the old clock stays to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from engine.database import Tx
from engine.definitions import Definition
from engine.instances import Instance
from engine.moving import Crossing
from engine.spiff import KEEP, SUPERSEDE
from processes.model import ClockEffect, ServiceStandard, Sop, TimeKind
from tasks import anchors, clock_rows, clocks, service
from tasks.anchors import OPENED, STARTED
from tasks.clock_rows import Clock
from tasks.clocks import Limit
from tasks.held import Task


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a clock, for the trail: its task (None: the whole service), the choice, the deadlines."""

    task: int | None
    choice: str
    before: datetime | None
    after: datetime | None


def rename_anchors(tx: Tx, instance: Instance, way: Crossing) -> None:
    """Limits that wait for a step to be done wait for it under its new id."""
    for clock in clock_rows.live(tx, instance.id):
        words = [_renamed(word, way) for word in clock.anchor.split(",")]
        if ",".join(words) != clock.anchor:
            clock_rows.put(tx, clock, anchor=",".join(words))


@dataclass(frozen=True, slots=True)
class _Anew:
    """What a limit that begins anew goes by: the choice, and the clocks whose place it takes."""

    choice: str
    old: tuple[Clock, ...]

    def changes_nothing(self, limits: Sequence[Limit]) -> bool:
        """Whether the limits that would begin are those that run."""
        old = [(one.kind, one.amount, one.unit, one.anchor, one.anchor_at) for one in self.old]
        return old == [
            (str(one.standard.kind), one.standard.amount, str(one.standard.unit), one.words, one.anchor_at)
            for one in limits
        ]

    def since(self, tx: Tx, words: str, at: datetime | None) -> datetime | None:
        """From when it counts: from where a like one began, else from `at`, or from now; None while it waits."""
        like = next(
            (clock.anchor_at for clock in self.old if clock.anchor == words and clock.anchor_at), None
        )
        began = like or at
        return tx.at if began is not None and self.choice != SUPERSEDE else began


def follow_task(tx: Tx, instance: Instance, way: Crossing, task: Task, choice: str) -> tuple[Kept, ...]:
    """The limit of an open task, whose row has its new element already."""
    if choice == KEEP:
        return ()
    anew = _Anew(choice, clock_rows.of_task(tx, instance.id, task.id))
    limit = _of_step(tx, instance, task, way.new, anew)
    if anew.changes_nothing([limit] if limit else []):
        return ()
    due_at = _replace(tx, instance, task.id, anew, limit)
    if due_at is None:
        clock_rows.show(tx, task.id, None)
    return (Kept(task.id, choice, anew.old[0].due_at if anew.old else None, due_at),)


def follow_service(tx: Tx, instance: Instance, way: Crossing, choice: str, kind: str) -> tuple[Kept, ...]:
    """The limits of the whole service, by the new version's standards; `kind` is the service asked for."""
    found = []
    live = clock_rows.of_task(tx, instance.id, None)
    for key in () if choice == KEEP else dict.fromkeys(clock.sop for clock in live):
        anew = _Anew(choice, tuple(clock for clock in live if clock.sop == key))
        sop = way.new.diagram.table(key or way.new.key)
        limits = [
            _of_standard(tx, instance, one, sop, anew)
            for one in service.applying(sop, instance.category, kind)
        ]
        if anew.changes_nothing(limits):
            continue
        for clock in anew.old:
            clocks.replace_(tx, instance, clock)
        dues = [clocks.open_since(tx, instance, None, replace(one, sop=key)) for one in limits]
        befores = [clock.due_at for clock in anew.old]
        found += [Kept(None, choice, one, two) for one, two in zip_longest(befores, dues)]
    return tuple(found)


def _replace(tx: Tx, instance: Instance, task_id: int, anew: _Anew, limit: Limit | None) -> datetime | None:
    for clock in anew.old:
        clocks.replace_(tx, instance, clock)
    return clocks.open_since(tx, instance, task_id, limit) if limit else None


def _renamed(word: str, way: Crossing) -> str:
    kind, _, name = word.partition(":")
    return f"step:{way.how.mapping.get(name) or name}" if kind == "step" else word


def _of_step(tx: Tx, instance: Instance, task: Task, new: Definition, anew: _Anew) -> Limit | None:
    step, sop = new.diagram.activities[task.element].step, new.diagram.sop_of(task.element)
    if step is None or step.time.kind is TimeKind.NONE or step.time.amount is None:
        return None
    if step.time.effect is ClockEffect.STOPS:
        return None
    words = anchors.of_step(step, sop)
    began = {OPENED: task.opened_at, STARTED: task.started_at}
    at = began[words] if words in began else anchors.latest(tx, instance, words.split(","))
    return Limit(step.time, words, anew.since(tx, words, at))


def _of_standard(
    tx: Tx, instance: Instance, standard: ServiceStandard, sop: Sop | None, anew: _Anew
) -> Limit:
    words = anchors.of_standard(standard.time.anchor, sop)
    at = instance.started_at if words == OPENED else anchors.latest(tx, instance, words.split(","))
    return Limit(standard.time, words, anew.since(tx, words, at))
