"""Sending an application: its fee and what it rests on, its decisions kept, its billing code, its seat held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine import instances, settings
from engine.database import Actor, Tx
from engine.feel import parse_duration
from engine.refusals import Conflict
from tasks import billing, decisions, outbox, slots
from tasks.applicants import advancing, applications, family, questions, steps
from tasks.applicants.applications import Application, Held
from tasks.applicants.questions import Asked
from tasks.applicants.steps import Progress
from tasks.billing import Bill, Item, Payment
from tasks.site import Site
from tasks.slots import places


@dataclass(frozen=True, slots=True)
class Fee:
    """What an application costs; `total` is None where a line's amount is told by no source."""

    items: tuple[Item, ...]
    total: int | None


def fee(tx: Tx, asked: Asked) -> Fee:
    """The fee as it stands today, nothing kept."""
    return _fee(decisions.look(tx, "biaya", "rincian", questions.facts(asked)))


def time_to_pay(limit: str) -> timedelta:
    """How long a bill from the public pages can be paid, of setting billing.online_limit (SOP, row 11: 2 hours)."""
    found = parse_duration(limit)
    return found if isinstance(found, timedelta) else timedelta(hours=2)


def submit(site: Site, actor: Actor, number: int) -> Bill:
    """Send an application and get its billing code; sent twice, it is the same code.

    The decisions it rests on are kept with their rules. Raises NotFound, Conflict: something is incomplete, the
    day's seat has gone, or it was sent and has moved on.
    """
    with site.db.begin(actor) as tx:
        held = applications.hold_own(tx, number)
        here = steps.progress(tx, held.application)
        if here.awaited == steps.PAY and (bill := billing.open_of(tx, held.instance.id)):
            return bill
        _require_complete(here)
        advancing.follow(tx, held)
        return _send(tx, held, steps.progress(tx, applications.read(tx, number)))


def _require_complete(here: Progress) -> None:
    if not here.open:
        raise Conflict("application.sent")
    if here.next == questions.DAY and questions.DAY in here.asked.answers:
        raise Conflict("application.seat_gone")
    if here.next != questions.SUMMARY:
        raise Conflict("application.incomplete")


def _send(tx: Tx, held: Held, here: Progress) -> Bill:
    if here.booking is None:
        raise Conflict("application.seat_gone")
    instance = instances.hold(tx, held.instance.id)
    told = questions.facts(here.asked)
    for model, decision in (("kelengkapan", "daftar"), ("prioritas", "kelompok"), ("layanan", "sop")):
        decisions.ask(tx, model, decision, told, instance=instance)
    costs = _fee(decisions.ask(tx, "biaya", "rincian", told, instance=instance))
    if costs.total is None:
        raise Conflict("application.no_fee")
    until = tx.now + time_to_pay(settings.value(tx, "billing.online_limit"))
    slots.hold(tx, held.application.id, here.booking.place, here.booking.day, here.booking.grp, until)
    named = {"nama_pemohon": family.read(tx, held.application.applicant_id or 0).name}
    advancing.say(tx, held, steps.SEND, advancing.values(here, steps.SEND) | named)
    bill = billing.issue(tx, instances.hold(tx, instance.id), costs.items, expires_at=until)
    application = applications.put(tx, held.application, submitted_at=tx.now)
    if bill.amount == 0:  # nothing to pay (CPMI, first passport): the case goes on at once
        billing.report_held(tx, Payment(bill.code, 0, "", tx.now))
    else:
        _tell(tx, application, bill, here)
    return bill


def _tell(tx: Tx, application: Application, bill: Bill, here: Progress) -> None:
    case = instances.read(tx, application.instance_id)
    values: dict[str, Any] = {
        "name": case.title,
        "number": case.business_key,
        "billing_code": bill.code,
        "amount": bill.amount,
        "expires_at": bill.expires_at,
    }
    if here.booking:
        place = here.booking.place
        values |= {"arrival_on": here.booking.day, "place": places.of_office(tx).get(place, place)}
    key = f"submitted_bill:{bill.id}"
    outbox.write(
        tx,
        "submitted_bill",
        application.email,
        values,
        key=key,
        locale=application.locale,
        instance_id=case.id,
    )


def _fee(answer: decisions.Answer) -> Fee:
    rows = answer.value or []
    items = tuple(
        Item(row["jenis"], int(row["jumlah"]), row.get("dasar") or "")
        for row in rows
        if row.get("jumlah") is not None and (row["jumlah"] or row["jenis"] == "paspor")
    )
    known = bool(rows) and all(row.get("jumlah") is not None for row in rows)
    return Fee(items, sum(item.jumlah for item in items) if known else None)
