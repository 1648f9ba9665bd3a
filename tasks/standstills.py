"""The pauses of a case as they stand in this transaction: read once for all who ask, anew after a change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from engine.database import Tx
from engine.prepared import Prepared
from engine.schema import pauses as table
from processes.model import TimeKind

RELEASED = "released"
"""Reason of the pause in which work begun lies with nobody: its task was given back or handed on."""


class Pause(NamedTuple):
    """One standstill; `task_id` is None for the whole case, `ended_at` None while it lasts."""

    id: int
    instance_id: int
    task_id: int | None
    reason: str
    evidence: str
    outage_id: int | None
    token: str | None
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    ended_by: str | None


COLUMNS = tuple(table.c[name] for name in Pause._fields)
_OF_CASE = Prepared(
    select(*COLUMNS).where(table.c.instance_id == bindparam("held")).order_by(table.c.started_at, table.c.id)
)


def of_case(tx: Tx, instance_id: int) -> tuple[Pause, ...]:
    """Every pause of a case, oldest first."""
    key = ("pauses", instance_id)
    if key not in tx.memo:
        tx.memo[key] = tuple(Pause(*row) for row in _OF_CASE.rows(tx.conn, {"held": instance_id}))
    found: tuple[Pause, ...] = tx.memo[key]
    return found


def read_ahead(tx: Tx, instance_ids: Iterable[int]) -> None:
    """Read the pauses of several cases at once, for a list that asks for each of them."""
    found: dict[int, list[Pause]] = {number: [] for number in instance_ids}
    query = select(*COLUMNS).where(table.c.instance_id.in_(sorted(found)))
    for row in tx.conn.execute(query.order_by(table.c.started_at, table.c.id)):
        found[row.instance_id].append(Pause(*row))
    tx.memo.update({("pauses", number): tuple(pauses) for number, pauses in found.items()})


def none_of(tx: Tx, instance_id: int) -> None:
    """Tell that a held case has no pause, read beside something else."""
    tx.memo.setdefault(("pauses", instance_id), ())


def forget(tx: Tx, instance_id: int) -> None:
    """To be called after a write."""
    tx.memo.pop(("pauses", instance_id), None)


def stops(reason: str, kind: str) -> bool:
    """Whether a pause stops a clock of this kind (`TimeKind`).

    A task that was given back stops touch time alone: every other limit runs on, whoever has the task.
    """
    return reason != RELEASED or kind == TimeKind.SERVICE


def lasts(tx: Tx, instance_id: int, task_id: int | None, kind: str) -> bool:
    """Whether a clock of a task, or of the whole case (None), stands still."""
    return any(
        pause.task_id == task_id and pause.ended_at is None and stops(pause.reason, kind)
        for pause in of_case(tx, instance_id)
    )


def ended(tx: Tx, instance_id: int, task_id: int | None, kind: str) -> tuple[tuple[datetime, datetime], ...]:
    """From when to when a clock of a task, or of the whole case (None), stood still; what lasts is left out."""
    return tuple(
        (pause.started_at, pause.ended_at)
        for pause in of_case(tx, instance_id)
        if pause.task_id == task_id and pause.ended_at is not None and stops(pause.reason, kind)
    )
