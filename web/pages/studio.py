"""The process owner's editor: a draft of an SOP, checked and saved while it is drawn, then published."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from engine.definitions import DeployRefused
from engine.refusals import Conflict
from processes.findings import Finding
from processes.lint.messages import say
from tasks import library, new_sops, sop_drafts
from tasks.library import Seen
from tasks.versions import reviewing, reviews
from web.pages import life_words
from web.pages.editor_facts import facts
from web.shell.errors import again, problem_json
from web.shell.headers import with_style_attributes
from web.shell.i18n import chosen, gettext
from web.shell.identity import actor, site
from web.shell.rights import PROCESS_OWNER, needs

blueprint = Blueprint("studio", __name__, url_prefix="/studio")


@blueprint.get("/<key>")
@needs(PROCESS_OWNER)
def edit(key: str) -> ResponseReturnValue:
    """The editor on the person's draft; without one, the page that offers to begin it."""
    with site().db.read(actor()) as tx:
        newest = new_sops.base_of(tx, key)
        draft = sop_drafts.mine(tx, key) if key in sop_drafts.dates_of_mine(tx) else None
        review_required, sent = reviews.is_required(tx), reviews.mine(tx, key)
    if draft is None:
        return render_template("studio/begin.html", newest=newest)
    refusal = g.get("refusal")
    findings = [_said(one) for one in refusal.findings] if isinstance(refusal, DeployRefused) else []
    page = render_template(
        "studio/edit.html",
        newest=newest,
        draft=draft,
        findings=findings,
        facts=facts(),
        review_required=review_required,
        sent=sent,
    )
    return with_style_attributes(make_response(page))


@blueprint.post("/<key>")
@needs(PROCESS_OWNER)
@again(edit)
def begin(key: str) -> ResponseReturnValue:
    """Begin a draft from the version in force; one that stands is gone on with."""
    sop_drafts.open_draft(site(), actor(), key)
    return redirect(url_for("studio.edit", key=key), 303)


@blueprint.get("/<key>/draft")
@needs(PROCESS_OWNER)
def draft(key: str) -> Response:
    """The draft's BPMN file, its revision in ETag; with ?download it is saved."""
    with site().db.read(actor()) as tx:
        mine = sop_drafts.mine(tx, key)
    answer = make_response(mine.xml)
    answer.mimetype = "application/xml"
    answer.headers["ETag"] = f'"{mine.revision}"'
    answer.headers["Cache-Control"] = "no-store"
    if "download" in request.args:
        answer.headers["Content-Disposition"] = f'attachment; filename="{key}-draf.bpmn"'
    return answer


@blueprint.route("/<key>/draft", methods=["PUT", "POST"])
@needs(PROCESS_OWNER)
def save(key: str) -> ResponseReturnValue:
    """Keep the edited file: {"revision", "findings"}; 409 with the present revision when another window saved."""
    revision = request.headers.get("If-Match", "").strip('W/" ')
    if not revision.isdecimal():
        return problem_json(428, "revision", gettext("Name the revision you began from (If-Match)."))
    try:
        saved = sop_drafts.save_draft(site(), actor(), key, request.get_data(), int(revision))
    except Conflict as refusal:  # the editor asks the person, and needs the present revision for that
        return jsonify(revision=refusal.values.get("revision")), 409
    except DeployRefused as refused:
        return jsonify(revision=int(revision), findings=[_said(f) for f in refused.findings]), 422
    answer = jsonify(revision=saved.revision, findings=[_said(finding) for finding in saved.findings])
    answer.headers["ETag"] = f'"{saved.revision}"'
    return answer


@blueprint.post("/<key>/lint")
@needs(PROCESS_OWNER)
def lint(key: str) -> ResponseReturnValue:
    """Every finding of the file sent; nothing is stored."""
    findings = library.check(site(), actor(), request.get_data())
    return jsonify(key=key, findings=[_said(finding) for finding in findings])


@blueprint.post("/<key>/submit")
@needs(PROCESS_OWNER)
@again(edit)
def submit(key: str) -> ResponseReturnValue:
    """Send the draft to others, with a note that says why."""
    note, seen = (request.form.get(name, "") for name in ("note", "revision"))
    sent = reviewing.submit(site(), actor(), key, note, _number(seen))
    flash(gettext("Sent to review."), "ok")
    return redirect(url_for("reviews.show", key=key, review_id=sent.id), 303)


@blueprint.post("/<key>/publish")
@needs(PROCESS_OWNER)
@again(edit)
def publish(key: str) -> ResponseReturnValue:
    """Make the draft the next version, with a note that says why."""
    note, over, seen, on = (request.form.get(name, "") for name in ("note", "over", "revision", "effective"))
    made = library.publish(site(), actor(), key, note, Seen(_number(over), _number(seen), on))
    flash(life_words.published(made), "ok")
    return redirect(url_for("sop.show", key=key), 303)


@blueprint.post("/<key>/discard")
@needs(PROCESS_OWNER)
@again(edit)
def discard(key: str) -> ResponseReturnValue:
    """Throw the draft away."""
    with site().db.read(actor()) as tx:
        was_new = new_sops.is_new(tx, key)
    library.discard_draft(site(), actor(), key)
    flash(gettext("The draft has been thrown away."), "ok")
    return redirect(url_for("sop.index") if was_new else url_for("sop.show", key=key), 303)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _said(finding: Finding) -> dict[str, Any]:
    """A finding in the reader's words, as the editor shows it at its element."""
    words = say(finding, chosen())
    return {
        "element": finding.element,
        "name": finding.name,
        "line": finding.line,
        "severity": finding.severity,
        "key": finding.key,
        "field": finding.values.get("field"),
        "constraint": finding.values.get("constraint"),
        "message": f"{words.wrong} {words.todo}",
    }
