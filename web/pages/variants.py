"""Variants: the distinct ways requests went, how often and how long; one of them on the diagram."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from processes.diagram import Diagram
from tasks import library
from tasks.conformance import export, picture, variants
from tasks.conformance.picture import Picture
from tasks.conformance.variants import ONLY
from tasks.reports import csv, flows, xlsx
from web.pages import conformance_words as words
from web.pages.audit_scope import Chosen, chosen, page, tabs
from web.shell.formatting import number
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, SUPERVISOR, needs

blueprint = Blueprint("variants", __name__, url_prefix="/audit")

_SHOWN = 10  # paths that get a line of their own before the tail is asked for
_WIDTH = 4
_MADE = {"csv": (csv.lines, csv.MEDIA), "xlsx": (xlsx.chunks, xlsx.MEDIA)}
_ONLY = {
    "": mark("All requests"),
    variants.DEVIATING: mark("Only with a deviation"),
    variants.LATE: mark("Only late ones"),
}


@blueprint.get("/variants")
@needs(AUDITOR, SUPERVISOR)
def index() -> ResponseReturnValue:
    """The paths of the period, and the chosen one on the diagram, step by step and request by request."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    found = variants.variants(site(), actor(), wanted.scope, _only(), _code())
    shown = found.variants if "all" in request.args else found.variants[:_SHOWN]
    rest = found.variants[len(shown) :]
    return render_template(
        "audit/variants.html",
        wanted=wanted,
        tabs=tabs(wanted),
        found=found,
        shown=shown,
        rest=rest,
        only=_only(),
        choices={code: gettext(label) for code, label in _ONLY.items()},
        words=words,
        page=page(),
        more={"only": _only() or None, "all": "1" if "all" in request.args else None},
    )


@blueprint.get("/variants/marks")
@needs(AUDITOR, SUPERVISOR)
def marks() -> Response:
    """The chosen path for the viewer: how often each step was done in it, and the arrows it went along."""
    wanted = _wanted()
    drawn = picture.picture(site(), actor(), wanted.scope, _only(), _code())
    if drawn is None:
        return jsonify([])
    with site().db.read(actor()) as tx:
        diagram = library.definition(tx, wanted.scope.definition_key, drawn.version).diagram
    steps = [
        {"element": element, "state": "passed" if times == 1 else "again", "text": f"{times}×"}
        for element, times in drawn.times.items()
    ]
    return jsonify(steps + _arrows(diagram, drawn))


@blueprint.get("/variants.csv")
@needs(AUDITOR, SUPERVISOR)
def as_csv() -> ResponseReturnValue:
    """Every path with its figures, as text."""
    return _download("csv")


@blueprint.get("/variants.xlsx")
@needs(AUDITOR, SUPERVISOR)
def as_xlsx() -> ResponseReturnValue:
    """Every path with its figures, as a workbook."""
    return _download("xlsx")


def _arrows(diagram: Diagram, drawn: Picture) -> list[dict[str, object]]:
    counts = flows.taken(diagram, drawn.moves)
    return [
        {"flow": flow, "width": _WIDTH, "text": f"{number(count)}×"}
        for flow, count in counts.items()
        if count
    ]


def _download(ending: str) -> Response:
    wanted = _wanted()
    made, media = _MADE[ending]
    taken = export.paths(site(), actor(), wanted.scope, _only())
    answer = Response(stream_with_context(made(site(), actor(), taken, words.column)), mimetype=media)
    name = f"{wanted.scope.definition_key}-variants-{wanted.first}-{wanted.last}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _wanted() -> Chosen:
    wanted = chosen()
    if wanted is None:
        raise NotFound("definition.unknown")
    return wanted


def _only() -> str:
    asked = request.args.get("only", "")
    return asked if asked in ONLY else ""


def _code() -> str:
    return request.args.get("path", "")[:20]
