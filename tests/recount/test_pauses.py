"""Pauses by reason and by person, how long, and what is odd about them; counted twice."""

from __future__ import annotations

import itertools
from collections import Counter
from statistics import median
from typing import Any

from tasks.reports.pauses import PauseGroup, pause_report
from tasks.reports.scope import Page, ReportFilter
from tests.recount import counted
from tests.recount.conftest import World
from tests.recount.raw import Raw, Row

BY_FLOW = ("payment", "travel", "outage", "collection", "released")


def paused(raw: Raw, scope: ReportFilter) -> list[Row]:
    return [
        one
        for one in raw.pauses
        if counted.is_about(raw, one, scope) and counted.within(one.started_at, scope)
    ]


def lasted(raw: Raw, one: Row) -> int:
    return int((one.ended_at or max(raw.now, one.started_at)) - one.started_at)


def odd(raw: Raw, one: Row) -> set[str]:
    """The rules of docs/reports.md, "Odd pauses", for one pause."""
    if one.reason in BY_FLOW:
        return set()
    found = set()
    if one.reason not in ("applicant", "examination"):
        found |= {"no_evidence"} if not one.evidence.strip() else set()
        found |= {"one_person"} if one.started_by == one.ended_by else set()
    clocks = [
        clock
        for clock in raw.clocks
        if (clock.instance_id, clock.task_id) == (one.instance_id, one.task_id)
        and clock.anchor_at is not None
        and clock.due_at is not None
        and clock.state != "replaced"
        and clock.sop is None
    ]
    for clock in clocks:
        found |= near(raw, one, clock)
    return found


def near(raw: Raw, one: Row, clock: Row) -> set[str]:
    """The limit is what lies between anchor and deadline without the ended pauses; what was left when it began."""
    if one.started_at < clock.anchor_at:
        return set()
    calendar = raw.calendars[raw.instance[clock.instance_id].office, clock.calendar_version]

    def net(start: int, end: int, holes: list[tuple[int, int]]) -> int:
        spans = sorted({start, end, *(edge for hole in holes for edge in hole if start < edge < end)})
        pieces = [(a, b) for a, b in itertools.pairwise(spans) if start <= a]
        free = [(a, b) for a, b in pieces if not any(x <= a and b <= y for x, y in holes)]
        working = clock.kind in counted.WORKING
        return sum(calendar.open_between(a, b) if working else b - a for a, b in free)

    ended = [(a, b) for a, b in counted.holes_of(raw, clock) if b is not None]
    whole = net(clock.anchor_at, clock.due_at, ended) if clock.due_at > clock.anchor_at else 0
    later = [(a, b) for a, b in ended if a >= one.started_at]
    left = net(one.started_at, clock.due_at, later) if clock.due_at > one.started_at else 0
    if not whole:
        return set()
    return {"after_deadline"} if not left else {"before_deadline"} if left * 10 < whole else set()


def much_longer(raw: Raw, found: list[Row]) -> set[int]:
    """More than three times the median of its reason, where that has at least five."""
    long: set[int] = set()
    for same in counted.by(found, lambda one: one.reason).values():
        usual = median(lasted(raw, one) for one in same)
        long |= {one.id for one in same if len(same) >= 5 and lasted(raw, one) > 3 * usual > 0}
    return long


def test_each_pause_and_what_is_odd_about_it(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    found = sorted(paused(raw, scope), key=lambda one: (-one.started_at, -one.id))
    long = much_longer(raw, found)
    report = pause_report(world.site, world.auditor(scope.office), scope, page=Page(500))
    assert [row.id for row in report.listing.rows] == [one.id for one in found]
    for row, one in zip(report.listing.rows, found, strict=True):
        end = one.ended_at or raw.now
        calendar = counted.calendar_at(raw, scope.office, end)
        assert counted.micros(row.lasted) == lasted(raw, one)
        assert counted.micros(row.office_time) == calendar.open_between(one.started_at, end)
        assert set(map(str, row.odd)) == odd(raw, one) | ({"long"} if one.id in long else set()), one
    counts = Counter(str(pattern) for row in report.listing.rows for pattern in row.odd)
    assert {str(pattern): number for pattern, number in report.odd.items() if number} == counts


def test_pauses_together(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    found = paused(raw, scope)
    report = pause_report(world.site, world.auditor(scope.office), scope)
    assert report.count == len(found)
    assert_groups(raw, report.by_reason, counted.by(found, lambda one: one.reason))
    assert_groups(raw, report.by_person, counted.by(found, lambda one: one.started_by))


def assert_groups(raw: Raw, shown: tuple[PauseGroup, ...], groups: dict[Any, list[Row]]) -> None:
    totals = {key: sum(lasted(raw, one) for one in same) for key, same in groups.items()}
    assert [one.key for one in shown] == sorted(groups, key=lambda key: (-totals[key], key))
    for one in shown:
        same = groups[one.key]
        told = (one.lasted.count, *map(counted.micros, (one.lasted.mean, one.lasted.median, one.lasted.p75)))
        told += (
            counted.micros(one.lasted.p90),
            counted.micros(one.lasted.p95),
            counted.micros(one.lasted.longest),
        )
        assert told == counted.figures([lasted(raw, pause) for pause in same])
        assert one.open == sum(pause.ended_at is None for pause in same)
        assert counted.micros(one.total) == totals[one.key]
