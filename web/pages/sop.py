"""SOPs in force: the list, and each one's diagram, official table, identity and versions."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from tasks import library, people
from tasks.versions import lives, reviews
from web.pages.sop_sheet import origin, sheet
from web.shell.identity import actor, site
from web.shell.rights import SIGNED_IN, needs

blueprint = Blueprint("sop", __name__, url_prefix="/sop")


@blueprint.get("")
@needs(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Every SOP in the version in force, or the last that was."""
    lines = library.list_sops(site(), actor())
    with site().db.read(actor()) as tx:
        tables = {line.key: library.definition(tx, line.key).diagram.sop for line in lines}
        names = people.shown_names(tx, {line.version.created_by for line in lines})
        waiting = reviews.waiting(tx)
        names |= people.shown_names(tx, reviews.people(waiting))
    origins = {key: origin(table) if table else "" for key, table in tables.items()}
    return render_template(
        "sop/index.html",
        lines=lines,
        tables=tables,
        origins=origins,
        names=names,
        waiting=waiting,
        login=actor().login,
    )


@blueprint.get("/<key>")
@blueprint.get("/<key>/<int:version>")
@needs(SIGNED_IN)
def show(key: str, version: int | None = None) -> ResponseReturnValue:
    """One SOP, the version in force or the one asked for, to read and to print."""
    with site().db.read(actor()) as tx:
        definition = library.definition(tx, key, version)
        life = lives.of(tx, key)
        names = people.shown_names(tx, life.people)
    table = definition.diagram.sop
    return render_template(
        "sop/show.html",
        definition=definition,
        line=life.line(definition.version),
        life=life,
        names=names,
        sop=table,
        sheet=sheet(table) if table else None,
        origin=origin(table) if table else "",
        notes_open="notes" in request.args,
    )


@blueprint.get("/<key>/<int:version>/diagram.bpmn")
@needs(SIGNED_IN)
def diagram(key: str, version: int) -> Response:
    """The BPMN file of a version, for the viewer; with ?download it is saved."""
    answer = make_response(library.xml(site(), actor(), key, version))
    answer.mimetype = "application/xml"
    if "download" in request.args:
        answer.headers["Content-Disposition"] = f'attachment; filename="{key}-v{version}.bpmn"'
    return answer
