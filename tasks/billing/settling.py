"""Payments that were not accepted, settled by hand: used for a bill after all, or given back. Never lost silently."""

from __future__ import annotations

from engine import audit, instances
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.refusals import Conflict, Invalid, NotFound, Problem, Refusal
from engine.schema import payments as table
from tasks import held, rights, slots, texts
from tasks.billing import bills, payments, reporting, waiting
from tasks.billing.bills import Bill
from tasks.billing.payments import ACCEPTED, DUPLICATE, Kept
from tasks.roles import SUPERVISOR
from tasks.site import Site
from tasks.slots import bookings

RETURNED = "returned"
_LONGEST_WHY = 500


def use(site: Site, actor: Actor, payment_id: int, why: object, code: str = "") -> Kept:
    """Use a payment for a bill all the same: the bill with `code`, else the one it named, else the case's open one.

    The case has to wait for a payment; it goes on with the bank's instant. A seat given back meanwhile is taken again
    where the day still has one. Raises Forbidden (supervisors), NotFound, Invalid without a reason or for an unknown
    code, Conflict: settled already, a duplicate, the case does not wait for it, the bill is paid.
    """
    rights.require_role(actor, SUPERVISOR)
    told = texts.paragraph(why, "why", _LONGEST_WHY)
    with site.db.begin(actor) as tx:
        kept = _unsettled(tx, payment_id)
        if kept.verdict == DUPLICATE:
            raise Conflict("payment.only_returned")
        bill = _bill_for(tx, kept, code.strip())
        instance = instances.hold(tx, bill.instance_id)
        if instance.status == instances.ACTIVE:
            instance = held.fire_timers(tx, instance, instances.definition_of(tx, instance))
        bill = bills.read(tx, bill.id)
        if bill.state not in (bills.OPEN, bills.EXPIRED):
            raise Conflict("bill.other_state")
        if instance.status != instances.ACTIVE or waiting.message_of(tx, instance.id) is None:
            raise Conflict("payment.not_awaited")
        settled = _settle(tx, kept, ACCEPTED, told, instance, bill)
        _void_others(tx, bill)
        _seat_again(tx, instance)
        reporting.accept(tx, instance, bill, settled)
        return settled


def give_back(site: Site, actor: Actor, payment_id: int, why: object) -> Kept:
    """Write down that a payment goes back to who paid it. Raises Forbidden, NotFound, Invalid, Conflict."""
    rights.require_role(actor, SUPERVISOR)
    told = texts.paragraph(why, "why", _LONGEST_WHY)
    with site.db.begin(actor) as tx:
        kept = _unsettled(tx, payment_id)
        bill = bills.read(tx, kept.bill_id) if kept.bill_id else None
        instance = instances.hold(tx, bill.instance_id) if bill else None
        return _settle(tx, kept, RETURNED, told, instance, bill)


def _unsettled(tx: Tx, payment_id: int) -> Kept:
    kept = payments.read(tx, payment_id)
    if kept.office != tx.actor.office:
        raise NotFound("payment.unknown")
    if kept.verdict == ACCEPTED or kept.settled_at is not None:
        raise Conflict("payment.settled_already")
    return kept


def _bill_for(tx: Tx, kept: Kept, code: str) -> Bill:
    if code:
        named = bills.by_code(tx, code)
        if named is None:
            raise Invalid("form.invalid", Problem("payment.no_such_bill", "code"))
        return named
    if kept.bill_id is None:
        raise Invalid("form.invalid", Problem("payment.name_the_bill", "code"))
    own = bills.read(tx, kept.bill_id)
    return bills.open_of(tx, own.instance_id) or own


def _settle(tx: Tx, kept: Kept, as_: str, why: str, instance: Instance | None, bill: Bill | None) -> Kept:
    values = {"settled_at": tx.now, "settled_by": tx.actor.login, "settled_as": as_, "settled_why": why}
    if bill is not None:
        values["bill_id"] = bill.id
    waits = (table.c.id == kept.id) & table.c.settled_at.is_(None)
    if tx.conn.execute(table.update().where(waits).values(**values)).rowcount != 1:
        raise Conflict("payment.settled_already")
    chain = f"instance:{instance.id}" if instance else f"payments:{kept.office}"
    details = {"as": as_, "verdict": kept.verdict, "code": kept.code, "amount": kept.amount}
    audit.append(tx, chain, "payment.settled", f"payment:{kept.id}", details, reason=why)
    return payments.read(tx, kept.id)


def _void_others(tx: Tx, bill: Bill) -> None:
    """An expired bill is paid after all: the case's open one must not be paid too."""
    other = bills.open_of(tx, bill.instance_id)
    if other is not None and other.id != bill.id:
        bills.change(tx, other, bills.VOID)


def _seat_again(tx: Tx, instance: Instance) -> None:
    """Take the seat of the case's last booking again, where it went back and the day still has one."""
    last = bookings.newest_of_case(tx, instance.id)
    if last is None or last.state != bookings.RELEASED:
        return
    try:
        slots.hold(tx, last.application_id, last.place, last.day, last.grp, tx.now + payments.SKEW)
    except Refusal:
        return  # full or past by now: the applicant chooses another day
