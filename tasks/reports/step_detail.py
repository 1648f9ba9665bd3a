"""One step of an SOP in detail: its figures, its trend with real shifts marked, where its time goes, by groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from engine import settings
from engine.database import Actor, Tx
from engine.refusals import Forbidden, NotFound
from processes.model import TimeKind
from tasks.reports import control
from tasks.reports import scope as scopes
from tasks.reports.completions import Done, completions, held
from tasks.reports.control import Controlled
from tasks.reports.groups import By, Group, group, grouped
from tasks.reports.scope import ReportFilter
from tasks.reports.step_times import Divided, step_times
from tasks.reports.steps import StepRow, step_rows
from tasks.site import Site

LATEST = 20


class Every(StrEnum):
    """How long one point of a trend is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Look:
    """How a step is looked at: how long one point of its trend is, and by what completions are put together."""

    every: Every = Every.WEEK
    by: By = By.TYPE


PLAIN = Look()


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
    """Everything about one step in the period; `time` is None while nothing was completed, and `groups` put the
    completions together by what was asked for. `latest` is empty for who may not see requests.
    """

    row: StepRow
    trend: Trend
    time: Divided | None
    by: By
    groups: tuple[Group, ...]
    latest: tuple[Done, ...]

    def length(self, one: Done) -> timedelta:
        """What the standard is held against, of one completion."""
        return held(one, self.row.kind)


def step_detail(
    site: Site, actor: Actor, scope: ReportFilter, element: str, look: Look = PLAIN
) -> StepDetail:
    """One step, of tasks completed in the period. Raises Forbidden, Invalid, NotFound for an unknown step.

    Persons and requests are for those who may read lists that name cases.
    """
    scopes.require_step_reader(actor, scope)
    named = scopes.reads_cases(actor)
    if look.by is By.PERSON and not named:
        raise Forbidden("report.forbidden")
    with site.db.read(actor) as tx:
        row = known_step(tx, scope, element)
        done = completions(tx, scope, element)
        times = step_times(tx, scope, element).get(element)
        zone = ZoneInfo(settings.value(tx, "office.zone"))
    return StepDetail(
        row=row,
        trend=_trend(done, row.kind, look.every, zone),
        time=times,
        by=look.by,
        groups=grouped(done, look.by, row.kind),
        latest=tuple(sorted(done, key=lambda one: one.completed_at, reverse=True)[:LATEST]) if named else (),
    )


def known_step(tx: Tx, scope: ReportFilter, element: str) -> StepRow:
    """The step's row in the report. Raises NotFound for one that is not in it."""
    row = next((one for one in step_rows(tx, scope) if one.element == element), None)
    if row is None:
        raise NotFound("report.step_unknown")
    return row


def _trend(done: Iterable[Done], kind: TimeKind, every: Every, zone: ZoneInfo) -> Trend:
    by_start: dict[date, list[Done]] = {}
    for one in done:
        by_start.setdefault(_start(one.completed_at.astimezone(zone).date(), every), []).append(one)
    starts = tuple(sorted(by_start))
    points = tuple(group(start.isoformat(), by_start[start], kind) for start in starts)
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
