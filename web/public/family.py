"""The people one applies for: adding, correcting, taking off."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks.applicants import family
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import PUBLIC_SIDE, actor, site
from web.shell.rights import APPLICANT, needs

blueprint = Blueprint("family", __name__, url_prefix=PUBLIC_SIDE + "/keluarga")


@blueprint.get("/tambah")
@needs(APPLICANT)
def add_form() -> ResponseReturnValue:
    """The form of a new person."""
    return render_template("public/person.html", person=None, back=request.values.get("next", ""))


@blueprint.post("/tambah")
@needs(APPLICANT)
@again(add_form)
def add() -> ResponseReturnValue:
    """Add the person, then go back to where one was needed."""
    family.add(site(), actor(), request.form)
    flash(gettext("The person has been added."), "ok")
    wish, known = request.form.get("next", ""), (url_for("wizard.whom"), url_for("emergency.form"))
    return redirect(wish if wish in known else url_for("profile.index"), 303)


@blueprint.get("/<int:person_id>")
@needs(APPLICANT)
def edit(person_id: int) -> ResponseReturnValue:
    """A person's data to correct; of the NIK the last digits only."""
    with site().db.read(actor()) as tx:
        person = family.read_own(tx, person_id)
    return render_template("public/person.html", person=person, back="")


@blueprint.post("/<int:person_id>")
@needs(APPLICANT)
@again(edit)
def change(person_id: int) -> ResponseReturnValue:
    """Store the correction."""
    family.change(site(), actor(), person_id, request.form)
    flash(gettext("The data has been corrected."), "ok")
    return redirect(url_for("profile.index"), 303)


@blueprint.post("/<int:person_id>/hapus")
@needs(APPLICANT)
@again(edit)
def remove(person_id: int) -> ResponseReturnValue:
    """Take the person off the account."""
    family.remove(site(), actor(), person_id)
    flash(gettext("The person has been taken off your account."), "ok")
    return redirect(url_for("profile.index"), 303)
