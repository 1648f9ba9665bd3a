"""Outages: a system declared down once, and every clock that stands still because of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import settings
from tasks import outages, people
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, SUPERVISOR, needs

blueprint = Blueprint("outages", __name__, url_prefix="/outages")


@blueprint.get("")
@needs(SUPERVISOR, ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """What is down now, the form to declare an outage, and those of the past."""
    with site().db.read(actor()) as tx:
        found = outages.all_of(tx, actor().office)
        names = people.shown_names(tx, {outage.started_by for outage in found})
        systems = [(row["code"], row["label"]) for row in settings.value(tx, "outage.systems")]
    return render_template(
        "outages/index.html",
        lasting=[outage for outage in found if outage.ended_at is None],
        past=[outage for outage in found if outage.ended_at is not None],
        systems=systems,
        labels=dict(systems),
        names=names,
    )


@blueprint.post("")
@needs(SUPERVISOR, ADMINISTRATOR)
@again(index)
def declare() -> ResponseReturnValue:
    """Declare a system down from now on."""
    outages.declare(site(), actor(), request.form.get("system", ""), request.form.get("ticket", ""))
    flash(gettext("The outage has been declared; the clocks stand still."), "ok")
    return redirect(url_for("outages.index"), 303)


@blueprint.post("/<int:outage_id>/end")
@needs(SUPERVISOR, ADMINISTRATOR)
@again(lambda outage_id: index())
def end(outage_id: int) -> ResponseReturnValue:
    """The system is back: the clocks go on."""
    outages.end(site(), actor(), outage_id)
    flash(gettext("The outage has ended; the clocks go on."), "ok")
    return redirect(url_for("outages.index"), 303)
