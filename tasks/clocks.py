"""Clocks: a limit as data (what, from when, until when, stood still by what); due and overdue are derived.

A task's clock follows the waktu cell of its step; a case's clocks follow the SOP's service standards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from engine import calendars, office_due
from engine.database import Tx
from engine.instances import ACTIVE, Instance
from engine.prepared import ROW, Prepared, update_of
from engine.schema import clocks as table
from engine.schema import instances
from engine.schema import tasks as tasks_table
from processes.model import ClockEffect, Sop, Step, TimeKind, TimeStandard, TimeUnit
from tasks import anchors, breaches, standstills
from tasks.anchors import OPENED, STARTED

WAITING, RUNNING, PAUSED, LATE, STOPPED = "waiting", "running", "paused", "late", "stopped"


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit; `task_id` is None for the whole service. `due_at` is None until the anchor has happened."""

    id: int
    instance_id: int
    task_id: int | None
    kind: str
    amount: int
    unit: str
    anchor: str
    anchor_at: datetime | None
    calendar_version: int
    state: str
    due_at: datetime | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Finish:
    """How a task's clock ended: past its deadline or not, and which deadline that was."""

    late: bool
    due_at: datetime | None


_COLUMNS = tuple(table.c[name] for name in Clock.__slots__)


def open_for_task(tx: Tx, instance: Instance, task_id: int, step: Step | None) -> datetime | None:
    """Set the clock of a task that just opened; returns its deadline when that is known already."""
    if step is None or step.time.kind is TimeKind.NONE or step.time.amount is None:
        return None
    if step.time.effect is ClockEffect.STOPS:
        return None  # the row stops the service clock; its own limit is a BPMN timer
    return _open(tx, instance, task_id, step.time, anchors.of_step(step))


def open_for_case(tx: Tx, instance: Instance, sop: Sop | None) -> None:
    """Set the clocks of the whole service that apply to this application type."""
    for standard in sop.service_standards if sop else ():
        if not standard.applies_to or instance.category in standard.applies_to:
            _open(tx, instance, None, standard.time, anchors.of_standard(standard.time.anchor))


def start_task(tx: Tx, instance: Instance, task_id: int, at: datetime) -> None:
    """Work has begun: limits on touch time count from then."""
    for clock in _of_task(tx, instance.id, task_id):
        if clock.state == WAITING and clock.anchor == STARTED:
            _run(tx, instance, clock, at)


def finish_task(tx: Tx, instance: Instance, task_id: int, began: datetime | None) -> Finish:
    """The task is done: its clocks stop, and one past its deadline leaves a breach.

    `began` is when work began, where nobody had said so before: limits on touch time count from then.
    """
    late, due_at = False, None
    for clock in _of_task(tx, instance.id, task_id):
        if began is not None and clock.state == WAITING and clock.anchor == STARTED:
            clock = _anchored(tx, instance, clock, began)
        late |= _stop(tx, instance, clock)
        due_at = clock.due_at or due_at
    return Finish(late, due_at)


def happened(tx: Tx, instance: Instance, word: str, at: datetime) -> None:
    """A named moment ("event:pembayaran", "step:6") came: limits that waited for it begin to count."""
    for clock in _live(tx, instance.id):
        words = clock.anchor.split(",")
        if clock.state == WAITING and word in words:
            anchor_at = at if len(words) == 1 else anchors.latest(tx, instance, words)
            if anchor_at is not None:
                _run(tx, instance, clock, anchor_at)


def stop_task(tx: Tx, instance: Instance, task_id: int) -> None:
    """The task is over, undone; a clock past its deadline leaves a breach."""
    for clock in _of_task(tx, instance.id, task_id):
        _stop(tx, instance, clock)


def stop_case(tx: Tx, instance: Instance) -> None:
    """The service is over: every clock of the whole case stops."""
    for clock in _of_task(tx, instance.id, None):
        _stop(tx, instance, clock)


def settle_overdue(tx: Tx, instance: Instance) -> int:
    """Date a breach at each deadline of this case that has passed by now; returns how many."""
    late = [c for c in _live(tx, instance.id) if c.state == RUNNING and _moment(c) < tx.now]
    for clock in late:
        breaches.open_(tx, instance, clock.id, clock.task_id, _moment(clock))
        _set(tx, clock, state=LATE)
    return len(late)


def overdue_instances(tx: Tx, most: int) -> tuple[int, ...]:
    """Cases with a deadline passed and not yet noticed, earliest first."""
    query = (
        select(table.c.instance_id)
        .where(table.c.stopped_at.is_(None), table.c.state == RUNNING, table.c.due_at < tx.now)
        .order_by(table.c.due_at)
        .limit(most)
    )
    return tuple(dict.fromkeys(tx.conn.execute(query).scalars()))


def rest(tx: Tx, instance: Instance, task_id: int | None, reason: str) -> None:
    """A pause began: running clocks of the task (or of the whole case) lose their deadline until it ends."""
    running = [
        clock
        for clock in _of_task(tx, instance.id, task_id)
        if clock.state == RUNNING and standstills.stops(reason, clock.kind)
    ]
    for clock in running:
        _set(tx, clock, state=PAUSED)
    if running and task_id is not None:  # a clock that is late already stays so, and shows it
        _show(tx, task_id, None)


