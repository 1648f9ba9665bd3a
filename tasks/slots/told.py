"""What applicants are told of their seats, through the outbox."""

from __future__ import annotations

from sqlalchemy import select

from engine import instances
from engine.database import Tx
from engine.schema import applications
from tasks import outbox
from tasks.slots.bookings import Booking


def released(tx: Tx, booking: Booking) -> None:
    """The seat went back because nobody paid in time; once per booking, nothing without an address."""
    a = applications.c
    query = select(a.email, a.locale, a.instance_id).where(a.id == booking.application_id)
    email, locale, case = tx.conn.execute(query).one()
    instance = instances.read(tx, case)
    values = {"name": instance.title, "number": instance.business_key, "arrival_on": booking.day}
    key = f"slot_released:{booking.id}"
    outbox.write(tx, "slot_released", email, values, key=key, locale=locale, instance_id=case)
