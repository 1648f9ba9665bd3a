"""Editing a decision model in the page: a draft, checked and saved while it is drawn, tried out, then published."""

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

from engine.deciding import Answer
from engine.decision_models import ModelRefused
from engine.refusals import Conflict
from tasks.decisions import changes as rule_changes
from tasks.decisions import drafts, models, sheets
from tasks.decisions.drafts import Checked, SeenModel
from web.pages import decision_change_words, decision_trial
from web.shell.errors import again, problem_json
from web.shell.headers import with_style_attributes
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.messages import of_problem
from web.shell.numbers import whole_number
from web.shell.rights import PROCESS_OWNER, needs

blueprint = Blueprint("drafting", __name__, url_prefix="/keputusan/<model>/draf")


@blueprint.get("")
@needs(PROCESS_OWNER)
def index(model: str) -> ResponseReturnValue:
    """The editor on the person's draft; without one, the page that offers to begin it."""
    with site().db.read(actor()) as tx:
        newest = drafts.base_of(tx, model)
        draft = drafts.mine(tx, model) if model in drafts.dates_of_mine(tx) else None
    if draft is None:
        return render_template("decisions/begin.html", newest=newest)
    refusal = g.get("refusal")
    refused = refusal.findings if isinstance(refusal, ModelRefused) else ()
    findings = [decision_trial.said(finding) for finding in refused]
    page = render_template("decisions/edit.html", newest=newest, draft=draft, findings=findings)
    return with_style_attributes(make_response(page))


@blueprint.post("")
@needs(PROCESS_OWNER)
@again(index)
def begin(model: str) -> ResponseReturnValue:
    """Begin a draft from the newest version; one that stands is gone on with."""
    drafts.open_draft(site(), actor(), model)
    return redirect(url_for("drafting.index", model=model), 303)


@blueprint.get("/model.dmn")
@needs(PROCESS_OWNER)
def file(model: str) -> Response:
    """The draft's DMN file, its revision in ETag; with ?download it is saved."""
    with site().db.read(actor()) as tx:
        mine = drafts.mine(tx, model)
    answer = make_response(mine.xml)
    answer.mimetype = "application/xml"
    answer.headers["ETag"] = f'"{mine.revision}"'
    answer.headers["Cache-Control"] = "no-store"
    if "download" in request.args:
        answer.headers.set("Content-Disposition", "attachment", filename=f"{model}-draf.dmn")
    return answer


@blueprint.post("/model.dmn")
@needs(PROCESS_OWNER)
def save(model: str) -> ResponseReturnValue:
    """Keep the edited file: {"revision", "findings"}; 409 with the present revision when another window saved."""
    revision = request.headers.get("If-Match", "").strip('W/" ')
    if not revision.isdecimal():
        return problem_json(428, "revision", gettext("Name the revision you began from (If-Match)."))
    try:
        saved = drafts.save_draft(site(), actor(), model, request.get_data(), int(revision))
    except Conflict as refusal:  # the editor asks the person, and needs the present revision for that
        return jsonify(revision=refusal.values.get("revision")), 409
    except ModelRefused as refused:
        return jsonify(revision=int(revision), findings=_all_said(Checked(refused.findings))), 422
    answer = jsonify(revision=saved.revision, findings=_all_said(saved.checked))
    answer.headers["ETag"] = f'"{saved.revision}"'
    return answer


@blueprint.post("/periksa")
@needs(PROCESS_OWNER)
def lint(model: str) -> ResponseReturnValue:
    """Every finding of the file sent; nothing is stored."""
    return jsonify(key=model, findings=_all_said(drafts.check(site(), actor(), model, request.get_data())))


@blueprint.get("/perubahan")
@needs(PROCESS_OWNER)
def changes(model: str) -> ResponseReturnValue:
    """The draft against the version it began from, rule by rule."""
    found = rule_changes.of_draft(site(), actor(), model)
    told = decision_change_words.told(found) if found else None
    with site().db.read(actor()) as tx:
        newest = drafts.base_of(tx, model)
    return render_template("decisions/draft_changes.html", told=told, newest=newest)


@blueprint.get("/coba")
@needs(PROCESS_OWNER)
def trial(model: str) -> ResponseReturnValue:
    """The draft's tables and the form that asks them."""
    return _trial(model, None)


@blueprint.post("/coba")
@needs(PROCESS_OWNER)
@again(trial)
def attempt(model: str) -> ResponseReturnValue:
    """Ask the draft what was typed; nothing is kept."""
    with site().db.read(actor()) as tx:
        sheet = sheets.sheet_of(drafts.compiled(tx, model))
    given = decision_trial.given(sheet.questions, request.form)
    decision = request.form.get("decision", "")[:200]
    return _trial(model, drafts.attempt(site(), actor(), model, decision, given))


@blueprint.post("/terbit")
@needs(PROCESS_OWNER)
@again(index)
def publish(model: str) -> ResponseReturnValue:
    """Make the draft the model's next version, with a note that says why."""
    note, over, seen = (request.form.get(name, "") for name in ("note", "over", "revision"))
    made = drafts.publish_draft(
        site(), actor(), model, note, SeenModel(whole_number(over), whole_number(seen))
    )
    flash(
        gettext("Version %(version)s is in force. Questions asked from now on use it.", version=made.version),
        "ok",
    )
    return redirect(url_for("decisions.show", model=model), 303)


@blueprint.post("/buang")
@needs(PROCESS_OWNER)
@again(index)
def discard(model: str) -> ResponseReturnValue:
    """Throw the draft away."""
    drafts.discard_draft(site(), actor(), model)
    flash(gettext("The draft has been thrown away."), "ok")
    known = models.versions(site(), actor(), model)
    return redirect(url_for("decisions.show", model=model) if known else url_for("decisions.index"), 303)


def _trial(key: str, answer: Answer | None) -> str:
    with site().db.read(actor()) as tx:
        draft, newest = drafts.mine(tx, key), drafts.base_of(tx, key)
        found = drafts.readable(tx, key)
    sheet = sheets.sheet_of(found) if found else None
    return render_template(
        "decisions/draft_trial.html",
        draft=draft,
        newest=newest,
        sheet=sheet,
        answer=answer,
        fired=decision_trial.fired(answer),
        known=decision_trial.known(answer),
        goals=decision_trial.goals(sheet) if sheet else [],
        typed=decision_trial.typed(request.form),
    )


def _all_said(checked: Checked) -> list[dict[str, Any]]:
    """Findings as the editor shows them; steps that would miss a decision stand for the whole file."""
    missed = [
        {
            "element": "",
            "severity": "error",
            "name": one.values["sop"],
            "message": of_problem(one.key, one.values),
        }
        for one in checked.missed
    ]
    return [*missed, *(decision_trial.said(finding) for finding in checked.findings)]
