"""Calls of systems: opened with the step that needs one, over with it."""

from __future__ import annotations

import hashlib

from sqlalchemy import bindparam, null, select, update

from engine import instances
from engine.database import Tx
from engine.instances import Instance
from engine.prepared import Prepared
from engine.schema import system_calls as table
from engine.schema import tasks as tasks_table
from engine.spiff import Move, Token
from tasks.systems.needs import NEEDS

OPEN, ANSWERED, OVER = "open", "answered", "over"


def after(tx: Tx, instance: Instance, move: Move) -> None:
    """Open the calls of steps that opened, end those of steps that closed. Other moves ask nothing."""
    for closed in move.closed:
        if _asks(closed.token):
            _end(tx, instance, closed.token)
    for token in move.opened:
        if _asks(token):
            ask(tx, NEEDS[token.element].system, instance, token)


def ask(tx: Tx, system: str, instance: Instance, token: Token) -> str:
    """Ask something of a system for a step of a case that is held; returns the call's reference."""
    named = reference(system, instance.business_key, token.id)
    _NEW.run(
        tx.conn,
        {
            "system": system,
            "instance_id": instance.id,
            "task_id": _task(tx, instance, token),
            "element": token.element,
            "token": token.id,
            "reference": named,
            "state": OPEN,
            "asked_at": tx.now,
            "asked_by": tx.actor.login,
            "due_at": tx.now,
            "attempts": 0,
            "fault": "",
        },
    )
    return named


def follow(tx: Tx, instance_id: int, token: str, element: str) -> None:
    """The step that asked is another element's now."""
    same = (table.c.instance_id == instance_id) & (table.c.token == token) & (table.c.state == OPEN)
    tx.conn.execute(update(table).where(same).values(element=element))


def end_of_case(tx: Tx, instance_id: int) -> None:
    """The case was withdrawn: nothing of it is asked any longer."""
    same = (table.c.instance_id == instance_id) & (table.c.state == OPEN)
    tx.conn.execute(update(table).where(same).values(state=OVER, due_at=None))


def reference(system: str, business_key: str, token: str) -> str:
    """What names a call outside: unique, and the same however often it is sent ("MD-2026-00001-BMS-3F2A91C0DE")."""
    return f"{business_key}-{system}-{hashlib.sha256(token.encode()).hexdigest()[:10]}".upper()


def _asks(token: Token) -> bool:
    need = NEEDS.get(token.element)
    return need is not None and need.call


_NEW = Prepared(
    table.insert().inline(),
    (
        *("system", "instance_id", "task_id", "element", "token", "reference", "state"),
        *("asked_at", "asked_by", "due_at", "attempts", "fault"),
    ),
)
_OVER = Prepared(
    update(table)
    .where(
        table.c.instance_id == bindparam("held"), table.c.token == bindparam("gone"), table.c.state == OPEN
    )
    .values(state=OVER, due_at=null())
)
_TASK = Prepared(
    select(tasks_table.c.id).where(
        tasks_table.c.instance_id == bindparam("held"), tasks_table.c.token == bindparam("opened")
    )
)


def _end(tx: Tx, instance: Instance, token: Token) -> None:
    _OVER.run(tx.conn, {"held": instance.id, "gone": token.id})


def _task(tx: Tx, instance: Instance, token: Token) -> int | None:
    if not instances.is_human(token.type):
        return None
    row = _TASK.row(tx.conn, {"held": instance.id, "opened": token.id})
    return None if row is None else int(row[0])
