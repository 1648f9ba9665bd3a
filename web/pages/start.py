"""The start of a request: choose the SOP, fill its first form."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import definitions
from tasks import cases, library
from web.pages import posted
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import STAFF, SUPERVISOR, needs

blueprint = Blueprint("start", __name__, url_prefix="/requests/new")


@blueprint.get("")
@needs(STAFF, SUPERVISOR)
def index() -> ResponseReturnValue:
    """The SOPs staff begin a request with; with one only, its form at once."""
    sops = library.startable(site(), actor())
    if len(sops) == 1:
        return redirect(url_for("start.form", key=sops[0].key), 303)
    return render_template("start/index.html", sops=sops)


@blueprint.get("/<key>")
@needs(STAFF, SUPERVISOR)
def form(key: str) -> ResponseReturnValue:
    """The start form of an SOP."""
    with site().db.read(actor()) as tx:
        definition = definitions.latest(tx, key)
    others = [one for one in library.startable(site(), actor()) if one.key != key]
    return render_template(
        "start/form.html", definition=definition, sop=definition.diagram.sop, others=others
    )


@blueprint.post("/<key>")
@needs(STAFF, SUPERVISOR)
@again(form)
def create(key: str) -> ResponseReturnValue:
    """Start the request and go to its first task."""
    with site().db.read(actor()) as tx:
        wanted = definitions.latest(tx, key).diagram.start_fields
    started = cases.start(site(), actor(), key, posted.fields(wanted, request.form))
    flash(gettext("Request %(number)s has been started.", number=started.business_key), "ok")
    if started.opened:
        return redirect(url_for("task.show", task_id=started.opened[0]), 303)
    return redirect(url_for("instance.show", instance_id=started.instance), 303)
