"""Clocks: a limit as data (what, from when, until when, stood still by what); due and overdue are derived.

A task's clock follows the waktu cell of its step; a case's clocks follow the SOP's service standards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import calendars, office_due
from engine.database import Tx
from engine.instances import Instance
from engine.schema import clocks as table
from engine.schema import pauses as pauses_table
from engine.schema import tasks as tasks_table
from engine.schema import waits as waits_table
from processes.model import (
    Anchor,
    AnchorKind,
    ClockEffect,
    Sop,
    Step,
    StepKind,
    TimeKind,
    TimeStandard,
    TimeUnit,
)
from tasks import breaches
from tasks.states import COMPLETED

WAITING, RUNNING, PAUSED, LATE, STOPPED = "waiting", "running", "paused", "late", "stopped"
STARTED, OPENED = "started", "opened"


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


_COLUMNS = tuple(table.c[name] for name in Clock.__slots__)


def open_for_task(tx: Tx, instance: Instance, task_id: int, step: Step | None) -> datetime | None:
    """Set the clock of a task that just opened; returns its deadline when that is known already."""
    if step is None or step.time.kind is TimeKind.NONE or step.time.amount is None:
        return None
    if step.time.effect is ClockEffect.STOPS:
        return None  # the row stops the service clock; its own limit is a BPMN timer
    return _open(tx, instance, task_id, step.time, _anchor_words(step))


def open_for_case(tx: Tx, instance: Instance, sop: Sop | None) -> None:
    """Set the clocks of the whole service that apply to this application type."""
    for standard in sop.service_standards if sop else ():
        if not standard.applies_to or instance.category in standard.applies_to:
            _open(tx, instance, None, standard.time, _words(standard.time.anchor))


def start_task(tx: Tx, instance: Instance, task_id: int, at: datetime) -> None:
    """Work has begun: limits on touch time count from then."""
    for clock in _of_task(tx, task_id, WAITING):
        if clock.anchor == STARTED:
            _run(tx, instance, clock, at)


def happened(tx: Tx, instance: Instance, word: str, at: datetime) -> None:
    """A named moment ("event:pembayaran", "step:6") came: limits that waited for it begin to count."""
    query = select(*_COLUMNS).where(table.c.instance_id == instance.id, table.c.state == WAITING)
    for clock in _clocks(tx.conn.execute(query)):
        words = clock.anchor.split(",")
        if word in words:
            anchor_at = at if len(words) == 1 else _latest(tx, instance, words)
            if anchor_at is not None:
                _run(tx, instance, clock, anchor_at)


def stop_task(tx: Tx, instance: Instance, task_id: int) -> bool:
    """The task is over; a clock past its deadline leaves a breach. Returns whether it was late."""
    return _stop(tx, instance, _of_task(tx, task_id))


def stop_case(tx: Tx, instance: Instance) -> bool:
    """The service is over: every clock of the whole case stops. Returns whether one was late."""
    query = select(*_COLUMNS).where(
        table.c.instance_id == instance.id, table.c.task_id.is_(None), table.c.state != STOPPED
    )
    return _stop(tx, instance, _clocks(tx.conn.execute(query)))


def settle_overdue(tx: Tx, instance: Instance) -> int:
    """Date a breach at each deadline of this case that has passed by now; returns how many."""
    query = select(*_COLUMNS).where(
        table.c.instance_id == instance.id, table.c.state == RUNNING, table.c.due_at < tx.now
    )
    late = _clocks(tx.conn.execute(query))
    for clock in late:
        breaches.open_(tx, instance, clock.id, clock.task_id, _moment(clock))
        _set(tx, clock.id, state=LATE)
    return len(late)


def overdue_instances(tx: Tx, most: int) -> tuple[int, ...]:
    """Cases with a deadline passed and not yet noticed, earliest first."""
    query = (
        select(table.c.instance_id)
        .where(table.c.state == RUNNING, table.c.due_at < tx.now)
        .order_by(table.c.due_at)
        .limit(most)
    )
    return tuple(dict.fromkeys(tx.conn.execute(query).scalars()))


def rest(tx: Tx, instance: Instance, task_id: int | None) -> None:
    """A pause began: running clocks of the task (or of the whole case) lose their deadline until it ends."""
    owner = table.c.task_id == task_id if task_id is not None else table.c.task_id.is_(None)
    running = (table.c.instance_id == instance.id) & owner & (table.c.state == RUNNING)
    rested = tx.conn.execute(table.update().where(running).values(state=PAUSED)).rowcount
    if rested and task_id is not None:  # a clock that is late already stays so, and shows it
        tx.conn.execute(tasks_table.update().where(tasks_table.c.id == task_id).values(due_at=None))


def go_on(tx: Tx, instance: Instance, task_id: int | None) -> None:
    """A pause ended: clocks without another open pause get a deadline later by what they stood still."""
    owner = table.c.task_id == task_id if task_id is not None else table.c.task_id.is_(None)
    query = select(*_COLUMNS).where((table.c.instance_id == instance.id) & owner & (table.c.state == PAUSED))
    paused = _clocks(tx.conn.execute(query))
    if paused and not _open_pauses(tx, instance.id, task_id):
        for clock in paused:
            if clock.anchor_at is not None:
                _run(tx, instance, clock, clock.anchor_at)


def project(tx: Tx, instance: Instance, clock: Clock) -> datetime | None:
    """The deadline the clock has by the calendar in force now; None while its anchor has not happened."""
    if clock.anchor_at is None:
        return None
    calendar = calendars.current(tx, instance.office)
    spans = _ended_pauses(tx, instance.id, clock.task_id)
    return office_due.due(calendar, standard_of(clock), clock.anchor_at, spans)


def reproject(tx: Tx, instance: Instance, clock: Clock) -> None:
    """Write the deadline by the calendar in force now (a changed calendar; breaches that stand stay)."""
    due_at = project(tx, instance, clock)
    version = calendars.current(tx, instance.office).version
    _set(tx, clock.id, due_at=due_at, calendar_version=version)
    if clock.task_id is not None and clock.state != PAUSED:
        tx.conn.execute(tasks_table.update().where(tasks_table.c.id == clock.task_id).values(due_at=due_at))


def of_instance(tx: Tx, instance_id: int) -> tuple[Clock, ...]:
    """Every clock of a case, oldest first."""
    query = select(*_COLUMNS).where(table.c.instance_id == instance_id).order_by(table.c.id)
    return _clocks(tx.conn.execute(query))


def running(tx: Tx) -> tuple[Clock, ...]:
    """Every clock with a deadline ahead, for a change of the calendar."""
    query = select(*_COLUMNS).where(table.c.state.in_((RUNNING, PAUSED))).order_by(table.c.id)
    return _clocks(tx.conn.execute(query))


def standard_of(clock: Clock) -> TimeStandard:
    """The clock's limit as a time standard."""
    return TimeStandard("", TimeKind(clock.kind), clock.amount, TimeUnit(clock.unit))


