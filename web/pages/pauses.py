"""The auditor's page of pauses: how often, by whom, how long and why the clocks stood still, and what is odd."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from tasks import people
from tasks.reports import csv, exports, pauses, xlsx
from tasks.reports.odd_pauses import Odd
from tasks.reports.pauses import PauseReport, Wanted
from web.pages import applicant_words
from web.pages.audit_scope import Chosen, chosen, heading, page, tabs
from web.pages.words import reason_name
from web.shell.formatting import span
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, SUPERVISOR, needs

blueprint = Blueprint("pauses", __name__, url_prefix="/audit")

ODD = {
    Odd.BEFORE_DEADLINE: mark("just before the deadline"),
    Odd.AFTER_DEADLINE: mark("after the deadline"),
    Odd.NO_EVIDENCE: mark("without evidence"),
    Odd.ONE_PERSON: mark("same person began and ended it"),
    Odd.LONG: mark("much longer than usual"),
}
_MADE = {"csv": (csv.lines, csv.MEDIA), "xlsx": (xlsx.chunks, xlsx.MEDIA)}


@blueprint.get("/pauses")
@needs(AUDITOR, SUPERVISOR)
def index() -> ResponseReturnValue:
    """The period's pauses summed up, and those asked for one by one."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    only = _only()
    report = pauses.pause_report(site(), actor(), wanted.scope, only, page())
    with site().db.read(actor()) as tx:
        logins = _people(report)
        names = applicant_words.called(people.shown_names(tx, logins), logins)
    return render_template(
        "audit/pauses.html",
        wanted=wanted,
        tabs=tabs(wanted),
        report=report,
        only=only,
        names=names,
        odd_names=odd_names(),
        bars=_bars(report),
    )


@blueprint.get("/pauses.csv")
@needs(AUDITOR, SUPERVISOR)
def as_csv() -> ResponseReturnValue:
    """Every pause of the period for a spreadsheet, as text."""
    return _download("csv")


@blueprint.get("/pauses.xlsx")
@needs(AUDITOR, SUPERVISOR)
def as_xlsx() -> ResponseReturnValue:
    """Every pause of the period as a workbook."""
    return _download("xlsx")


def _download(ending: str) -> Response:
    wanted = chosen()
    if wanted is None:
        raise NotFound("definition.unknown")
    made, kind = _MADE[ending]
    export = exports.pauses(site(), actor(), wanted.scope)
    answer = Response(stream_with_context(made(site(), actor(), export, heading)), mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file(wanted)}.{ending}"'
    return answer


def odd_names() -> dict[str, str]:
    """The patterns in words, in the order in which they are shown."""
    return {pattern: gettext(words) for pattern, words in ODD.items()}


def _bars(report: PauseReport) -> list[dict[str, object]]:
    return [
        {
            "label": reason_name(one.key),
            "value": one.total.total_seconds(),
            "text": f"{span(one.total)} · {one.count}",
        }
        for one in report.by_reason
    ]


def _people(report: PauseReport) -> set[str]:
    shown = {login for row in report.listing.rows for login in (row.started_by, row.ended_by)}
    return shown | {one.key for one in report.by_person}


def _only() -> Wanted:
    odd = request.args.get("odd", "")
    return Wanted(request.args.get("reason", "")[:64], odd if odd in (*ODD, "any") else "")


def _file(wanted: Chosen) -> str:
    return f"{wanted.scope.definition_key}-pauses-{wanted.first}-{wanted.last}"
