"""Held seats nobody paid for in time go back, a case per transaction."""

from __future__ import annotations

from sqlalchemy import exists, select

from engine.database import Tx
from engine.instances import Instance
from engine.schema import applications, bills
from engine.schema import bookings as table
from tasks import worker
from tasks.site import Site
from tasks.slots import bookings, told
from tasks.slots.bookings import Booking

_OPEN = "open"  # a bill that can still be paid keeps its seat; tasks.billing releases both together


def release_expired(site: Site) -> list[Exception]:
    """Give back every held seat whose time has passed; returns what failed, for the worker's log.

    A seat whose case has an open bill is left to the bill's own end.
    """
    return worker.each_case(site, _due, _release)


def _due(tx: Tx, most: int) -> tuple[int, ...]:
    query = _EXPIRED.where(table.c.held_until <= tx.now).order_by(table.c.held_until).limit(most)
    return tuple(tx.conn.execute(query).scalars())


def _release(tx: Tx, instance: Instance) -> bool:
    still = _EXPIRED.where(table.c.held_until <= tx.now, applications.c.instance_id == instance.id)
    booking = bookings.of_case(tx, instance.id)
    if booking is None or tx.conn.execute(still).first() is None:
        return False  # another worker was faster, or it was paid meanwhile
    expire(tx, booking.id)
    return True


def expire(tx: Tx, booking_id: int) -> Booking:
    """Give back a held seat that was not paid for in time, and tell the applicant. Raises NotFound, Conflict."""
    released = bookings.release(tx, booking_id)
    told.released(tx, released)
    return released


_EXPIRED = (
    select(applications.c.instance_id)
    .join(table, table.c.application_id == applications.c.id)
    .where(
        table.c.held_until.is_not(None),
        ~exists().where(bills.c.instance_id == applications.c.instance_id, bills.c.state == _OPEN),
    )
)
