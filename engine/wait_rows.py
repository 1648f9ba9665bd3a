"""Waits as rows: what is open in a case and no person's task, from when to when, and how it ended."""

from __future__ import annotations

from engine.database import Tx
from engine.schema import waits
from engine.spiff import Move

_HUMAN = frozenset({"userTask", "manualTask", "task"})


def is_human(type_: str) -> bool:
    """Whether people do this activity; every other token waits for the world."""
    return type_ in _HUMAN


def store(tx: Tx, instance_id: int, move: Move) -> None:
    """Write down the waits a move opened and closed."""
    messages = {wait.token: wait.message for wait in move.waits}
    opened = [
        {
            "instance_id": instance_id,
            "token": token.id,
            "element": token.element,
            "type": token.type,
            "message": messages.get(token.id),
            "opened_at": tx.at,
        }
        for token in move.opened
        if not is_human(token.type)
    ]
    if opened:
        tx.conn.execute(waits.insert(), opened)
    for closed in move.closed:
        if not is_human(closed.token.type):
            still_open = (
                (waits.c.instance_id == instance_id)
                & (waits.c.token == closed.token.id)
                & waits.c.closed_at.is_(None)
            )
            tx.conn.execute(waits.update().where(still_open).values(closed_at=tx.at, how=closed.how))


def cancel(tx: Tx, instance_id: int) -> None:
    """Nothing of a case is waited for any longer."""
    still_open = (waits.c.instance_id == instance_id) & waits.c.closed_at.is_(None)
    tx.conn.execute(waits.update().where(still_open).values(closed_at=tx.now, how="canceled"))
