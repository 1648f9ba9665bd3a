"""Evidence packs: the cases of a period, or one case, as a file an auditor verifies on a computer of their own."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from tasks.evidence import checking, pack
from tasks.evidence.pack import Pack
from tasks.evidence.scope import PURPOSES, Purpose
from web.pages import instance
from web.pages.audit_scope import chosen, tabs
from web.shell import i18n
from web.shell.errors import again
from web.shell.i18n import LOCALES, gettext, mark
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, SUPERVISOR, needs

blueprint = Blueprint("evidence", __name__, url_prefix="/audit/evidence")

_PURPOSES = {
    "zi_wbk": mark("ZI/WBK assessment"),
    "pekppp": mark("PEKPPP monitoring"),
    "ombudsman": mark("Check by the Ombudsman"),
    "lain": mark("Other"),
}


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {"pack_purposes": lambda: [(code, gettext(_PURPOSES[code])) for code in PURPOSES]}


@blueprint.get("")
@needs(AUDITOR, SUPERVISOR)
def index() -> ResponseReturnValue:
    """The form for a period, and how a pack is verified."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    with site().db.read(actor()) as tx:
        fingerprint = pack.fingerprint(tx)
    return render_template("evidence/index.html", wanted=wanted, tabs=tabs(wanted), fingerprint=fingerprint)


@blueprint.post("")
@needs(AUDITOR, SUPERVISOR)
@again(lambda: index())
def of_period() -> ResponseReturnValue:
    """The pack of the cases that began in a period."""
    wanted = chosen(request.form)
    if wanted is None:
        raise NotFound("definition.unknown")
    return _sent(pack.of_period(site(), actor(), wanted.scope, _purpose()))


@blueprint.post("/requests/<int:instance_id>")
@needs(AUDITOR, SUPERVISOR)
@again(lambda instance_id: instance.show(instance_id))
def of_case(instance_id: int) -> ResponseReturnValue:
    """The pack of one case."""
    return _sent(pack.of_case(site(), actor(), instance_id, _purpose()))


@blueprint.post("/verify")
@needs(AUDITOR, SUPERVISOR)
@again(lambda: index())
def verify() -> ResponseReturnValue:
    """A pack that is sent is verified by the program every pack holds; nothing of it is kept."""
    sent = request.files.get("pack")
    answer = checking.check(actor(), sent.stream if sent else BytesIO(), request.form.get("key", ""))
    place = LOCALES.index(i18n.chosen())
    lines = [(said[place], said[0].startswith("SALAH")) for said in answer.lines]
    return render_template("evidence/verified.html", tabs=tabs(None), code=answer.code, lines=lines)


def _purpose() -> Purpose:
    return Purpose(request.form.get("purpose", ""), request.form.get("note", "").strip())


def _sent(made: Pack) -> Response:
    answer = Response(stream_with_context(made.content), mimetype=pack.MEDIA)
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer
