"""The reports an office files: the list with what is due next, each as a page, and as PDF, DOCX and XLSX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from processes.paper.report.chart import svg
from processes.paper.report.model import Chart, Entry
from processes.paper.report.words import noted, said, stands
from tasks import library
from tasks.filing import documents, entries, kinds
from tasks.filing.frame import Question
from tasks.filing.kinds import KINDS, Kind
from tasks.filing.periods import Every, Period, containing, parse
from tasks.reports.scope import busiest, reads_cases
from web.pages import filing_words
from web.pages.audit_scope import tabs
from web.shell.formatting import now
from web.shell.identity import actor, site
from web.shell.office import zone
from web.shell.rights import AUDITOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("filings", __name__, url_prefix="/audit/reports")

_OFFERED = {Every.MONTH: 24, Every.HALF: 8, Every.YEAR: 5}
_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The report looked at, what it is about, and what else could be chosen."""

    kind: Kind
    question: Question
    periods: tuple[Period, ...]
    sops: tuple[tuple[str, str], ...]

    def query(self, period: Period | None = None) -> dict[str, Any]:
        """The choice as the address's query, perhaps of another period."""
        found = {"kind": self.kind.code, "period": (period or self.question.period).code}
        return found | ({"sop": self.question.sop} if self.question.sop else {})


@blueprint.get("")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def index() -> ResponseReturnValue:
    """Every report with its purpose, its rule, the last period that is over and when the next one is."""
    today = now().astimezone(zone()).date()
    lines = [
        (kind, kinds.last_over(kind.every, today), containing(kind.every, today)) for kind in KINDS.values()
    ]
    return render_template("filings/index.html", tabs=tabs(None), lines=lines, words=filing_words)


@blueprint.get("/<kind>")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def show(kind: str) -> ResponseReturnValue:
    """A report as a page: the same cells as in its files."""
    asked = _asked(kind)
    document = documents.read(site(), actor(), kind, asked.question)
    return render_template(
        "filings/show.html",
        tabs=tabs(None),
        asked=asked,
        document=document,
        words=filing_words,
        said=said,
        noted=noted,
        stands=stands,
        is_entry=lambda cell: isinstance(cell, Entry),
        may_write=entries.may_write(actor()),
        drawn=_drawn,
        today=now().astimezone(zone()).date(),
    )


@blueprint.get("/<kind>/file.<format>")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def file(kind: str, format: str) -> Response:
    """The report as a file to keep; the trail says that it was taken out."""
    asked = _asked(kind)
    answer = make_response(documents.export(site(), actor(), kind, asked.question, format))
    answer.mimetype = TYPES[format]
    name = documents.file_name(kind, asked.question)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return answer


@blueprint.get("/<kind>/fill/<field>")
@needs(SUPERVISOR, PROCESS_OWNER)
def form(kind: str, field: str) -> ResponseReturnValue:
    """One field of a report to be filled in, with everything that stood there before."""
    asked = _asked(kind)
    return _field(asked, field)


@blueprint.post("/<kind>/fill/<field>")
@needs(SUPERVISOR, PROCESS_OWNER)
def fill(kind: str, field: str) -> ResponseReturnValue:
    """Keep what was written; where somebody else wrote meanwhile both texts are shown and nothing is lost."""
    asked, text = _asked(kind), request.form.get("text", "")
    revision = request.form.get("revision", "")
    known = int(revision) if revision.isdecimal() and len(revision) < 9 else -1
    saved = entries.write(site(), actor(), kind, asked.question, field, text, known)
    if saved.kept:
        return redirect(url_for("filings.show", **asked.query()) + f"#{saved.now.code}", 303)
    return _field(asked, field, mine=text), 409


def _field(asked: Asked, name: str, **more: str) -> str:
    entry, written = entries.look(site(), actor(), asked.kind.code, asked.question, name)
    return render_template(
        "filings/fill.html",
        asked=asked,
        entry=entry,
        written=written,
        words=filing_words,
        shows_names=reads_cases(actor()),
        **more,
    )


def _asked(code: str) -> Asked:
    """What the address asks for; without a period the last one that is over, without an SOP the busiest of it."""
    kind = kinds.kind(code)
    today = now().astimezone(zone()).date()
    given = request.args.get("period", "")
    period = parse(kind.every, given) if given else kinds.last_over(kind.every, today)
    newest = containing(kind.every, today)
    offered = [newest.moved(-back) for back in range(_OFFERED[kind.every])]
    periods = sorted({*offered, period}, key=lambda one: one.first, reverse=True)
    sops = _sops() if kind.of_sop else ()
    return Asked(kind, Question(period, _sop(period, sops)), tuple(periods), sops)


def _sops() -> tuple[tuple[str, str], ...]:
    return tuple((line.key, line.version.name) for line in library.list_sops(site(), actor()))


def _sop(period: Period, sops: tuple[tuple[str, str], ...]) -> str:
    given = request.args.get("sop", "")
    if not sops or given in dict(sops):
        return given if sops else ""
    with site().db.read(actor()) as tx:
        return busiest(tx, *period.span(zone())) or sops[0][0]


def _drawn(chart: Chart) -> Markup:
    # The drawing escapes every text it bears.
    return Markup(svg(chart))
