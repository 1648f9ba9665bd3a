"""Figures from the facts: exact of one office, from the rollups of all offices, with the bound that sketches have.

Everything here asks for no right: whoever calls has asked (docs/reports.md). What is read is as of `state.as_of`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select

from engine.database import Tx
from engine.schema import step_facts, step_rollups
from processes.model import TimeKind
from tasks.case_time import Part
from tasks.facts import rollups, sketch
from tasks.facts.rollups import ALL, MEASURES, NUMBERS
from tasks.facts.state import as_of as as_of
from tasks.reports import priority
from tasks.reports.figures import Figures, figures
from tasks.reports.rates import Interval, wilson
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import activities, limit_of

ERROR = sketch.ERROR
"""How far a percentile that is not exact may be from the exact one, as a share of it."""


@dataclass(frozen=True, slots=True)
class Months:
    """Which steps: of one SOP, completed from month `first` to month `last` (202604, both inside), of one office or of
    ALL together; no version or category means every one.
    """

    sop: str
    first: int
    last: int
    office: str = ALL
    version: int | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is said of some completions. Counts, sums and means are exact; `exact` says whether percentiles are too,
    else each is within ERROR of the exact one. A measure nothing was completed of is None. The three times of a step
    sum to `lead`; `parts` are sums, and come to the sum of lead too. `repeats` were not the first completion of their
    step in their case.
    """

    completed: int
    late: int
    repeats: int
    queue: Figures | None
    touch: Figures | None
    paused: Figures | None
    lead: Figures | None
    judged: Figures | None
    parts: Mapping[Part, timedelta]
    exact: bool

    @property
    def rate(self) -> float:
        """Share of the completed that were late, 0 to 1; 0 while nothing was completed."""
        return self.late / self.completed if self.completed else 0.0

    @property
    def likely(self) -> Interval:
        """Between which shares the true rate lies with 95 % confidence."""
        return wilson(self.late, self.completed)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the SOP; number, name and standard are those of the newest version in question that has it."""

    element: str
    number: str
    name: str
    kind: TimeKind
    standard: str
    limit: timedelta | None
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Month:
    """One month (202604) of a series; months without any completion are left out."""

    month: int
    numbers: Numbers


def steps(tx: Tx, scope: ReportFilter) -> tuple[Step, ...]:
    """Each step of one office in a period, in the table's order; exact. Steps nobody completed are left out."""
    f = step_facts.c
    period = (f.completed_at >= scope.start, f.completed_at < scope.end)
    wanted = _of(step_facts, scope.office, scope.definition_key, scope.version, scope.category)
    if scope.priority is not None:
        wanted.append(_of_group(scope.priority))
    return _named(tx, scope.definition_key, scope.version, _grouped(tx, "element", (*wanted, *period)))


def steps_of_months(tx: Tx, months: Months) -> tuple[Step, ...]:
    """Each step in these months, in the table's order: exact of one office, from the rollups of ALL."""
    return _named(tx, months.sop, months.version, _by(tx, "element", months))


def series(tx: Tx, months: Months, element: str | None = None) -> tuple[Month, ...]:
    """Month by month, of one step or of all steps together: exact of one office, from the rollups of ALL."""
    found = _by(tx, "month", months, element)
    return tuple(Month(int(month), numbers) for month, numbers in sorted(found.items()))


def _of(
    table: Any, office: str, sop: str, version: int | None, category: str | None
) -> list[ColumnElement[bool]]:
    found = [table.c.office == office, table.c.sop == sop]
    if version is not None:
        found.append(table.c.version == version)
    if category is not None:
        found.append(table.c.category == category)
    return found


def _of_group(choice: str) -> ColumnElement[bool]:
    """As tasks.reports.priority.matches."""
    if choice in (priority.NONE, priority.ANY):
        return step_facts.c.priority == "" if choice == priority.NONE else step_facts.c.priority != ""
    return step_facts.c.priority == choice


def _by(tx: Tx, column: str, months: Months, element: str | None = None) -> dict[Any, Numbers]:
    table = step_rollups if months.office == ALL else step_facts
    wanted = _of(table, months.office, months.sop, months.version, months.category)
    if element is not None:
        wanted.append(table.c.element == element)
    if months.office == ALL:
        between = step_rollups.c.month.between(months.first, months.last)
        return _merged(tx, column, (*wanted, between))
    return _grouped(
        tx, column, (*wanted, step_facts.c.day.between(months.first * 100, months.last * 100 + 99))
    )


_READ = (*rollups.SUMS, "judged", "late", "nth", "day", "element")


def _grouped(tx: Tx, column: str, conditions: Iterable[ColumnElement[bool]]) -> dict[Any, Numbers]:
    """Exact figures of facts, by element or by month."""
    query = select(*(step_facts.c[name] for name in _READ)).where(*conditions)
    groups: dict[Any, list[RowMapping]] = {}
    for row in tx.conn.execute(query).mappings():
        groups.setdefault(row["element"] if column == "element" else row["day"] // 100, []).append(row)
    return {key: _exact(rows) for key, rows in groups.items()}


def _exact(rows: Sequence[RowMapping]) -> Numbers:
    told = {measure: figures(rollups.lengths(rows, measure)) for measure in MEASURES}
    return Numbers(
        completed=len(rows),
        late=sum(row["late"] for row in rows),
        repeats=sum(row["nth"] > 1 for row in rows),
        **told,
        parts={part: timedelta(microseconds=sum(row[f"part_{part}"] for row in rows)) for part in Part},
        exact=True,
    )


def _merged(tx: Tx, column: str, conditions: Iterable[ColumnElement[bool]]) -> dict[Any, Numbers]:
    """Figures of rollups added up, by element or by month."""
    found: dict[Any, rollups.Sums] = {}
    key = step_rollups.c[column]
    columns = (key, step_rollups.c.sketches, *(step_rollups.c[name] for name in NUMBERS))
    for of, sketches, *numbers in tx.conn.execute(select(*columns).where(*conditions)):
        sums = found.setdefault(of, rollups.Sums())
        rollups.add(sums, rollups.Sums(dict(zip(NUMBERS, numbers, strict=True)), sketch.unpack(sketches)))
    return {of: _estimated(sums) for of, sums in found.items()}


def _estimated(sums: rollups.Sums) -> Numbers:
    numbers = sums.numbers
    lead = numbers["queue"] + numbers["touch"] + numbers["paused"]
    totals = {**numbers, "lead": lead}
    told = {
        measure: sketch.figures(one, totals[measure])
        for measure, one in zip(MEASURES, sums.sketches, strict=True)
    }
    return Numbers(
        completed=numbers["completed"],
        late=numbers["late"],
        repeats=numbers["repeats"],
        **told,
        parts={part: timedelta(microseconds=numbers[f"part_{part}"]) for part in Part},
        exact=False,
    )


def _named(tx: Tx, sop: str, version: int | None, found: Mapping[str, Numbers]) -> tuple[Step, ...]:
    drawn = activities(tx, sop, version, found.keys())
    return tuple(_step(activity, found[element]) for element, activity in drawn.items() if element in found)


def _step(activity: Any, numbers: Numbers) -> Step:
    time = activity.step.time if activity.step else None
    return Step(
        element=activity.id,
        number=activity.step.number if activity.step else "",
        name=activity.title,
        kind=time.kind if time else TimeKind.NONE,
        standard=time.text if time else "",
        limit=limit_of(time) if time else None,
        numbers=numbers,
    )
