"""What a case that waits for a payment is told, and of which element."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine.database import Tx
from engine.schema import waits as table

MESSAGES = frozenset({"pembayaran", "bayar_pnbp"})
"""Names of the messages that mean a payment: the office SOPs' own, and M-Paspor's step 11."""

_ASKS = frozenset({"bayar_pnbp"})  # elements with a decision behind them: paid in time, or not


def message_of(tx: Tx, instance_id: int) -> tuple[str, str] | None:
    """Message and element of the payment a held case waits for now; None when it waits for none."""
    t = table.c
    awaited = (t.instance_id == instance_id) & t.closed_at.is_(None) & t.message.in_(MESSAGES)
    row = tx.conn.execute(select(t.message, t.element).where(awaited).order_by(t.id).limit(1)).one_or_none()
    return None if row is None else (str(row.message), str(row.element))


def paid(element: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Variables of the message that a payment came; M-Paspor's row 11 asks "Dibayar dalam 2 jam?"."""
    return {**given, "keputusan": "ya"} if element in _ASKS else dict(given)


def not_paid(element: str) -> dict[str, Any] | None:
    """Variables of the message that nobody paid in time; None where the process's own timer says so."""
    return {"keputusan": "tidak"} if element in _ASKS else None
