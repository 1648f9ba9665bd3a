"""Passed deadlines as a board by state, and why they passed: one cause away, documents, outages."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tasks.reports import breaches, causes
from tasks.reports.scope import Page
from web.pages.audit_scope import chosen, tabs
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, SUPERVISOR, needs

blueprint = Blueprint("lateness", __name__, url_prefix="/audit")

_CARDS = Page(20)


@blueprint.get("/board")
@needs(AUDITOR, SUPERVISOR)
def board() -> ResponseReturnValue:
    """The period's breaches in columns: unexplained, explained, confirmed, closed; the latest of each."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    columns = breaches.breach_board(site(), actor(), wanted.scope, _CARDS)
    return render_template("audit/board.html", wanted=wanted, tabs=tabs(wanted), columns=columns)


@blueprint.get("/causes")
@needs(AUDITOR, SUPERVISOR)
def why() -> ResponseReturnValue:
    """Why deadlines passed: what would be left without one cause, missing documents, outages."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    found = causes.causes(site(), actor(), wanted.scope)
    return render_template("audit/causes.html", wanted=wanted, tabs=tabs(wanted), found=found)
