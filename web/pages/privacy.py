"""People's data: what auditors uncovered, and what a request's pages say about what is covered on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tasks import people, privacy
from tasks.privacy import unmasking
from tasks.privacy.unmasking import Unmasking
from web.pages import instance
from web.pages.audit_scope import chosen, page, tabs
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site, visitor
from web.shell.rights import AUDITOR, DATA_PROTECTION, SUPERVISOR, needs

blueprint = Blueprint("privacy", __name__)

_SILENT = frozenset({"instance.diagram", "instance.marks", "api.read_form"})
"""Answers about one case in which nothing personal stands."""


@dataclass(frozen=True, slots=True)
class Cover:
    """How a case's pages are shown to this visitor: uncovered by `look`, or covered; `may` ask to uncover it."""

    look: Unmasking | None
    may: bool
    purposes: list[tuple[str, str]]
    left: timedelta


@blueprint.app_context_processor
def _state() -> dict[str, object]:
    return {"cover_of": cover_of, "covered_mark": privacy.COVERED}


def cover_of(instance_id: int) -> Cover | None:
    """What the page of a case says about covered data; None to whoever sees it anyway."""
    who = visitor()
    if who is None or not privacy.covers(who):
        return None
    with site().db.read(who) as tx:
        look = unmasking.current(tx, instance_id)
        left = look.expires_at - tx.now if look else timedelta(0)
        return Cover(look, unmasking.may_uncover(who), unmasking.purposes(tx), left)


@blueprint.after_app_request
def _note(response: Response) -> Response:
    """Each page read of an uncovered case stands in the trail."""
    who = visitor()
    if who is None or request.method != "GET" or response.status_code != 200 or not privacy.covers(who):
        return response
    endpoint, named = request.endpoint or "", request.view_args or {}
    if endpoint in _SILENT:
        return response
    with site().db.read(who) as tx:
        cases = {unmasking.case_of(tx, thing, int(n)) for thing, n in named.items() if thing.endswith("_id")}
    for case in cases - {None}:
        unmasking.note_page(site(), who, endpoint, int(case or 0))
    return response


@blueprint.get("/audit/privacy")
@needs(AUDITOR, SUPERVISOR, DATA_PROTECTION)
def index() -> ResponseReturnValue:
    """Every look behind the mask, with its purpose and reason."""
    found = unmasking.listed(site(), actor(), page())
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {look.person for look in found.rows})
        purposes = dict(unmasking.purposes(tx))
    return render_template(
        "privacy/index.html", tabs=tabs(chosen()), found=found, names=names, purposes=purposes
    )


@blueprint.post("/requests/<int:instance_id>/data")
@needs(AUDITOR)
@again(lambda instance_id: instance.show(instance_id))
def uncover(instance_id: int) -> ResponseReturnValue:
    """Uncover a request's personal data for its auditor, for a while."""
    asked = (request.form.get(unmasking.PURPOSE, ""), request.form.get(unmasking.REASON, ""))
    unmasking.open_(site(), actor(), instance_id, *asked)
    flash(gettext("Personal data of this request is shown to you. Each page you read is recorded."), "ok")
    return redirect(_back(instance_id), 303)


@blueprint.post("/requests/<int:instance_id>/data/cover")
@needs(AUDITOR)
@again(lambda instance_id: instance.show(instance_id))
def cover(instance_id: int) -> ResponseReturnValue:
    """Cover the request's personal data again."""
    unmasking.cover(site(), actor(), instance_id)
    flash(gettext("Personal data of this request is covered again."), "ok")
    return redirect(_back(instance_id), 303)


def _back(instance_id: int) -> str:
    """The page it was asked on: the request's, or one of its tasks'."""
    task = request.form.get("task", "")
    if task.isdecimal() and len(task) < 10:
        return url_for("task.show", task_id=int(task))
    return url_for("instance.show", instance_id=instance_id)
