"""Tracking by receipt code and birth date, without signing in."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tasks.applicants import tracking
from tasks.slots import places
from web.shell.errors import again
from web.shell.identity import PUBLIC_SIDE, site
from web.shell.rights import PUBLIC, needs

blueprint = Blueprint("tracking", __name__, url_prefix=PUBLIC_SIDE + "/lacak")


@blueprint.get("")
@needs(PUBLIC)
def form() -> ResponseReturnValue:
    """Where code and date are typed in; a scanned proof brings the code."""
    return render_template("public/track.html", code=request.args.get("kode", "")[:40])


@blueprint.post("")
@needs(PUBLIC)
@again(form)
def show() -> ResponseReturnValue:
    """What the case's applicant may know."""
    found = tracking.track(site(), request.form, request.remote_addr or "")
    with site().db.read() as tx:
        named = places.of_office(tx)
    return render_template("public/tracked.html", found=found, stands=found.stands, places=named)
