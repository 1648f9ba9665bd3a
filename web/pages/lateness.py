"""Passed deadlines as a board by state, and why they passed, with the requests behind each cause."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from tasks.reports import behind, breaches, causes
from tasks.reports.scope import Page
from web.pages.audit_scope import Chosen, chosen, page, tabs
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


@blueprint.get("/causes/documents/<document>")
@needs(AUDITOR, SUPERVISOR)
def document(document: str) -> ResponseReturnValue:
    """The requests in which a document was missing."""
    wanted = _required()
    found = behind.of_document(site(), actor(), wanted.scope, document, page())
    return render_template(
        "audit/behind.html", wanted=wanted, tabs=tabs(wanted), found=found, document=document
    )


@blueprint.get("/causes/outages/<int:outage_id>")
@needs(AUDITOR, SUPERVISOR)
def outage(outage_id: int) -> ResponseReturnValue:
    """The requests that stood still for an outage."""
    wanted = _required()
    found = behind.of_outage(site(), actor(), wanted.scope, outage_id, page())
    return render_template(
        "audit/behind.html", wanted=wanted, tabs=tabs(wanted), found=found, outage=outage_id
    )


def _required() -> Chosen:
    wanted = chosen()
    if wanted is None:
        raise NotFound("definition.unknown")
    return wanted
