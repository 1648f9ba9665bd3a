"""The auditor's comparison: periods, versions, offices, types or priority groups beside each other, step by step."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from tasks.reports import comparing, comparing_export, csv, xlsx
from tasks.reports.comparing import Change
from web.pages import compare_words as words
from web.pages.audit_scope import heading, tabs
from web.pages.compare_scope import Pair, Side, pair, presets
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.navigation import may
from web.shell.rights import AUDITOR, INSPECTOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("compare", __name__, url_prefix="/audit")

_MADE = {"csv": (csv.lines, csv.MEDIA), "xlsx": (xlsx.chunks, xlsx.MEDIA)}


@blueprint.get("/compare")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER, INSPECTOR)
def index() -> ResponseReturnValue:
    """Both sides: the whole requests, each step drawn, and all numbers as a table."""
    found = pair()
    if found is None:
        return render_template("audit/none.html", tabs=tabs(None))
    both = comparing.compare(site(), actor(), found.a.scope, found.b.scope)
    days = (words.period_name(found.a.first, found.a.last), words.period_name(found.b.first, found.b.last))
    return render_template(
        "audit/compare.html",
        pair=found,
        tabs=tabs(found.of),
        presets=list(presets(found)),
        both=both,
        names=words.side_names(days, found.a.scope, found.b.scope),
        days=days,
        drawn=words.drawn(both.steps),
        links=[_ways(side) for side in (found.a, found.b)],
        words=words,
        told=_told,
    )


@blueprint.get("/compare.csv")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER, INSPECTOR)
def as_csv() -> ResponseReturnValue:
    """The comparison for a spreadsheet, as text."""
    return _download("csv")


@blueprint.get("/compare.xlsx")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER, INSPECTOR)
def as_xlsx() -> ResponseReturnValue:
    """The comparison as a workbook."""
    return _download("xlsx")


def _download(ending: str) -> Response:
    found = pair()
    if found is None:
        raise NotFound("definition.unknown")
    made, kind = _MADE[ending]
    export = comparing_export.comparison(site(), actor(), found.a.scope, found.b.scope)
    answer = Response(stream_with_context(made(site(), actor(), export, column_name)), mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file(found)}.{ending}"'
    return answer


def column_name(column: str) -> str:
    """The heading of a column of the export; those of a side say which."""
    side, _, rest = column.partition("_")
    if side in ("a", "b") and rest:
        return f"{side.upper()}: {_named(rest)}"
    return _named(column)


def _named(column: str) -> str:
    return gettext(words.COLUMNS[column]) if column in words.COLUMNS else heading(column)


def _told(change: Change, *, lengths: bool) -> str:
    """A difference in a sentence: how much, between what, how sure."""
    said = words.slower(change) if lengths else words.more_often(change)
    return ", ".join(part for part in (said, words.between(change, lengths)) if part)


def _ways(side: Side) -> dict[str, Any]:
    """Where a side's figures lead: to the requests behind them, for who may see those of that office."""
    own = side.scope.office == actor().office
    return {
        "step": partial(_step, side) if own and may("steps.requests") else None,
        "detail": partial(_detail, side) if own and may("steps.show") else None,
        "requests": url_for("audit.requests", **side.query()) if own and may("audit.requests") else "",
    }


def _step(side: Side, element: str) -> str:
    return url_for("steps.requests", element=element, **side.query())


def _detail(side: Side, element: str) -> str:
    return url_for("steps.show", element=element, **side.query())


def _file(found: Pair) -> str:
    return f"{found.of.scope.definition_key}-compare-{found.a.first}-{found.b.last}"
