"""The overview: what was done, how long it took, how often it was late, counted twice."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tasks.reports.figures import Figures
from tasks.reports.rates import wilson
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import step_report
from tests.recount import counted
from tests.recount.conftest import SCOPES, World
from tests.recount.stage import on


def same(shown: Figures | None, lengths: list[int]) -> bool:
    """Whether figures are those of the lengths."""
    found = counted.figures(lengths)
    if shown is None or found is None:
        return shown is None and found is None
    spans = (shown.mean, shown.median, shown.p75, shown.p90, shown.p95, shown.longest)
    return (shown.count, *map(counted.micros, spans)) == found


def test_times_of_every_step(world: World, scope: ReportFilter) -> None:
    raw, rows = world.raw, step_report(world.site, world.auditor(scope.office), scope)
    done = counted.by(counted.completed(raw, scope), lambda task: task.element)
    assert {row.element for row in rows if row.completed} == set(done)
    for row in rows:
        here = done.get(row.element, [])
        stood = [counted.stood(raw, task) for task in here]
        worked = [task.completed_at - task.started_at for task in here]
        assert row.completed == len(here)
        assert same(row.queue, [task.started_at - task.opened_at for task in here])
        assert same(row.paused, stood)
        assert same(row.touch, [a - b for a, b in zip(worked, stood, strict=True)])
        assert same(row.lead, [task.completed_at - task.opened_at for task in here])


def test_what_each_standard_is_held_against(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    done = counted.by(counted.completed(raw, scope), lambda task: task.element)
    for row in step_report(world.site, world.auditor(scope.office), scope):
        lengths = [counted.judged(raw, task) for task in done.get(row.element, [])]
        assert same(row.judged, [one for one in lengths if one is not None]), row.element


def test_how_often_each_step_was_late_open_and_repeated(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    done = counted.completed(raw, scope)
    late = {one.task_id for one in raw.breaches if one.task_id is not None}
    first = {
        (task.instance_id, task.sop, task.element): task.id
        for task in sorted(raw.tasks, key=lambda task: (task.completed_at or 0, task.id), reverse=True)
        if task.state == "COMPLETED"
    }
    ours = {task.id for task in counted.tasks(raw, scope)}
    for row in step_report(world.site, world.auditor(scope.office), scope):
        here = [task for task in done if task.element == row.element]
        again = [task for task in here if first[task.instance_id, task.sop, task.element] != task.id]
        waiting = [
            task
            for task in counted.tasks(raw, scope)
            if task.element == row.element
            and task.completed_at is None
            and task.state not in ("CANCELED", "FAILED")
        ]
        passed = [one for one in raw.breaches if one.task_id in ours and one.element == row.element]
        assert row.late == sum(task.id in late for task in here)
        assert row.cases == len({task.instance_id for task in here})
        assert row.repeats == len(again), row.element
        assert row.open == len(waiting)
        assert row.breaches == sum(counted.within(one.at, scope) for one in passed)


def test_months_together_are_the_whole(world: World) -> None:
    """Counts of consecutive periods add up, repeats too."""
    edges = [on(3, 1, 0), on(4, 1, 0), on(4, 2, 0), on(4, 6, 9), on(5, 1, 0), on(6, 1, 0)]
    whole = {
        row.element: row
        for row in step_report(world.site, world.auditor(), replace(SCOPES["all"], end=edges[-1]))
    }
    summed: dict[str, list[int]] = {}
    for start, end in pairwise(edges):
        for row in step_report(world.site, world.auditor(), replace(SCOPES["all"], start=start, end=end)):
            counts = (row.completed, row.late, row.repeats, row.breaches)
            summed[row.element] = [
                a + b for a, b in zip(summed.get(row.element, [0] * 4), counts, strict=True)
            ]
    for element, row in whole.items():
        assert [row.completed, row.late, row.repeats, row.breaches] == summed[element], element


@pytest.mark.parametrize(("hits", "count"), [(0, 1), (1, 1), (1, 29), (5, 10), (81, 263)])
def test_an_interval_is_wilsons(hits: int, count: int) -> None:
    """Each end solves (p - x)^2 = z^2 x (1 - x) / n, which is how Wilson (1927) defines it."""
    for end in wilson(hits, count):
        if 0 < end < 1:
            assert (hits / count - end) ** 2 == pytest.approx(1.959963984540054**2 * end * (1 - end) / count)
