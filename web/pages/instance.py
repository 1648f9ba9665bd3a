"""One request: where it stands on the diagram, its timeline, clocks, documents; its letter and printable sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from engine import definitions, instances, settings
from engine.refusals import NotFound
from tasks import (
    attachments,
    billing,
    breach_evidence,
    breaches,
    cases,
    letters,
    people,
    search,
    standards,
    timeline,
    timeline_events,
    views,
)
from tasks.applicants import for_staff
from tasks.decisions import taken
from tasks.search import CaseFilter
from tasks.timeline_events import Event
from tasks.views import CaseView
from tasks.voice import complaint_list, surveys
from web.pages import applicant_words, told
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, AUDITOR, STAFF, SUPERVISOR, needs

blueprint = Blueprint("instance", __name__, url_prefix="/requests")

_SEE = (STAFF, SUPERVISOR, AUDITOR)
_PAGE = 25


@blueprint.get("")
@needs(*_SEE)
def index() -> ResponseReturnValue:
    """Requests, newest first."""
    status = request.args.get("status", "")
    wanted = CaseFilter(
        status=status if status in (instances.ACTIVE, instances.COMPLETED, instances.CANCELED) else None,
        word=request.args.get("q", "")[:200],
    )
    after = request.args.get("after", "")
    found = search.cases(site(), actor(), wanted, _PAGE, after if after.isdecimal() else None)
    return render_template(
        "instance/index.html", found=found, wanted=wanted, after=int(after) if after.isdecimal() else 0
    )


@blueprint.get("/<int:instance_id>")
@needs(*_SEE)
def show(instance_id: int) -> ResponseReturnValue:
    """The request's page."""
    return render_template("instance/show.html", **_shown(instance_id))


@blueprint.get("/<int:instance_id>/sheet")
@needs(*_SEE)
def sheet(instance_id: int) -> ResponseReturnValue:
    """The case sheet, to be printed."""
    return render_template("instance/sheet.html", **_shown(instance_id))


@blueprint.get("/<int:instance_id>/letter")
@needs(*_SEE)
def letter(instance_id: int) -> ResponseReturnValue:
    """The Inventaris Permasalahan: exactly what is missing, to be printed for the applicant."""
    return render_template(
        "instance/letter.html",
        letter=letters.inventory(site(), actor(), instance_id),
        instance_id=instance_id,
    )


@blueprint.get("/<int:instance_id>/diagram")
@needs(*_SEE)
def diagram(instance_id: int) -> Response:
    """The BPMN file the request runs on, or with ?sop= that of an SOP it calls, in its pinned version."""
    wanted = request.args.get("sop", "")
    with site().db.read(actor()) as tx:
        instance = cases.read_held(tx, instance_id)
        linked = {one.key: one.id for one in instances.definition_of(tx, instance).links}
        xml = definitions.source(tx, linked.get(wanted, instance.definition_id))
    response = make_response(xml)
    response.mimetype = "application/xml"
    return response


@blueprint.get("/<int:instance_id>/marks")
@needs(*_SEE)
def marks(instance_id: int) -> Response:
    """The states of the diagram's elements, for the viewer; with ?sop= of that SOP alone."""
    view = views.case(site(), actor(), instance_id)
    diagram, wanted = view.definition.diagram, request.args.get("sop", view.definition.key)
    rows = [
        {"element": m.element, "state": m.state, "text": f"{m.count}×" if m.count > 1 else ""}
        for m in view.marks
        if diagram.key_of(m.element) == wanted
    ]
    return jsonify(rows)


@blueprint.post("/<int:instance_id>/messages/<name>")
@needs(STAFF, SUPERVISOR)
@again(lambda instance_id, name: show(instance_id))
def message(instance_id: int, name: str) -> ResponseReturnValue:
    """Record that the applicant's documents or payment arrived."""
    instance = cases.read(site(), actor(), instance_id)
    given = {key: text for key, text in request.form.items() if key != "csrf_token" and text.strip()}
    done = billing.deliver(site(), actor(), name, instance.business_key, given)
    flash(gettext("It has been recorded; the request goes on."), "ok")
    if done.opened and views.task(site(), actor(), done.opened[0]).may_work:
        return redirect(url_for("task.show", task_id=done.opened[0]), 303)
    return redirect(url_for("instance.show", instance_id=instance_id), 303)


@blueprint.post("/<int:instance_id>/cancel")
@needs(SUPERVISOR, ADMINISTRATOR)
@again(lambda instance_id: show(instance_id))
def cancel(instance_id: int) -> ResponseReturnValue:
    """Withdraw the request."""
    cases.cancel(site(), actor(), instance_id, request.form.get("reason", ""))
    flash(gettext("The request has been withdrawn."), "ok")
    return redirect(url_for("instance.show", instance_id=instance_id), 303)


