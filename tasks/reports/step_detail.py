"""One step of an SOP in detail: its figures, its trend with real shifts marked, by person, type and version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, exists, select

from engine import settings
from engine.database import Actor, Tx
from engine.refusals import NotFound
from engine.schema import breaches, definitions, instances, tasks
from processes.model import TimeKind
from tasks.reports import control
from tasks.reports import scope as scopes
from tasks.reports.control import Controlled
from tasks.reports.figures import Figures, figures
from tasks.reports.judged import WORKING, judgements
from tasks.reports.rates import Interval, wilson
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import StepRow, completed, paused_times, step_rows
from tasks.site import Site

_MICROSECOND = timedelta(microseconds=1)
# A step that another SOP brought to the case has a version of its own; the case's says nothing of it.
_VERSION = case((tasks.c.sop.is_(None), definitions.c.version)).label("version")
LATEST = 20


class Every(StrEnum):
    """How long one point of a trend is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Done:
    """One completion: its request, when, by whom, in which version, the judged length, whether it was late, and the
    calendar it was judged by (None where no calendar is asked).
    """

    task: int
    instance: int
    business_key: str
    completed_at: datetime
    completed_by: str
    category: str
    version: int | None
    held: timedelta
    late: bool
    calendar_version: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Completions that share something: how many, how long, how many late and how sure that rate is."""

    key: str
    count: int
    late: int
    held: Figures

    @property
    def rate(self) -> float:
        """Share that was late, 0 to 1."""
        return self.late / self.count

    @property
    def likely(self) -> Interval:
        """Between which shares the true rate lies with 95 % confidence."""
        return wilson(self.late, self.count)


@dataclass(frozen=True, slots=True)
class Trend:
    """Points in time (those without a completion left out), their first days, and both control charts."""

    every: Every
    starts: tuple[date, ...]
    points: tuple[Group, ...]
    median: Controlled | None
    rate: Controlled | None


@dataclass(frozen=True, slots=True)
class StepDetail:
    """Everything about one step in the period; `by_person` is empty for who may not see persons."""

    row: StepRow
    trend: Trend
    by_person: tuple[Group, ...]
    by_type: tuple[Group, ...]
    by_version: tuple[Group, ...]
    latest: tuple[Done, ...]


def step_detail(
    site: Site, actor: Actor, scope: ReportFilter, element: str, every: Every = Every.WEEK
) -> StepDetail:
    """One step, of tasks completed in the period. Raises Forbidden, Invalid, NotFound for an unknown step.

    Persons and requests are for those who may read lists that name cases.
    """
    scopes.require_step_reader(actor, scope)
    with site.db.read(actor) as tx:
        row = next((one for one in step_rows(tx, scope) if one.element == element), None)
        if row is None:
            raise NotFound("report.step_unknown")
        done = _done(tx, scope, row)
        zone = ZoneInfo(settings.value(tx, "office.zone"))
    named = scopes.reads_cases(actor)
    return StepDetail(
        row=row,
        trend=_trend(done, every, zone),
        by_person=_groups(done, lambda one: one.completed_by) if named else (),
        by_type=_groups(done, lambda one: one.category),
        by_version=_groups((one for one in done if one.version is not None), lambda one: str(one.version)),
        latest=tuple(sorted(done, key=lambda one: one.completed_at, reverse=True)[:LATEST]) if named else (),
    )


def _done(tx: Tx, scope: ReportFilter, row: StepRow) -> list[Done]:
    here: ColumnElement[bool] = tasks.c.element == row.element
    chosen: Select[int] = completed(scope).where(here)
    stood = paused_times(tx, chosen)
    judged = {} if row.kind is TimeKind.SERVICE else {one.task: one for one in judgements(tx, chosen)}
    late = exists(select(breaches.c.id).where(breaches.c.task_id == tasks.c.id)).label("late")
    query = chosen.with_only_columns(
        *(
            tasks.c.id,
            tasks.c.instance_id,
            instances.c.business_key,
            tasks.c.started_at,
            tasks.c.completed_at,
        ),
        *(tasks.c.completed_by, instances.c.category, _VERSION, late),
    )
    found = []
    for task, instance, key, began, ended, who, category, version, was_late in tx.conn.execute(query):
        touch = ended - began - stood.get(task, 0) * _MICROSECOND
        one = judged.get(task)
        held = touch if one is None else one.lasted * _MICROSECOND
        by = one.calendar_version if one and one.kind in WORKING else None
        found.append(Done(task, instance, key, ended, who or "", category, version, held, bool(was_late), by))
    return found


def _trend(done: Iterable[Done], every: Every, zone: ZoneInfo) -> Trend:
    by_start: dict[date, list[Done]] = {}
    for one in done:
        by_start.setdefault(_start(one.completed_at.astimezone(zone).date(), every), []).append(one)
    starts = tuple(sorted(by_start))
    points = tuple(_group(start.isoformat(), by_start[start]) for start in starts)
    return Trend(
        every=every,
        starts=starts,
        points=points,
        median=control.individuals([one.held.median.total_seconds() for one in points]),
        rate=control.shares([one.late for one in points], [one.count for one in points]),
    )


def _start(day: date, every: Every) -> date:
    """The first day of the point a day belongs to: itself, its Monday, the first of its month."""
    if every is Every.MONTH:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if every is Every.WEEK else day


def _groups(done: Iterable[Done], key: Callable[[Done], str]) -> tuple[Group, ...]:
    found: dict[str, list[Done]] = {}
    for one in done:
        found.setdefault(key(one), []).append(one)
    groups = (_group(name, same) for name, same in found.items())
    return tuple(sorted(groups, key=lambda one: (-one.count, one.key)))


def _group(key: str, same: Sequence[Done]) -> Group:
    held = figures([one.held // _MICROSECOND for one in same])
    assert held is not None  # a group has members
    return Group(key, len(same), sum(one.late for one in same), held)
