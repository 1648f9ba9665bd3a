"""Messages from people and programs: one that means a payment goes through the bill, where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine import instances, settings
from engine.database import Actor, Tx
from engine.refusals import Forbidden, Invalid, NotFound, Problem, Recorded
from tasks import cases, idempotency
from tasks.billing import bills, payments, reporting, waiting
from tasks.billing.bills import Bill
from tasks.billing.payments import Payment
from tasks.billing.reporting import Reported
from tasks.cases import Delivered
from tasks.idempotency import Answer, Once
from tasks.roles import SUPERVISOR, is_staff
from tasks.site import Site

_WHEN = ("dibayar_pada", "terjadi_pada")
_FIELDS = {"paid_at": _WHEN[0], "code": "ntpn", "amount": "ntpn"}  # a report's fields by those of the message
_LONGEST = 60


def deliver(
    site: Site, actor: Actor, message: str, business_key: str, variables: Any, *, once: Once | None = None
) -> Delivered:
    """As tasks.cases.deliver; a payment for a case with a bill is reported as paid in full, by hand.

    Variables `ntpn` and `dibayar_pada` (now, where it is missing; the office's zone where it names none). Raises what
    cases.deliver and billing.report raise, and Recorded where the report was kept but not accepted.
    """
    if message not in waiting.MESSAGES:
        return cases.deliver(site, actor, message, business_key, variables, once=once)
    if not (is_staff(actor.roles) or actor.has(SUPERVISOR)):
        raise Forbidden("case.staff_only")
    with site.db.begin(actor) as tx:
        if once and (answer := idempotency.recall(tx, once.key, once.body)):
            return Delivered(**{**answer.body, "opened": tuple(answer.body["opened"])})
        found = instances.find(tx, business_key)
        if found.office != actor.office:
            raise NotFound("instance.unknown")
        done = _take(tx, found.id, message, variables)
        if once:
            idempotency.remember(tx, once.key, once.body, Answer(200, asdict(done)))
        return done


def _take(tx: Tx, instance_id: int, message: str, variables: Any) -> Delivered:
    instances.hold(tx, instance_id)
    bill = next((one for one in bills.of_case(tx, instance_id) if one.state != bills.VOID), None)
    if bill is None or bill.state == bills.PAID or waiting.message_of(tx, instance_id) is None:
        return cases.deliver_held(tx, instance_id, message, variables)
    reported = _report(tx, bill, variables if isinstance(variables, Mapping) else {})
    if reported.delivered is None:
        raise Recorded("payment.late" if reported.verdict == payments.EXPIRED else "payment.duplicate")
    return reported.delivered


def _report(tx: Tx, bill: Bill, given: Mapping[str, Any]) -> Reported:
    name = next((name for name in _WHEN if given.get(name)), None)
    at = _moment(tx, name, given) if name else tx.now
    ntpn = given.get("ntpn") or ""
    payment = Payment(bill.code, bill.amount, ntpn if isinstance(ntpn, str) else "?", at, "manual")
    further = {key: value for key, value in given.items() if key not in ("ntpn", *_WHEN)}
    try:
        return reporting.report_held(tx, payment, further)
    except Invalid as wrong:
        fields = (Problem(one.key, _FIELDS.get(one.where, one.where), one.values) for one in wrong.problems)
        raise Invalid(wrong.key, *fields) from wrong


def _moment(tx: Tx, name: str, given: Mapping[str, Any]) -> datetime:
    text = given[name]
    try:
        at = datetime.fromisoformat(text[:_LONGEST])
    except (ValueError, TypeError):
        raise Invalid("form.invalid", Problem("form.format", name)) from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(settings.value(tx, "office.zone")))
