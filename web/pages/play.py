"""Play: the process owner tries an SOP out on a copy of the office, with a clock that can be moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import Recorded
from processes.lint.messages import say
from tasks import billing
from tasks.form_files import FILE
from tasks.sandbox import commands, plays, samples, shown
from tasks.sandbox.commands import Command
from tasks.sandbox.shown import Look, TaskLook
from web.pages import play_words, posted
from web.shell import messages
from web.shell.errors import again
from web.shell.i18n import chosen
from web.shell.identity import actor, site
from web.shell.rights import PROCESS_OWNER, needs

blueprint = Blueprint("play", __name__, url_prefix="/studio/<key>/play")


@blueprint.get("")
@needs(PROCESS_OWNER)
def index(key: str) -> ResponseReturnValue:
    """The play as it stands."""
    return _page(key, shown.look(site(), actor(), key))


@blueprint.post("/begin")
@needs(PROCESS_OWNER)
@again(index)
def begin(key: str) -> ResponseReturnValue:
    """Begin a case with the real start form."""
    found = shown.look(site(), actor(), key).shown
    wanted = {one.key: one.diagram.start_fields for one in found.beginnings} if found else {}
    sop = request.form.get("sop", key)
    given = posted.fields(wanted.get(sop, ()), request.form)
    return _done(key, Command(commands.START, sop, given=given))


@blueprint.get("/<int:case>/<element>")
@needs(PROCESS_OWNER)
def task(key: str, case: int, element: str) -> ResponseReturnValue:
    """The real form of an open task."""
    return _task_page(key, shown.look_at_task(site(), actor(), key, case, element))


@blueprint.post("/<int:case>/<element>")
@needs(PROCESS_OWNER)
@again(task)
def complete(key: str, case: int, element: str) -> ResponseReturnValue:
    """Do the task as typed: begin it if nobody has, let its minutes pass, complete it."""
    found = shown.look_at_task(site(), actor(), key, case, element)
    form = found.view.form.form
    files = {one.id: commands.SAMPLE for one in form.fields if one.type == FILE and request.form.get(one.id)}
    given = posted.variables(form, request.form) | files
    return _done(key, *_work(found, given, request.form.get("minutes", "")))


@blueprint.post("/<int:case>/<element>/quick")
@needs(PROCESS_OWNER)
@again(lambda key, case, element: index(key))
def quick(key: str, case: int, element: str) -> ResponseReturnValue:
    """Do the task with sample values and the answer pressed."""
    found = shown.look_at_task(site(), actor(), key, case, element)
    form, officers = found.view.form.form, found.view.form.officers
    given = samples.filled(form, officers, found.now, request.form.get("choice") or None)
    return _done(key, *_work(found, given, str(play_words.usual_minutes(found.standard))))


@blueprint.post("/<int:case>/<element>/<verb>")
@needs(PROCESS_OWNER)
@again(lambda key, case, element, verb: index(key))
def act(key: str, case: int, element: str, verb: str) -> ResponseReturnValue:
    """Begin a task, pause it or go on with it."""
    given = {"reason": request.form.get("reason", "")} if verb == commands.PAUSE else {}
    known = verb if verb in (commands.BEGIN, commands.PAUSE, commands.RESUME) else commands.BEGIN
    return _done(key, Command(known, element, case, given))


@blueprint.post("/<int:case>/messages/<name>")
@needs(PROCESS_OWNER)
@again(lambda key, case, name: index(key))
def message(key: str, case: int, name: str) -> ResponseReturnValue:
    """What a case waits for has happened."""
    fields = ("csrf_token", "revision")
    given = {one: text for one, text in request.form.items() if one not in fields and text.strip()}
    return _done(key, Command(commands.MESSAGE, name, case, given))


@blueprint.post("/clock")
@needs(PROCESS_OWNER)
@again(index)
def clock(key: str) -> ResponseReturnValue:
    """Move the clock forward."""
    return _done(key, Command(commands.CLOCK, request.form.get("to", "").strip() or "0"))


@blueprint.post("/undo")
@needs(PROCESS_OWNER)
@again(index)
def undo(key: str) -> ResponseReturnValue:
    """Take the last thing back, or all after the first few."""
    left = request.form.get("left", "")
    plays.undo(site(), actor(), key, _revision(), int(left) if left.isdecimal() and len(left) < 5 else None)
    return redirect(url_for("play.index", key=key), 303)


@blueprint.post("/restart")
@needs(PROCESS_OWNER)
@again(index)
def restart(key: str) -> ResponseReturnValue:
    """Begin anew, on the draft or on the version in force."""
    plays.restart(site(), actor(), key, request.form.get("source", ""), request.form.get("begins", ""))
    return redirect(url_for("play.index", key=key), 303)


@blueprint.get("/diagram")
@needs(PROCESS_OWNER)
def diagram(key: str) -> Response:
    """The BPMN file that is played, or with ?sop= that of an SOP it leads to."""
    answer = make_response(shown.diagram(site(), actor(), key, request.args.get("sop", key)))
    answer.mimetype = "application/xml"
    return answer


def _work(found: TaskLook, given: Mapping[str, Any], minutes: str) -> tuple[Command, ...]:
    element, case = found.view.task.element, found.case
    begun = found.view.task.state == "IN_PROGRESS"
    first = () if begun else (Command(commands.BEGIN, element, case),)
    passes = minutes.strip() if minutes.strip().isdecimal() else "0"
    waits = () if int(passes[:6]) == 0 else (Command(commands.CLOCK, passes),)
    return (*first, *waits, Command(commands.COMPLETE, element, case, given))


def _done(key: str, *more: Command) -> ResponseReturnValue:
    recorded = plays.act(site(), actor(), key, more, _revision())
    if isinstance(recorded, Recorded):
        flash(messages.of_refusal(recorded), "warn")
    return redirect(url_for("play.index", key=key), 303)


def _revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1


def _page(key: str, found: Look) -> str:
    play_words.know_ends(found)
    return render_template(
        "play/index.html",
        key=key,
        look=found,
        play=found.play,
        shown=found.shown,
        told=play_words.told(found),
        refused=messages.of_refusal(found.refused) if found.refused else "",
        findings=[say(finding, chosen()) for finding in found.findings],
        payment_messages=billing.MESSAGES,
        pause_reasons=play_words.pause_reasons(),
        failed=g.get("refusal"),
        failed_at=request.endpoint if g.get("refusal") else "",
    )


def _task_page(key: str, found: TaskLook) -> str:
    filled = posted.flat(found.example) if "sample" in request.args else {}
    form = found.view.form.form
    plain = replace(form, fields=tuple(one for one in form.fields if one.type != FILE))
    return render_template(
        "play/task.html",
        key=key,
        look=found,
        view=found.view,
        play=found.play,
        form=plain,
        samples=[one for one in form.fields if one.type == FILE],
        filled=filled,
        minutes=play_words.usual_minutes(found.standard),
    )
