"""Human tasks over REST."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request

from engine.refusals import Invalid, Problem
from tasks import attachments, comments, completion, drafts, inbox, task_sorting, views, work
from tasks.attachments import Place
from tasks.completion import Late
from tasks.idempotency import Once
from web.api import shapes
from web.api.endpoint import Takes, endpoint, etag, json_answer
from web.api.plain import camel
from web.shell.identity import actor, site
from web.shell.office import office_words
from web.shell.rights import AUDITOR, STAFF, SUPERVISOR

TAG = "Tasks"
_SEE = (STAFF, SUPERVISOR, AUDITOR)
_ACT = (STAFF, SUPERVISOR)


@endpoint("POST", "/tasks/search", TAG, *_SEE, takes=Takes(body=shapes.TaskSearch))
def search_tasks(body: shapes.TaskSearch) -> dict[str, Any]:
    """Tasks in reach, due soon first; `sort` names another order."""
    f = body.filter
    wanted = inbox.Filter(
        f.whose, f.element, f.candidate_group, f.state, f.process_instance_id, f.overdue, f.text
    )
    if body.sort:
        keys = [task_sorting.Key(one.field, one.order == "desc") for one in body.sort]
        found = task_sorting.search(site(), actor(), wanted, keys, body.page.limit, body.page.after)
    else:
        found = inbox.search(site(), actor(), wanted, body.page.limit, body.page.after)
    return {
        "items": [_line(line) for line in found.items],
        "page": {"after": found.after, "total": found.total},
    }


@endpoint("GET", "/tasks/<int:task_id>", TAG, *_SEE)
def read_task(task_id: int) -> Response:
    """One task with its SOP cells, clock and draft; the ETag begins with its revision."""
    view = views.task(site(), actor(), task_id)
    task = view.task
    said = {
        "id": task.id,
        "processInstanceId": task.instance_id,
        "businessKey": view.instance.business_key,
        "definitionKey": view.definition_key,
        "version": view.definition_version,
        "elementId": task.element,
        "stepNumber": task.step,
        "name": office_words(view.name),
        "candidateGroup": task.lane,
        "assignee": task.assignee,
        "owner": task.owner,
        "delegation": task.delegation,
        "state": task.state,
        "priority": task.priority,
        "revision": task.revision,
        "openedAt": task.opened_at,
        "claimedAt": task.claimed_at,
        "startedAt": task.started_at,
        "completedAt": task.completed_at,
        "completedBy": task.completed_by,
        "dueAt": task.due_at,
        "outcome": task.outcome,
        "variables": task.variables,
        "draft": task.draft,
        "step": _worded(camel(view.step)),
        "clock": view.clock,
        "breach": view.breach,
    }
    return etag(json_answer(said), task.revision)


@endpoint("GET", "/tasks/<int:task_id>/form", TAG, *_SEE, takes=Takes(media="application/schema+json"))
def read_form(task_id: int) -> dict[str, Any]:
    """The JSON Schema that complete accepts under `variables`."""
    return dict(views.form_for(site(), actor(), task_id).schema)


@endpoint("PUT", "/tasks/<int:task_id>/draft", TAG, *_ACT, takes=Takes(body=shapes.DraftBody, status=204))
def save_draft(task_id: int, body: shapes.DraftBody) -> None:
    """Keep a form as typed, also when it would not pass."""
    drafts.keep(site(), actor(), task_id, body.variables)


@endpoint("POST", "/tasks/<int:task_id>/claim", TAG, *_ACT, takes=Takes(status=204, revision=True))
def claim_task(task_id: int, revision: int | None) -> None:
    """Take a free task."""
    work.claim(site(), actor(), task_id, revision)


@endpoint("POST", "/tasks/<int:task_id>/unclaim", TAG, *_ACT, takes=Takes(status=204, revision=True))
def unclaim_task(task_id: int, revision: int | None) -> None:
    """Give a task back to its candidates."""
    work.unclaim(site(), actor(), task_id, revision)


@endpoint("POST", "/tasks/<int:task_id>/start", TAG, *_ACT, takes=Takes(status=204, revision=True))
def start_task(task_id: int, revision: int | None) -> None:
    """Begin work: service minutes count from here."""
    work.start(site(), actor(), task_id, revision)


@endpoint(
    "POST",
    "/tasks/<int:task_id>/suspend",
    TAG,
    *_ACT,
    takes=Takes(body=shapes.SuspendBody, status=204, revision=True),
)
def suspend_task(task_id: int, body: shapes.SuspendBody, revision: int | None) -> None:
    """Interrupt work with a reason: the clock stands still."""
    work.suspend(site(), actor(), task_id, body.reason, body.note, revision)


@endpoint("POST", "/tasks/<int:task_id>/resume", TAG, *_ACT, takes=Takes(status=204, revision=True))
def resume_task(task_id: int, revision: int | None) -> None:
    """Go on with interrupted work."""
    work.resume(site(), actor(), task_id, revision)


@endpoint(
    "POST",
    "/tasks/<int:task_id>/delegate",
    TAG,
    *_ACT,
    takes=Takes(body=shapes.DelegateBody, status=204, revision=True),
)
def delegate_task(task_id: int, body: shapes.DelegateBody, revision: int | None) -> None:
    """Ask a colleague of the lane to do a task and hand it back."""
    work.delegate(site(), actor(), task_id, body.to, body.note, revision)


@endpoint(
    "POST",
    "/tasks/<int:task_id>/resolve",
    TAG,
    *_ACT,
    takes=Takes(body=shapes.NoteBody, status=204, revision=True),
)
def resolve_task(task_id: int, body: shapes.NoteBody, revision: int | None) -> None:
    """Hand a delegated task back to its owner."""
    work.resolve(site(), actor(), task_id, body.note, revision)


@endpoint(
    "POST",
    "/tasks/<int:task_id>/reassign",
    TAG,
    SUPERVISOR,
    takes=Takes(body=shapes.ReassignBody, status=204, revision=True),
)
def reassign_task(task_id: int, body: shapes.ReassignBody, revision: int | None) -> None:
    """A supervisor gives a task to another candidate, saying why."""
    work.reassign(site(), actor(), task_id, body.to, body.reason, revision)


@endpoint(
    "POST",
    "/tasks/<int:task_id>/complete",
    TAG,
    *_ACT,
    takes=Takes(body=shapes.CompleteBody, once=True, revision=True),
)
def complete_task(
    task_id: int, body: shapes.CompleteBody, once: Once | None, revision: int | None
) -> dict[str, Any]:
    """Complete a task with its form; 422 names every wrong field and keeps the form as the draft."""
    late = Late(body.late.reason, body.late.note) if body.late else None
    done = completion.complete(
        site(), actor(), task_id, body.variables, revision=revision, late=late, once=once
    )
    return {
        "taskId": done.task,
        "processInstanceId": done.instance,
        "openTasks": done.opened,
        "late": done.late,
        "status": done.status,
        "outcome": done.outcome,
    }


@endpoint("GET", "/tasks/<int:task_id>/comments", TAG, *_SEE)
def list_comments(task_id: int) -> dict[str, Any]:
    """Comments on a task."""
    instance = views.task(site(), actor(), task_id).instance
    with site().db.read(actor()) as tx:
        return {"items": comments.list_for(tx, instance.id, task_id)}


@endpoint(
    "POST", "/tasks/<int:task_id>/comments", TAG, *_ACT, takes=Takes(body=shapes.CommentBody, status=201)
)
def add_comment(task_id: int, body: shapes.CommentBody) -> Any:
    """Comment on a task."""
    instance = views.task(site(), actor(), task_id).instance
    return comments.add(site(), actor(), instance.id, body.text, task_id)


@endpoint("GET", "/tasks/<int:task_id>/attachments", TAG, *_SEE)
def list_attachments(task_id: int) -> dict[str, Any]:
    """Files attached to a task."""
    instance = views.task(site(), actor(), task_id).instance
    with site().db.read(actor()) as tx:
        return {"items": attachments.list_for(tx, instance.id, task_id)}


@endpoint("POST", "/tasks/<int:task_id>/attachments", TAG, *_ACT, takes=Takes(status=201))
def add_attachment(task_id: int) -> Any:
    """Attach a file (multipart field "file"; optional field "item" names the document of the checklist)."""
    sent = request.files.get("file")
    if sent is None:
        raise Invalid("form.invalid", Problem("form.required", "file"))
    instance = views.task(site(), actor(), task_id).instance
    place = Place(instance.id, task_id, request.form.get("item") or None)
    return attachments.add(site(), actor(), place, sent.filename or "", sent.read())


@endpoint(
    "GET", "/attachments/<int:attachment_id>", TAG, *_SEE, takes=Takes(media="application/octet-stream")
)
def read_attachment(attachment_id: int) -> Response:
    """An attached file."""
    opened = attachments.open_file(site(), actor(), attachment_id)
    response = make_response(opened.path.read_bytes())
    response.mimetype = opened.media_type
    response.headers.set("Content-Disposition", "attachment", filename=opened.name)
    return response


def _worded(said: Any) -> Any:
    """Plain JSON with the office's words in the texts, as the pages show them."""
    if isinstance(said, dict):
        return {key: _worded(inner) for key, inner in said.items()}
    if isinstance(said, list):
        return [_worded(inner) for inner in said]
    return office_words(said) if isinstance(said, str) else said


def _line(line: inbox.Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "processInstanceId": line.instance_id,
        "businessKey": line.business_key,
        "title": line.title,
        "category": line.category,
        "sopKey": line.sop,
        "elementId": line.element,
        "stepNumber": line.step,
        "name": office_words(line.name),
        "candidateGroup": line.lane,
        "assignee": line.assignee,
        "state": line.state,
        "priority": line.priority,
        "revision": line.revision,
        "openedAt": line.opened_at,
        "startedAt": line.started_at,
        "completedAt": line.completed_at,
        "dueAt": line.due_at,
    }
