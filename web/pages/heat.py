"""The heat map: the diagram with each step's figure on it and arrows as thick as they were often taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from tasks import library
from tasks.reports import censored, flows, steps
from tasks.reports import scope as scopes
from tasks.reports.steps import StepRow
from web.pages.audit_scope import Chosen, chosen, tabs
from web.shell.formatting import number, percent, span
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("heat", __name__, url_prefix="/audit/heatmap")

_LEVELS = 5
_WIDTHS = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """What a heat map shows: its name, the number that makes it hot (None: nothing to show), and that number said."""

    name: str
    value: Callable[[StepRow], float | None]
    words: Callable[[float], str]


def _seconds(row: StepRow, which: str) -> float | None:
    found = getattr(row, which)
    return found.median.total_seconds() if found else None


def _said(seconds: float) -> str:

    return span(timedelta(seconds=seconds)) if seconds >= 1 else "0"


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "late": Measure(
            mark("Share late"),
            lambda row: row.breach_rate if row.completed and row.kind != "none" else None,
            percent,
        ),
        "queue": Measure(mark("Median queue"), lambda row: _seconds(row, "queue"), _said),
        "touch": Measure(mark("Median work"), lambda row: _seconds(row, "touch"), _said),
        "lead": Measure(mark("Median, opened to completed"), lambda row: _seconds(row, "lead"), _said),
        "count": Measure(mark("Completed"), lambda row: float(row.completed) or None, number),
        "repeats": Measure(
            mark("Repeated"), lambda row: float(row.repeats) if row.completed else None, number
        ),
    }
)


@blueprint.get("")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def index() -> ResponseReturnValue:
    """The diagram under one measure, and the same numbers as a table."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    with site().db.read(actor()) as tx:
        definition = library.definition(tx, wanted.scope.definition_key, wanted.scope.version)
    rows = steps.step_report(site(), actor(), wanted.scope)
    measure = MEASURES[_measure()]
    return render_template(
        "audit/heatmap.html",
        wanted=wanted,
        tabs=tabs(wanted),
        censored=censored.censored(site(), actor(), wanted.scope),
        definition=definition,
        measures={code: gettext(one.name) for code, one in MEASURES.items()},
        measure=_measure(),
        lines=[(row, level, _words(measure, row)) for row, level in _levels(measure, rows)],
        levels=_LEVELS,
    )


@blueprint.get("/marks")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def marks() -> Response:
    """What the viewer draws on the diagram: a level and a number at each step, a width at each arrow."""
    wanted = chosen()
    if wanted is None:
        raise NotFound("definition.unknown")
    measure = MEASURES[_measure()]
    rows = steps.step_report(site(), actor(), wanted.scope)
    hot = [
        {"element": row.element, "state": f"heat{level}", "text": _words(measure, row)}
        for row, level in _levels(measure, rows)
        if level
    ]
    return jsonify(hot + _arrows(wanted))


def _arrows(wanted: Chosen) -> list[dict[str, object]]:
    scopes.require_step_reader(actor(), wanted.scope)
    with site().db.read(actor()) as tx:
        diagram = library.definition(tx, wanted.scope.definition_key, wanted.scope.version).diagram
        counts = flows.taken(diagram, flows.moves(tx, wanted.scope))
    most = max(counts.values(), default=0)
    return [
        {"flow": flow, "width": max(1, round(count / most * _WIDTHS)), "text": f"{number(count)}×"}
        for flow, count in counts.items()
        if count
    ]


def _levels(measure: Measure, rows: tuple[StepRow, ...]) -> list[tuple[StepRow, int]]:
    """Each step with its level: from 1 (the coolest) to 5 (the hottest of the diagram), 0 with nothing to show."""
    values = [measure.value(row) for row in rows]
    hottest = max((value for value in values if value is not None), default=0.0)
    return [
        (row, 0 if value is None else 1 + round(value / hottest * (_LEVELS - 1)) if hottest else 1)
        for row, value in zip(rows, values, strict=True)
    ]


def _words(measure: Measure, row: StepRow) -> str:
    value = measure.value(row)
    return "" if value is None else measure.words(value)


def _measure() -> str:
    asked = request.args.get("measure", "")
    return asked if asked in MEASURES else next(iter(MEASURES))
