"""The applicant of a request: the whole NIK, shown once to an officer who says why."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks.applicants import for_staff
from web.shell.errors import again
from web.shell.identity import actor, site
from web.shell.rights import STAFF, SUPERVISOR, needs

blueprint = Blueprint("applicant", __name__, url_prefix="/requests/<int:instance_id>/nik")


@blueprint.get("")
@needs(STAFF, SUPERVISOR)
def ask(instance_id: int) -> ResponseReturnValue:
    """Where the reason is given."""
    with site().db.read(actor()) as tx:
        shown = for_staff.of_case(tx, instance_id)
    if shown is None or shown.person is None:
        return redirect(url_for("instance.show", instance_id=instance_id), 303)
    return render_template("instance/nik.html", instance_id=instance_id, shown=shown, number="")


@blueprint.post("")
@needs(STAFF, SUPERVISOR)
@again(ask)
def unmask(instance_id: int) -> ResponseReturnValue:
    """The number, for this answer only; the look and its reason stand in the request's trail."""
    number = for_staff.unmask(site(), actor(), instance_id, request.form.get("reason", ""))
    with site().db.read(actor()) as tx:
        shown = for_staff.of_case(tx, instance_id)
    return render_template("instance/nik.html", instance_id=instance_id, shown=shown, number=number)
