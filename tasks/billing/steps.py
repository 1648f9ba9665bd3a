"""The office's own steps that issue a bill: completing one leaves the applicant a code to pay."""

from __future__ import annotations

from datetime import datetime

from engine import instances
from engine.database import Tx
from engine.definitions import Definition
from engine.instances import Instance
from engine.spiff import Snapshot
from tasks.billing import bills, fees, waiting
from tasks.billing.bills import Bill
from tasks.held import Task

ISSUING = frozenset({"tanda_terima_pembayaran", "tanda_terima_billing", "billing_denda", "terima_billing"})
"""Elements: Micin Darurat 10, Kelompok Rentan 10, B3 of the BAP, M-Paspor 10 where staff help."""

_CODE = "kode_billing"  # a step may ask for the code SIMPONI gave; empty: one is drawn


def bill_after(tx: Tx, instance: Instance, definition: Definition, task: Task) -> Bill | None:
    """Issue the bill after a step of ISSUING, once the case waits for its payment; None where nothing is due.

    It can be paid until the wait's own limit. Raises Invalid for a code that was used before.
    """
    if task.element not in ISSUING or waiting.message_of(tx, instance.id) is None:
        return None
    stands = instances.look(tx, instance, definition.spec)
    items = fees.of_case(tx, instance, stands.data, task.id)
    if not items:
        return None
    said = stands.data.get(task.element)
    code = str(said.get(_CODE) or "").strip() if isinstance(said, dict) else ""
    return bills.issue(tx, instance, items, expires_at=limit_of(stands), code=code)


def limit_of(stands: Snapshot) -> datetime | None:
    """When the wait for the payment ends by the process's own timer; None without one."""
    tokens = {wait.token for wait in stands.waits if wait.message in waiting.MESSAGES}
    return min((timer.at for timer in stands.timers if timer.token in tokens), default=None)
