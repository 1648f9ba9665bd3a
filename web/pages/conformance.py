"""Conformance: the cases of an SOP against the version each ran under or against another, and one case's own story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from tasks import people
from tasks.conformance import export, report, story
from tasks.conformance.deviations import Deviation, Kind
from tasks.conformance.history import State
from tasks.conformance.report import Conformance, Question
from tasks.conformance.story import Story
from tasks.reports import csv, xlsx
from web.pages import applicant_words, told
from web.pages import conformance_words as words
from web.pages.audit_scope import Chosen, chosen, page, tabs
from web.shell.formatting import number
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, SUPERVISOR, needs

blueprint = Blueprint("conformance", __name__, url_prefix="/audit")

_MADE = {"csv": (csv.lines, csv.MEDIA), "xlsx": (xlsx.chunks, xlsx.MEDIA)}
_FREE_TEXT = ("comment.written", "attachment.added", "attachment.removed")  # may name the applicant


@blueprint.get("/conformance")
@needs(AUDITOR, SUPERVISOR)
def index() -> ResponseReturnValue:
    """What deviates in the period: by kind, by step, and the cases one by one."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    question = _question(wanted)
    found = report.conformance(site(), actor(), question, page())
    shown = [kind for kind in found.kinds if any(kind in line.times for line in found.steps)]
    return render_template(
        "audit/conformance.html",
        wanted=wanted,
        tabs=tabs(wanted),
        question=question,
        found=found,
        words=words,
        shown=shown,
        headings=[(words.kind_name(kind), "num") for kind in shown],
        names=_names(_logins(found)),
        more={"against": question.against, "kind": question.kind or None, "state": question.state or None},
    )


@blueprint.get("/conformance/marks")
@needs(AUDITOR, SUPERVISOR)
def marks() -> Response:
    """What the viewer draws on the diagram: how many deviations there were at each step."""
    wanted = chosen()
    if wanted is None:
        raise NotFound("definition.unknown")
    found = report.conformance(site(), actor(), replace(_question(wanted), kind="", state=""))
    return jsonify(
        [
            {"element": line.element, "state": "finding", "text": f"{number(sum(line.times.values()))}×"}
            for line in found.steps
        ]
    )


@blueprint.get("/conformance.csv")
@needs(AUDITOR, SUPERVISOR)
def as_csv() -> ResponseReturnValue:
    """Every deviation of the cases listed, as text."""
    return _download("csv")


@blueprint.get("/conformance.xlsx")
@needs(AUDITOR, SUPERVISOR)
def as_xlsx() -> ResponseReturnValue:
    """Every deviation of the cases listed, as a workbook."""
    return _download("xlsx")


@blueprint.get("/conformance/cases/<int:instance_id>")
@needs(AUDITOR, SUPERVISOR)
def show(instance_id: int) -> ResponseReturnValue:
    """One request's story with each deviation at its moment, and its steps beside those of the version."""
    key = request.args.get("sop", "")[:200] or None
    found = story.story(site(), actor(), instance_id, key, _number("against"))
    logins = {event.actor for event in found.events} | _people(found.deviations)
    logins |= {line.who for one in found.passages for line in one.lines or ()}
    names = applicant_words.named(_names(logins), found.events)
    return render_template(
        "audit/conformance_case.html",
        found=found,
        against=_number("against"),
        tabs=tabs(chosen()),
        words=words,
        names=names,
        marked=_marked(found, names),
        history=_history(found, names),
    )


def _question(wanted: Chosen) -> Question:
    against, kind = _number("against"), request.args.get("kind", "")
    state = request.args.get("state", "")
    return Question(
        replace(wanted.scope),
        against if against in wanted.versions else None,
        kind if kind in {*Kind, "any"} else "",
        state if state in (State.OPEN, State.ENDED) else "",
    )


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _download(ending: str) -> Response:
    wanted = chosen()
    if wanted is None:
        raise NotFound("definition.unknown")
    made, media = _MADE[ending]
    taken = export.deviations(site(), actor(), _question(wanted), words.kind_name)
    answer = Response(stream_with_context(made(site(), actor(), taken, words.column)), mimetype=media)
    name = f"{wanted.scope.definition_key}-conformance-{wanted.first}-{wanted.last}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _history(found: Story, names: dict[str, str]) -> list[dict[str, Any]]:
    """The timeline with the deviations in it, each after what happened at its instant."""
    plain = told.of_case((one for one in found.events if one.kind not in _FREE_TEXT), names, found.key)
    return sorted([*plain, *_marked(found, names)], key=lambda line: line["at"])


def _marked(found: Story, names: dict[str, str]) -> list[dict[str, Any]]:
    return [words.told(one, found.names.get(one.element), names) for one in found.deviations]


def _logins(found: Conformance) -> set[str]:
    shown = {login for one in found.versions for login in (one.published_by, one.author, one.approved_by)}
    return {login for login in shown if login}


def _people(deviations: Iterable[Deviation]) -> set[str]:
    return {login for one in deviations for login in (one.who, one.other) if login}


def _names(logins: Iterable[str]) -> dict[str, str]:
    wanted = set(logins)
    with site().db.read(actor()) as tx:
        return applicant_words.called(people.shown_names(tx, wanted), wanted)