def go_on(tx: Tx, instance: Instance, task_id: int | None) -> None:
    """A pause ended: clocks without another open pause get a deadline later by what they stood still."""
    for clock in _of_task(tx, instance.id, task_id):
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
    _set(tx, clock, due_at=due_at, calendar_version=version)
    if clock.task_id is not None and clock.state != PAUSED:
        _show(tx, clock.task_id, due_at)


def of_instance(tx: Tx, instance_id: int) -> tuple[Clock, ...]:
    """Every clock of a case, oldest first."""
    query = select(*_COLUMNS).where(table.c.instance_id == instance_id).order_by(table.c.id)
    return _clocks(tx.conn.execute(query))


def running(tx: Tx, office: str) -> tuple[Clock, ...]:
    """Every clock of an office with a deadline ahead, for a change of its calendar."""
    lasts = (table.c.stopped_at.is_(None), table.c.state.in_((RUNNING, PAUSED)))
    query = select(*_COLUMNS).join_from(instances, table, instances.c.id == table.c.instance_id)
    query = query.where(instances.c.office == office, instances.c.status == ACTIVE, *lasts)
    return tuple(sorted(_clocks(tx.conn.execute(query)), key=lambda clock: clock.id))


def standard_of(clock: Clock) -> TimeStandard:
    """The clock's limit as a time standard."""
    return TimeStandard("", TimeKind(clock.kind), clock.amount, TimeUnit(clock.unit))


def _open(
    tx: Tx, instance: Instance, task_id: int | None, standard: TimeStandard, words: str
) -> datetime | None:
    calendar = calendars.current(tx, instance.office)
    anchor_at = (
        tx.at
        if words == OPENED
        else None
        if words == STARTED
        else anchors.latest(tx, instance, words.split(","))
    )
    resting = anchor_at is not None and standstills.lasts(tx, instance.id, task_id, standard.kind)
    due_at = office_due.due(calendar, standard, anchor_at) if anchor_at is not None else None
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
            "anchor": words,
            "anchor_at": anchor_at,
            "calendar_version": calendar.version,
            "state": state,
            "due_at": due_at,
        },
    )
    if due_at is not None and task_id is not None and not resting:
        _show(tx, task_id, due_at)
    return None if resting else due_at


def _run(tx: Tx, instance: Instance, clock: Clock, anchor_at: datetime) -> None:
    ran = _anchored(tx, instance, clock, anchor_at)
    _set(tx, clock, **{name: getattr(ran, name) for name in _RUNNING})
    if clock.task_id is not None and ran.state == RUNNING:
        _show(tx, clock.task_id, ran.due_at)


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
    late = clock.state in (RUNNING, LATE) and _moment(clock) < tx.at
    if late:
        breaches.open_(tx, instance, clock.id, clock.task_id, _moment(clock))
    ended = {**{name: getattr(clock, name) for name in _RUNNING}, "state": STOPPED, "stopped_at": tx.at}
    _set(tx, clock, **ended)
    return late


_NEW = Prepared(
    table.insert().inline(),
    (
        *("instance_id", "task_id", "kind", "amount", "unit", "anchor"),
        *("anchor_at", "calendar_version", "state", "due_at"),
    ),
)


def _set(tx: Tx, clock: Clock, **values: Any) -> None:
    update_of(table, tuple(values)).run(tx.conn, {**values, ROW: clock.id})
    live: dict[int, Clock] = tx.memo.get(("clocks", clock.instance_id), {})
    if clock.id in live:
        live[clock.id] = replace(live[clock.id], **values)


def _show(tx: Tx, task_id: int, due_at: datetime | None) -> None:
    """Keep a task's deadline beside it, for the order of the inbox."""
    update_of(tasks_table, ("due_at",)).run(tx.conn, {"due_at": due_at, ROW: task_id})


_LIVE = Prepared(
    select(*_COLUMNS).where(table.c.instance_id == bindparam("held"), table.c.stopped_at.is_(None))
)


def _live(tx: Tx, instance_id: int) -> tuple[Clock, ...]:
    """Clocks of a held case that have not stopped; read once per transaction, kept in step by `_set`."""
    key = ("clocks", instance_id)
    if key not in tx.memo:
        found = _clocks(_LIVE.rows(tx.conn, {"held": instance_id}))
        tx.memo[key] = {clock.id: clock for clock in sorted(found, key=lambda clock: clock.id)}
    kept: dict[int, Clock] = tx.memo[key]
    return tuple(clock for clock in kept.values() if clock.state != STOPPED)


def _of_task(tx: Tx, instance_id: int, task_id: int | None) -> tuple[Clock, ...]:
    return tuple(clock for clock in _live(tx, instance_id) if clock.task_id == task_id)


def _clocks(rows: Iterable[Any]) -> tuple[Clock, ...]:
    return tuple(Clock(*row) for row in rows)


def _moment(clock: Clock) -> datetime:
    if clock.due_at is None:
        raise ValueError(f"clock {clock.id} runs without a deadline")
    return clock.due_at
