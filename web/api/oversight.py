"""Clocks, breaches, calendars, outages, the audit trail and reports over REST."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from engine import calendars
from engine.office_calendar_json import to_json
from tasks import breaches, office_hours, outages, search, verification
from tasks.reports import breaches as breach_report
from tasks.reports.breaches import Which
from tasks.reports.scope import Page
from tasks.search import AuditFilter
from web.api import shapes
from web.api.cases import page
from web.api.endpoint import Takes, endpoint
from web.api.plain import camel
from web.api.reports import scope
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, AUDITOR, SIGNED_IN, STAFF, SUPERVISOR

_PERIOD = timedelta(days=92)


@endpoint(
    "POST", "/clocks/search", "Clocks", STAFF, SUPERVISOR, AUDITOR, takes=Takes(body=shapes.ClockSearch)
)
def search_clocks(body: shapes.ClockSearch) -> dict[str, Any]:
    """Clocks by deadline. `consumed` is what of the budget is used, in seconds (working time where that is judged)."""
    f = body.filter
    found = search.clocks(site(), actor(), f.state, f.process_instance_id, body.page.limit, body.page.after)
    lines = tuple(
        {**camel(line.clock), "consumed": line.consumed, "pauses": line.pauses} for line in found.items
    )
    return page(replace(found, items=lines))


@endpoint("POST", "/breaches/search", "Breaches", SUPERVISOR, AUDITOR, takes=Takes(body=shapes.BreachSearch))
def search_breaches(body: shapes.BreachSearch) -> dict[str, Any]:
    """Breaches with their causes, newest first."""
    given = body.page.after or "0"
    wanted = Page(body.page.limit, int(given) if given.isdecimal() and len(given) < 9 else 0)
    found = breach_report.breach_list(site(), actor(), scope(body.filter), Which(body.filter.state), wanted)
    ahead = wanted.start + wanted.limit
    following = str(ahead) if ahead < found.total else None
    rows = [_breach(camel(row)) for row in found.rows]
    return {"items": rows, "page": {"after": following, "total": found.total}}


def _breach(said: dict[str, Any]) -> dict[str, Any]:
    instance, task = said.pop("instance"), said.pop("task")
    return {**said, "processInstanceId": instance, "taskId": task}


@endpoint(
    "POST",
    "/breaches/<int:breach_id>/explain",
    "Breaches",
    STAFF,
    SUPERVISOR,
    takes=Takes(body=shapes.ExplainBody, status=204),
)
def explain_breach(breach_id: int, body: shapes.ExplainBody) -> None:
    """Say why it was late."""
    breaches.explain(site(), actor(), breach_id, body.reason, body.note)


@endpoint(
    "POST",
    "/breaches/<int:breach_id>/confirm",
    "Breaches",
    SUPERVISOR,
    takes=Takes(body=shapes.ConfirmBody, status=204),
)
def confirm_breach(breach_id: int, body: shapes.ConfirmBody) -> None:
    """Confirm who is responsible."""
    breaches.confirm(site(), actor(), breach_id, body.responsible, body.note)


@endpoint(
    "POST",
    "/breaches/<int:breach_id>/close",
    "Breaches",
    SUPERVISOR,
    takes=Takes(body=shapes.CloseBody, status=204),
)
def close_breach(breach_id: int, body: shapes.CloseBody) -> None:
    """Say what was done about it, and close it."""
    breaches.close(site(), actor(), breach_id, body.follow_up)


@endpoint("GET", "/calendars", "Calendars", SIGNED_IN)
def list_calendars() -> dict[str, Any]:
    """Versions of the office's calendar, newest first."""
    with site().db.read(actor()) as tx:
        return {"office": actor().office, "items": calendars.versions(tx, actor().office)}


@endpoint("GET", "/calendars/<int:version>", "Calendars", SIGNED_IN)
def read_calendar(version: int) -> dict[str, Any]:
    """One version of the office's calendar."""
    with site().db.read(actor()) as tx:
        return {"version": version, "content": to_json(calendars.at_version(tx, actor().office, version))}


@endpoint(
    "POST",
    "/calendars/preview",
    "Calendars",
    SUPERVISOR,
    ADMINISTRATOR,
    takes=Takes(body=shapes.CalendarBody),
)
def preview_calendar(body: shapes.CalendarBody) -> Any:
    """What a calendar would change: days, open deadlines, years without data. Nothing is stored."""
    return office_hours.preview(site(), actor(), body.content)


@endpoint(
    "POST",
    "/calendars",
    "Calendars",
    SUPERVISOR,
    ADMINISTRATOR,
    takes=Takes(body=shapes.CalendarBody, status=201),
)
def publish_calendar(body: shapes.CalendarBody) -> dict[str, Any]:
    """Put a calendar in force; open deadlines follow."""
    return {
        "version": office_hours.publish(site(), actor(), body.content, body.reason, body.expected_version)
    }


@endpoint("GET", "/outages", "Outages", STAFF, SUPERVISOR, ADMINISTRATOR, AUDITOR)
def list_outages() -> dict[str, Any]:
    """Declared outages of the office, newest first."""
    with site().db.read(actor()) as tx:
        return {"items": outages.all_of(tx, actor().office)}


@endpoint(
    "POST", "/outages", "Outages", SUPERVISOR, ADMINISTRATOR, takes=Takes(body=shapes.OutageBody, status=201)
)
def declare_outage(body: shapes.OutageBody) -> dict[str, Any]:
    """Declare a system down: what waits for it stands still."""
    return {"id": outages.declare(site(), actor(), body.system, body.ticket)}


@endpoint(
    "POST", "/outages/<int:outage_id>/end", "Outages", SUPERVISOR, ADMINISTRATOR, takes=Takes(status=204)
)
def end_outage(outage_id: int) -> None:
    """The system is back: everything goes on."""
    outages.end(site(), actor(), outage_id)


@endpoint("POST", "/audit/search", "Audit", AUDITOR, ADMINISTRATOR, takes=Takes(body=shapes.AuditSearch))
def search_audit(body: shapes.AuditSearch) -> dict[str, Any]:
    """Records of the trail, newest first."""
    f = body.filter
    wanted = AuditFilter(f.chain, f.actor, f.action, f.since, f.until)
    return page(search.trail(site(), actor(), wanted, body.page.limit, body.page.after))


@endpoint("POST", "/audit/verify", "Audit", AUDITOR, ADMINISTRATOR)
def verify_audit() -> dict[str, Any]:
    """Check every chain and checkpoint; names the first wrong record of each. That it was done is recorded."""
    found = verification.verify(site(), actor())
    report = found.report
    return {
        "sound": report.sound,
        "chains": report.chains,
        "records": report.records,
        "checkpoints": report.checkpoints,
        "faults": report.faults,
        "root": report.root,
        "recorded": found.recorded,
    }
