"""Bills: found by code, number or name; payments that could not be matched, settled by hand; receipts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import billing, cases, people
from tasks.billing import correcting, lists, payments, settling
from tasks.billing.correcting import Basis
from tasks.privacy import shown
from web.pages import bill_words as words
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, STAFF, SUPERVISOR, needs

blueprint = Blueprint("bills", __name__, url_prefix="/tagihan")
words.install(blueprint)

_SEE = (STAFF, SUPERVISOR, AUDITOR)
_LONGEST_CURSOR = 12


@blueprint.get("")
@needs(*_SEE)
def index() -> ResponseReturnValue:
    """Bills, newest first, by code, number or name and by state."""
    word, state, after = (request.args.get(name, "")[:200] for name in ("q", "state", "after"))
    start = int(after) if after.isdecimal() and len(after) <= _LONGEST_CURSOR else None
    found = lists.search(site(), actor(), word, state, start)
    waiting = lists.unmatched(site(), actor())
    states = [(code, gettext(said)) for code, (said, _, _) in words.STATES.items()]
    return render_template(
        "bills/index.html", found=found, word=word, state=state, states=states, waiting=waiting, after=start
    )


@blueprint.get("/belum")
@needs(*_SEE)
def unmatched() -> ResponseReturnValue:
    """Payments that were not accepted and wait for somebody to settle them."""
    found = lists.unmatched(site(), actor())
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {one.payment.reported_by for one in found})
    return render_template("bills/unmatched.html", found=found, names=names)


@blueprint.post("/pembayaran/<int:payment_id>/pakai")
@needs(SUPERVISOR)
@again(lambda payment_id: unmatched())
def use(payment_id: int) -> ResponseReturnValue:
    """Use a payment for a bill all the same."""
    why, code = request.form.get(f"why.{payment_id}", ""), request.form.get(f"code.{payment_id}", "")
    settling.use(site(), actor(), payment_id, why, code)
    flash(gettext("The payment has been used; the request goes on."), "ok")
    return redirect(url_for("bills.unmatched"), 303)


@blueprint.post("/pembayaran/<int:payment_id>/kembalikan")
@needs(SUPERVISOR)
@again(lambda payment_id: unmatched())
def give_back(payment_id: int) -> ResponseReturnValue:
    """Write down that a payment goes back to who paid it."""
    settling.give_back(site(), actor(), payment_id, request.form.get(f"back.{payment_id}", ""))
    flash(gettext("It is written down that the payment goes back."), "ok")
    return redirect(url_for("bills.unmatched"), 303)


@blueprint.get("/<int:bill_id>")
@needs(*_SEE)
def show(bill_id: int) -> ResponseReturnValue:
    """One bill: its lines with their basis, until when, and every payment reported for it."""
    return render_template("bills/show.html", **_shown(bill_id))


@blueprint.get("/<int:bill_id>/bukti")
@needs(*_SEE)
def receipt(bill_id: int) -> ResponseReturnValue:
    """The slip for the applicant: the code to pay, or the receipt once it is paid."""
    return render_template("bills/receipt.html", **_shown(bill_id))


@blueprint.get("/baru/<int:instance_id>")
@needs(STAFF, SUPERVISOR)
def form(instance_id: int) -> ResponseReturnValue:
    """The form for a bill of a request that waits for its payment."""
    return render_template(
        "bills/issue.html",
        of=correcting.billable(site(), actor(), instance_id),
        passports=[(code, gettext(said)) for code, said in words.PASSPORTS.items()],
        services=[(code, gettext(said)) for code, said in words.SERVICES.items()],
        years=[(str(number), gettext("%(number)s years", number=number)) for number in correcting.YEARS],
    )


@blueprint.post("/baru/<int:instance_id>")
@needs(STAFF, SUPERVISOR)
@again(form)
def issue(instance_id: int) -> ResponseReturnValue:
    """Issue it; an open one is void from now on."""
    said = request.form
    years = said.get("years", "")
    basis = Basis(
        said.get("passport", ""),
        int(years) if years in ("5", "10") else 0,
        said.get("service", ""),
        said.get("force_majeure") == "true",
        said.get("first_time") == "true",
    )
    bill = correcting.issue_anew(site(), actor(), instance_id, basis, said.get("kode_billing", ""))
    flash(gettext("The bill has been issued."), "ok")
    return redirect(url_for("bills.show", bill_id=bill.id), 303)


def _shown(bill_id: int) -> dict[str, object]:
    with site().db.read(actor()) as tx:
        bill = billing.bills.shown(tx, bill_id)
        reported = payments.of_bills(tx, (bill_id,))
        logins = {one.reported_by for one in reported} | {one.settled_by or "" for one in reported}
        return {
            "bill": bill,
            "instance": shown.instance(tx, cases.read_held(tx, bill.instance_id)),
            "payments": reported,
            "names": people.shown_names(tx, logins),
        }
