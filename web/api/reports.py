"""Reports over REST, and as files to take away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Response, stream_with_context

from engine.refusals import NotFound
from tasks.evidence import logs, ocel, xes
from tasks.reports import csv, exports, steps, xlsx
from tasks.reports.breaches import Which
from tasks.reports.exports import Export
from tasks.reports.scope import ReportFilter
from web.api import shapes
from web.api.endpoint import Takes, endpoint
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, PROCESS_OWNER, SUPERVISOR

_PERIOD = timedelta(days=92)
_READERS = (AUDITOR, SUPERVISOR, PROCESS_OWNER)
OFFERED = "csv, xlsx, xes, ocel"


@endpoint(
    "GET",
    "/reports/steps",
    "Reports",
    AUDITOR,
    SUPERVISOR,
    PROCESS_OWNER,
    takes=Takes(query=shapes.ReportScope),
)
def report_steps(query: shapes.ReportScope) -> dict[str, Any]:
    """Per step: count, median, p90, standard, breaches, parts of the time in seconds."""
    return {"items": steps.step_report(site(), actor(), scope(query))}


@endpoint(
    "GET",
    "/exports/csv",
    "Reports",
    *_READERS,
    takes=Takes(query=shapes.ExportScope, media=csv.MEDIA, streamed=True),
)
def export_csv(query: shapes.ExportScope) -> Response:
    """A report of a period as CSV: cases, steps or breaches, streamed."""
    return _file(csv.lines(site(), actor(), _export(query)), query.report, "csv", csv.MEDIA)


@endpoint(
    "GET",
    "/exports/xlsx",
    "Reports",
    *_READERS,
    takes=Takes(query=shapes.ExportScope, media=xlsx.MEDIA, streamed=True),
)
def export_xlsx(query: shapes.ExportScope) -> Response:
    """The same as a workbook (XLSX): texts stay texts, instants in the office's zone."""
    return _file(xlsx.chunks(site(), actor(), _export(query)), query.report, "xlsx", xlsx.MEDIA)


@endpoint(
    "GET",
    "/exports/xes",
    "Reports",
    AUDITOR,
    SUPERVISOR,
    takes=Takes(query=shapes.ReportScope, media=xes.MEDIA, streamed=True),
)
def export_xes(query: shapes.ReportScope) -> Response:
    """The cases that began in a period as an event log for process mining (XES, IEEE 1849-2016), streamed."""
    return _file(logs.as_xes(site(), actor(), scope(query)), "log", "xes", xes.MEDIA)


@endpoint(
    "GET",
    "/exports/ocel",
    "Reports",
    AUDITOR,
    SUPERVISOR,
    takes=Takes(query=shapes.OcelScope, media=ocel.MEDIA[ocel.JSON], streamed=True),
)
def export_ocel(query: shapes.OcelScope) -> Response:
    """The same as an object-centric log (OCEL 2.0), as JSON or with `encoding=xml` as XML."""
    content = logs.as_ocel(site(), actor(), scope(query), query.encoding)
    return _file(content, "ocel", query.encoding, ocel.MEDIA[query.encoding])


@endpoint(
    "GET",
    "/exports/<format>",
    "Reports",
    *_READERS,
    takes=Takes(status=404, media="application/problem+json", streamed=True),
)
def export_other(format: str) -> Response:
    """Any other format: 404 names those there are."""
    raise NotFound("export.unknown", choices=OFFERED)


def _export(asked: shapes.ExportScope) -> Export:
    if asked.report == "steps":
        return exports.steps(site(), actor(), scope(asked))
    if asked.report == "breaches":
        return exports.breaches(site(), actor(), scope(asked), Which(asked.state))
    return exports.cases(site(), actor(), scope(asked))


def _file(content: Iterator[bytes], report: str, suffix: str, media: str) -> Response:
    answer = Response(stream_with_context(content), mimetype=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{report}.{suffix}"'
    return answer


def scope(asked: shapes.ReportScope) -> ReportFilter:
    """The report's span: as asked, by default the last 92 days."""
    now = site().db.clock()
    return ReportFilter(
        definition_key=asked.definition_key,
        version=asked.version,
        start=asked.start or now - _PERIOD,
        end=asked.end or now,
        category=asked.category,
        office=actor().office,
    )
