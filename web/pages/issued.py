"""The monthly service report: passports issued by type and month, with totals, chart, CSV and XLSX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from engine.refusals import Invalid, Problem
from tasks.reports import issued, issued_sheets
from tasks.reports.issued import IssuedTable
from web.pages.audit_scope import tabs
from web.shell.formatting import month, now
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.office import zone
from web.shell.rights import AUDITOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("issued", __name__, url_prefix="/audit")

KINDS = {
    "baru": mark("New passport"),
    "habis_berlaku": mark("Replacement, expired"),
    "hilang": mark("Replacement, lost"),
    "rusak": mark("Replacement, damaged"),
}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Months:
    """The first and last month looked at, as their first days."""

    first: date
    last: date

    def query(self) -> dict[str, str]:
        """The months as the address's query."""
        return {"from": f"{self.first:%Y-%m}", "to": f"{self.last:%Y-%m}"}


@blueprint.get("/issued")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def index() -> ResponseReturnValue:
    """The tables of the chosen months, a half-year each; the last twelve months without a choice."""
    wanted = _wanted()
    tables = issued.issued(site(), actor(), wanted.first, wanted.last)
    return render_template(
        "audit/issued.html",
        wanted=wanted,
        tabs=tabs(None),
        tables=tables,
        total=sum(table.total for table in tables),
        since=issued.first_month(site(), actor()),
        names=[kind_name(kind) for kind in KINDS],
        columns=_columns(tables),
        kind_name=kind_name,
    )


@blueprint.get("/issued.csv")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def as_csv() -> ResponseReturnValue:
    """The same tables for a spreadsheet, as text."""
    wanted = _wanted()
    found = issued_sheets.as_csv(site(), actor(), wanted.first, wanted.last, _words)
    return _file(found, "text/csv", wanted, "csv")


@blueprint.get("/issued.xlsx")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def as_xlsx() -> ResponseReturnValue:
    """The same tables as a workbook with a chart, a sheet per half-year."""
    wanted = _wanted()
    found = issued_sheets.as_xlsx(site(), actor(), wanted.first, wanted.last, _words)
    return _file(found, _XLSX, wanted, "xlsx")


def kind_name(kind: str) -> str:
    """A row of the report in words; a type it does not know stands under its code."""
    return gettext(KINDS[kind]) if kind in KINDS else kind


def _words(key: str | date) -> str:
    if isinstance(key, date):
        return month(key)
    heads = {"kind": gettext("Type"), "total": gettext("Total"), "title": gettext("Passports issued")}
    return heads.get(key) or kind_name(key)


def _columns(tables: tuple[IssuedTable, ...]) -> list[dict[str, Any]]:
    """Every month as a stacked column: its height among all months, its parts from the ground up."""
    highest = max((total for table in tables for total in table.totals), default=0) or 1
    return [_column(table, place, highest) for table in tables for place in range(len(table.months))]


def _column(table: IssuedTable, place: int, highest: int) -> dict[str, Any]:
    parts, top = [], 100.0
    for row in table.rows:
        height = row.counts[place] / highest * 100
        top -= height
        parts.append({"y": round(top, 2), "height": round(height, 2), "value": row.counts[place]})
    return {"month": table.months[place], "total": table.totals[place], "parts": parts}


def _file(content: bytes, kind: str, wanted: Months, ending: str) -> Response:
    name = f"paspor-terbit-{wanted.first:%Y-%m}-{wanted.last:%Y-%m}.{ending}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=kind, headers=disposition)


def _wanted() -> Months:
    """The months of the address; a period typed the wrong way round is turned. Raises Invalid for what is no month."""
    today = now().astimezone(zone()).date().replace(day=1)
    last = _month("to") or today
    first = _month("from") or date(last.year - 1 + last.month // 12, last.month % 12 + 1, 1)
    return Months(*sorted((first, last)))


def _month(name: str) -> date | None:
    text = request.args.get(name, "")
    if not text:
        return None
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Invalid("report.invalid", Problem("report.not_a_month", name)) from error
    if not 1990 <= found.year <= 2200:
        raise Invalid("report.invalid", Problem("report.not_a_month", name))
    return found