def _open(
    tx: Tx, instance: Instance, task_id: int | None, standard: TimeStandard, words: str
) -> datetime | None:
    calendar = calendars.current(tx, instance.office)
    anchor_at = (
        tx.now if words == OPENED else None if words == STARTED else _latest(tx, instance, words.split(","))
    )
    resting = anchor_at is not None and _open_pauses(tx, instance.id, task_id)
    due_at = office_due.due(calendar, standard, anchor_at) if anchor_at is not None else None
    state = WAITING if anchor_at is None else PAUSED if resting else RUNNING
    tx.conn.execute(
        table.insert(),
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
        tx.conn.execute(tasks_table.update().where(tasks_table.c.id == task_id).values(due_at=due_at))
    return None if resting else due_at


def _run(tx: Tx, instance: Instance, clock: Clock, anchor_at: datetime) -> None:
    calendar = calendars.current(tx, instance.office)
    spans = _ended_pauses(tx, instance.id, clock.task_id)
    due_at = office_due.due(calendar, standard_of(clock), anchor_at, spans)
    resting = clock.state == WAITING and _open_pauses(tx, instance.id, clock.task_id)
    state = PAUSED if resting else RUNNING
    _set(tx, clock.id, anchor_at=anchor_at, due_at=due_at, state=state, calendar_version=calendar.version)
    if clock.task_id is not None and not resting:
        tx.conn.execute(tasks_table.update().where(tasks_table.c.id == clock.task_id).values(due_at=due_at))


def _stop(tx: Tx, instance: Instance, found: Iterable[Clock]) -> bool:
    late = False
    for clock in found:
        if clock.state in (RUNNING, LATE) and _moment(clock) < tx.now:
            breaches.open_(tx, instance, clock.id, clock.task_id, _moment(clock))
            late = True
        _set(tx, clock.id, state=STOPPED, stopped_at=tx.now)
    return late


def _set(tx: Tx, clock_id: int, **values: Any) -> None:
    tx.conn.execute(table.update().where(table.c.id == clock_id).values(**values))


def _of_task(tx: Tx, task_id: int, *states: str) -> tuple[Clock, ...]:
    query = select(*_COLUMNS).where(table.c.task_id == task_id)
    query = query.where(table.c.state.in_(states) if states else table.c.state != STOPPED)
    return _clocks(tx.conn.execute(query))


def _clocks(rows: Iterable[Any]) -> tuple[Clock, ...]:
    return tuple(Clock(*row) for row in rows)


def _moment(clock: Clock) -> datetime:
    if clock.due_at is None:
        raise ValueError(f"clock {clock.id} runs without a deadline")
    return clock.due_at


def _open_pauses(tx: Tx, instance_id: int, task_id: int | None) -> bool:
    p = pauses_table.c
    owner = p.task_id == task_id if task_id is not None else p.task_id.is_(None)
    query = select(p.id).where((p.instance_id == instance_id) & owner & p.ended_at.is_(None)).limit(1)
    return tx.conn.execute(query).first() is not None


def _ended_pauses(tx: Tx, instance_id: int, task_id: int | None) -> tuple[tuple[datetime, datetime], ...]:
    p = pauses_table.c
    owner = p.task_id == task_id if task_id is not None else p.task_id.is_(None)
    query = select(p.started_at, p.ended_at).where((p.instance_id == instance_id) & owner)
    query = query.where(p.ended_at.is_not(None)).order_by(p.started_at)
    return tuple((row.started_at, row.ended_at) for row in tx.conn.execute(query))


def _anchor_words(step: Step) -> str:
    if step.time.kind is TimeKind.SERVICE or step.kind is StepKind.TRAVEL:
        return STARTED
    return _words(step.time.anchor)


def _words(anchor: Anchor) -> str:
    if anchor.kind is AnchorKind.STARTED:
        return STARTED
    if anchor.kind is AnchorKind.EVENT:
        return ",".join(f"event:{ref}" for ref in anchor.refs) or OPENED
    if anchor.kind is AnchorKind.STEP_COMPLETED:
        return ",".join(f"step:{ref}" for ref in anchor.refs) or OPENED
    if anchor.kind is AnchorKind.LATEST:
        return ",".join(anchor.refs) or OPENED
    return OPENED


def _latest(tx: Tx, instance: Instance, words: list[str]) -> datetime | None:
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
