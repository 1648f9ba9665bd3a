"""Scenarios: what an SOP must lead to, played on every change; failing ones keep it from being published."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from processes.lint.messages import say
from tasks.sandbox import from_case, judging, plays, scenario_files, scenarios
from tasks.sandbox.judging import Judged, Judgement
from web.pages import scenario_words
from web.shell.errors import again
from web.shell.i18n import chosen, gettext, ngettext
from web.shell.identity import actor, site
from web.shell.rights import PROCESS_OWNER, needs

blueprint = Blueprint("scenarios", __name__, url_prefix="/studio/<key>/scenarios")


@blueprint.get("")
@needs(PROCESS_OWNER)
def index(key: str) -> ResponseReturnValue:
    """Every scenario with what came of it on the draft, or with ?of=force on the version in force."""
    found = judging.judge(site(), actor(), key, _source())
    return render_template(
        "scenarios/index.html",
        key=key,
        found=found,
        source=_source(),
        findings=[say(finding, chosen()) for finding in found.findings],
        told={one.scenario.id: scenario_words.sentences(one) for one in found.judged},
    )


@blueprint.get("/summary")
@needs(PROCESS_OWNER)
def summary(key: str) -> ResponseReturnValue:
    """How many pass on the draft as saved: a part of the editor's page, fetched after it is shown."""
    if "HX-Request" not in request.headers:
        return redirect(url_for("scenarios.index", key=key), 303)
    found = judging.judge(site(), actor(), key)
    return render_template("scenarios/summary.html", key=key, found=found)


@blueprint.post("")
@needs(PROCESS_OWNER)
@again(index)
def create(key: str) -> ResponseReturnValue:
    """Keep the person's play as a scenario."""
    number = judging.record(site(), actor(), key, _text("name"), _text("description"))
    flash(gettext("The scenario is saved. It is played before every publishing from now on."), "ok")
    return redirect(url_for("scenarios.show", key=key, scenario_id=number), 303)


@blueprint.post("/case")
@needs(PROCESS_OWNER)
@again(index)
def make(key: str) -> ResponseReturnValue:
    """Make a scenario of a real request, without anything that tells who it was about."""
    number = from_case.make(site(), actor(), key, _text("case"), _text("case_name"))
    flash(gettext("The scenario is made. Names, numbers and texts are neutral values."), "ok")
    return redirect(url_for("scenarios.show", key=key, scenario_id=number), 303)


@blueprint.get("/export")
@needs(PROCESS_OWNER)
def export(key: str) -> Response:
    """All scenarios as one YAML file."""
    with site().db.read(actor()) as tx:
        content = scenario_files.write(key, scenarios.of_sop(tx, key))
    answer = make_response(content)
    answer.mimetype = "application/yaml"
    answer.headers.set("Content-Disposition", "attachment", filename=f"{key}.scenarios.yaml")
    return answer


@blueprint.post("/import")
@needs(PROCESS_OWNER)
@again(index)
def take(key: str) -> ResponseReturnValue:
    """Take scenarios from a file."""
    sent = request.files.get("file")
    count = judging.take_file(site(), actor(), key, sent.read() if sent else b"")
    flash(ngettext("%(num)d scenario was taken over.", "%(num)d scenarios were taken over.", count), "ok")
    return redirect(url_for("scenarios.index", key=key), 303)


@blueprint.get("/<int:scenario_id>")
@needs(PROCESS_OWNER)
def show(key: str, scenario_id: int) -> ResponseReturnValue:
    """One scenario: what is expected, what came, and what differs."""
    found, one = judging.judge_one(site(), actor(), key, scenario_id, _source())
    return render_template("scenarios/show.html", **_shown(key, found, one))


@blueprint.post("/<int:scenario_id>/change")
@needs(PROCESS_OWNER)
@again(show)
def change(key: str, scenario_id: int) -> ResponseReturnValue:
    """Another name and description."""
    scenarios.change(site(), actor(), _seen(key, scenario_id), _text("name"), _text("description"))
    flash(gettext("Saved."), "ok")
    return _back(key, scenario_id)


@blueprint.post("/<int:scenario_id>/expect")
@needs(PROCESS_OWNER)
@again(show)
def expect(key: str, scenario_id: int) -> ResponseReturnValue:
    """Other deadlines, or another end, as typed."""
    scenario = _seen(key, scenario_id)
    wanted = scenario_words.expectations(scenario, request.form)
    scenarios.expect(site(), actor(), scenario, wanted, _text("reason"))
    flash(gettext("The expectation is changed."), "ok")
    return _back(key, scenario_id)


@blueprint.post("/<int:scenario_id>/accept")
@needs(PROCESS_OWNER)
@again(show)
def accept(key: str, scenario_id: int) -> ResponseReturnValue:
    """Expect from now on what came."""
    _, one = judging.judge_one(site(), actor(), key, scenario_id, _source())
    judging.accept(site(), actor(), one, _text("reason"), _revision())
    flash(gettext("The new result is the expectation now."), "ok")
    return _back(key, scenario_id)


@blueprint.post("/<int:scenario_id>/play")
@needs(PROCESS_OWNER)
@again(show)
def play(key: str, scenario_id: int) -> ResponseReturnValue:
    """Take the scenario into the person's play, to go on from there."""
    with site().db.read(actor()) as tx:
        scenario = scenarios.read(tx, key, scenario_id)
    plays.take_over(site(), actor(), key, scenario.begins_at, scenario.commands)
    return redirect(url_for("play.index", key=key), 303)


@blueprint.post("/<int:scenario_id>/delete")
@needs(PROCESS_OWNER)
@again(show)
def delete(key: str, scenario_id: int) -> ResponseReturnValue:
    """Delete the scenario."""
    with site().db.read(actor()) as tx:
        scenario = scenarios.read(tx, key, scenario_id)
    scenarios.delete(site(), actor(), scenario)
    flash(gettext("The scenario is deleted."), "ok")
    return redirect(url_for("scenarios.index", key=key), 303)


def _shown(key: str, found: Judgement, one: Judged) -> dict[str, Any]:
    return {
        "key": key,
        "found": found,
        "scenario": one.scenario,
        "result": one.result,
        "told": scenario_words.sentences(one),
        "filled": scenario_words.filled(one.result),
        "rows": scenario_words.rows(one),
        "ends": found.ends,
        "source": _source(),
    }


def _seen(key: str, number: int) -> scenarios.Scenario:
    with site().db.read(actor()) as tx:
        return scenarios.seen(tx, key, number, _revision())


def _back(key: str, number: int) -> ResponseReturnValue:
    return redirect(url_for("scenarios.show", key=key, scenario_id=number), 303)


def _source() -> str:
    return plays.FORCE if request.args.get("of") == plays.FORCE else plays.DRAFT


def _text(name: str) -> str:
    return request.form.get(name, "")


def _revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1
