"""Complaints: sent by anybody, entered by staff, answered by a supervisor before their deadline."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import people
from tasks.reports.scope import Page
from tasks.voice import complaint_list, complaints
from web.pages import voice_words as words
from web.shell.errors import again
from web.shell.i18n import chosen, gettext
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, PUBLIC, STAFF, SUPERVISOR, needs

blueprint = Blueprint("complaints", __name__)

_PAGE = 25


@blueprint.get("/layanan/pengaduan")
@needs(PUBLIC)
def public() -> ResponseReturnValue:
    """The form for anybody who has something to complain of."""
    return render_template("voice/complain.html")


@blueprint.post("/layanan/pengaduan")
@needs(PUBLIC)
@again(public)
def send() -> ResponseReturnValue:
    """Receive it and show its number."""
    done = complaints.send(site(), request.form, request.remote_addr or "", chosen())
    return redirect(url_for("complaints.followed", token=done.token), 303)


@blueprint.get("/layanan/pengaduan/<token>")
@needs(PUBLIC)
def followed(token: str) -> ResponseReturnValue:
    """How a complaint stands, for whoever holds its address."""
    return render_template("voice/followed.html", complaint=complaint_list.by_token(site(), token))


@blueprint.get("/pengaduan")
@needs(STAFF, SUPERVISOR, AUDITOR)
def index() -> ResponseReturnValue:
    """The complaints of the office with their counts."""
    state, word = request.args.get("state", ""), request.args.get("q", "")[:64]
    start = request.args.get("start", "")
    page = Page(_PAGE, int(start) if start.isdecimal() and len(start) < 9 else 0)
    return render_template(
        "voice/complaints.html",
        found=complaint_list.listed(site(), actor(), state, word, page),
        counts=complaint_list.counts(site(), actor()),
        state=state,
        word=word,
    )


@blueprint.get("/pengaduan/baru")
@needs(STAFF, SUPERVISOR)
def form() -> ResponseReturnValue:
    """The form for a complaint made at the counter, by letter or to SP4N-LAPOR."""
    return render_template("voice/enter.html", channels=words.channels(complaints.ENTERED))


@blueprint.post("/pengaduan/baru")
@needs(STAFF, SUPERVISOR)
@again(form)
def enter() -> ResponseReturnValue:
    """Enter it."""
    done = complaints.enter(site(), actor(), request.form)
    flash(gettext("Complaint %(number)s has been entered.", number=done.number), "ok")
    return redirect(url_for("complaints.show", complaint_id=done.id), 303)


@blueprint.get("/pengaduan/<int:complaint_id>")
@needs(STAFF, SUPERVISOR, AUDITOR)
def show(complaint_id: int) -> ResponseReturnValue:
    """One complaint."""
    found = complaint_list.read(site(), actor(), complaint_id)
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {found.received_by, found.answered_by})
    return render_template("voice/complaint.html", complaint=found, names=names)


@blueprint.post("/pengaduan/<int:complaint_id>/answer")
@needs(SUPERVISOR)
@again(show)
def answer(complaint_id: int) -> ResponseReturnValue:
    """Answer it."""
    complaints.answer(site(), actor(), complaint_id, request.form.get("answer", ""))
    flash(gettext("The complaint has been answered."), "ok")
    return redirect(url_for("complaints.show", complaint_id=complaint_id), 303)


@blueprint.post("/pengaduan/<int:complaint_id>/close")
@needs(SUPERVISOR)
@again(show)
def close(complaint_id: int) -> ResponseReturnValue:
    """Close it."""
    complaints.close(site(), actor(), complaint_id)
    flash(gettext("The complaint has been closed."), "ok")
    return redirect(url_for("complaints.show", complaint_id=complaint_id), 303)


@blueprint.post("/pengaduan/<int:complaint_id>/case")
@needs(STAFF, SUPERVISOR)
@again(show)
def link(complaint_id: int) -> ResponseReturnValue:
    """Say which request it is about."""
    complaints.link(site(), actor(), complaint_id, request.form.get("receipt", ""))
    flash(gettext("The complaint has been linked anew."), "ok")
    return redirect(url_for("complaints.show", complaint_id=complaint_id), 303)
