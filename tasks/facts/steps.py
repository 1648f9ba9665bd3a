"""The rows of step_facts of some cases: a task's three times, its parts, and what its standard is held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Row, Select, select

from engine import calendars, pinned
from engine.database import Tx
from engine.schema import definitions, instances, tasks
from processes.model import TimeKind, TimeStandard
from tasks.case_time import CaseTimes, Part
from tasks.reports.judged import judged_tasks
from tasks.reports.step_times import of_step
from tasks.reports.steps import limit_of, paused_times
from tasks.states import CANCELED

MICROSECOND = timedelta(microseconds=1)
_NO_STANDARD = TimeStandard("")
_OF_CASE = ("instance_id", "office", "category", "priority")
_COPIED = ("element", "name_id", "opened_at", "completed_at")
_TEXTS = ("step", "lane", "second_officer", "outcome")


def rows(
    tx: Tx, ids: Sequence[int], times: Mapping[int, CaseTimes], cases: Mapping[int, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The steps completed in these cases, in the order they were; `cases` are their rows of case_facts. Whether a
    step was late is left out.
    """
    chosen = _completed(ids)
    stood = paused_times(tx, chosen)
    judged = {task: lasted for task, _, lasted in judged_tasks(tx, chosen)}
    nth: dict[tuple[int, str, str], int] = {}
    for row in _read(tx, chosen):
        case = cases[row.instance_id]
        under = _under(tx, row, case["sop"])
        key = row.instance_id, under.sop, row.element
        nth[key] = nth.get(key, 0) + 1
        queue, touch, paused = _three(row, stood.get(row.id, 0))
        yield {
            **_about(row, case),
            "sop": under.sop,
            "version": under.version,
            "queue": queue,
            "touch": touch,
            "paused": paused,
            **_divided(tx, row, times[row.instance_id]),
            "judged": touch if under.standard.kind is TimeKind.SERVICE else judged.get(row.id),
            "limit_us": limit // MICROSECOND if (limit := limit_of(under.standard)) else None,
            "standard_kind": str(under.standard.kind),
            "nth": nth[key],
        }


def part_columns(divided: Mapping[Part, timedelta]) -> dict[str, int]:
    """The seven parts as columns, in microseconds."""
    return {f"part_{part}": span // MICROSECOND for part, span in divided.items()}


def day_of(at: datetime, zone: tzinfo) -> int:
    """The day of an instant in a zone, as 20260409."""
    local = at.astimezone(zone)
    return local.year * 10_000 + local.month * 100 + local.day


def _completed(ids: Sequence[int]) -> Select[int]:
    t = tasks.c
    done = (t.instance_id.in_(ids), t.completed_at.is_not(None), t.state != CANCELED)
    return select(t.id).join(instances, t.instance_id == instances.c.id).join(definitions).where(*done)


def _read(tx: Tx, chosen: Select[int]) -> Sequence[Row[Any]]:
    t = tasks.c
    columns = (
        *(t.id, t.instance_id, t.element, t.step, t.name_id, t.lane, t.completed_by, t.second_officer),
        *(t.outcome, t.opened_at, t.started_at, t.completed_at, t.sop, t.definition_id),
        *(instances.c.definition_id.label("stands_on"), instances.c.links),
    )
    ordered: Select[Any] = chosen.with_only_columns(*columns).order_by(t.instance_id, t.completed_at, t.id)
    return tx.conn.execute(ordered).all()


def _about(row: Row[Any], case: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "task_id": row.id,
        **{name: case[name] for name in _OF_CASE},
        **{name: row._mapping[name] for name in _COPIED},
        **{name: row._mapping[name] or "" for name in _TEXTS},
        "person": row.completed_by or "",
        "started_at": row.started_at or row.completed_at,
    }


def _three(row: Row[Any], stood: int) -> tuple[int, int, int]:
    """Queue, touch and interruptions, as in tasks.reports.steps."""
    started = row.started_at or row.completed_at
    return (
        (started - row.opened_at) // MICROSECOND,
        (row.completed_at - started) // MICROSECOND - stood,
        stood,
    )


def _divided(tx: Tx, row: Row[Any], case: CaseTimes) -> dict[str, Any]:
    """What the case's time was while the step was open, by the calendar in force when it was completed: one that is
    published later never moves it, even while the case runs on.
    """
    calendar = calendars.in_force(tx, case.office, row.completed_at)
    return {
        **part_columns(of_step(case, row.opened_at, row.completed_at, calendar)),
        "day": day_of(row.completed_at, calendar.timetable.zone),
        "calendar_version": calendar.version,
    }


@dataclass(frozen=True, slots=True)
class _Under:
    """The SOP and version a step was done under, and its standard there."""

    sop: str
    version: int
    standard: TimeStandard


def _under(tx: Tx, row: Row[Any], began_with: str) -> _Under:
    sop = row.sop or began_with
    number = row.definition_id or _pinned(tx, row, sop)
    key = ("step fact", number, row.element)
    if key not in tx.kept:
        definition = pinned.definition(tx, number, None)
        activity = definition.diagram.activities.get(row.element)
        standard = activity.step.time if activity and activity.step else _NO_STANDARD
        tx.kept[key] = _Under(sop, definition.version, standard)
    found: _Under = tx.kept[key]
    return found


def _pinned(tx: Tx, row: Row[Any], sop: str) -> int:
    """The version of the SOP that the row's case stands on: its own, or one of those it pinned when it began."""
    if row.sop is None or not row.links:
        return int(row.stands_on)
    keys = _keys(tx)
    found = (number for number in map(int, row.links.split(",")) if keys[number] == sop)
    return next(found, int(row.stands_on))


def _keys(tx: Tx) -> dict[int, str]:
    """Key of every published version by row number; read once per transaction."""
    name = "keys of versions"
    if name not in tx.memo:
        tx.memo[name] = dict(tx.conn.execute(select(definitions.c.id, definitions.c.key)).all())
    found: dict[int, str] = tx.memo[name]
    return found
