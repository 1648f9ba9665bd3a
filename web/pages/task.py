"""One task: what to do, the SOP's cells, the gate, the form, the clock, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from engine import settings
from tasks import (
    attachments,
    comments,
    completion,
    drafts,
    form_files,
    people,
    standards,
    timeline_events,
    views,
    work,
)
from tasks.attachments import Place
from tasks.comments import Comment
from tasks.completion import Late
from tasks.decisions import taken
from tasks.timeline_events import Event
from tasks.views import TaskView
from web.pages import posted, told
from web.shell.errors import again
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.office import office_words
from web.shell.rights import AUDITOR, STAFF, SUPERVISOR, needs

blueprint = Blueprint("task", __name__)

_SEE = (STAFF, SUPERVISOR, AUDITOR)
_ACT = (STAFF, SUPERVISOR)


@blueprint.get("/tasks/<int:task_id>")
@needs(*_SEE)
def show(task_id: int) -> ResponseReturnValue:
    """The task's page."""
    view = views.task(site(), actor(), task_id)
    with site().db.read(actor()) as tx:
        happened = timeline_events.events(tx, view.instance.id)
        events = [event for event in happened if event.details.get("task") == task_id]
        remarks = comments.list_for(tx, view.instance.id, task_id)
        names = people.shown_names(tx, _logins(view, events, remarks))
        shown: dict[str, Any] = {
            "files": attachments.list_for(tx, view.instance.id, task_id),
            "decisions": taken.of_instance(tx, view.instance.id),
            "remarks": remarks,
            "history": told.of_task(events, names, view.definition_key),
            "names": names,
            "late_reasons": _choices(settings.value(tx, "reasons.late")),
            "pause_reasons": _choices(settings.value(tx, "reasons.pause")),
            "most_bytes": settings.value(tx, "attachment.max_bytes"),
            "standard": standards.from_start(tx, [task_id]).get(task_id),
        }
    return render_template(
        "task/show.html",
        view=view,
        filled=posted.flat(view.task.draft or view.task.variables or {}),
        typed=posted.typed(request.form) if request.endpoint == "task.complete" else {},
        **shown,
    )


@blueprint.post("/tasks/<int:task_id>/complete")
@needs(*_ACT)
@again(show)
def complete(task_id: int) -> ResponseReturnValue:
    """Complete the task; wrong fields are named on the page, which keeps what was typed."""
    given = _given(task_id)
    reason = request.form.get("late.reason", "")
    late = Late(reason, request.form.get("late.note", "")) if reason else None
    done = completion.complete(site(), actor(), task_id, given, revision=_revision(), late=late)
    following = next((view for number in done.opened if (view := _next(number)).may_work), None)
    if following is None:
        flash(gettext("The step is done."), "ok")
        return redirect(url_for("instance.show", instance_id=done.instance), 303)
    name = f"{following.task.step}. {office_words(following.name)}"
    flash(gettext("The step is done. Next: %(name)s", name=name), "ok")
    return redirect(url_for("task.show", task_id=following.task.id), 303)


@blueprint.put("/tasks/<int:task_id>/draft")
@needs(*_ACT)
def draft(task_id: int) -> ResponseReturnValue:
    """Keep the form as typed so far."""
    form = views.form_for(site(), actor(), task_id).form
    drafts.keep(site(), actor(), task_id, posted.variables(form, request.form))
    return make_response("", 204)


@blueprint.post("/tasks/<int:task_id>/<verb>")
@needs(*_ACT)
@again(lambda task_id, verb: show(task_id))
def act(task_id: int, verb: str) -> ResponseReturnValue:
    """Claim, unclaim, start, suspend, resume, delegate, resolve, reassign; each has its own field names."""
    command = _COMMANDS.get(verb)
    if command is None:
        abort(404)
    command(task_id)
    flash(gettext(_SAID[verb]), "ok")
    return redirect(url_for("task.show", task_id=task_id), 303)


@blueprint.post("/tasks/<int:task_id>/comments")
@needs(*_ACT)
@again(show)
def comment(task_id: int) -> ResponseReturnValue:
    """Say something about the task."""
    instance = views.task(site(), actor(), task_id).instance
    comments.add(site(), actor(), instance.id, request.form.get("text", ""), task_id)
    return redirect(url_for("task.show", task_id=task_id) + "#comments", 303)


