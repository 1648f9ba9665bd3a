"""Reports as they were made: listed, looked at, taken away; a report on screen can be saved as it is now."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import people
from tasks.filing import documents, kinds, saved
from tasks.filing.frame import Question
from tasks.filing.periods import parse
from web.pages import filing_words
from web.pages.audit_scope import tabs
from web.pages.filings import TYPES
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("saved", __name__, url_prefix="/audit/reports/saved")

_MAY = (AUDITOR, SUPERVISOR, PROCESS_OWNER)


@blueprint.get("")
@needs(*_MAY)
def index() -> ResponseReturnValue:
    """Saved reports, newest first, perhaps of one kind."""
    code, after = request.args.get("kind", ""), request.args.get("after", "")
    with site().db.read(actor()) as tx:
        lines, further = saved.listed(tx, code, int(after[:18]) if after.isdecimal() else None)
        names = people.shown_names(tx, {line.made_by for line in lines})
    return render_template(
        "saved/index.html",
        tabs=tabs(None),
        lines=lines,
        further=further,
        kind=code if code in kinds.KINDS else "",
        kinds=[(one, filing_words.name(one)) for one in kinds.KINDS],
        words=filing_words,
        names=names,
    )


@blueprint.post("")
@needs(*_MAY)
def keep() -> ResponseReturnValue:
    """Save a report as it is now."""
    one = kinds.kind(request.form.get("kind", ""))
    question = Question(parse(one.every, request.form.get("period", "")), request.form.get("sop", ""))
    number = saved.keep(site(), actor(), one.code, question)
    flash(gettext("The report is saved as it is now."), "ok")
    return redirect(url_for("saved.show", saved_id=number), 303)


@blueprint.get("/<int:saved_id>")
@needs(*_MAY)
def show(saved_id: int) -> ResponseReturnValue:
    """One saved report: when its figures were read, its digests, whether its bytes are still those."""
    with site().db.read(actor()) as tx:
        one = saved.read(tx, saved_id)
        intact = saved.is_intact(tx, one)
        names = people.shown_names(tx, {one.made_by})
    return render_template(
        "saved/show.html", tabs=tabs(None), one=one, intact=intact, names=names, words=filing_words
    )


@blueprint.get("/<int:saved_id>/file.<format>")
@needs(*_MAY)
def file(saved_id: int, format: str) -> Response:
    """One of its files, byte for byte; the trail says that it was taken out."""
    content = saved.take(site(), actor(), saved_id, format)
    with site().db.read(actor()) as tx:
        one = saved.read(tx, saved_id)
    answer = make_response(content)
    answer.mimetype = TYPES[format]
    name = documents.file_name(one.kind.code, Question(one.period, one.sop))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{saved_id}.{format}"'
    return answer
