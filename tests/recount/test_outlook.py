"""What is open now: by age, how much of each limit is used, how likely it will be late; counted twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tasks.reports.outlook import Ahead, outlook
from tasks.reports.scope import ReportFilter
from tests.recount import counted
from tests.recount.conftest import World
from tests.recount.raw import Raw, Row
from tests.recount.world import END

OPEN = ("CREATED", "ASSIGNED", "IN_PROGRESS", "SUSPENDED")
UNITS = {"minute": 60_000_000, "hour": 3_600_000_000}


def open_steps(raw: Raw, scope: ReportFilter) -> dict[int, Row]:
    """The clock of each open step that has a limit."""
    waiting = [task for task in counted.tasks(raw, scope) if task.state in OPEN]
    clocks = {task.id: counted.clock_of(raw, task) for task in waiting}
    return {task: clock for task, clock in clocks.items() if clock is not None}


def test_each_open_step_stands_once(world: World, scope: ReportFilter) -> None:
    shown = outlook(world.site, world.auditor(scope.office), scope).steps
    assert sorted(one.task for one in shown) == sorted(open_steps(world.raw, scope))


def test_how_much_is_used_and_how_likely_each_will_be_late(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    clocks = open_steps(raw, scope)
    found = outlook(world.site, world.auditor(scope.office), scope)
    for one in found.steps:
        clock = clocks[one.task]
        used = counted.length(raw, clock, clock.anchor_at, raw.now) if clock.anchor_at else 0
        assert counted.micros(one.used) == used
        limit = UNITS.get(clock.unit, 0) * clock.amount
        if clock.anchor_at and clock.due_at:
            limit = counted.length(raw, clock, clock.anchor_at, clock.due_at)
        assert counted.micros(one.limit) == limit
        assert one.late == (clock.state == "late")
        assert (one.known, one.risk) == risk(raw, scope, one, used, limit)
    risks = [one.risk for one in found.steps if not one.late]
    assert found.expected == sum(one for one in risks if one is not None)
    assert found.unknown == risks.count(None)
    keys = [(not one.late, -(one.risk or 0)) for one in found.steps]
    assert keys == sorted(keys)


def risk(raw: Raw, scope: ReportFilter, one: Ahead, used: int, limit: int) -> tuple[int, float | None]:
    """Of the last year's completions longer than what is used, the share longer than the limit."""
    element = raw.task[one.task].element
    year = replace(scope, start=END - timedelta(days=365), end=END, version=None, category=None)
    past = [task for task in counted.completed(raw, year) if task.element == element]
    longer = [n for n in (counted.judged(raw, task) for task in past) if n is not None and n > used]
    share = sum(n > max(used, limit) for n in longer) / len(longer) if len(longer) >= 10 else None
    return len(longer), 1.0 if one.late else share


def test_open_requests_by_age(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    calendar = counted.calendar_at(raw, scope.office, raw.now)
    passed = {one.instance_id for one in raw.clocks if one.task_id is None and one.state == "late"}
    counts: dict[int | None, list[bool]] = {1: [], 3: [], 5: [], 10: [], None: []}
    for case in counted.cases(raw, scope):
        if case.settled_at is None and case.status == "active":
            spans = calendar.spans(calendar.day(case.started_at), calendar.day(raw.now))
            days = {calendar.day(a) for a, b in spans if a < raw.now and b > case.started_at}
            age = max(0, len(days) - 1)
            counts[next((limit for limit in (1, 3, 5, 10) if age <= limit), None)].append(case.id in passed)
    shown = outlook(world.site, world.auditor(scope.office), scope).ages
    assert [(one.days, one.count, one.late) for one in shown] == [
        (days, len(late), sum(late)) for days, late in counts.items()
    ]
