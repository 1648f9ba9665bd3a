"""What happened in the cases of an SOP, run by run: a case that began with it is one, each call of it another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select

from engine import instances as cases
from engine.database import Tx
from engine.schema import definitions, instances, tasks, waits
from tasks.conformance import models
from tasks.conformance.models import Library
from tasks.reports import priority
from tasks.reports.scope import ReportFilter
from tasks.states import COMPLETED


class State(StrEnum):
    """How a run stands: over, still going on, or broken off from outside."""

    ENDED = "ended"
    OPEN = "open"
    BROKEN = "broken"


class Event(NamedTuple):
    """A step or wait that is over. `happened` is when it was begun or, for a wait, when its event came about in the
    world; `at` when it was completed; `version` the row of the version it was done under, None for the run's own.
    """

    task: int | None
    element: str
    opened: datetime
    happened: datetime
    at: datetime
    who: str
    second: str | None
    lane: str | None
    version: int | None


@dataclass(slots=True)
class Run:
    """One passage of a case through the SOP. Its service is over when it is `settled`, a report may still be open then;
    `tasks` are all its tasks, open and canceled ones too.
    """

    case: int
    number: str
    category: str
    version: int
    own: bool
    state: State
    started: datetime
    settled: datetime | None
    ended: datetime | None
    events: list[Event] = field(default_factory=list)
    tasks: dict[int, str] = field(default_factory=dict)

    def covers(self, at: datetime) -> bool:
        """Whether an instant lies in it."""
        return self.started <= at and (self.ended is None or at <= self.ended)


_I = instances.c
_CASE = (
    *(_I.id, _I.business_key, _I.category, _I.status, _I.definition_id, _I.links),
    *(definitions.c.key, _I.started_at, _I.settled_at, _I.ended_at),
)
_T, _W = tasks.c, waits.c
_TASK = (
    *(_T.instance_id, _T.id, _T.element, _T.state, _T.opened_at, _T.started_at, _T.completed_at),
    *(_T.completed_by, _T.second_officer, _T.lane, _T.definition_id, _T.sop),
)
_WAIT = (*(_W.instance_id, _W.element, _W.opened_at, _W.closed_at, _W.occurred_at, _W.how, _W.definition_id),)
_STATES = {cases.ACTIVE: State.OPEN, cases.COMPLETED: State.ENDED, cases.CANCELED: State.BROKEN}


def chosen(scope: ReportFilter, *columns: ColumnElement[Any], one: int | None = None) -> Select[Any]:
    """The cases meant, or `one` of them: they began in the period, with the SOP or with one that brought them to it."""
    called = select(_T.id).where(_T.instance_id == _I.id, _T.sop == scope.definition_key).exists()
    query = select(*columns).select_from(instances.join(definitions))
    query = query.where(
        _I.office == scope.office,
        or_(definitions.c.key == scope.definition_key, _I.links.is_not(None) & called),
    )
    if one is not None:
        return query.where(_I.id == one)
    if scope.category is not None:
        query = query.where(_I.category == scope.category)
    if scope.priority is not None:
        query = query.where(priority.matches(scope.priority))
    return query.where(_I.started_at >= scope.start, _I.started_at < scope.end)


def read(tx: Tx, scope: ReportFilter, library: Library, one: int | None = None) -> tuple[Run, ...]:
    """The runs in the order their cases began; steps in the order they were completed."""
    rows = tx.conn.execute(chosen(scope, *_CASE, one=one).order_by(_I.started_at, _I.id)).all()
    ids = chosen(scope, _I.id, one=one)
    passed: dict[int, list[Any]] = {}
    for row in tx.conn.execute(select(*_WAIT).where(_W.instance_id.in_(ids)).order_by(_W.id)):
        passed.setdefault(row.instance_id, []).append(row)
    calls = _calls(tx, scope.definition_key, rows, passed)
    by_case: dict[int, tuple[Run, ...]] = {}
    for row in rows:
        waited = passed.get(row.id, [])
        version = _version(row, library)
        if version is not None and (scope.version is None or library.numbers[version] == scope.version):
            by_case[row.id] = tuple(_runs(row, version, scope.definition_key, waited, calls))
            _add_waits(by_case[row.id], waited, library)
    _add_tasks(tx, scope.definition_key, ids, by_case)
    found = tuple(run for runs in by_case.values() for run in runs)
    for run in found:
        run.events.sort(key=lambda event: (event.at, event.opened))
    return found


def _version(row: Any, library: Library) -> int | None:
    candidates = (row.definition_id, *(int(one) for one in (row.links or "").split(",") if one))
    return next((number for number in candidates if number in library.numbers), None)


def _calls(tx: Tx, key: str, rows: Sequence[Any], passed: Mapping[int, list[Any]]) -> frozenset[str]:
    """The elements by which other SOPs call this one, of all versions the cases are on or waited under."""
    brought = [row for row in rows if row.key != key]
    others = {row.definition_id for row in brought}
    others |= {int(one) for row in brought for one in (row.links or "").split(",") if one}
    others |= {wait.definition_id for row in brought for wait in passed.get(row.id, ())} - {None}
    return frozenset(
        activity.id
        for diagram in models.diagrams(tx, others)
        for activity in diagram.activities.values()
        if activity.called == key
    )


def _runs(row: Any, version: int, key: str, waited: list[Any], calls: frozenset[str]) -> Iterator[Run]:
    head = (row.id, row.business_key, row.category, version)
    if row.key == key:
        yield Run(
            *head, True, _STATES[row.status], row.started_at, row.settled_at or row.ended_at, row.ended_at
        )
        return
    for wait in sorted((one for one in waited if one.element in calls), key=lambda one: one.opened_at):
        state = State.OPEN if wait.closed_at is None else State.ENDED
        state = State.BROKEN if wait.how == "canceled" else state
        yield Run(*head, False, state, wait.opened_at, wait.closed_at, wait.closed_at)


def _add_waits(runs: tuple[Run, ...], waited: list[Any], library: Library) -> None:
    told = {run.version: library.model(run.version).told for run in runs}
    for row in waited:
        run = _run_at(runs, row.opened_at)
        version = row.definition_id or (run.version if run else 0)
        if run is None or row.how != "completed" or version not in library.numbers:
            continue
        if version not in told:
            told[version] = library.model(version).told
        if row.element in told[version]:
            happened = row.occurred_at or row.closed_at
            stamps = row.opened_at, happened, row.closed_at
            run.events.append(Event(None, row.element, *stamps, "", None, None, row.definition_id))


def _add_tasks(tx: Tx, key: str, ids: Select[Any], by_case: Mapping[int, tuple[Run, ...]]) -> None:
    mine = or_(_T.sop == key, _T.sop.is_(None))
    for row in tx.conn.execute(select(*_TASK).where(_T.instance_id.in_(ids), mine).order_by(_T.id)):
        run = _run_at(by_case.get(row.instance_id, ()), row.opened_at)
        if run is None or run.own != (row.sop is None):
            continue
        run.tasks[row.id] = row.element
        if row.state == COMPLETED:
            run.events.append(_done(row))


def _done(row: Any) -> Event:
    stamps = row.opened_at, row.started_at or row.completed_at, row.completed_at
    who = row.completed_by or "", row.second_officer
    return Event(row.id, row.element, *stamps, *who, row.lane, row.definition_id)


def _run_at(runs: tuple[Run, ...], at: datetime) -> Run | None:
    """The run an instant lies in, the last begun of several."""
    if len(runs) == 1 and runs[0].own:
        return runs[0]
    return next((run for run in reversed(runs) if run.covers(at)), None)
