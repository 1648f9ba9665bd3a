"""Clocks: a limit as data (what, from when, until when, stood still by what); due and overdue are derived.

A task's clock follows the waktu cell of its step; a case's clocks follow the SOP's service standards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from engine import calendars, office_due
from engine.database import Tx
from engine.instances import Instance
from engine.prepared import Prepared
from engine.schema import clocks as table
from processes.model import ClockEffect, ServiceStandard, Sop, Step, TimeKind, TimeStandard
from tasks import anchors, breaches, clock_rows, standstills
from tasks.anchors import OPENED, STARTED
from tasks.clock_rows import LATE, PAUSED, REPLACED, RUNNING, STOPPED, WAITING, Clock, standard_of


@dataclass(frozen=True, slots=True)
class Finish:
    """How a task's clock ended: past its deadline or not, and which deadline that was."""

    late: bool
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit to be watched: how long, from which moments (anchors' words), and when that was, where it has been."""

    standard: TimeStandard
    words: str
    anchor_at: datetime | None
    sop: str | None = None


def open_for_task(
    tx: Tx, instance: Instance, task_id: int, step: Step | None, sop: Sop | None
) -> datetime | None:
    """Set the clock of a task that just opened; returns its deadline when that is known already."""
    limit = limit_of(step, sop)
    return None if limit is None else _open(tx, instance, task_id, *limit)


def limit_of(step: Step | None, sop: Sop | None) -> tuple[TimeStandard, str] | None:
    """The limit a row sets on its task, and the words it counts from; None where the clock of a task has none."""
    if step is None or step.time.kind is TimeKind.NONE or step.time.amount is None:
        return None
    if step.time.effect is ClockEffect.STOPS:
        return None  # the row stops the service clock; its own limit is a BPMN timer
    return step.time, anchors.of_step(step, sop)


def open_for_case(
    tx: Tx, instance: Instance, standard: ServiceStandard, sop: Sop | None, key: str | None
) -> None:
    """Set a clock of the whole service; `key` is that of the called SOP that promises it, None for the case's own."""
    _open(tx, instance, None, standard.time, anchors.of_standard(standard.time.anchor, sop), key)


def has_service(tx: Tx, instance_id: int, key: str) -> bool:
    """Whether a case has a clock of a called SOP's service."""
    query = select(table.c.id).where(table.c.instance_id == instance_id, table.c.sop == key).limit(1)
    return tx.conn.execute(query).first() is not None


def start_task(tx: Tx, instance: Instance, task_id: int, at: datetime) -> None:
    """Work has begun: limits on touch time count from then."""
    for clock in clock_rows.of_task(tx, instance.id, task_id):
        if clock.state == WAITING and clock.anchor == STARTED:
            _run(tx, instance, clock, at)


def finish_task(tx: Tx, instance: Instance, task_id: int, began: datetime | None) -> Finish:
    """The task is done: its clocks stop, and one past its deadline leaves a breach.

    `began` is when work began, where nobody had said so before: limits on touch time count from then.
    """
    late, due_at = False, None
    for clock in clock_rows.of_task(tx, instance.id, task_id):
        if began is not None and clock.state == WAITING and clock.anchor == STARTED:
            clock = _anchored(tx, instance, clock, began)
        late |= _stop(tx, instance, clock)
        due_at = clock.due_at or due_at
    return Finish(late, due_at)


def happened(tx: Tx, instance: Instance, word: str, at: datetime) -> None:
    """A named moment ("event:pembayaran", "step:wawancara") came: limits that waited for it begin to count."""
    for clock in clock_rows.live(tx, instance.id):
        words = clock.anchor.split(",")
        if clock.state == WAITING and word in words:
            anchor_at = at if len(words) == 1 else anchors.latest(tx, instance, words)
            if anchor_at is not None:
                _run(tx, instance, clock, anchor_at)


def stop_task(tx: Tx, instance: Instance, task_id: int) -> None:
    """The task is over, undone; a clock past its deadline leaves a breach."""
    for clock in clock_rows.of_task(tx, instance.id, task_id):
        _stop(tx, instance, clock)


def stop_case(tx: Tx, instance: Instance) -> None:
    """The service is over: every clock of the whole case stops."""
    for clock in clock_rows.of_task(tx, instance.id, None):
        _stop(tx, instance, clock)


def replace_(tx: Tx, instance: Instance, clock: Clock) -> None:
    """Another limit takes this one's place; had it passed, its breach stands."""
    _stop(tx, instance, clock)
    clock_rows.put(tx, clock, state=REPLACED)


def settle_overdue(tx: Tx, instance: Instance) -> int:
    """Date a breach at each deadline of this case that has passed by now; returns how many."""
    late = [
        c for c in clock_rows.live(tx, instance.id) if c.state == RUNNING and clock_rows.moment(c) < tx.now
    ]
    for clock in late:
        _be_late(tx, instance, clock)
    return len(late)


def _be_late(tx: Tx, instance: Instance, clock: Clock) -> None:
    breaches.open_(tx, instance, clock.id, clock.task_id, clock_rows.moment(clock))
    clock_rows.put(tx, clock, state=LATE)


def rest(tx: Tx, instance: Instance, task_id: int | None, reason: str) -> None:
    """A pause began: running clocks of the task (or of the whole case) lose their deadline until it ends."""
    running = [
        clock
        for clock in clock_rows.of_task(tx, instance.id, task_id)
        if clock.state == RUNNING and standstills.stops(reason, clock.kind)
    ]
    late = [
        clock for clock in running if clock_rows.moment(clock) < tx.at
    ]  # though nobody may have noticed yet
    for clock in late:
        _be_late(tx, instance, clock)
    paused = [clock for clock in running if clock not in late]
    for clock in paused:
        clock_rows.put(tx, clock, state=PAUSED)
    if paused and task_id is not None:  # a clock that is late stays so, and shows it
        clock_rows.show(tx, task_id, None)


def go_on(tx: Tx, instance: Instance, task_id: int | None) -> None:
    """A pause ended: clocks without another open pause get a deadline later by what they stood still."""
    for clock in clock_rows.of_task(tx, instance.id, task_id):
        resting = clock.state == PAUSED and standstills.lasts(tx, instance.id, task_id, clock.kind)
        if clock.state == PAUSED and not resting and clock.anchor_at is not None:
            _run(tx, instance, clock, clock.anchor_at)


def project(tx: Tx, instance: Instance, clock: Clock) -> datetime | None:
    """The deadline the clock has by the calendar in force now; None while its anchor has not happened."""
    if clock.anchor_at is None:
        return None
    calendar = calendars.current(tx, instance.office)
    spans = standstills.ended(tx, instance.id, clock.task_id, clock.kind)
    return office_due.due(calendar, standard_of(clock), clock.anchor_at, spans)


def reproject(tx: Tx, instance: Instance, clock: Clock) -> None:
    """Write the deadline by the calendar in force now (a changed calendar; breaches that stand stay)."""
    due_at = project(tx, instance, clock)
    version = calendars.current(tx, instance.office).version
    clock_rows.put(tx, clock, due_at=due_at, calendar_version=version)
    if clock.task_id is not None and clock.state != PAUSED:
        clock_rows.show(tx, clock.task_id, due_at)


def _open(
    tx: Tx,
    instance: Instance,
    task_id: int | None,
    standard: TimeStandard,
    words: str,
    sop: str | None = None,
) -> datetime | None:
    anchor_at = (
        tx.at
        if words == OPENED
        else None
        if words == STARTED
        else anchors.latest(tx, instance, words.split(","))
    )
    return open_since(tx, instance, task_id, Limit(standard, words, anchor_at, sop))


def open_since(tx: Tx, instance: Instance, task_id: int | None, limit: Limit) -> datetime | None:
    """Set a clock that counts from a known moment, or waits for one; returns its deadline where it runs."""
    calendar, anchor_at, standard = calendars.current(tx, instance.office), limit.anchor_at, limit.standard
    resting = anchor_at is not None and standstills.lasts(tx, instance.id, task_id, standard.kind)
    past = anchor_at is not None and anchor_at < tx.at
    spans = standstills.ended(tx, instance.id, task_id, standard.kind) if past else ()
    due_at = office_due.due(calendar, standard, anchor_at, spans) if anchor_at is not None else None
    state = WAITING if anchor_at is None else PAUSED if resting else RUNNING
    tx.memo.pop(("clocks", instance.id), None)
    _NEW.run(
        tx.conn,
        {
            "instance_id": instance.id,
            "task_id": task_id,
            "kind": str(standard.kind),
            "amount": standard.amount,
            "unit": str(standard.unit),
            "anchor": limit.words,
            "anchor_at": anchor_at,
            "calendar_version": calendar.version,
            "state": state,
            "due_at": due_at,
            "sop": limit.sop,
        },
    )
    if due_at is not None and task_id is not None and not resting:
        clock_rows.show(tx, task_id, due_at)
    return None if resting else due_at


def _run(tx: Tx, instance: Instance, clock: Clock, anchor_at: datetime) -> None:
    ran = _anchored(tx, instance, clock, anchor_at)
    clock_rows.put(tx, clock, **{name: getattr(ran, name) for name in _RUNNING})
    if clock.task_id is not None and ran.state == RUNNING:
        clock_rows.show(tx, clock.task_id, ran.due_at)


_RUNNING = ("anchor_at", "due_at", "state", "calendar_version")


def _anchored(tx: Tx, instance: Instance, clock: Clock, anchor_at: datetime) -> Clock:
    """The clock as it runs from an instant, not yet written."""
    calendar = calendars.current(tx, instance.office)
    spans = standstills.ended(tx, instance.id, clock.task_id, clock.kind)
    due_at = office_due.due(calendar, standard_of(clock), anchor_at, spans)
    resting = clock.state == WAITING and standstills.lasts(tx, instance.id, clock.task_id, clock.kind)
    state = PAUSED if resting else RUNNING
    return replace(clock, anchor_at=anchor_at, due_at=due_at, state=state, calendar_version=calendar.version)


def _stop(tx: Tx, instance: Instance, clock: Clock) -> bool:
    """Write a clock as it ends, what it was anchored to included. Returns whether it was late."""
    late = clock.state in (RUNNING, LATE) and clock_rows.moment(clock) < tx.at
    if late:
        breaches.open_(tx, instance, clock.id, clock.task_id, clock_rows.moment(clock))
    ended = {**{name: getattr(clock, name) for name in _RUNNING}, "state": STOPPED, "stopped_at": tx.at}
    clock_rows.put(tx, clock, **ended)
    return late


_NEW = Prepared(
    table.insert().inline(),
    (
        *("instance_id", "task_id", "kind", "amount", "unit", "anchor"),
        *("anchor_at", "calendar_version", "state", "due_at", "sop"),
    ),
)