@blueprint.post("/tasks/<int:task_id>/attachments")
@needs(*_ACT)
@again(show)
def attach(task_id: int) -> ResponseReturnValue:
    """Attach files, for an item of the checklist or the task as a whole."""
    instance = views.task(site(), actor(), task_id).instance
    place = Place(instance.id, task_id, request.form.get("item") or None)
    for sent in request.files.getlist("file"):
        if sent.filename:
            attachments.add(site(), actor(), place, sent.filename, sent.read())
    return redirect(url_for("task.show", task_id=task_id) + "#files", 303)


@blueprint.get("/attachments/<int:attachment_id>")
@needs(*_SEE)
def file(attachment_id: int) -> Response:
    """An attached file, to be saved or opened by the device."""
    opened = attachments.open_file(site(), actor(), attachment_id)
    response = make_response(opened.path.read_bytes())
    response.mimetype = opened.media_type
    response.headers.set("Content-Disposition", "attachment", filename=opened.name)
    return response


@blueprint.post("/attachments/<int:attachment_id>/remove")
@needs(*_ACT)
def detach(attachment_id: int) -> ResponseReturnValue:
    """Take an attachment back while its task is open."""
    attachments.remove(site(), actor(), attachment_id)
    task_id = request.form.get("task", "")
    return redirect(url_for("task.show", task_id=int(task_id)) if task_id.isdecimal() else "/", 303)


def _given(task_id: int) -> dict[str, Any]:
    """The posted form; files sent for its fields are attached first, so a refusal loses none of them."""
    view = views.task(site(), actor(), task_id)
    form = view.form.form
    for field in form.fields:
        sent = request.files.get(field.id)
        if field.type == form_files.FILE and sent is not None and sent.filename:
            place = Place(view.instance.id, task_id, field.id)
            form_files.attach(site(), actor(), place, sent.filename, sent.read())
    kept = form_files.answers(site(), actor(), form, Place(view.instance.id, task_id))
    return posted.variables(form, request.form) | kept


def _revision() -> int | None:
    text = request.form.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _field(name: str) -> str:
    return request.form.get(name, "")


def _hand_back(task_id: int) -> None:
    """What the colleague typed goes back with the task."""
    drafts.keep(site(), actor(), task_id, _given(task_id))
    work.resolve(site(), actor(), task_id, revision=_revision())


_COMMANDS: dict[str, Callable[[int], None]] = {
    "claim": lambda task: work.claim(site(), actor(), task, _revision()),
    "unclaim": lambda task: work.unclaim(site(), actor(), task, _revision()),
    "start": lambda task: work.start(site(), actor(), task, _revision()),
    "suspend": lambda task: work.suspend(
        site(), actor(), task, _field("suspend.reason"), _field("suspend.note"), _revision()
    ),
    "resume": lambda task: work.resume(site(), actor(), task, _revision()),
    "delegate": lambda task: work.delegate(
        site(), actor(), task, _field("delegate.to"), _field("delegate.note"), _revision()
    ),
    "resolve": _hand_back,
    "reassign": lambda task: work.reassign(
        site(), actor(), task, _field("reassign.to") or None, _field("reassign.reason"), _revision()
    ),
}
_SAID = {
    "claim": mark("The task is yours."),
    "unclaim": mark("The task is free again."),
    "start": mark("The clock runs."),
    "suspend": mark("The task is paused, the clock stands still."),
    "resume": mark("The task goes on."),
    "delegate": mark("The task has been handed to your colleague."),
    "resolve": mark("The task is back with its owner."),
    "reassign": mark("The task has been given to somebody else."),
}


def _next(task_id: int) -> TaskView:
    return views.task(site(), actor(), task_id)


def _logins(view: TaskView, events: Iterable[Event], remarks: Iterable[Comment]) -> set[str]:
    task = view.task
    named = {task.assignee, task.owner, task.completed_by, task.second_officer, *view.candidates}
    return {login for login in named if login} | {e.actor for e in events} | {r.author for r in remarks}


def _choices(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(row["code"], row["label"]) for row in rows]
