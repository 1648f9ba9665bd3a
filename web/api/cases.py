"""Process instances and messages over REST."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from tasks import billing, cases, search, timeline, timeline_events, views
from tasks.idempotency import Once
from tasks.search import CaseFilter
from web.api import shapes
from web.api.endpoint import Takes, created, endpoint
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, AUDITOR, STAFF, SUPERVISOR

TAG = "Process instances"


@endpoint(
    "POST",
    "/process-instances",
    TAG,
    STAFF,
    SUPERVISOR,
    takes=Takes(body=shapes.StartBody, status=201, once=True),
)
def start_instance(body: shapes.StartBody, once: Once | None) -> Response:
    """Start a case; without a business key the office's next number is given."""
    started = cases.start(
        site(),
        actor(),
        body.definition_key,
        body.variables,
        business_key=body.business_key,
        version=body.version,
        strict=False,
        once=once,
    )
    said = {
        "id": started.instance,
        "businessKey": started.business_key,
        "definitionKey": body.definition_key,
        "version": started.version,
        "status": started.status,
        "openTasks": started.opened,
    }
    return created(said, url_for("api.read_instance", instance_id=started.instance))


@endpoint(
    "POST", "/process-instances/search", TAG, STAFF, SUPERVISOR, AUDITOR, takes=Takes(body=shapes.CaseSearch)
)
def search_instances(body: shapes.CaseSearch) -> dict[str, Any]:
    """Cases, newest first."""
    wanted = CaseFilter(
        body.filter.definition_key, body.filter.status, body.filter.business_key, body.filter.text
    )
    return page(search.cases(site(), actor(), wanted, body.page.limit, body.page.after))


@endpoint("GET", "/process-instances/<int:instance_id>", TAG, STAFF, SUPERVISOR, AUDITOR)
def read_instance(instance_id: int) -> dict[str, Any]:
    """One case: where it stands, its tasks, clocks, waits, timers, breaches and incidents."""
    view = views.case(site(), actor(), instance_id)
    instance = view.instance
    return {
        "id": instance.id,
        "businessKey": instance.business_key,
        "definitionKey": view.definition.key,
        "version": view.definition.version,
        "title": instance.title,
        "category": instance.category,
        "status": instance.status,
        "outcome": instance.outcome,
        "startedAt": instance.started_at,
        "startedBy": instance.started_by,
        "settledAt": instance.settled_at,
        "endedAt": instance.ended_at,
        "variables": view.data,
        "tasks": view.tasks,
        "waits": view.snapshot.waits,
        "timers": view.snapshot.timers,
        "clocks": view.clocks,
        "pauses": view.pauses,
        "breaches": view.breaches,
        "incidents": view.incidents,
    }


@endpoint("GET", "/process-instances/<int:instance_id>/history", TAG, STAFF, SUPERVISOR, AUDITOR)
def read_history(instance_id: int) -> dict[str, Any]:
    """What happened, in order, and the parts of the case's time in seconds (they sum to the total)."""
    with site().db.read(actor()) as tx:
        cases.read_held(tx, instance_id)
        split = timeline.of_case(tx, instance_id)
        events = timeline_events.events(tx, instance_id)
    return {
        "events": events,
        "total": split.total,
        "parts": {str(part): span for part, span in split.parts.items()},
    }


@endpoint(
    "POST",
    "/process-instances/<int:instance_id>/cancel",
    TAG,
    STAFF,
    SUPERVISOR,
    ADMINISTRATOR,
    takes=Takes(body=shapes.ReasonBody, status=204),
)
def cancel_instance(instance_id: int, body: shapes.ReasonBody) -> None:
    """Withdraw a case for a stated reason."""
    cases.cancel(site(), actor(), instance_id, body.reason)


@endpoint(
    "POST",
    "/incidents/<int:incident_id>/retry",
    TAG,
    STAFF,
    SUPERVISOR,
    ADMINISTRATOR,
    takes=Takes(status=204),
)
def retry_incident(incident_id: int) -> None:
    """Try a failed timer or message again."""
    cases.retry(site(), actor(), incident_id)


@endpoint("POST", "/messages", "Messages", STAFF, SUPERVISOR, takes=Takes(body=shapes.MessageBody, once=True))
def send_message(body: shapes.MessageBody, once: Once | None) -> dict[str, Any]:
    """Give a message (kelengkapan, pembayaran, …) to the case with this business key; a payment pays its bill."""
    done = billing.deliver(site(), actor(), body.name, body.correlation_key, body.variables, once=once)
    return {
        "processInstanceId": done.instance,
        "status": done.status,
        "outcome": done.outcome,
        "openTasks": done.opened,
    }


def page(found: search.Found) -> dict[str, Any]:
    """A list as the API sends it."""
    return {"items": found.items, "page": {"after": found.after, "total": found.total}}
