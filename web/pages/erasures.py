"""Erasing one person's data: what would go, asking for it, and the other person's decision; legal holds."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import people
from tasks.privacy import erasing, holds
from tasks.privacy.erasing import Subject
from web.pages import privacy_words as words
from web.pages.audit_scope import chosen, page, tabs
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, DATA_PROTECTION, SUPERVISOR, needs

blueprint = Blueprint("erasures", __name__, url_prefix="/audit/privacy")

_SEE = (DATA_PROTECTION, SUPERVISOR, AUDITOR)


@blueprint.get("/erasures")
@needs(*_SEE)
def index() -> ResponseReturnValue:
    """What was asked to be erased, and the holds that keep it."""
    found = erasing.listed(site(), actor(), page())
    officer = actor().has(DATA_PROTECTION)
    held = holds.listed(site(), actor()).rows if officer else ()
    return _page("privacy/erasures.html", found=found, held=held, officer=officer, **_named(found.rows, held))


@blueprint.get("/erasures/new")
@needs(DATA_PROTECTION)
def preview() -> ResponseReturnValue:
    """What would be erased of a request, or of an account with all its requests."""
    subject = _subject(request.args)
    if subject == Subject():
        return redirect(url_for("erasures.index"), 303)
    return _page("privacy/erasure_new.html", subject=subject, seen=erasing.preview(site(), actor(), subject))


@blueprint.post("/erasures")
@needs(DATA_PROTECTION)
@again(lambda: index())
def ask() -> ResponseReturnValue:
    """Ask for it; another person decides."""
    number = erasing.ask(
        site(),
        actor(),
        _subject(request.form),
        request.form.get("reason", ""),
        request.form.getlist("notes"),
    )
    flash(gettext("The erasure waits for another person to confirm it."), "ok")
    return redirect(url_for("erasures.show", erasure_id=number), 303)


@blueprint.get("/erasures/<int:erasure_id>")
@needs(*_SEE)
def show(erasure_id: int) -> ResponseReturnValue:
    """One erasure: what it is about, who asked, what became of it."""
    found = erasing.read(site(), actor(), erasure_id)
    decides = actor().has(DATA_PROTECTION, SUPERVISOR)
    return _page("privacy/erasure.html", one=found, decides=decides, **_named((found,), ()))


@blueprint.post("/erasures/<int:erasure_id>/confirm")
@needs(DATA_PROTECTION, SUPERVISOR)
@again(lambda erasure_id: show(erasure_id))
def confirm(erasure_id: int) -> ResponseReturnValue:
    """Erase; it cannot be undone."""
    erasing.confirm(site(), actor(), erasure_id, request.form.get("sure") == "true")
    flash(gettext("The data has been erased. Times and figures stay as they were."), "ok")
    return redirect(url_for("erasures.show", erasure_id=erasure_id), 303)


@blueprint.post("/erasures/<int:erasure_id>/refuse")
@needs(DATA_PROTECTION, SUPERVISOR)
@again(lambda erasure_id: show(erasure_id))
def refuse(erasure_id: int) -> ResponseReturnValue:
    """Decide against it, or take one's own question back."""
    erasing.refuse(site(), actor(), erasure_id, request.form.get("why", ""))
    flash(gettext("Nothing was erased; the reason is recorded."), "ok")
    return redirect(url_for("erasures.show", erasure_id=erasure_id), 303)


@blueprint.post("/holds")
@needs(DATA_PROTECTION)
@again(lambda: index())
def place() -> ResponseReturnValue:
    """Hold a request's data for a dispute or inquiry."""
    holds.place(site(), actor(), request.form.get("held", ""), request.form.get("held_why", ""))
    flash(gettext("The request is held: nothing of it is erased."), "ok")
    return redirect(url_for("erasures.index"), 303)


@blueprint.post("/holds/<int:hold_id>/lift")
@needs(DATA_PROTECTION)
@again(lambda hold_id: index())
def lift(hold_id: int) -> ResponseReturnValue:
    """Let a held request go again."""
    holds.lift(site(), actor(), hold_id, request.form.get("lift_why", ""))
    flash(gettext("The hold is lifted."), "ok")
    return redirect(url_for("erasures.index"), 303)


def _subject(given: Any) -> Subject:
    account = given.get("account", "")
    if account.isdecimal() and len(account) < 10:
        return Subject(account=int(account))
    return Subject(given.get("number", "").strip()[:64])


def _named(found: Any, held: Any) -> dict[str, Any]:
    logins = {login for one in found for login in (one.asked_by, one.decided_by)}
    logins |= {login for one in held for login in (one.placed_by, one.lifted_by)}
    with site().db.read(actor()) as tx:
        return {"names": people.shown_names(tx, {login for login in logins if login})}


def _page(template: str, **values: Any) -> str:
    return render_template(
        template, tabs=tabs(chosen()), tables=words.tables(), states=words.states(), **values
    )
