"""What the paper of a pack tells, gathered while the tables are written: lengths by step, people, causes, pauses."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tasks.case_time import Part, without
from tasks.evidence.tables import BREACHES, CASES, PAUSES, STEPS, Sheet
from tasks.states import COMPLETED, OPEN_STATES

MOST_LISTED = 200
"""Lines a list on paper has; the tables have all."""
_MICROSECOND = timedelta(microseconds=1)

Line = dict[str, Any]


@dataclass(slots=True)
class Step:
    """One step of an SOP: lengths in microseconds of what was completed, and how much is still open."""

    number: str
    name: str
    lane: str
    queue: array[int] = field(default_factory=lambda: array("q"))
    touch: array[int] = field(default_factory=lambda: array("q"))
    paused: array[int] = field(default_factory=lambda: array("q"))
    open: int = 0
    late: int = 0


@dataclass(slots=True)
class Person:
    """What one officer completed."""

    steps: int
    second: int
    first: datetime | None
    last: datetime | None


@dataclass(slots=True)
class Tally:
    """Everything gathered; lists hold the first MOST_LISTED lines, counters all of them."""

    statuses: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    versions: Counter[tuple[str, int]] = field(default_factory=Counter)
    gross: array[int] = field(default_factory=lambda: array("q"))
    net: array[int] = field(default_factory=lambda: array("q"))
    parts: Counter[str] = field(default_factory=Counter)  # microseconds
    steps: dict[tuple[str, str], Step] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    cases: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    breaches: list[Line] = field(default_factory=list)
    causes: Counter[tuple[str, str]] = field(default_factory=Counter)
    breach_states: Counter[str] = field(default_factory=Counter)
    pauses: list[Line] = field(default_factory=list)
    pause_reasons: dict[str, list[int]] = field(default_factory=dict)  # count, open, microseconds
    _late: set[int] = field(default_factory=set)
    _rests: dict[int, list[tuple[datetime, datetime | None]]] = field(default_factory=dict)

    def note(self, sheet: Sheet, row: Sequence[Any]) -> None:
        """Take in a row of a table; the tables come in the order of SHEETS."""
        line = dict(zip(sheet.columns, row, strict=True))
        _TAKE[sheet.name](self, line)


def _case(tally: Tally, line: Line) -> None:
    tally.statuses[line["status"]] += 1
    tally.types[line["category"]] += 1
    tally.versions[line["sop"], line["version"]] += 1
    if line["settled_at"] is not None:
        tally.gross.append(line["gross_seconds"] // _MICROSECOND)
        tally.net.append(line["net_seconds"] // _MICROSECOND)
    for part in Part:
        tally.parts[part] += line[f"{part}_seconds"] // _MICROSECOND
    if len(tally.cases) < MOST_LISTED:
        tally.cases.append(line)


def _pause(tally: Tally, line: Line) -> None:
    begun, ended = line["started_at"], line["ended_at"]
    if line["task"] is not None:
        tally._rests.setdefault(line["task"], []).append((begun, ended))
    sums = tally.pause_reasons.setdefault(line["reason"], [0, 0, 0])
    sums[0] += 1
    sums[1] += ended is None
    sums[2] += 0 if ended is None else (ended - begun) // _MICROSECOND
    if len(tally.pauses) < MOST_LISTED:
        tally.pauses.append(line)


def _step(tally: Tally, line: Line) -> None:
    key = (line["sop"] or "", line["element"])
    step = tally.steps.get(key)
    if step is None:
        step = tally.steps[key] = Step(
            line["step"] or "", line["name"] or line["element"], line["lane"] or ""
        )
    if line["state"] in OPEN_STATES:
        step.open += 1
    begun, done = line["started_at"], line["completed_at"]
    if line["state"] == COMPLETED and begun is not None:
        rests = tally._rests.get(line["task"], [])
        worked = sum((end - start for start, end in without(begun, done, rests)), timedelta())
        step.queue.append((begun - line["opened_at"]) // _MICROSECOND)
        step.touch.append(worked // _MICROSECOND)
        step.paused.append((done - begun - worked) // _MICROSECOND)
        step.late += line["task"] in tally._late
        line["worked"] = worked
        _did(tally, line["completed_by"], done, second=False)
        _did(tally, line["second_officer"], done, second=True)
    if len(tally.lines) < MOST_LISTED:
        tally.lines.append(line)


def _did(tally: Tally, login: str | None, at: datetime, *, second: bool) -> None:
    if not login:
        return
    person = tally.people.setdefault(login, Person(0, 0, None, None))
    if second:
        person.second += 1
    else:
        person.steps += 1
    person.first = at if person.first is None else min(person.first, at)
    person.last = at if person.last is None else max(person.last, at)


def _breach(tally: Tally, line: Line) -> None:
    tally.causes[line["reason"] or "", line["responsible"] or ""] += 1
    tally.breach_states[line["state"]] += 1
    if line["task"] is not None:
        tally._late.add(line["task"])
    if len(tally.breaches) < MOST_LISTED:
        tally.breaches.append(line)


_TAKE: dict[str, Callable[[Tally, Line], None]] = {
    CASES.name: _case,
    PAUSES.name: _pause,
    STEPS.name: _step,
    BREACHES.name: _breach,
}
