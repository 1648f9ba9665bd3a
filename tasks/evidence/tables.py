"""The tables of a pack as CSV: cases, steps, breaches, pauses; codes as headings, formulas made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select

from engine import settings
from engine.database import Tx
from engine.schema import breaches, clocks, instances, pauses, task_names, tasks
from engine.schema import definitions as definitions_table
from tasks.case_time import STANDSTILLS, CaseTimes, Part, parts
from tasks.evidence import scope as scopes
from tasks.evidence.scope import Scope
from tasks.evidence.xml_text import instant
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
_TIMES = ("gross_seconds", "net_seconds", *(f"{part}_seconds" for part in Part))


def cases(tx: Tx, scope: Scope) -> Iterator[bytes]:
    """A line per case with its whole time and the parts that sum to it."""
    return _table(tx, scope, (*(column.key for column in _CASE), *_TIMES), _cases)


def steps(tx: Tx, scope: Scope) -> Iterator[bytes]:
    """A line per task, whatever became of it."""
    rows = tasks.outerjoin(task_names, tasks.c.name_id == task_names.c.id)
    rows = rows.outerjoin(definitions_table, tasks.c.definition_id == definitions_table.c.id)
    return _plain(tx, scope, _STEP, select(*_STEP).select_from(rows), tasks)


def late(tx: Tx, scope: Scope) -> Iterator[bytes]:
    """A line per passed deadline with the limit it is of; no task where it is of the whole service."""
    return _plain(
        tx, scope, _BREACH, select(*_BREACH).join(clocks, breaches.c.clock_id == clocks.c.id), breaches
    )


def standstills(tx: Tx, scope: Scope) -> Iterator[bytes]:
    """A line per pause; no task where the whole case stood still."""
    return _plain(tx, scope, _PAUSE, select(*_PAUSE), pauses)


def _plain(tx: Tx, scope: Scope, columns: Sequence[Any], query: Any, table: Table) -> Iterator[bytes]:
    def rows(numbers: list[int]) -> Iterable[Any]:
        mine = query.where(table.c.instance_id.in_(numbers))
        return tx.conn.execute(mine.order_by(table.c.instance_id, table.c.id)).all()

    return _table(tx, scope, [column.key for column in columns], lambda _, numbers: rows(numbers))


def _table(tx: Tx, scope: Scope, columns: Sequence[str], rows: Any) -> Iterator[bytes]:
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    yield b"\xef\xbb\xbf" + line(columns, zone)
    for numbers in scopes.batches(tx, scope):
        yield b"".join(line(row, zone) for row in rows(tx, numbers))


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
