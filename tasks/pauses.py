"""Pauses: every standstill of a task or a case, with reason, who, evidence, from and to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from engine import audit
from engine.database import Tx
from engine.instances import Instance
from engine.schema import pauses as table
from tasks import clocks, standstills
from tasks.standstills import COLUMNS
from tasks.standstills import RELEASED as RELEASED
from tasks.standstills import Pause as Pause

APPLICANT, PAYMENT, EXAMINATION, TRAVEL, OUTAGE = "applicant", "payment", "examination", "travel", "outage"
COLLECTION = "collection"
"""The passport is ready; its owner has not come for it yet."""


def begin(
    tx: Tx,
    instance: Instance,
    reason: str,
    *,
    task_id: int | None = None,
    token: str | None = None,
    evidence: str = "",
    outage_id: int | None = None,
    since: datetime | None = None,
) -> None:
    """Stop the clocks of a task, or of the whole case, from now on (or `since` an earlier moment)."""
    tx.conn.execute(
        table.insert(),
        {
            "instance_id": instance.id,
            "task_id": task_id,
            "reason": reason,
            "evidence": evidence,
            "outage_id": outage_id,
            "token": token,
            "started_at": since or tx.at,
            "started_by": tx.actor.login,
        },
    )
    standstills.forget(tx, instance.id)
    clocks.rest(tx, instance, task_id, reason)
    _note(tx, instance, "pause.started", reason, task_id, evidence)


def end(
    tx: Tx,
    instance: Instance,
    *,
    task_id: int | None = None,
    token: str | None = None,
    outage_id: int | None = None,
    at: datetime | None = None,
) -> bool:
    """End the open pauses of a task, those a token caused, or those of an outage. Returns whether one ended.

    `at` says when the awaited thing came, where it is written down later: from then on the office's time runs.
    """
    ended = False
    for pause in open_of(tx, instance.id):
        chosen = (
            pause.outage_id == outage_id
            if outage_id is not None
            else pause.token == token
            if token is not None
            else pause.task_id == task_id and pause.outage_id is None and pause.token is None
        )
        if chosen:
            _end(tx, instance, pause, at or tx.at)
            ended = True
    return ended


def end_of_task(tx: Tx, instance: Instance, task_id: int) -> None:
    """A task is over: nothing of it stands still any longer, an outage that lasts included."""
    for pause in open_of(tx, instance.id):
        if pause.task_id == task_id:
            _end(tx, instance, pause, tx.at)


def end_of_case(tx: Tx, instance: Instance) -> None:
    """The service is over: pauses of the whole case end with it."""
    for pause in open_of(tx, instance.id):
        if pause.task_id is None:
            _end(tx, instance, pause, tx.at)


def open_of(tx: Tx, instance_id: int) -> tuple[Pause, ...]:
    """Pauses of a case that last."""
    return tuple(pause for pause in standstills.of_case(tx, instance_id) if pause.ended_at is None)


def of_instance(tx: Tx, instance_id: int) -> tuple[Pause, ...]:
    """Every pause of a case, oldest first."""
    return standstills.of_case(tx, instance_id)


def of_outage(tx: Tx, outage_id: int) -> tuple[Pause, ...]:
    """Pauses an outage caused that last."""
    query = select(*COLUMNS).where(table.c.outage_id == outage_id, table.c.ended_at.is_(None))
    return tuple(Pause(*row) for row in tx.conn.execute(query.order_by(table.c.instance_id)))


def _end(tx: Tx, instance: Instance, pause: Pause, at: datetime) -> None:
    # A command that waited for the case may carry an earlier instant than the one it waited for.
    ended = {"ended_at": max(at, pause.started_at), "ended_by": tx.actor.login}
    tx.conn.execute(table.update().where(table.c.id == pause.id).values(**ended))
    standstills.forget(tx, instance.id)
    clocks.go_on(tx, instance, pause.task_id)
    _note(tx, instance, "pause.ended", pause.reason, pause.task_id, "")


def _note(tx: Tx, instance: Instance, action: str, reason: str, task_id: int | None, evidence: str) -> None:
    details = {"reason": reason} if task_id is None else {"reason": reason, "task": task_id}
    audit.append(tx, f"instance:{instance.id}", action, f"instance:{instance.id}", details, reason=evidence)
