"""The decision models: how the office decides, tried out by anybody, published anew by process owners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.deciding import Answer
from engine.decision_models import ModelRefused
from engine.dmn import say
from processes.findings import Finding
from tasks import people
from tasks.decisions import changes as rule_changes
from tasks.decisions import models, sheets, trials
from tasks.decisions.sheets import ModelSheet, Question
from web.pages import decision_change_words
from web.shell.errors import again
from web.shell.i18n import chosen, gettext
from web.shell.identity import actor, site
from web.shell.numbers import asked_number
from web.shell.rights import ADMINISTRATOR, PROCESS_OWNER, SIGNED_IN, needs

blueprint = Blueprint("decisions", __name__, url_prefix="/keputusan")

_PREFIX = "i."  # names of the trial's fields, so that no input of a model meets a field of the page
_LARGEST_FILE = 6_000_000
_LONGEST = 1000


@blueprint.get("")
@needs(SIGNED_IN)
def index() -> ResponseReturnValue:
    """Every model in its newest version."""
    lines = models.list_models(site(), actor())
    laid_out = {line.key: sheets.sheet_of(models.model(site(), actor(), line.key)) for line in lines}
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {line.created_by for line in lines})
    return render_template("decisions/index.html", lines=lines, sheets=laid_out, names=names)


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
    given = _given(sheet.questions, request.form)
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
        fired=_fired(answer),
        known=_known(answer),
        goals=_goals(sheet),
        typed={name: text for name, text in request.form.items() if name.startswith(_PREFIX)},
        findings=[_said(finding) for finding in refused],
    )


def _goals(sheet: ModelSheet) -> list[tuple[str, str]]:
    """The decisions that may be asked; first those no other rests on."""
    rested_on = {name for one in sheet.sheets for name in one.rests_on}
    ordered = sorted(sheet.sheets, key=lambda one: one.name in rested_on)
    return [(one.id, one.name) for one in ordered]


def _fired(answer: Answer | None) -> dict[str, set[int]]:
    """The numbers of the rules that applied, by table."""
    found: dict[str, set[int]] = {}
    for rule in answer.rules if answer else ():
        found.setdefault(rule.table, set()).add(rule.number)
    return found


def _known(answer: Answer | None) -> dict[str, list[Any]]:
    """What each table's columns were told, by table."""
    return {
        table["owner"]: [column["value"] for column in table["inputs"]]
        for table in (answer.tables if answer else ())
    }


def _given(questions: tuple[Question, ...], form: Mapping[str, str]) -> dict[str, Any]:
    """The answers typed, each of the question's own type where it can be read; the model judges the rest."""
    typed = ((one, form.get(_PREFIX + one.name, "").strip()[:_LONGEST]) for one in questions)
    return {one.name: _value(one.type, text) for one, text in typed if text}


def _value(type_: str, text: str) -> Any:
    if type_ == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if type_ in ("integer", "long", "number", "double"):
        digits = text.replace(",", ".", 1)
        try:
            return int(digits) if digits.lstrip("-").isdecimal() else float(digits)
        except (ValueError, OverflowError):
            return text
    return text


def _said(finding: Finding) -> dict[str, Any]:
    words = say(finding, chosen())
    return {
        "severity": finding.severity,
        "line": finding.line,
        "name": finding.name or finding.element,
        "message": f"{words.wrong} {words.todo}",
    }
