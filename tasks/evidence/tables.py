"""The tables of a pack: cases, steps, breaches, pauses; as CSV with codes as headings, formulas made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select
from xlsxwriter import Workbook

from engine import settings
from engine.database import Tx
from engine.schema import breaches, clocks, instances, pauses, task_names, tasks
from engine.schema import definitions as definitions_table
from tasks.case_time import STANDSTILLS, CaseTimes, Part, parts
from tasks.evidence import scope as scopes
from tasks.evidence.scope import Scope
from tasks.evidence.xml_text import instant
from tasks.privacy import covering
from tasks.reports import xlsx
from tasks.reports.csv import guarded
from tasks.timeline import calendar_of, load

_CASE = (
    instances.c.id.label("case"),
    instances.c.business_key.label("number"),
    definitions_table.c.key.label("sop"),
    definitions_table.c.version,
    instances.c.office,
    instances.c.category,
    instances.c.status,
    instances.c.outcome,
    instances.c.started_at,
    instances.c.started_by,
    instances.c.settled_at,
    instances.c.ended_at,
)
_STEP = (
    tasks.c.instance_id.label("case"),
    tasks.c.id.label("task"),
    *(tasks.c[name] for name in ("element", "step", "sop")),
    task_names.c.name,
    *(tasks.c[name] for name in ("lane", "state", "opened_at", "claimed_at", "started_at", "completed_at")),
    *(tasks.c[name] for name in ("assignee", "completed_by", "second_officer", "outcome", "due_at")),
    definitions_table.c.version.label("done_under"),  # empty: the version of the case
)
_CLOCK = (clocks.c.kind, clocks.c.amount, clocks.c.unit, clocks.c.anchor_at, clocks.c.stopped_at)
_BREACH = (
    breaches.c.instance_id.label("case"),
    breaches.c.id.label("breach"),
    breaches.c.task_id.label("task"),
    breaches.c.element,
    breaches.c.step,
    breaches.c.at.label("deadline"),
    *(breaches.c[name] for name in ("noticed_at", "state", "reason", "note")),
    *(breaches.c[name] for name in ("explained_by", "explained_at")),
    *(breaches.c[name] for name in ("responsible", "confirmed_by", "confirmed_at")),
    *(breaches.c[name] for name in ("follow_up", "closed_by", "closed_at")),
    *_CLOCK,
    clocks.c.calendar_version,
)
_PAUSE = (
    pauses.c.instance_id.label("case"),
    pauses.c.id.label("pause"),
    pauses.c.task_id.label("task"),
    *(pauses.c[name] for name in ("reason", "evidence", "outage_id")),
    *(pauses.c[name] for name in ("started_at", "started_by", "ended_at", "ended_by")),
)
_FREE = ("note", "evidence")
"""What officers wrote freely: a pack leaves the house, so it names no applicant (UU 27/2022)."""
_TIMES = ("gross_seconds", "net_seconds", *(f"{part}_seconds" for part in Part))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its headings, and what finds the rows of some cases by their numbers."""

    name: str
    columns: tuple[str, ...]
    fetch: Callable[[Tx, list[int]], Iterable[Any]]


Noted = Callable[[Sheet, Sequence[Any]], None]
"""Sees each row of a table as it is written."""


def written(tx: Tx, scope: Scope, note: Noted) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files of the tables: each as CSV, and then all as the sheets of one XLSX, which is made on the disk.

    The rows are read once; each file has to be taken whole before the next. In the XLSX instants are the office's,
    to the second.
    """
    with TemporaryFile(prefix="alur-") as file:
        with Workbook(file, xlsx.OPTIONS) as book:
            made = xlsx.looks(tx, book)
            for sheet in SHEETS:
                also = xlsx.sheet_writer(made, sheet.columns, sheet.name)
                yield f"data/{sheet.name}.csv", _as_csv(tx, scope, sheet, (also, partial(note, sheet)))
        file.seek(0)
        yield "data/tables.xlsx", iter(partial(file.read, 65_536), b"")


def _as_csv(
    tx: Tx, scope: Scope, sheet: Sheet, also: Sequence[Callable[[Sequence[Any]], None]]
) -> Iterator[bytes]:
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    yield b"\xef\xbb\xbf" + line(sheet.columns, zone)
    for numbers in scopes.batches(tx, scope):
        for row in sheet.fetch(tx, numbers):
            for see in also:
                see(row)
            yield line(row, zone)


def _plain(name: str, columns: Sequence[Any], query: Any, table: Table) -> Sheet:
    names = tuple(column.key for column in columns)
    free = [place for place, name in enumerate(names) if name in _FREE]

    def rows(tx: Tx, numbers: list[int]) -> Iterable[Any]:
        mine = query.where(table.c.instance_id.in_(numbers))
        found = tx.conn.execute(mine.order_by(table.c.instance_id, table.c.id)).all()
        return _without_names(tx, found, numbers, free) if free else found

    return Sheet(name, names, rows)


def _without_names(
    tx: Tx, rows: Sequence[Any], numbers: list[int], places: Sequence[int]
) -> Iterator[list[Any]]:
    query = select(instances.c.id, instances.c.title).where(instances.c.id.in_(numbers))
    titles = {row.id: row.title for row in tx.conn.execute(query)}
    for row in rows:
        cells = list(row)
        for place in places:
            cells[place] = covering.without(cells[place] or "", titles[row.case])
        yield cells


def _cases(tx: Tx, numbers: list[int]) -> Iterator[tuple[Any, ...]]:
    wanted = instances.c.id.in_(numbers)
    times = load(tx, select(instances.c.id).where(wanted))
    query = select(*_CASE).select_from(instances).join(definitions_table).where(wanted)
    for row in tx.conn.execute(query.order_by(instances.c.id)):
        yield (*row, *_times(tx, times[row.case]))


def _times(tx: Tx, times: CaseTimes) -> Iterator[timedelta]:
    divided = parts(times, calendar_of(tx, times))
    yield times.ended_at - times.started_at
    yield sum((span for part, span in divided.items() if part not in STANDSTILLS), timedelta())
    yield from (divided[part] for part in Part)


_STEPS = tasks.outerjoin(task_names, tasks.c.name_id == task_names.c.id).outerjoin(
    definitions_table, tasks.c.definition_id == definitions_table.c.id
)
CASES = Sheet("cases", (*(column.key for column in _CASE), *_TIMES), _cases)
PAUSES = _plain("pauses", _PAUSE, select(*_PAUSE), pauses)
STEPS = _plain("steps", _STEP, select(*_STEP).select_from(_STEPS), tasks)
BREACHES = _plain(
    "breaches", _BREACH, select(*_BREACH).join(clocks, breaches.c.clock_id == clocks.c.id), breaches
)
SHEETS = (CASES, PAUSES, BREACHES, STEPS)
"""A line per case with its whole time and the parts that sum to it; per pause; per passed deadline with its limit; per
task, whatever became of it. No task where something concerns the whole case.
"""


def line(cells: Iterable[Any], zone: ZoneInfo) -> bytes:
    """A line of CSV: instants in the office's zone to the microsecond, lengths in seconds."""
    text = io.StringIO()
    csv.writer(text).writerow([_cell(cell, zone) for cell in cells])
    return text.getvalue().encode()


def _cell(value: Any, zone: ZoneInfo) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return instant(value, zone)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, int):
        return value
    return guarded(str(value))
