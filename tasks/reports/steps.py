"""Figures per step: how often, how long, against which standard, how often late and how often repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from engine import definitions as definitions_door
from engine.database import Actor, Tx
from engine.instances import is_human
from engine.schema import (
    breaches,
    definitions,
    instances,
    pauses,
    tasks,
)
from processes.diagram import Activity, Diagram
from processes.model import TimeKind, TimeStandard, TimeUnit
from tasks.case_time import without
from tasks.reports import scope as scopes
from tasks.reports.completed import completed, in_scope
from tasks.reports.figures import Figures, Microseconds, figures
from tasks.reports.judged import judged_times
from tasks.reports.rates import Interval, wilson
from tasks.reports.scope import ReportFilter
from tasks.site import Site
from tasks.states import CANCELED, OPEN_STATES

_MICROSECOND = timedelta(microseconds=1)
_UNITS = {TimeUnit.MINUTE: timedelta(minutes=1), TimeUnit.HOUR: timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the SOP in the period; figures are None while nothing was completed.

    `queue`, `touch` and `paused` are the three times of a task and sum to `lead` (opened to completed).
    `judged` is what the standard is held against: touch time for service minutes, open office time from the
    anchor for working days and working time, plain time for elapsed ones; None without a standard.
    `breaches` lie in the period by their deadline (as in the list of breaches), `late` of the `completed` have
    one whenever it was. `repeats` counts completions beyond the first of the same step in one case, whenever that
    first one was, so that the counts of months add up.
    """

    element: str
    number: str
    name: str
    kind: TimeKind
    standard: str  # the waktu cell as signed
    limit: timedelta | None  # of it, where it is minutes or hours
    completed: int
    open: int
    cases: int
    repeats: int
    queue: Figures | None
    touch: Figures | None
    paused: Figures | None
    lead: Figures | None
    judged: Figures | None
    breaches: int
    late: int

    @property
    def breach_rate(self) -> float:
        """Share of the completed that were late, 0 to 1; 0 while nothing was completed."""
        return self.late / self.completed if self.completed else 0.0

    @property
    def likely(self) -> Interval:
        """Between which shares the true rate lies with 95 % confidence."""
        return wilson(self.late, self.completed)


def step_report(site: Site, actor: Actor, scope: ReportFilter) -> tuple[StepRow, ...]:
    """Every step of the SOP in the diagram's order, of tasks completed in the period.

    Names and standards are those of the newest version in the filter. Open tasks are those open now. Raises
    Forbidden, Invalid.
    """
    scopes.require_step_reader(actor, scope)
    with site.db.read(actor) as tx:
        return step_rows(tx, scope)


def step_rows(tx: Tx, scope: ReportFilter) -> tuple[StepRow, ...]:
    """As `step_report`, inside a transaction and without asking for the right."""
    times = _times(tx, scope)
    judged = judged_times(tx, completed(scope))
    opened = _counts(tx, _open_tasks(scope))
    dated = _counts(tx, _breaches(scope))
    late = _counts(tx, _late(scope))
    seen = times.keys() | opened.keys() | dated.keys()
    drawn = activities(tx, scope.definition_key, scope.version, seen)
    before = _counts(tx, _done_before(scope))
    return tuple(
        _row(
            activity,
            times.get(element, _Times()),
            judged.get(element),
            opened=opened.get(element, 0),
            breached=dated.get(element, 0),
            late=late.get(element, 0),
            before=before.get(element, 0),
        )
        for element, activity in drawn.items()
    )


@dataclass(slots=True)
class _Times:
    queue: list[int] = field(default_factory=list)
    touch: list[int] = field(default_factory=list)
    paused: list[int] = field(default_factory=list)
    cases: set[int] = field(default_factory=set)


def _row(
    activity: Activity,
    times: _Times,
    judged: list[int] | None,
    *,
    opened: int,
    breached: int,
    late: int,
    before: int,
) -> StepRow:
    step = activity.step
    kind = step.time.kind if step else TimeKind.NONE
    held = times.touch if kind is TimeKind.SERVICE else judged or []
    lead = [sum(parts) for parts in zip(times.queue, times.touch, times.paused, strict=True)]
    return StepRow(
        element=activity.id,
        number=step.number if step else "",
        name=activity.title,
        kind=kind,
        standard=step.time.text if step else "",
        limit=limit_of(step.time) if step else None,
        completed=len(times.queue),
        open=opened,
        cases=len(times.cases),
        repeats=len(times.queue) - len(times.cases) + before,
        queue=figures(times.queue),
        touch=figures(times.touch),
        paused=figures(times.paused),
        lead=figures(lead),
        judged=figures(held),
        breaches=breached,
        late=late,
    )


def limit_of(standard: TimeStandard) -> timedelta | None:
    """A standard's limit, where it is minutes or hours."""
    unit = _UNITS.get(standard.unit) if standard.unit else None
    return unit * standard.amount if unit and standard.amount else None


