"""Bills nobody paid in time end, and their held seats go back; bills of ended cases are void."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from engine import instances
from engine.database import Tx
from engine.instances import Instance
from engine.schema import bills as table
from engine.schema import instances as cases_table
from tasks import slots, worker
from tasks.billing import bills
from tasks.site import Site
from tasks.slots.bookings import HELD


def expire_due(site: Site) -> list[Exception]:
    """End every open bill whose time has passed or whose case has ended; what failed, for the worker's log.

    Where the case goes is said by the timer of its wait (M-Paspor row 11: back to choosing), not here.
    """
    return worker.each_case(site, _due, _end)


def _due(tx: Tx, most: int) -> tuple[int, ...]:
    query = select(table.c.instance_id).join(cases_table, cases_table.c.id == table.c.instance_id)
    ordered = query.where(table.c.state == bills.OPEN, _over(tx)).order_by(table.c.expires_at).limit(most)
    return tuple(tx.conn.execute(ordered).scalars())


def _over(tx: Tx) -> ColumnElement[bool]:
    return or_(table.c.expires_at <= tx.now, cases_table.c.status != instances.ACTIVE)


def _end(tx: Tx, instance: Instance) -> bool:
    bill = bills.open_of(tx, instance.id)
    if bill is None:
        return False  # paid, or ended by another worker, meanwhile
    if bill.expires_at is None or bill.expires_at > tx.now:
        if instance.status == instances.ACTIVE:
            return False
        bills.change(tx, bill, bills.VOID)
        return True
    bills.change(tx, bill, bills.EXPIRED)
    booking = slots.of_case(tx, instance.id)
    if booking is not None and booking.state == HELD:
        slots.expire(tx, booking.id)
    return True
