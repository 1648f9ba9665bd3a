"""The decision models: how the office decides, tried out by anybody, published anew by process owners."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.deciding import Answer
from engine.decision_models import ModelRefused
from tasks import people
from tasks.decisions import changes as rule_changes
from tasks.decisions import drafts, models, sheets, trials
from web.pages import decision_change_words, decision_trial
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.numbers import asked_number
from web.shell.rights import ADMINISTRATOR, PROCESS_OWNER, SIGNED_IN, needs

blueprint = Blueprint("decisions", __name__, url_prefix="/keputusan")

_LARGEST_FILE = 6_000_000


@blueprint.get("")
@needs(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Every model in its newest version."""
    lines = models.list_models(site(), actor())
    laid_out = {line.key: sheets.sheet_of(models.model(site(), actor(), line.key)) for line in lines}
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {line.created_by for line in lines})
        begun = drafts.new_of_mine(tx)
    return render_template("decisions/index.html", lines=lines, sheets=laid_out, names=names, begun=begun)


@blueprint.post("")
@needs(PROCESS_OWNER)
@again(index)
def create() -> ResponseReturnValue:
    """Begin a draft of a wholly new model."""
    key = request.form.get("key", "").strip()
    drafts.begin_new(site(), actor(), key, request.form.get("name", ""))
    return redirect(url_for("drafting.index", model=key), 303)


@blueprint.get("/<model>")
@blueprint.get("/<model>/<int:version>")
@needs(SIGNED_IN)
def show(model: str, version: int | None = None) -> ResponseReturnValue:
    """One model, its newest version or the one asked for: tables, trial, versions."""
    return _page(model, version, None)


@blueprint.get("/<model>/changes")
@needs(SIGNED_IN)
def changes(model: str) -> ResponseReturnValue:
    """What changed between two versions, rule by rule; without a choice the newest and the one before it."""
    found = rule_changes.between(site(), actor(), model, asked_number("from"), asked_number("to"))
    return render_template(
        "decisions/changes.html",
        told=decision_change_words.told(found),
        versions=models.versions(site(), actor(), model),
    )


@blueprint.post("/<model>/<int:version>/coba")
@needs(SIGNED_IN)
@again(show)
def attempt(model: str, version: int) -> ResponseReturnValue:
    """Ask the model what was typed; nothing is kept."""
    sheet = sheets.sheet_of(models.model(site(), actor(), model, version))
    given = decision_trial.given(sheet.questions, request.form)
    decision = request.form.get("decision", "")[:200]
    return _page(model, version, trials.evaluate(site(), actor(), model, decision, given, version))


@blueprint.post("/<model>/terbit")
@needs(PROCESS_OWNER, ADMINISTRATOR)
@again(show)
def publish(model: str) -> ResponseReturnValue:
    """Publish the file sent as the model's next version; what is wrong with it is shown on the page."""
    sent = request.files.get("file")
    content = sent.stream.read(_LARGEST_FILE + 1) if sent else b""
    seen = request.form.get("seen", "")
    made = models.publish_file(
        site(),
        actor(),
        content,
        request.form.get("note", ""),
        key=model,
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
    )
    flash(
        gettext("Version %(version)s is in force. Questions asked from now on use it.", version=made.version),
        "ok",
    )
    return redirect(url_for("decisions.show", model=model), 303)


@blueprint.get("/<model>/<int:version>/model.dmn")
@needs(SIGNED_IN)
def file(model: str, version: int) -> Response:
    """The DMN file of a version, to be saved and edited."""
    answer = make_response(models.xml(site(), actor(), model, version))
    answer.mimetype = "application/xml"
    answer.headers.set("Content-Disposition", "attachment", filename=f"{model}-v{version}.dmn")
    return answer


def _page(key: str, version: int | None, answer: Answer | None) -> ResponseReturnValue:
    sheet = sheets.sheet_of(models.model(site(), actor(), key, version))
    versions = models.versions(site(), actor(), key)
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {line.created_by for line in versions})
    refusal = g.get("refusal")
    refused = refusal.findings if isinstance(refusal, ModelRefused) else ()
    return render_template(
        "decisions/show.html",
        sheet=sheet,
        versions=versions,
        names=names,
        answer=answer,
        fired=decision_trial.fired(answer),
        known=decision_trial.known(answer),
        goals=decision_trial.goals(sheet),
        typed=decision_trial.typed(request.form),
        findings=[decision_trial.said(finding) for finding in refused],
    )