@blueprint.post("/incidents/<int:incident_id>/retry")
@needs(SUPERVISOR, ADMINISTRATOR)
def retry(incident_id: int) -> ResponseReturnValue:
    """Try a failed step again."""
    cases.retry(site(), actor(), incident_id)
    flash(gettext("The step went through."), "ok")
    return redirect(
        request.form.get("back", "") if request.form.get("back", "").startswith("/requests/") else "/", 303
    )


@blueprint.post("/breaches/<int:breach_id>/explain")
@needs(STAFF, SUPERVISOR)
@again(lambda breach_id: show(_breach_of(breach_id)))
def explain(breach_id: int) -> ResponseReturnValue:
    """Say why a step was late."""
    breaches.explain(site(), actor(), breach_id, _of(breach_id, "reason"), _of(breach_id, "note"))
    flash(gettext("The cause has been recorded."), "ok")
    return redirect(_of_breach(breach_id), 303)


@blueprint.post("/breaches/<int:breach_id>/confirm")
@needs(SUPERVISOR)
@again(lambda breach_id: show(_breach_of(breach_id)))
def confirm(breach_id: int) -> ResponseReturnValue:
    """Confirm who is responsible for a breach."""
    responsible, note = _of(breach_id, "responsible"), _of(breach_id, "confirm_note")
    breaches.confirm(site(), actor(), breach_id, responsible, note)
    flash(gettext("The responsibility has been confirmed."), "ok")
    return redirect(_of_breach(breach_id), 303)


@blueprint.post("/breaches/<int:breach_id>/close")
@needs(SUPERVISOR)
@again(lambda breach_id: show(_breach_of(breach_id)))
def close(breach_id: int) -> ResponseReturnValue:
    """Say what was done about a breach, and close it."""
    breaches.close(site(), actor(), breach_id, _of(breach_id, "follow_up"))
    flash(gettext("The lateness is closed."), "ok")
    return redirect(_of_breach(breach_id), 303)


@blueprint.post("/breaches/<int:breach_id>/evidence")
@needs(STAFF, SUPERVISOR)
@again(lambda breach_id: show(_breach_of(breach_id)))
def add_evidence(breach_id: int) -> ResponseReturnValue:
    """Attach a file that shows why it was late."""
    upload = request.files.get(f"breach.{breach_id}.file")
    name, stream = (upload.filename or "", upload.stream) if upload else ("", b"")
    breach_evidence.add(site(), actor(), breach_id, name, stream)
    flash(gettext("The file has been attached."), "ok")
    return redirect(_of_breach(breach_id), 303)


def _of(breach_id: int, name: str) -> str:
    return request.form.get(f"breach.{breach_id}.{name}", "")


def _breach_of(breach_id: int) -> int:
    return breaches.read(site(), actor(), breach_id).instance_id


def _of_breach(breach_id: int) -> str:
    return url_for("instance.show", instance_id=_breach_of(breach_id)) + "#breaches"


def _shown(instance_id: int) -> dict[str, Any]:
    view = views.case(site(), actor(), instance_id)
    with site().db.read(actor()) as tx:
        events = timeline_events.events(tx, instance_id)
        every = attachments.list_for(tx, instance_id)
        evidence = {one.id: breach_evidence.of_breach(every, one.id) for one in view.breaches}
        shown_there = {file for some in evidence.values() for file in some}
        names = applicant_words.named(people.shown_names(tx, _logins(view, events)), events)
        return {
            "view": view,
            "history": told.of_case(events, names, view.definition.key),
            "split": timeline.of_case(tx, instance_id),
            "files": tuple(file for file in every if file not in shown_there),
            "evidence": evidence,
            "decisions": taken.of_instance(tx, instance_id),
            "names": names,
            "late_reasons": [(row["code"], row["label"]) for row in settings.value(tx, "reasons.late")],
            "standards": standards.from_start(tx, [row.id for row in view.tasks]),
            "letter": _letter(instance_id),
            "bills": billing.of_case(tx, instance_id),
            "payment_messages": billing.MESSAGES,
            "elements": view.definition.diagram.elements,
            "applied": for_staff.of_case(tx, instance_id),
            "activities": view.definition.diagram.activities,
            "complaints": complaint_list.of_case(tx, instance_id),
            "survey": surveys.of_case(tx, view.instance),
        }


def _logins(view: CaseView, events: Iterable[Event]) -> set[str]:
    told_of = {event.actor for event in events} | {row.assignee for row in view.tasks}
    told_of |= {str(event.details.get("second_officer", "")) for event in events}
    for breach in view.breaches:
        told_of |= {breach.explained_by, breach.confirmed_by, breach.closed_by}
    return {login for login in told_of if login}


def _letter(instance_id: int) -> letters.Letter | None:
    try:
        return letters.inventory(site(), actor(), instance_id)
    except NotFound:
        return None
