"""One's own account: who it is, the family on it, signing out everywhere."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks.applicants import accounts, closing, family
from tasks.privacy import subject
from web.pages.copies import sent
from web.shell import identity
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import PUBLIC_SIDE, actor, site
from web.shell.rights import APPLICANT, needs

blueprint = Blueprint("profile", __name__, url_prefix=PUBLIC_SIDE + "/akun")


@blueprint.get("")
@needs(APPLICANT)
def index() -> ResponseReturnValue:
    """The account and its people."""
    with site().db.read(actor()) as tx:
        people = family.people(tx)
        account = accounts.read(tx, accounts.number_of(actor()))
    return render_template("public/profile.html", account=account, people=people)


@blueprint.post("/data")
@needs(APPLICANT)
def copy() -> ResponseReturnValue:
    """A copy of everything held about oneself (UU 27/2022 Ps 7 and 13)."""
    return sent(subject.own(site(), actor()))


@blueprint.get("/tutup")
@needs(APPLICANT)
def close_form() -> ResponseReturnValue:
    """What closing the account erases, and the box that says one is sure."""
    return render_template("public/close.html")


@blueprint.post("/tutup")
@needs(APPLICANT)
@again(close_form)
def close() -> ResponseReturnValue:
    """Close the account and erase what only it needed."""
    closing.close(site(), actor(), request.form.get("yakin") == "true")
    flash(gettext("Your account is closed and its data erased."), "ok")
    return identity.forget_applicant(redirect(url_for("home.index"), 303))
