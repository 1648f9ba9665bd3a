"""What applicants are told of their payments, through the outbox."""

from __future__ import annotations

from sqlalchemy import select

from engine.database import Tx
from engine.instances import Instance
from engine.schema import applications
from tasks import outbox
from tasks.billing.bills import Bill
from tasks.slots import Booking, places


def paid(tx: Tx, instance: Instance, bill: Bill, booking: Booking | None) -> None:
    """The payment was received; once per bill, nothing where the case has no applicant with an address."""
    a = applications.c
    query = select(a.email, a.locale, a.receipt_code).where(a.instance_id == instance.id)
    row = tx.conn.execute(query).one_or_none()
    if row is None:
        return
    values = {
        "name": instance.title,
        "number": instance.business_key,
        "amount": bill.amount,
        "paid_at": bill.paid_at,
        "receipt_code": row.receipt_code,
        "place": places.of_office(tx).get(booking.place, booking.place) if booking else "",
        "arrival_on": booking.day if booking else None,
    }
    key = f"paid:{bill.id}"
    outbox.write(tx, "paid", row.email, values, key=key, locale=row.locale, instance_id=instance.id)
