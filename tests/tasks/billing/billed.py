"""Cases that wait for their payment, with a bill, for the tests of billing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from engine import schema
from tasks import billing, cases, slots
from tasks.billing import Bill, Payment, Reported
from tasks.slots import Booking
from tests.support.office import Office
from tests.tasks.rows import an_application

MONDAY = date(2026, 4, 13)
LIMIT = timedelta(hours=2)
_numbers = count(1)


def waiting(office: Office) -> tuple[cases.Started, Bill]:
    """A Micin Darurat case at its payment, with the bill step 10 issued."""
    case = office.start()
    office.until(case.instance, "tanda_terima_pembayaran")
    office.do(case.instance)
    return case, open_bill(office, case.instance)


def open_bill(office: Office, instance: int) -> Bill:
    """The one bill of a case that can be paid."""
    with office.site.db.read() as tx:
        found = billing.open_of(tx, instance)
    assert found is not None
    return found


def with_seat(office: Office, limit: timedelta = LIMIT) -> tuple[cases.Started, Bill, Booking]:
    """The same for an applicant of the portal: a bill that ends in two hours, and a seat held as long."""
    case, _ = waiting(office)
    with office.site.db.begin(office["petugas1"]) as tx:
        number = an_application(tx, case.instance, email="siti@example.org")
        instance = cases.read_held(tx, case.instance)
        bill = billing.issue(
            tx, instance, (billing.Item("paspor", 350_000, "PP 45/2024"),), expires_at=tx.now + limit
        )
        booking = slots.hold(tx, number, "batulicin", MONDAY, slots.REGULAR, tx.now + limit)
    return case, bill, booking


def payment(office: Office, bill: Bill, **changes: Any) -> Payment:
    """The bill paid in full just now, under a number of its own."""
    values: dict[str, Any] = {
        "code": bill.code,
        "amount": bill.amount,
        "ntpn": f"NTPN{next(_numbers):012}",
        "paid_at": office.clock(),
        "way": "http",
    }
    return Payment(**values | changes)


def report(office: Office, said: Payment, login: str = "petugas1") -> Reported:
    """Report a payment."""
    return billing.report(office.site, office[login], said)


def bill_of(office: Office, bill: Bill) -> Bill:
    """A bill as it stands now."""
    with office.site.db.read(office["petugas1"]) as tx:
        found = billing.by_code(tx, bill.code)
    assert found is not None
    return found


def elements(office: Office, instance: int) -> list[str]:
    """Elements of the open tasks of a case."""
    return [line.element for line in office.open_tasks(instance)]


def rows(office: Office, *columns: Any) -> list[Any]:
    """Columns of a table, in the order of its rows."""
    with office.site.db.read() as tx:
        return list(tx.conn.execute(select(*columns).order_by(columns[0].table.c.id)).all())


def verdicts(office: Office) -> list[str]:
    """Verdicts of all payments kept."""
    return [row.verdict for row in rows(office, schema.payments.c.verdict)]


def at(text: str) -> datetime:
    """An instant as a bank writes it."""
    return datetime.fromisoformat(text)
