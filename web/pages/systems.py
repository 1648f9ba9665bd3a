"""The systems outside: up or down, what is asked of them, what they answered, importing answers by CSV."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import Invalid, NotFound, Problem
from tasks import outages
from tasks.systems import answers, exporting, importing, overview, ways
from tasks.systems.answers import Call
from tasks.systems.importing import Report
from tasks.systems.needs import CODES
from web.pages.system_words import code_name, verdict_badge, way_name
from web.shell import messages
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.office import zone
from web.shell.rights import ADMINISTRATOR, STAFF, SUPERVISOR, needs

blueprint = Blueprint("systems", __name__, url_prefix="/sistem")

_SEE = (SUPERVISOR, ADMINISTRATOR)


@blueprint.get("")
@needs(*_SEE)
def index() -> ResponseReturnValue:
    """Every system: its state, its open calls and last answers."""
    found = overview.all_systems(site(), actor())
    return render_template("systems/index.html", systems=found, **_words())


@blueprint.get("/<system>")
@needs(*_SEE)
def show(system: str) -> ResponseReturnValue:
    """One system with its calls, and the form that imports answers."""
    found = overview.one(site(), actor(), system)
    return render_template("systems/show.html", one=found, columns=importing.columns(system), **_words())


@blueprint.get("/<system>/open.csv")
@needs(*_SEE)
def open_calls(system: str) -> ResponseReturnValue:
    """The open calls as a file to be filled in and imported again."""
    response = make_response(exporting.open_calls(site(), actor(), system))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{system}-open.csv"'
    return response


@blueprint.post("/<system>/import")
@needs(*_SEE)
@again(lambda system: show(system))
def preview(system: str) -> ResponseReturnValue:
    """Show what would become of each row of a file; nothing is stored."""
    text = _file()
    report = importing.preview(site(), actor(), system, text)
    return render_template("systems/report.html", report=report, text=text, lines=_lines(report), **_words())


@blueprint.post("/<system>/import/store")
@needs(*_SEE)
@again(lambda system: show(system))
def store(system: str) -> ResponseReturnValue:
    """Store the rows that were looked at, and show what became of each."""
    report = importing.take(site(), actor(), system, request.form.get("text", ""))
    return render_template("systems/report.html", report=report, text="", lines=_lines(report), **_words())


@blueprint.post("/<system>/down")
@needs(*_SEE)
@again(lambda system: show(system))
def down(system: str) -> ResponseReturnValue:
    """Declare the system down from now on."""
    outages.declare(site(), actor(), system, request.form.get("ticket", ""))
    flash(gettext("The outage has been declared; the clocks stand still."), "ok")
    return redirect(url_for("systems.show", system=system), 303)


@blueprint.post("/<system>/up")
@needs(*_SEE)
@again(lambda system: show(system))
def up(system: str) -> ResponseReturnValue:
    """The system is back."""
    lasting = overview.one(site(), actor(), system).outage
    if lasting is None:
        raise NotFound("outage.unknown")
    outages.end(site(), actor(), lasting.id)
    flash(gettext("The outage has ended; the clocks go on."), "ok")
    return redirect(url_for("systems.show", system=system), 303)


@blueprint.post("/calls/<int:call_id>/answer")
@needs(STAFF, SUPERVISOR)
def answer(call_id: int) -> ResponseReturnValue:
    """Enter by hand what a system answered, on the page of its step."""
    task = answers.enter(site(), actor(), call_id, request.form.get("code", ""), _at())
    flash(gettext("The system's answer has been recorded."), "ok")
    return redirect(url_for("task.show", task_id=task) if task else url_for("inbox.index"), 303)


@blueprint.app_template_global("system_calls")
def calls_of(task_id: int) -> tuple[Call, ...]:
    """The calls of a step, for its page."""
    with site().db.read(actor()) as tx:
        return answers.of_task(tx, task_id)


@blueprint.app_template_global("system_codes")
def codes_of(system: str) -> list[tuple[str, str]]:
    """A system's answers as options."""
    return [(code, code_name(system, code)) for code in CODES[system]]


blueprint.add_app_template_global(code_name, "system_code")
blueprint.add_app_template_global(way_name, "system_way")


def _words() -> dict[str, Any]:
    return {"ways_of": ways.configured(os.environ), "verdict_badge": verdict_badge}


def _lines(report: Report) -> list[tuple[Any, str]]:
    """Each line of a report with what is wrong with it in words."""
    return [(line, messages.of_problem(line.why, {}) if line.why else "") for line in report.lines]


def _file() -> str:
    given = request.files.get("file")
    raw = given.read(importing.LARGEST * 4 + 1) if given else b""
    if not raw.strip():
        raise Invalid("form.invalid", Problem("form.required", "file"))
    return importing.decoded(raw)


def _at() -> datetime | None:
    """When it happened, in the office's zone; None where nobody said."""
    given = request.form.get("at", "").strip()
    if not given:
        return None
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        raise Invalid("form.invalid", Problem("form.format", "at")) from None
    return at if at.tzinfo else at.replace(tzinfo=zone())
