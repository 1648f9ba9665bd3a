"""What an auditor chose to look at, read from the address: SOP, period, version, type, group; and columns in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import request

from engine.refusals import Invalid, Problem
from tasks import checklist, library
from tasks.reports import priority
from tasks.reports.scope import Page, ReportFilter, busiest
from web.pages import audit_tabs
from web.shell.formatting import now
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.office import zone

PERIOD = timedelta(days=91)
_PAGE = 25

COLUMNS = {
    "element": mark("Element"),
    "number": mark("Step"),
    "step": mark("Step"),
    "name": mark("Name"),
    "standard": mark("Standard"),
    "kind": mark("Kind of standard"),
    "completed": mark("Completed"),
    "open": mark("Open now"),
    "cases": mark("Requests"),
    "repeats": mark("Repeated"),
    "breaches": mark("Breaches"),
    "late": mark("Completed late"),
    "breach_rate": mark("Share late"),
    "id": mark("Number"),
    "instance": mark("Request id"),
    "task": mark("Task id"),
    "business_key": mark("Request number"),
    "applicant": mark("Applicant"),
    "category": mark("Type"),
    "deadline": mark("Deadline"),
    "stopped_at": mark("Clock stopped"),
    "lateness_seconds": mark("Late by (seconds)"),
    "working": mark("Counted in office time"),
    "completed_by": mark("Completed by"),
    "second_officer": mark("Second officer"),
    "state": mark("State"),
    "reason": mark("Reason"),
    "note": mark("Note"),
    "explained_by": mark("Explained by"),
    "responsible": mark("Responsible"),
    "confirmed_by": mark("Confirmed by"),
    "follow_up": mark("What was done"),
    "closed_by": mark("Closed by"),
    "calendar_version": mark("Calendar version"),
    "evidence": mark("Evidence"),
    "started_by": mark("Begun by"),
    "ended_at": mark("Ended at"),
    "ended_by": mark("Ended by"),
    "lasted_seconds": mark("Lasted (seconds)"),
    "office_time_seconds": mark("Office time of it (seconds)"),
    "odd": mark("Odd"),
    "version": mark("Version"),
    "status": mark("Status"),
    "outcome": mark("Outcome"),
    "started_at": mark("Started at"),
    "settled_at": mark("Service ended at"),
    "service_late": mark("Whole service late"),
    "gross_seconds": mark("Gross time (seconds)"),
    "net_seconds": mark("Net time (seconds)"),
    "applicant_seconds": mark("Waiting for the applicant (seconds)"),
    "closed_office_seconds": mark("Office closed (seconds)"),
    "travel_seconds": mark("Travel (seconds)"),
    "outage_seconds": mark("Outage (seconds)"),
    "examination_seconds": mark("Further examination (seconds)"),
    "queue_seconds": mark("Queue (seconds)"),
    "touch_seconds": mark("Work (seconds)"),
    "part_queue": mark("Queue, mean part (seconds)"),
    "part_touch": mark("Work, mean part (seconds)"),
    "part_applicant": mark("Applicant, mean part (seconds)"),
    "part_closed_office": mark("Office closed, mean part (seconds)"),
    "part_travel": mark("Travel, mean part (seconds)"),
    "part_outage": mark("Outage, mean part (seconds)"),
    "part_examination": mark("Further examination, mean part (seconds)"),
}
_TIMES = {
    "queue": mark("Queue"),
    "touch": mark("Work"),
    "paused": mark("Paused"),
    "lead": mark("Opened to completed"),
    "judged": mark("Judged time"),
    "net": mark("Opened to completed, net of standstills"),
    "held": mark("Time held against the standard"),
}
_FIGURES = {
    "mean": mark("mean"),
    "median": mark("median"),
    "p75": mark("75th percentile"),
    "p90": mark("90th percentile"),
    "p95": mark("95th percentile"),
    "longest": mark("longest"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filter, the days it was typed as (last one included), and what its fields offer."""

    scope: ReportFilter
    first: date
    last: date
    sops: tuple[tuple[str, str], ...]
    versions: tuple[int, ...]
    types: tuple[tuple[str, str], ...]

    def query(self, **more: Any) -> dict[str, Any]:
        """The filter as the address's query, with further fields."""
        given = {
            "sop": self.scope.definition_key,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "version": self.scope.version,
            "type": self.scope.category,
            "priority": self.scope.priority,
        }
        return {name: value for name, value in {**given, **more}.items() if value is not None}


