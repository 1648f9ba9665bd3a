"""Reports as whole tables to take away: columns and rows, read one by one; CSV and XLSX are made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from engine.database import Actor, Tx
from tasks.case_time import Part
from tasks.reports import scope as scopes
from tasks.reports.breaches import EVERY, BreachRow, Which, every_breach
from tasks.reports.cases import CaseRow, every_case
from tasks.reports.figures import Figures
from tasks.reports.pauses import PauseRow, pause_rows
from tasks.reports.scope import ReportFilter
from tasks.reports.step_times import Divided, step_times
from tasks.reports.steps import StepRow, step_rows
from tasks.site import Site

Words = Callable[[str], str]
"""Turns a column's key into the heading shown; the edge gives it in the reader's language."""

_TIMES = ("queue", "touch", "paused", "lead", "judged")
_OF_TIMES = ("mean", "median", "p75", "p90", "p95", "longest")
STEP_COLUMNS = (
    "element",
    "number",
    "name",
    "standard",
    "kind",
    "completed",
    "open",
    "cases",
    "repeats",
    "breaches",
    "late",
    "breach_rate",
    *(f"{time}_{figure}_seconds" for time in _TIMES for figure in _OF_TIMES),
    *(f"net_{figure}_seconds" for figure in _OF_TIMES),
    *(f"part_{part}" for part in Part),
)
_PLAIN = STEP_COLUMNS[: STEP_COLUMNS.index("queue_mean_seconds")]
BREACH_COLUMNS = tuple(
    "lateness_seconds" if field.name == "lateness" else field.name for field in fields(BreachRow)
)
_CASE_FIELDS = tuple(f.name for f in fields(CaseRow) if f.name not in ("gross", "net", "parts"))
_IN_SECONDS = {"lasted": "lasted_seconds", "office_time": "office_time_seconds"}
PAUSE_COLUMNS = tuple(_IN_SECONDS.get(field.name, field.name) for field in fields(PauseRow))
CASE_COLUMNS = (*_CASE_FIELDS, "gross_seconds", "net_seconds", *(f"{part}_seconds" for part in Part))


@dataclass(frozen=True, slots=True)
class Export:
    """A report's name, the keys of its columns, and its rows: text, numbers, instants, lengths, yes or no, None."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Tx], Iterator[tuple[Any, ...]]]


def steps(site: Site, actor: Actor, scope: ReportFilter) -> Export:
    """The figures per step. That they are taken out is put into the trail. Raises Forbidden, Invalid."""
    scopes.require_step_reader(actor, scope)
    _note(site, actor, "steps", scope)
    return Export("steps", STEP_COLUMNS, lambda tx: _steps(tx, scope))


def breaches(site: Site, actor: Actor, scope: ReportFilter, which: Which = EVERY) -> Export:
    """Every breach of the period, names as in the list. As `steps`."""
    scopes.require_case_reader(actor, scope)
    _note(site, actor, "breaches", scope)
    return Export("breaches", BREACH_COLUMNS, lambda tx: map(_breach_cells, every_breach(tx, scope, which)))


def cases(site: Site, actor: Actor, scope: ReportFilter) -> Export:
    """Every case that began in the period. As `steps`."""
    scopes.require_case_reader(actor, scope)
    _note(site, actor, "cases", scope)
    return Export("cases", CASE_COLUMNS, lambda tx: map(_case_cells, every_case(tx, scope)))


def pauses(site: Site, actor: Actor, scope: ReportFilter) -> Export:
    """Every pause that began in the period, names as in the list. As `steps`."""
    scopes.require_case_reader(actor, scope)
    _note(site, actor, "pauses", scope)
    return Export("pauses", PAUSE_COLUMNS, lambda tx: map(_pause_cells, pause_rows(tx, scope)))


def _note(site: Site, actor: Actor, report: str, scope: ReportFilter) -> None:
    with site.db.begin(actor) as tx:
        scopes.note_reading(tx, "report.exported", report, scope)


def _steps(tx: Tx, scope: ReportFilter) -> Iterator[tuple[Any, ...]]:
    divided = step_times(tx, scope)
    return (_step_cells(row, divided.get(row.element)) for row in step_rows(tx, scope))


def _step_cells(row: StepRow, time: Divided | None) -> tuple[Any, ...]:
    figures: list[Figures | None] = [*(getattr(row, name) for name in _TIMES), time.net if time else None]
    times = [getattr(f, figure) if f else None for f in figures for figure in _OF_TIMES]
    parts = [time.means[part] if time else None for part in Part]
    return (*(getattr(row, column) for column in _PLAIN), *times, *parts)


def _breach_cells(row: BreachRow) -> tuple[Any, ...]:
    return tuple(getattr(row, field.name) for field in fields(row))


def _pause_cells(row: PauseRow) -> tuple[Any, ...]:
    plain = tuple(getattr(row, field.name) for field in fields(row))
    return (*plain[:-1], ", ".join(sorted(row.odd)))


def _case_cells(row: CaseRow) -> tuple[Any, ...]:
    plain = (getattr(row, name) for name in _CASE_FIELDS)
    return (*plain, row.gross, row.net, *(row.parts[part] for part in Part))
