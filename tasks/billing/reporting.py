"""Reporting a payment: judged once, kept always; accepted, it moves the case, the bill and the booking together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import audit, instances
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.refusals import Forbidden
from tasks import cases, held, slots
from tasks.billing import bills, payments, told, waiting
from tasks.billing.bills import Bill
from tasks.billing.payments import ACCEPTED, DUPLICATE, EXPIRED, OTHER_AMOUNT, UNKNOWN, Kept, Payment
from tasks.cases import Delivered
from tasks.roles import SUPERVISOR, is_staff
from tasks.site import Site
from tasks.slots.bookings import HELD


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report: `first` is the verdict the bank's number got when it first came (a retry asks for it).

    `delivered` says how the case went on; None unless this very report was accepted.
    """

    payment: int
    verdict: str
    first: str
    instance: int | None
    delivered: Delivered | None = None


def report(site: Site, actor: Actor, payment: Payment) -> Reported:
    """Report a payment; every report is kept with its verdict, and a bank's number has its effect once.

    accepted: the bill is paid, the case goes on with the bank's instant, a held seat is confirmed, the applicant is
    told. expired: the bill cannot be paid any more. duplicate: this number came before, or the bill is paid.
    other_amount, unknown (no such code): nothing moves; the office settles them by hand.
    Raises Forbidden (staff, supervisors and systems report), Invalid: no zone, in the future, before the bill.
    """
    if not (is_staff(actor.roles) or actor.has(SUPERVISOR, "system")):
        raise Forbidden("payment.staff_only")
    with site.db.begin(actor) as tx:
        return report_held(tx, payment)


def report_held(tx: Tx, payment: Payment, further: Mapping[str, Any] | None = None) -> Reported:
    """As `report`, inside the caller's transaction; who may say it is for the caller to ask.

    `further` are variables the case is given beside the payment's own. Raises Recorded when the step behind the
    payment failed: it is accepted all the same.
    """
    payment = payments.checked(tx, payment)
    found = bills.by_code(tx, payment.code)
    if found is None:
        return _answer(tx, payments.keep(tx, payment, tx.actor.office, None, UNKNOWN), None)
    instance = instances.hold(tx, found.instance_id)
    if instance.status == instances.ACTIVE:
        instance = held.fire_timers(tx, instance, instances.definition_of(tx, instance))
    bill = bills.read(tx, found.id)
    payments.require_after(payment, bill)
    kept = payments.keep(tx, payment, instance.office, bill, _verdict(tx, bill, payment))
    _record(tx, kept, instance)
    if kept.verdict != ACCEPTED:
        return _answer(tx, kept, instance.id)
    return _answer(tx, kept, instance.id, accept(tx, instance, bill, kept, further))


def accept(
    tx: Tx, instance: Instance, bill: Bill, kept: Kept, further: Mapping[str, Any] | None = None
) -> Delivered:
    """The bill of a held case that waits for it is paid: booking, message to the applicant, then the case goes on.

    The case is moved last: a step of it that fails is an incident, and the payment stands.
    """
    paid = bills.change(tx, bill, bills.PAID, paid_at=kept.paid_at, ntpn=kept.ntpn or None)
    booking = slots.of_case(tx, instance.id)
    if booking is not None and booking.state == HELD:
        booking = slots.confirm(tx, booking.id)
    told.paid(tx, instance, paid, booking)
    message = waiting.message_of(tx, instance.id) or "pembayaran"
    given = {
        **(further or {}),
        "dibayar_pada": kept.paid_at.isoformat(),
        "ntpn": kept.ntpn,
        "kode_billing": bill.code,
    }
    return cases.deliver_held(tx, instance, message, given)


def _verdict(tx: Tx, bill: Bill, payment: Payment) -> str:
    """What a report is, its case held and its due timers fired."""
    if payments.first_of(tx, payment.ntpn) is not None or bill.state == bills.PAID:
        return DUPLICATE
    late = bill.expires_at is not None and payment.paid_at > bill.expires_at
    if late or bill.state != bills.OPEN or waiting.message_of(tx, bill.instance_id) is None:
        return EXPIRED
    return ACCEPTED if payment.amount == bill.amount else OTHER_AMOUNT


def _record(tx: Tx, kept: Kept, instance: Instance) -> None:
    details = {"verdict": kept.verdict, "code": kept.code, "amount": kept.amount, "way": kept.way}
    audit.append(tx, f"instance:{instance.id}", "payment.reported", f"payment:{kept.id}", details)


def _answer(tx: Tx, kept: Kept, instance: int | None, delivered: Delivered | None = None) -> Reported:
    first = payments.first_of(tx, kept.ntpn) or kept
    return Reported(kept.id, kept.verdict, first.verdict, instance, delivered)