def _times(tx: Tx, scope: ReportFilter) -> dict[str, _Times]:
    paused = paused_times(tx, completed(scope))
    columns = (
        tasks.c.id,
        tasks.c.instance_id,
        tasks.c.element,
        Microseconds(tasks.c.opened_at, tasks.c.started_at),
        Microseconds(tasks.c.started_at, tasks.c.completed_at),
    )
    found: dict[str, _Times] = {}
    for task, instance, element, queue, worked in tx.conn.execute(
        completed(scope).with_only_columns(*columns)
    ).all():
        times = found.get(element)
        if times is None:
            times = found[element] = _Times()
        stood = paused.get(task, 0)
        times.queue.append(queue)
        times.touch.append(worked - stood)
        times.paused.append(stood)
        times.cases.add(instance)
    return found


def touch_times(tx: Tx, chosen: Select[int]) -> Iterator[tuple[str, int]]:
    """Element and touch time in microseconds of each task of the query (started and completed)."""
    stood = paused_times(tx, chosen)
    worked = Microseconds(tasks.c.started_at, tasks.c.completed_at)
    for task, element, lasted in tx.conn.execute(
        chosen.with_only_columns(tasks.c.id, tasks.c.element, worked)
    ):
        yield element, lasted - stood.get(task, 0)


def paused_times(tx: Tx, chosen: Select[int]) -> dict[int, int]:
    """Microseconds each task of the query stood still between start and completion; overlapping pauses count once."""
    columns = (tasks.c.id, tasks.c.started_at, tasks.c.completed_at, pauses.c.started_at, pauses.c.ended_at)
    own = (pauses.c.instance_id == tasks.c.instance_id) & (pauses.c.task_id == tasks.c.id)
    query = chosen.join(pauses, own).with_only_columns(*columns)
    lives: dict[int, tuple[datetime, datetime]] = {}
    holes: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for task, start, end, begin, finish in tx.conn.execute(query):
        lives[task] = (start, end)
        holes.setdefault(task, []).append((begin, finish))
    return {
        task: (end - start - sum((b - a for a, b in without(start, end, holes[task])), timedelta()))
        // _MICROSECOND
        for task, (start, end) in lives.items()
    }


def _open_tasks(scope: ReportFilter) -> Select[str, int]:
    # What is open has no such stamp, and so an index of its own.
    still = (tasks.c.completed_at.is_(None), tasks.c.state.in_(OPEN_STATES))
    query = in_scope(scope).where(*scopes.steps(scope), *still)
    return query.with_only_columns(tasks.c.element, func.count()).group_by(tasks.c.element)


def _late(scope: ReportFilter) -> Select[str, int]:
    own = (breaches.c.instance_id == tasks.c.instance_id) & (breaches.c.task_id == tasks.c.id)
    query = completed(scope).join(breaches, own)
    # A task has one clock today; counting tasks keeps the rate at most 1 should it ever have two.
    counted = func.count(tasks.c.id.distinct())
    return query.with_only_columns(tasks.c.element, counted).group_by(tasks.c.element)


def _done_before(scope: ReportFilter) -> Select[str, int]:
    """In how many of the cases a step's first completion lies before the period, so that all in it are repeats."""
    first = tasks.alias("first")
    same = (
        first.c.instance_id == tasks.c.instance_id,
        first.c.element == tasks.c.element,
        first.c.sop.is_not_distinct_from(tasks.c.sop),
    )
    done = select(first.c.id).where(*same, first.c.state != CANCELED, first.c.completed_at < scope.start)
    query = completed(scope).where(instances.c.started_at < scope.start, done.exists())
    counted = func.count(tasks.c.instance_id.distinct())
    return query.with_only_columns(tasks.c.element, counted).group_by(tasks.c.element)


def _breaches(scope: ReportFilter) -> Select[str, int]:
    period = (breaches.c.at >= scope.start, breaches.c.at < scope.end, breaches.c.task_id.is_not(None))
    joined = select(breaches.c.element, func.count()).join(
        instances, breaches.c.instance_id == instances.c.id
    )
    joined = joined.join(definitions).join(tasks, tasks.c.id == breaches.c.task_id)
    return joined.where(*scopes.steps(scope), *period).group_by(breaches.c.element)


def _counts(tx: Tx, query: Select[str, int]) -> dict[str, int]:
    return dict(tx.conn.execute(query).all())


def activities(tx: Tx, key: str, version: int | None, seen: Set[str]) -> Mapping[str, Activity]:
    """Human activities in the table's order: of the newest version, and of older ones what is still unnamed."""
    found: dict[str, Activity] = {}
    for line in definitions_door.versions(tx, key):
        if version not in (None, line.version) or (found and seen <= found.keys()):
            continue
        drawn = _in_table_order(definitions_door.load(tx, line.id).diagram)
        wanted = seen - found.keys() if found else {activity.id for activity in drawn}
        found |= {activity.id: activity for activity in drawn if activity.id in wanted}
    return found


def _in_table_order(diagram: Diagram) -> list[Activity]:
    rows = [step.id for step in diagram.sop.steps] if diagram.sop else []
    order = {element: index for index, element in enumerate(rows)}
    people = [activity for activity in diagram.activities.values() if is_human(activity.type)]
    return sorted(people, key=lambda activity: order.get(activity.id, len(order)))
