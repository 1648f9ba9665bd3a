"""What is known of each step of an SOP in a period: figures, missing documents, changes by hand, passed deadlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import Select, func, or_, select

from engine.database import Tx
from engine.schema import breaches, definitions, instances, shortfalls, tasks
from tasks.breaches import CLOSED, NEW
from tasks.conformance import judging
from tasks.conformance.deviations import Kind
from tasks.filing.frame import Question, Span, worded
from tasks.reports import scope as scopes
from tasks.reports.completed import completed
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import StepRow, step_rows
from tasks.states import CANCELED

Key = TypeVar("Key", bound=str)

COUNTED = frozenset(Kind) - {Kind.DELEGATED, Kind.PUT_BACK}
"""The deviations that are held against a step: entrusting a colleague and putting back are in everybody's hands."""

_LONGEST_CASE = timedelta(days=365)


@dataclass(slots=True)
class Deadlines:
    """The passed deadlines of a step: in all, without a reason yet, closed, by reason, and what was done about them."""

    count: int = 0
    unexplained: int = 0
    closed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    follow_ups: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class StepEvidence:
    """One step: its figures; `open` at the period's end; `lacking` completions at which something was missing, and
    the items of it by their words; `deviations` from the version in force by kind; its deadlines.
    """

    row: StepRow
    open: int
    lacking: int
    items: tuple[tuple[str, int], ...]
    deviations: Mapping[Kind, int]
    deadlines: Deadlines

    @property
    def deviating(self) -> int:
        """How many deviations there were."""
        return sum(self.deviations.values())


def steps(tx: Tx, question: Question, span: Span, *, strayed: bool = True) -> tuple[StepEvidence, ...]:
    """Every step of the question's SOP in the table's order, done in the acting person's office.

    Without `strayed` the deviations, which cost most to find, are left out.
    """
    scope = ReportFilter(question.sop, span.start, span.end, tx.actor.office)
    open_, lacking = _open_at_end(tx, scope), _lacking(tx, scope)
    deviations, passed = _deviations(tx, scope) if strayed else {}, _deadlines(tx, scope)
    return tuple(
        StepEvidence(
            row,
            open_.get(row.element, 0),
            *lacking.get(row.element, (0, ())),
            deviations.get(row.element, Counter()),
            passed.get(row.element, Deadlines()),
        )
        for row in map(partial(_worded, tx), step_rows(tx, scope))
    )


def _worded(tx: Tx, row: StepRow) -> StepRow:
    return replace(row, name=worded(tx, row.name), standard=worded(tx, row.standard))


def whole_service(tx: Tx, question: Question, span: Span) -> Deadlines:
    """The passed limits of the whole service of the cases that began with the SOP."""
    scope = ReportFilter(question.sop, span.start, span.end, tx.actor.office)
    query = _passed(scope).where(breaches.c.task_id.is_(None), *scopes.cases(scope))
    found = Deadlines()
    for _, state, reason, follow_up in tx.conn.execute(query):
        _count(found, state, reason, follow_up)
    return found


def _open_at_end(tx: Tx, scope: ReportFilter) -> Mapping[str, int]:
    """Tasks opened before the end of the period and not completed within it, by element."""
    t = tasks.c
    standing = (
        t.opened_at < scope.end,
        t.state != CANCELED,
        or_(t.completed_at.is_(None), t.completed_at >= scope.end),
    )
    query = select(t.element, func.count()).join(instances, t.instance_id == instances.c.id).join(definitions)
    return dict(tx.conn.execute(query.where(*scopes.steps(scope), *standing).group_by(t.element)).all())


def _lacking(tx: Tx, scope: ReportFilter) -> Mapping[str, tuple[int, tuple[tuple[str, int], ...]]]:
    query = completed(scope).join(shortfalls, shortfalls.c.task_id == tasks.c.id)
    done: dict[str, set[int]] = {}
    items: dict[str, Counter[str]] = {}
    for element, task, label in tx.conn.execute(
        query.with_only_columns(tasks.c.element, tasks.c.id, shortfalls.c.label)
    ):
        done.setdefault(element, set()).add(task)
        items.setdefault(element, Counter())[label] += 1
    return {element: (len(some), _ranked(items[element])) for element, some in done.items()}


def _deviations(tx: Tx, scope: ReportFilter) -> Mapping[str, Counter[Kind]]:
    """What deviated at each step within the period, in cases begun in it or at most a year before."""
    docket = judging.read(tx, replace(scope, start=scope.start - _LONGEST_CASE))
    found: dict[str, Counter[Kind]] = {}
    for case in judging.judge(docket):
        for one in case.deviations:
            if one.kind in COUNTED and one.element and scope.start <= one.at < scope.end:
                found.setdefault(one.element, Counter())[one.kind] += 1
    return found


def _deadlines(tx: Tx, scope: ReportFilter) -> Mapping[str, Deadlines]:
    query = _passed(scope).join(tasks, tasks.c.id == breaches.c.task_id).where(*scopes.steps(scope))
    found: dict[str, Deadlines] = {}
    for element, state, reason, follow_up in tx.conn.execute(query):
        _count(found.setdefault(element, Deadlines()), state, reason, follow_up)
    return found


def _passed(scope: ReportFilter) -> Select[str, str, str | None, str | None]:
    query = select(breaches.c.element, breaches.c.state, breaches.c.reason, breaches.c.follow_up)
    query = query.join(instances, breaches.c.instance_id == instances.c.id).join(definitions)
    return query.where(breaches.c.at >= scope.start, breaches.c.at < scope.end).order_by(breaches.c.id)


def _count(found: Deadlines, state: str, reason: str | None, follow_up: str | None) -> None:
    found.count += 1
    found.unexplained += state == NEW
    found.closed += state == CLOSED
    if reason:
        found.reasons[reason] += 1
    if follow_up:
        found.follow_ups[" ".join(follow_up.split())] += 1


def _ranked(found: Mapping[Key, int]) -> tuple[tuple[Key, int], ...]:
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def ranked(found: Mapping[Key, int]) -> Iterator[tuple[Key, int]]:
    """The most frequent first, equals by their words."""
    yield from _ranked(found)
