"""Bills: a code of 15 digits for one case, what it is for, and until when it can be paid."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from engine import audit, settings
from engine.database import Tx
from engine.instances import Instance
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import bills as table
from engine.schema import instances as cases_table
from tasks import rights

OPEN, PAID, EXPIRED, VOID = "open", "paid", "expired", "void"
STATES = (OPEN, PAID, EXPIRED, VOID)
DIGITS = 15  # SIMPONI's billing codes
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a bill: what for ("paspor", "denda", "percepatan"), rupiah, and the rule it rests on."""

    jenis: str
    jumlah: int
    dasar: str


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill as it stands; `expires_at` None means it can be paid at any time, `ntpn` is the bank's number."""

    id: int
    instance_id: int
    code: str
    amount: int
    items: tuple[Item, ...]
    state: str
    issued_at: datetime
    expires_at: datetime | None
    paid_at: datetime | None
    ntpn: str | None


_COLUMNS = tuple(table.c[name] for name in Bill.__slots__)


def issue(
    tx: Tx, instance: Instance, items: Iterable[Item], *, expires_at: datetime | None, code: str = ""
) -> Bill:
    """Issue a bill for a case this transaction holds; an open one it had is void from now on.

    The code begins with setting `billing.prefix`; the rest is drawn at random, so no code tells another. `code` is one
    that SIMPONI gave: Invalid at field `kode_billing` when it has not 15 digits or was used before.
    """
    if code and not (code.isascii() and code.isdecimal() and len(code) == DIGITS):
        raise Invalid("form.invalid", Problem("payment.code_shape", "kode_billing"))
    lines = tuple(items)
    for before in of_case(tx, instance.id):
        if before.state == OPEN:
            change(tx, before, VOID)
    values = {
        "instance_id": instance.id,
        "amount": sum(item.jumlah for item in lines),
        "items": [asdict(item) for item in lines],
        "state": OPEN,
        "issued_at": tx.now,
        "expires_at": expires_at,
    }
    made = read(tx, _insert(tx, values, code))
    details = {"code": made.code, "amount": made.amount, "items": values["items"]}
    audit.append(tx, f"instance:{instance.id}", "bill.issued", f"bill:{made.id}", details)
    return made


def change(tx: Tx, bill: Bill, state: str, **values: Any) -> Bill:
    """Write a bill's new state, its case held; the conditional update is the last word on races. Raises Conflict."""
    same = (table.c.id == bill.id) & (table.c.state == bill.state)
    if tx.conn.execute(table.update().where(same).values(state=state, **values)).rowcount != 1:
        raise Conflict("bill.other_state")
    details = {"code": bill.code, "from": bill.state, "to": state}
    audit.append(tx, f"instance:{bill.instance_id}", f"bill.{state}", f"bill:{bill.id}", details)
    return read(tx, bill.id)


def read(tx: Tx, bill_id: int) -> Bill:
    """A bill without asking who may see it. Raises NotFound."""
    return _one(tx, table.c.id == bill_id)


def shown(tx: Tx, bill_id: int) -> Bill:
    """A bill for somebody who may see its case. Raises NotFound, Forbidden."""
    bill = read(tx, bill_id)
    rights.require_case_of(tx, bill.instance_id, "bill.unknown")
    return bill


def by_code(tx: Tx, code: str) -> Bill | None:
    """The bill with this code; another office's is not there, but for the installation itself."""
    same = table.c.code == code
    if not tx.actor.has("system"):
        ours = select(cases_table.c.id).where(cases_table.c.office == tx.actor.office)
        same &= table.c.instance_id.in_(ours)
    row = tx.conn.execute(select(*_COLUMNS).where(same)).one_or_none()
    return None if row is None else _bill(row)


def of_case(tx: Tx, instance_id: int) -> tuple[Bill, ...]:
    """Every bill of a case, newest first."""
    query = select(*_COLUMNS).where(table.c.instance_id == instance_id).order_by(table.c.id.desc())
    return tuple(_bill(row) for row in tx.conn.execute(query))


def open_of(tx: Tx, instance_id: int) -> Bill | None:
    """The bill of a case that can be paid now; a case has at most one."""
    return next((bill for bill in of_case(tx, instance_id) if bill.state == OPEN), None)


def _insert(tx: Tx, values: dict[str, Any], given: str) -> int:
    for _ in range(1 if given else _TRIES):
        row = {**values, "code": given or _code(tx)}
        new = tx.insert(table).values(**row).on_conflict_do_nothing(index_elements=["code"])
        number: int | None = tx.conn.execute(new.returning(table.c.id)).scalar()
        if number is not None:
            return number
    if given:
        raise Invalid("form.invalid", Problem("bill.code_taken", "kode_billing"))
    raise Conflict("bill.no_code_left")


def _code(tx: Tx) -> str:
    prefix = str(settings.value(tx, "billing.prefix"))
    rest = DIGITS - len(prefix)
    return f"{prefix}{secrets.randbelow(10**rest):0{rest}}"


def _one(tx: Tx, same: ColumnElement[bool]) -> Bill:
    row = tx.conn.execute(select(*_COLUMNS).where(same)).one_or_none()
    if row is None:
        raise NotFound("bill.unknown")
    return _bill(row)


def _bill(row: Any) -> Bill:
    values = dict(zip(Bill.__slots__, row, strict=True))
    return Bill(**{**values, "items": tuple(Item(**item) for item in values["items"])})
