"""Reports as CSV, line by line: UTF-8 with a byte order mark for spreadsheets, formulas made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine import settings
from engine.database import Actor, Tx
from tasks.case_time import Part
from tasks.reports import scope as scopes
from tasks.reports.breaches import BreachRow, every_breach
from tasks.reports.cases import CaseRow, every_case
from tasks.reports.figures import Figures
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import StepRow, step_rows
from tasks.site import Site

Words = Callable[[str], str]
"""Turns a column's key into the heading shown; the edge gives it in the reader's language."""

_TIMES = ("queue", "touch", "paused", "lead", "judged")
_OF_TIMES = ("mean", "median", "p90")
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
)
BREACH_COLUMNS = tuple(
    "lateness_seconds" if field.name == "lateness" else field.name for field in fields(BreachRow)
)
_CASE_FIELDS = tuple(f.name for f in fields(CaseRow) if f.name not in ("gross", "net", "parts"))
CASE_COLUMNS = (*_CASE_FIELDS, "gross_seconds", "net_seconds", *(f"{part}_seconds" for part in Part))


def step_csv(site: Site, actor: Actor, scope: ReportFilter, words: Words = str) -> Iterator[bytes]:
    """The step report as CSV, after a line in the audit trail. Raises Forbidden, Invalid before the first byte."""
    scopes.require_step_reader(actor, scope)
    _note(site, actor, "steps", scope)
    return _streamed(site, actor, STEP_COLUMNS, words, lambda tx: map(_step_cells, step_rows(tx, scope)))


def breach_csv(
    site: Site, actor: Actor, scope: ReportFilter, state: str | None = None, words: Words = str
) -> Iterator[bytes]:
    """Every breach of the period as CSV, names as in the list. Raises Forbidden, Invalid before the first byte."""
    scopes.require_case_reader(actor, scope)
    _note(site, actor, "breaches", scope)

    def found(tx: Tx) -> Iterable[tuple[Any, ...]]:
        return map(_breach_cells, every_breach(tx, scope, state))

    return _streamed(site, actor, BREACH_COLUMNS, words, found)


def case_csv(site: Site, actor: Actor, scope: ReportFilter, words: Words = str) -> Iterator[bytes]:
    """Every case that began in the period as CSV. Raises Forbidden, Invalid before the first byte."""
    scopes.require_case_reader(actor, scope)
    _note(site, actor, "cases", scope)
    return _streamed(site, actor, CASE_COLUMNS, words, lambda tx: map(_case_cells, every_case(tx, scope)))


def guarded(text: str) -> str:
    """The text as a spreadsheet takes it for text: what it would read as a formula gets an apostrophe before."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _note(site: Site, actor: Actor, report: str, scope: ReportFilter) -> None:
    with site.db.begin(actor) as tx:
        scopes.note_reading(tx, "report.exported", report, scope)


def _streamed(
    site: Site,
    actor: Actor,
    columns: tuple[str, ...],
    words: Words,
    found: Callable[[Tx], Iterable[tuple[Any, ...]]],
) -> Iterator[bytes]:
    with site.db.read(actor) as tx:
        zone = ZoneInfo(settings.value(tx, "office.zone"))
        yield b"\xef\xbb\xbf" + _line([words(column) for column in columns], zone)
        for cells in found(tx):
            yield _line(cells, zone)


def _line(cells: Iterable[Any], zone: ZoneInfo) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([_cell(cell, zone) for cell in cells])
    return text.getvalue().encode()


def _cell(value: Any, zone: ZoneInfo) -> str | int:
    """Instants in the office's zone with its offset, lengths in whole seconds, yes and no as 1 and 0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, timedelta):
        return round(value.total_seconds())
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return f"{value:.4f}"
    return guarded(str(value))


def _step_cells(row: StepRow) -> tuple[Any, ...]:
    figures: list[Figures | None] = [getattr(row, time) for time in _TIMES]
    times = [getattr(f, figure) if f else None for f in figures for figure in _OF_TIMES]
    plain = [getattr(row, column) for column in STEP_COLUMNS[: -len(times)]]
    return (*plain, *times)


def _breach_cells(row: BreachRow) -> tuple[Any, ...]:
    return tuple(getattr(row, field.name) for field in fields(row))


def _case_cells(row: CaseRow) -> tuple[Any, ...]:
    plain = (getattr(row, name) for name in _CASE_FIELDS)
    return (*plain, row.gross, row.net, *(row.parts[part] for part in Part))
