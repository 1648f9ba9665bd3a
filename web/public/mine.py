"""One's applications: where each stands and what is to be done next; bill, proof, another day, withdrawing."""

from __future__ import annotations

import segno
from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from tasks.applicants import afterwards, applications, choosing, family, standing, steps, tracking
from tasks.slots import places
from web.shell.errors import again
from web.shell.formatting import weekday
from web.shell.i18n import gettext
from web.shell.identity import PUBLIC_SIDE, actor, site
from web.shell.rights import APPLICANT, needs

blueprint = Blueprint("mine", __name__, url_prefix=PUBLIC_SIDE + "/permohonan")


@blueprint.get("")
@needs(APPLICANT)
def index() -> ResponseReturnValue:
    """All my applications, newest first."""
    with site().db.read(actor()) as tx:
        found = [standing.of(tx, one) for one in applications.own(tx)]
        named = places.of_office(tx)
    return render_template("public/mine/index.html", found=found, places=named)


@blueprint.get("/<int:number>")
@needs(APPLICANT)
def show(number: int) -> ResponseReturnValue:
    """One of them: what has happened, what is next."""
    with site().db.read(actor()) as tx:
        application = applications.read_own(tx, number)
        named = places.of_office(tx)
    with site().db.read() as tx:  # clocks and letters ask for a role nobody of the public has
        found = tracking.of(tx, application)
    return render_template("public/mine/show.html", found=found, stands=found.stands, places=named)


@blueprint.get("/<int:number>/bukti")
@needs(APPLICANT)
def proof(number: int) -> ResponseReturnValue:
    """The proof to bring, printable on A5; there is one once the fee is paid."""
    with site().db.read(actor()) as tx:
        stands = standing.of(tx, applications.read_own(tx, number))
        named = places.of_office(tx)
        person = family.read(tx, stands.application.applicant_id or 0)
    if not stands.paid:
        raise NotFound("application.no_proof")
    return render_template("public/mine/proof.html", stands=stands, places=named, person=person)


@blueprint.get("/<int:number>/bukti/qr.svg")
@needs(APPLICANT)
def code(number: int) -> Response:
    """The QR code of the proof; it holds the receipt code alone."""
    with site().db.read(actor()) as tx:
        stands = standing.of(tx, applications.read_own(tx, number))
    if not stands.paid:
        raise NotFound("application.no_proof")
    made = segno.make_qr(stands.application.receipt_code, error="m").svg_inline(
        scale=5, border=4, light="#fff"
    )
    answer = make_response(made.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))
    answer.mimetype = "image/svg+xml"
    return answer


@blueprint.get("/<int:number>/ubah-jadwal")
@needs(APPLICANT)
def move_form(number: int) -> ResponseReturnValue:
    """The days to choose from instead."""
    with site().db.read(actor()) as tx:
        application = applications.read_own(tx, number)
        stands = standing.of(tx, application)
        days = choosing.days(tx, application, steps.asked_of(tx, application)) if stands.may_move else ()
        named = places.of_office(tx)
    if not stands.may_move:
        return redirect(url_for("mine.show", number=number), 303)
    return render_template("public/mine/move.html", stands=stands, days=days, places=named)


@blueprint.post("/<int:number>/ubah-jadwal")
@needs(APPLICANT)
@again(move_form)
def move(number: int) -> ResponseReturnValue:
    """Take another day, once."""
    moved = afterwards.move_day(site(), actor(), number, request.form.get("hari", ""))
    flash(gettext("Your day is now %(day)s.", day=weekday(moved.day)), "ok")
    return redirect(url_for("mine.show", number=number), 303)


@blueprint.get("/<int:number>/tarik")
@needs(APPLICANT)
def withdraw_form(number: int) -> ResponseReturnValue:
    """What withdrawing means, and the box that says one is sure."""
    with site().db.read(actor()) as tx:
        stands = standing.of(tx, applications.read_own(tx, number))
    if not stands.may_withdraw:
        return redirect(url_for("mine.show", number=number), 303)
    return render_template("public/mine/withdraw.html", stands=stands)


@blueprint.post("/<int:number>/tarik")
@needs(APPLICANT)
@again(withdraw_form)
def withdraw(number: int) -> ResponseReturnValue:
    """Withdraw the application."""
    afterwards.withdraw(site(), actor(), number, request.form.get("yakin") == "true")
    flash(gettext("The application has been withdrawn."), "ok")
    return redirect(url_for("mine.index"), 303)