def chosen(given: Mapping[str, str] | None = None) -> Chosen | None:
    """The filter of the address, or of a form; None with no SOP. Without one the last three months, and the SOP most
    requests of the period began with.

    Days are the office's; a period typed the wrong way round is turned. Raises Invalid for what is no date.
    """
    asked = request.args if given is None else given
    sops = tuple((line.key, line.version.name) for line in library.list_sops(site(), actor()))
    if not sops:
        return None
    last = day_of("to", asked) or now().astimezone(zone()).date()
    first, last = sorted((day_of("from", asked) or last - PERIOD, last))
    start, end = midnight(first), midnight(last + timedelta(days=1))
    key = asked.get("sop", "")
    if key not in dict(sops):
        key = _busiest(start, end) or sops[0][0]
    versions = tuple(line.version for line in library.versions(site(), actor(), key))
    types = tuple((kind.code, kind.label) for kind in checklist.application_types())
    version, category = asked.get("version", ""), asked.get("type", "")
    scope = ReportFilter(
        definition_key=key,
        start=start,
        end=end,
        office=actor().office,
        version={str(number): number for number in versions}.get(version),
        category=category if category in dict(types) else None,
        priority=wish if (wish := asked.get("priority", "")) in priority.CHOICES else None,
    )
    return Chosen(scope, first, last, sops, versions, types)


def _busiest(start: datetime, end: datetime) -> str | None:
    with site().db.read(actor()) as tx:
        return busiest(tx, start, end)


def tabs(wanted: Chosen | None) -> list[dict[str, object]]:
    """The ways between the auditor's pages that this visitor may go, the filter kept."""
    return audit_tabs.rows(wanted.query() if wanted else {})


def page() -> Page:
    """The lines of a list to show, from the address."""
    start = request.args.get("start", "")
    return Page(_PAGE, int(start) if start.isdecimal() and len(start) < 9 else 0)


def heading(column: str) -> str:
    """The heading of a CSV column: "queue_median_seconds" is "Queue, median (seconds)"."""
    if column in COLUMNS:
        return gettext(COLUMNS[column])
    parts = column.split("_")
    if parts[0] in _TIMES and len(parts) == 3 and parts[1] in _FIGURES:
        time_name, figure = gettext(_TIMES[parts[0]]), gettext(_FIGURES[parts[1]])
        return gettext("%(time)s, %(figure)s (seconds)", time=time_name, figure=figure)
    return column


def moment_of_day(name: str, *, following: bool = False) -> datetime | None:
    """Midnight at the beginning of the day a field names (or of the day after it); None when it is empty."""
    day = day_of(name, request.args)
    return None if day is None else midnight(day + timedelta(days=1) if following else day)


def named_day(name: str) -> date | None:
    """The day a field of the address names; None when it is empty. Raises Invalid for what is no date."""
    return day_of(name, request.args)


def midnight(day: date) -> datetime:
    """The first instant of a day in the office's zone, where clocks skip or repeat midnight too."""
    # In UTC: an instant told in a zone whose clocks are changed just then equals none of another zone.
    return datetime.combine(day, time.min, zone()).astimezone(UTC)


def day_of(name: str, asked: Mapping[str, str]) -> date | None:
    """The day a field names; None when it is empty. Raises Invalid for what is no date."""
    text = asked.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("report.invalid", Problem("report.not_a_day", name)) from error
    if not 1990 <= day.year <= 2200:
        raise Invalid("report.invalid", Problem("report.not_a_day", name))
    return day
