"""Clocks as rows: those that run are read once per transaction and kept in step with what is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from engine.database import Tx
from engine.instances import ACTIVE
from engine.prepared import ROW, Prepared, update_of
from engine.schema import clocks as table
from engine.schema import instances
from engine.schema import tasks as tasks_table
from processes.model import TimeKind, TimeStandard, TimeUnit

WAITING, RUNNING, PAUSED, LATE, STOPPED = "waiting", "running", "paused", "late", "stopped"
REPLACED = "replaced"
"""It ended before its time: the case moved to another version, whose limit counts in its place."""


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
    sop: str | None = None
    """Of the whole service: key of the called SOP that promises it; None for the case's own."""


COLUMNS = tuple(table.c[name] for name in Clock.__slots__)


def of_instance(tx: Tx, instance_id: int) -> tuple[Clock, ...]:
    """Every clock of a case, oldest first."""
    query = select(*COLUMNS).where(table.c.instance_id == instance_id).order_by(table.c.id)
    return _made(tx.conn.execute(query))


def running(tx: Tx, office: str) -> tuple[Clock, ...]:
    """Every clock of an office with a deadline ahead, for a change of its calendar."""
    lasts = (table.c.stopped_at.is_(None), table.c.state.in_((RUNNING, PAUSED)))
    query = select(*COLUMNS).join_from(instances, table, instances.c.id == table.c.instance_id)
    query = query.where(instances.c.office == office, instances.c.status == ACTIVE, *lasts)
    return tuple(sorted(_made(tx.conn.execute(query)), key=lambda clock: clock.id))


def overdue_instances(tx: Tx, most: int) -> tuple[int, ...]:
    """Cases with a deadline passed and not yet noticed, earliest first."""
    query = (
        select(table.c.instance_id)
        .where(table.c.stopped_at.is_(None), table.c.state == RUNNING, table.c.due_at < tx.now)
        .order_by(table.c.due_at)
        .limit(most)
    )
    return tuple(dict.fromkeys(tx.conn.execute(query).scalars()))


def standard_of(clock: Clock) -> TimeStandard:
    """The clock's limit as a time standard."""
    return TimeStandard("", TimeKind(clock.kind), clock.amount, TimeUnit(clock.unit))


def put(tx: Tx, clock: Clock, **values: Any) -> None:
    update_of(table, tuple(values)).run(tx.conn, {**values, ROW: clock.id})
    live: dict[int, Clock] = tx.memo.get(("clocks", clock.instance_id), {})
    if clock.id in live:
        live[clock.id] = replace(live[clock.id], **values)


def show(tx: Tx, task_id: int, due_at: datetime | None) -> None:
    """Keep a task's deadline beside it, for the order of the inbox."""
    update_of(tasks_table, ("due_at",)).run(tx.conn, {"due_at": due_at, ROW: task_id})


_LIVE = Prepared(
    select(*COLUMNS).where(table.c.instance_id == bindparam("held"), table.c.stopped_at.is_(None))
)


def live(tx: Tx, instance_id: int) -> tuple[Clock, ...]:
    """Clocks of a held case that have not stopped; read once per transaction, kept in step by `put`."""
    key = ("clocks", instance_id)
    if key not in tx.memo:
        found = _made(_LIVE.rows(tx.conn, {"held": instance_id}))
        tx.memo[key] = {clock.id: clock for clock in sorted(found, key=lambda clock: clock.id)}
    kept: dict[int, Clock] = tx.memo[key]
    return tuple(clock for clock in kept.values() if clock.stopped_at is None)


def of_task(tx: Tx, instance_id: int, task_id: int | None) -> tuple[Clock, ...]:
    return tuple(clock for clock in live(tx, instance_id) if clock.task_id == task_id)


def _made(rows: Iterable[Any]) -> tuple[Clock, ...]:
    return tuple(Clock(*row) for row in rows)


def moment(clock: Clock) -> datetime:
    if clock.due_at is None:
        raise ValueError(f"clock {clock.id} runs without a deadline")
    return clock.due_at
