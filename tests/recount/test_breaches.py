"""Passed deadlines: which, how late, why (Pareto), what is left without one cause, outages; counted twice."""

from __future__ import annotations

from collections import Counter

from tasks.reports.breaches import breach_board, breach_counts, breach_list
from tasks.reports.causes import causes
from tasks.reports.scope import Page, ReportFilter
from tasks.reports.steps import step_report
from tests.recount import counted
from tests.recount.conftest import World


def test_the_list_and_how_late_each_was(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    expected = sorted(counted.breached(raw, scope), key=lambda one: (-one.at, -one.id))
    shown = breach_list(world.site, world.auditor(scope.office), scope, page=Page(500))
    assert [row.id for row in shown.rows] == [one.id for one in expected]
    assert shown.total == len(expected)
    for row, one in zip(shown.rows, expected, strict=True):
        clock = next(clock for clock in raw.clocks if clock.id == one.clock_id)
        assert counted.micros(row.lateness) == counted.lateness(raw, one)
        assert (row.calendar_version, row.working) == (clock.calendar_version, clock.kind in counted.WORKING)
        assert (row.state, row.reason, row.responsible) == (
            one.state,
            one.reason or "",
            one.responsible or "",
        )


def test_a_step_was_late_exactly_when_it_took_longer_than_its_limit(world: World) -> None:
    """Minutes and hours alike: what was measured and what was judged never part, whatever calendar came later."""
    raw, minutes = world.raw, {"minute": 60_000_000, "hour": 3_600_000_000}
    late = {one.clock_id for one in raw.breaches}
    ran = [one for one in raw.clocks if one.stopped_at and one.anchor_at and one.unit in minutes]
    assert len(ran) > 150
    for clock in ran:
        took = counted.length(raw, clock, clock.anchor_at, clock.stopped_at)
        assert (took > clock.amount * minutes[clock.unit]) == (clock.id in late), clock


def test_working_days_end_at_the_closing_time_of_the_clocks_calendar(world: World) -> None:
    raw = world.raw
    days = [one for one in raw.clocks if one.kind == "working_days" and one.due_at is not None]
    free = [one for one in days if not counted.holes_of(raw, one)]
    assert len(free) > 12 and {one.calendar_version for one in free} >= {1, 2, 3}
    for clock in free:
        calendar = raw.calendars[raw.instance[clock.instance_id].office, clock.calendar_version]
        assert clock.due_at == calendar.closing(clock.anchor_at, clock.amount)


def test_the_counts_by_step_reason_responsible_and_state(world: World, scope: ReportFilter) -> None:
    found = counted.breached(world.raw, scope)
    shown = breach_counts(world.site, world.auditor(scope.office), scope)
    assert shown.total == len(found)
    for column, lines in (
        ("step", shown.by_step),
        ("reason", shown.by_reason),
        ("responsible", shown.by_responsible),
        ("state", shown.by_state),
    ):
        told = [(one.key, one.count, one.share, one.running) for one in lines]
        assert told == counted.pareto(getattr(one, column) or "" for one in found)


def test_the_board_holds_each_once(world: World, scope: ReportFilter) -> None:
    board = breach_board(world.site, world.auditor(scope.office), scope, Page(500))
    states = Counter(one.state for one in counted.breached(world.raw, scope))
    assert {state: found.total for state, found in board.items() if found.total} == states
    assert all(row.state == state for state, found in board.items() for row in found.rows)


def test_what_is_left_without_one_cause(world: World, scope: ReportFilter) -> None:
    found = counted.breached(world.raw, scope)
    shown = causes(world.site, world.auditor(scope.office), scope)
    by_case = counted.by(found, lambda one: one.instance_id)
    assert (shown.breaches, shown.late_cases) == (len(found), len(by_case))
    reasons = Counter(one.reason or "" for one in found)
    assert [(row.reason, row.breaches) for row in shown.without] == sorted(
        reasons.items(), key=lambda one: (-one[1], one[0])
    )
    for row in shown.without:
        rest = [one for one in found if (one.reason or "") != row.reason]
        assert row.breaches_left == len(rest)
        assert row.cases_left == len({one.instance_id for one in rest})
        assert row.cases == len(
            {one.instance_id for one in found}
            & {one.instance_id for one in found if (one.reason or "") == row.reason}
        )


def test_documents_that_were_missing(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    lines = [
        one
        for one in raw.shortfalls
        if counted.is_about(raw, one, scope) and counted.within(raw.task[one.task_id].completed_at, scope)
    ]
    expected = []
    for item, rows in counted.by(lines, lambda one: one.item).items():
        times = Counter(one.instance_id for one in rows)
        expected.append((item, len(rows), len(times), sum(n > 1 for n in times.values())))
    shown = causes(world.site, world.auditor(scope.office), scope).missing
    assert [(row.item, row.times, row.cases, row.again) for row in shown] == sorted(
        expected, key=lambda one: (-one[1], one[0])
    )


def test_what_outages_did(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    ours = {case.id for case in counted.cases(raw, scope)}
    shown = causes(world.site, world.auditor(scope.office), scope).outages
    lasted = [
        one
        for one in raw.outages
        if one.office == scope.office
        and one.started_at < counted.ticks(scope.end)
        and (one.ended_at or raw.now) >= counted.ticks(scope.start)
    ]
    assert [row.id for row in shown] == [one.id for one in sorted(lasted, key=lambda one: -one.started_at)]
    for row in shown:
        pauses = [one for one in raw.pauses if one.outage_id == row.id and one.instance_id in ours]
        outage = next(one for one in lasted if one.id == row.id)
        calendar = counted.calendar_at(raw, scope.office, outage.ended_at or raw.now)
        total = 0
        for same in counted.by(pauses, lambda one: one.instance_id).values():
            total += counted.covered_hours(
                calendar, [(one.started_at, one.ended_at or raw.now) for one in same]
            )
        assert (row.cases, counted.micros(row.stood_still)) == (
            len({one.instance_id for one in pauses}),
            total,
        )


def test_each_late_step_of_the_overview_is_in_the_list(world: World, scope: ReportFilter) -> None:
    """Also where another SOP called it: the number and the list behind it are the same."""
    listed = Counter(
        row.element
        for row in breach_list(world.site, world.auditor(scope.office), scope, page=Page(500)).rows
    )
    for row in step_report(world.site, world.auditor(scope.office), scope):
        assert row.breaches == listed[row.element], row.element
