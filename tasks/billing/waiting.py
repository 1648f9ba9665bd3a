"""Whether a case waits for a payment, and by which message it is told of one."""

from __future__ import annotations

from sqlalchemy import select

from engine.database import Tx
from engine.schema import waits as table

MESSAGES = frozenset({"pembayaran", "bayar_pnbp"})
"""Names of the messages that mean a payment: the office SOPs' own, and M-Paspor's step 11."""


def message_of(tx: Tx, instance_id: int) -> str | None:
    """The message of the payment a held case waits for now; None when it waits for none."""
    t = table.c
    awaited = (t.instance_id == instance_id) & t.closed_at.is_(None) & t.message.in_(MESSAGES)
    query = select(t.message).where(awaited).order_by(t.id).limit(1)
    found: str | None = tx.conn.execute(query).scalar_one_or_none()
    return found
