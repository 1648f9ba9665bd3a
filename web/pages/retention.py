"""How long records are kept: what would go now, letting it go, and the record of processing (UU 27/2022 Ps 31)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import people
from tasks.privacy import classes, register, runs
from web.pages import privacy_words as words
from web.pages.audit_scope import chosen, tabs
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, DATA_PROTECTION, needs

blueprint = Blueprint("retention", __name__, url_prefix="/audit/privacy")


@blueprint.get("/retention")
@needs(DATA_PROTECTION)
def index() -> ResponseReturnValue:
    """A dry run: exactly what would go now, by class; and the runs there were."""
    due, made = runs.dry(site(), actor()), runs.listed(site(), actor())
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {one.created_by for one in made})
    return render_template(
        "privacy/retention.html",
        tabs=tabs(chosen()),
        due=due,
        made=made,
        names=names,
        classes=words.classes(),
        tables=words.tables(),
        states=words.states(),
    )


@blueprint.post("/retention")
@needs(DATA_PROTECTION)
@again(lambda: index())
def begin() -> ResponseReturnValue:
    """Let it go, in the background."""
    codes, sure = request.form.getlist("classes"), request.form.get("sure") == "true"
    runs.begin(site(), actor(), codes, request.form.get("reason", ""), sure)
    flash(gettext("It goes on in the background; this page tells how far it is."), "ok")
    return redirect(url_for("retention.index"), 303)


@blueprint.post("/retention/<int:run_id>/stop")
@needs(DATA_PROTECTION)
@again(lambda run_id: index())
def stop(run_id: int) -> ResponseReturnValue:
    """Stop a run; what has gone stays gone."""
    runs.stop(site(), actor(), run_id)
    flash(gettext("The run has been stopped."), "ok")
    return redirect(url_for("retention.index"), 303)


@blueprint.get("/processing")
@needs(DATA_PROTECTION, AUDITOR)
def processing() -> ResponseReturnValue:
    """The record of processing: which data of whom is held, why, how long, and who sees it."""
    kept: dict[str, list[register.Entry]] = {}
    for entry in register.entries().values():
        if entry.subject or entry.free or entry.officer:
            kept.setdefault(entry.record or "rules", []).append(entry)
    with site().db.read(actor()) as tx:
        months = {one.code: classes.months(tx, one.code) for one in classes.CLASSES}
    return render_template(
        "privacy/processing.html",
        tabs=tabs(chosen()),
        kept=kept,
        months=months,
        bases={one.code: one.basis for one in classes.CLASSES},
        classes=words.classes(),
        tables=words.tables(),
        purposes=words.processing(),
    )
