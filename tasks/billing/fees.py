"""What a case has to pay, by decision model `biaya`: fees and fines by type, passport and day in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import deciding
from engine.database import Tx
from engine.instances import Instance
from engine.refusals import Conflict, NotFound
from tasks import decisions
from tasks.billing import bills
from tasks.billing.bills import Item

MODEL, DECISION = "biaya", "rincian"
# What the office SOPs ask nobody: assumed until a step or the applicant says otherwise.
ASSUMED: Mapping[str, Any] = {
    "jenis_paspor": "non_elektronik",
    "masa_berlaku": 5,
    "layanan": "reguler",
    "keadaan_kahar": False,
    "pertama_kali": True,
}


def of_case(tx: Tx, instance: Instance, data: Mapping[str, Any], task: int | None = None) -> tuple[Item, ...]:
    """The lines of a bill for a case this transaction holds; the decision is kept and audited.

    Lines of a kind the case has paid before are left out (a passport paid for, a fine that comes later). Empty where
    the tables leave a line's amount open, or there is no such model: never a number that looks right.
    """
    given = {**ASSUMED, **answers(data), "jenis_permohonan": instance.category}
    try:
        answer = decisions.look(tx, MODEL, DECISION, given)
    except (NotFound, Conflict):
        return ()
    lines = _lines(answer.value)
    if not lines:
        return ()
    decisions.keep(tx, answer, instance, task)
    settled = {
        item.jenis
        for bill in bills.of_case(tx, instance.id)
        if bill.state == bills.PAID
        for item in bill.items
    }
    return tuple(item for item in lines if item.jenis not in settled)


def answers(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a case's data say under plain names."""
    return deciding.answers(data)


def _lines(value: Any) -> tuple[Item, ...]:
    """The answer as lines; nothing where one of them has no whole amount."""
    rows = value if isinstance(value, list) else []
    whole = [row for row in rows if isinstance(row, dict) and _is_whole(row.get("jumlah"))]
    if len(whole) != len(rows):
        return ()
    return tuple(Item(str(row["jenis"]), int(row["jumlah"]), str(row.get("dasar") or "")) for row in whole)


def _is_whole(amount: Any) -> bool:
    return (
        isinstance(amount, int | float)
        and not isinstance(amount, bool)
        and amount == int(amount)
        and amount >= 0
    )
