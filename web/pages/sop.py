"""SOPs in force: the list, and each one's diagram, official table, identity and versions."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import library, new_sops, people
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
        fresh = new_sops.of_mine(tx)
        names |= people.shown_names(tx, reviews.people(waiting))
    origins = {key: origin(table) if table else "" for key, table in tables.items()}
    return render_template(
        "sop/index.html",
        lines=lines,
        tables=tables,
        origins=origins,
        names=names,
        waiting=waiting,
        fresh=fresh,
        login=actor().login,
    )


@blueprint.get("/<key>")
@blueprint.get("/<key>/<int:version>")
@needs(SIGNED_IN)
def show(key: str, version: int | None = None) -> ResponseReturnValue:
    """One SOP, the version in force or the one asked for, to read and to print; one's own new one in the editor."""
    with site().db.read(actor()) as tx:
        if new_sops.is_new(tx, key):
            return redirect(url_for("studio.edit", key=key), 303)
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
