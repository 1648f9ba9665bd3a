"""The facts of some cases, computed from the raw rows by the functions that the reports use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, func, select

from engine.database import Tx
from engine.schema import breaches, definitions, instances, pauses, shortfalls
from tasks.case_time import STANDSTILLS, CaseTimes, parts
from tasks.facts import steps
from tasks.facts.steps import MICROSECOND, day_of, part_columns
from tasks.reports import priority
from tasks.timeline import calendar_of, load

FORMAT = 1
"""Of what is computed; raised when the same raw rows give other facts, and everything is filled anew."""


@dataclass(slots=True)
class Facts:
    """A case's row of case_facts, and its rows of step_facts by task."""

    case: dict[str, Any]
    steps: dict[int, dict[str, Any]] = field(default_factory=dict)


def facts_of(tx: Tx, ids: Sequence[int]) -> dict[int, Facts]:
    """The facts of these cases as they stand now, by case; a case there is none of is left out."""
    chosen = select(instances.c.id).where(instances.c.id.in_(ids))
    times = load(tx, chosen)
    around = _around(tx, ids)
    found = {row.id: Facts(_case(tx, row, times[row.id], around)) for row in _cases(tx, chosen)}
    cases = {number: facts.case for number, facts in found.items()}
    for one in steps.rows(tx, ids, times, cases):
        facts = found[one["instance_id"]]
        facts.steps[one["task_id"]] = one | {"late": one["task_id"] in around.late_tasks}
        facts.case["steps"] += 1
    return found


@dataclass(slots=True)
class _Around:
    """What is counted of the cases, by case or task."""

    breaches: dict[int, int] = field(default_factory=dict)
    late_cases: set[int] = field(default_factory=set)
    late_tasks: set[int] = field(default_factory=set)
    returns: Mapping[int, int] = field(default_factory=dict)
    pauses: Mapping[int, int] = field(default_factory=dict)


def _around(tx: Tx, ids: Sequence[int]) -> _Around:
    back = func.count(shortfalls.c.task_id.distinct())
    around = _Around(
        returns=_count(tx, ids, shortfalls, select(shortfalls.c.instance_id, back).where(shortfalls.c.asked)),
        pauses=_count(tx, ids, pauses, select(pauses.c.instance_id, func.count())),
    )
    passed = select(breaches.c.instance_id, breaches.c.task_id).where(breaches.c.instance_id.in_(ids))
    for case, task in tx.conn.execute(passed):
        around.breaches[case] = around.breaches.get(case, 0) + 1
        if task is None:
            around.late_cases.add(case)
        else:
            around.late_tasks.add(task)
    return around


def _count(tx: Tx, ids: Sequence[int], table: Any, query: Select[int, int]) -> dict[int, int]:
    counted = query.where(table.c.instance_id.in_(ids)).group_by(table.c.instance_id)
    return dict(tx.conn.execute(counted).all())


def _cases(tx: Tx, chosen: Select[int]) -> Sequence[Row[Any]]:
    i = instances.c
    columns = (
        *(
            i.id,
            i.office,
            definitions.c.key,
            definitions.c.version,
            i.category,
            priority.of_case().label("priority"),
        ),
        *(i.status, i.outcome, i.started_at, i.settled_at, i.ended_at),
    )
    query: Select[Any] = select(*columns).select_from(instances.join(definitions)).where(i.id.in_(chosen))
    return tx.conn.execute(query.order_by(i.id)).all()


def _case(tx: Tx, row: Row[Any], times: CaseTimes, around: _Around) -> dict[str, Any]:
    calendar = calendar_of(tx, times)
    divided = parts(times, calendar)
    return {
        "instance_id": row.id,
        "office": row.office,
        "sop": row.key,
        "version": row.version,
        "category": row.category,
        "priority": row.priority,
        "day": day_of(row.started_at, calendar.timetable.zone),
        "status": row.status,
        "outcome": row.outcome or "",
        "started_at": row.started_at,
        "settled_at": row.settled_at,
        "ended_at": row.ended_at,
        "gross": (times.ended_at - times.started_at) // MICROSECOND,
        "net": sum(span // MICROSECOND for part, span in divided.items() if part not in STANDSTILLS),
        **part_columns(divided),
        "steps": 0,
        "breaches": around.breaches.get(row.id, 0),
        "late": row.id in around.late_cases,
        "returns": around.returns.get(row.id, 0),
        "pauses": around.pauses.get(row.id, 0),
        "as_of": row.settled_at or row.ended_at or max(tx.now, row.started_at),
    }
