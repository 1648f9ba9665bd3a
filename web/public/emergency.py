"""Asking for Micin Darurat: somebody of the family is ill and cannot come."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks.applicants import accounts, emergency, family
from web.shell.errors import again
from web.shell.identity import PUBLIC_SIDE, actor, site
from web.shell.rights import APPLICANT, needs

blueprint = Blueprint("emergency", __name__, url_prefix=PUBLIC_SIDE + "/darurat")


@blueprint.get("")
@needs(APPLICANT)
def form() -> ResponseReturnValue:
    """Who is ill, where we come to, whom we call."""
    with site().db.read(actor()) as tx:
        people = family.people(tx)
        account = accounts.read(tx, accounts.number_of(actor()))
    return render_template("public/emergency.html", people=people, account=account)


@blueprint.post("")
@needs(APPLICANT)
@again(form)
def send() -> ResponseReturnValue:
    """Ask for it."""
    number = emergency.request(site(), actor(), request.form)
    return redirect(url_for("mine.show", number=number), 303)
