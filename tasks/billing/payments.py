"""Payments as they were reported: every one is kept, with what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from engine.database import Tx
from engine.refusals import Invalid, NotFound, Problem
from engine.schema import payments as table
from tasks.billing.bills import Bill

ACCEPTED, EXPIRED, DUPLICATE = "accepted", "expired", "duplicate"
OTHER_AMOUNT, UNKNOWN = "other_amount", "unknown"
VERDICTS = (ACCEPTED, EXPIRED, DUPLICATE, OTHER_AMOUNT, UNKNOWN)
WAYS = ("manual", "csv", "http")
SKEW = timedelta(minutes=5)  # how far a bank's clock may run ahead of ours
_CODE, _NTPN = re.compile("[0-9]{1,20}"), re.compile("[0-9A-Z-]{1,40}")
_MOST = 10**12  # rupiah


@dataclass(frozen=True, slots=True)
class Payment:
    """What somebody reports: the billing code, rupiah, the bank's number (NTPN), and the bank's instant with its zone.

    `way` is how it came: manual | csv | http. Only a manual report may come without an NTPN.
    """

    code: str
    amount: int
    ntpn: str
    paid_at: datetime
    way: str = "manual"


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it is stored; `settled_as` says what a supervisor made of one that was not accepted."""

    id: int
    office: str
    bill_id: int | None
    code: str
    amount: int
    ntpn: str
    paid_at: datetime
    reported_at: datetime
    reported_by: str
    way: str
    verdict: str
    settled_at: datetime | None
    settled_by: str | None
    settled_as: str | None
    settled_why: str | None


_COLUMNS = tuple(table.c[name] for name in Kept.__slots__)


def checked(tx: Tx, payment: Payment) -> Payment:
    """The report, its NTPN in capitals. Raises Invalid naming every wrong field.

    The instant needs a zone (banks say WIB) and may not lie in the future.
    """
    ntpn = payment.ntpn.strip().upper()
    required = payment.way != "manual"
    problems = []
    if not _CODE.fullmatch(payment.code):
        problems.append(Problem("payment.code_shape", "code"))
    if not (_NTPN.fullmatch(ntpn) or (not ntpn and not required)):
        problems.append(Problem("payment.ntpn_shape", "ntpn"))
    if not 0 <= payment.amount <= _MOST:
        problems.append(Problem("payment.amount_unfit", "amount"))
    if payment.paid_at.tzinfo is None:
        problems.append(Problem("payment.zone_missing", "paid_at"))
    elif payment.paid_at > tx.now + SKEW:
        problems.append(Problem("form.in_the_future", "paid_at"))
    if payment.way not in WAYS:
        problems.append(Problem("form.choice", "way"))
    if problems:
        raise Invalid("form.invalid", *problems)
    at = min(payment.paid_at, tx.now)
    return Payment(payment.code, payment.amount, ntpn, at, payment.way)


def require_after(payment: Payment, bill: Bill) -> None:
    """Refuse a payment made before its bill. Raises Invalid."""
    if payment.paid_at < bill.issued_at - SKEW:
        raise Invalid("form.invalid", Problem("payment.before_the_bill", "paid_at"))


def keep(tx: Tx, payment: Payment, office: str, bill: Bill | None, verdict: str) -> Kept:
    """Store a report; a bank's number that was answered for before makes it a duplicate, kept once.

    Of two reports of one number at once the second waits for the first: the index says which was first.
    """
    values = {
        "office": office,
        "bill_id": bill.id if bill else None,
        "code": payment.code,
        "amount": payment.amount,
        "ntpn": payment.ntpn,
        "paid_at": payment.paid_at,
        "reported_at": tx.now,
        "reported_by": tx.actor.login,
        "way": payment.way,
        "verdict": verdict,
    }
    if verdict != DUPLICATE:
        new = tx.insert(table).values(**values).on_conflict_do_nothing()
        number = tx.conn.execute(new.returning(table.c.id)).scalar()
        if number is not None:
            return read(tx, number)
    if (again := _same_duplicate(tx, payment)) is not None:
        return again
    query = table.insert().values(**values | {"verdict": DUPLICATE}).returning(table.c.id)
    return read(tx, tx.conn.execute(query).scalar_one())


def first_of(tx: Tx, ntpn: str) -> Kept | None:
    """The report a bank's number was answered for; None where it is new."""
    if not ntpn:
        return None
    row = tx.conn.execute(
        select(*_COLUMNS).where(table.c.ntpn == ntpn, table.c.verdict != DUPLICATE)
    ).one_or_none()
    return None if row is None else Kept(*row)


def read(tx: Tx, payment_id: int) -> Kept:
    """A report. Raises NotFound."""
    row = tx.conn.execute(select(*_COLUMNS).where(table.c.id == payment_id)).one_or_none()
    if row is None:
        raise NotFound("payment.unknown")
    return Kept(*row)


def of_bills(tx: Tx, bill_ids: tuple[int, ...]) -> tuple[Kept, ...]:
    """Reports of these bills, in the order they came."""
    query = select(*_COLUMNS).where(table.c.bill_id.in_(bill_ids)).order_by(table.c.id)
    return tuple(Kept(*row) for row in tx.conn.execute(query))


def unsettled(tx: Tx, office: str, most: int = 200) -> tuple[Kept, ...]:
    """Reports that were not accepted and that nobody has settled, oldest first."""
    waiting = (table.c.office == office) & (table.c.verdict != ACCEPTED) & table.c.settled_at.is_(None)
    query = select(*_COLUMNS).where(waiting).order_by(table.c.id).limit(most)
    return tuple(Kept(*row) for row in tx.conn.execute(query))


def _same_duplicate(tx: Tx, payment: Payment) -> Kept | None:
    t = table.c
    same: Any = (t.verdict == DUPLICATE) & (t.ntpn == payment.ntpn) & (t.code == payment.code)
    same &= (t.amount == payment.amount) & (t.ntpn != "")
    row = tx.conn.execute(select(*_COLUMNS).where(same).order_by(t.id).limit(1)).one_or_none()
    return None if row is None else Kept(*row)
