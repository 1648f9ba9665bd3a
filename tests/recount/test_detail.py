"""One step in detail: its trend, its control limits, and its completions by what they share; counted twice."""

from __future__ import annotations

import itertools
from datetime import timedelta
from math import sqrt
from typing import Any

import pytest

from engine.refusals import NotFound
from tasks.reports import control
from tasks.reports.groups import By
from tasks.reports.scope import ReportFilter
from tasks.reports.step_detail import Every, Look, StepDetail, step_detail
from tests.recount import counted
from tests.recount.conftest import APRIL, SCOPES, World
from tests.recount.raw import Raw, Row
from tests.recount.test_steps import same

STEPS = ("pastikan_persyaratan", "cetak_ambil", "perjalanan")


def detail(world: World, scope: ReportFilter, element: str, look: Look) -> StepDetail:
    return step_detail(world.site, world.auditor(scope.office), scope, element, look)


def done(raw: Raw, scope: ReportFilter, element: str) -> list[Row]:
    return [task for task in counted.completed(raw, scope) if task.element == element]


def late(raw: Raw, tasks: list[Row]) -> int:
    return len({one.task_id for one in raw.breaches} & {task.id for task in tasks})


def lengths(raw: Raw, tasks: list[Row]) -> list[int]:
    return [counted.judged(raw, task) or 0 for task in tasks]


@pytest.mark.parametrize("element", STEPS)
@pytest.mark.parametrize("every", Every)
def test_the_points_of_a_trend(world: World, element: str, every: Every) -> None:
    raw = world.raw

    def start(task: Row) -> Any:
        day = counted.day(task.completed_at)
        monday = day - timedelta(days=day.isoweekday() - 1)
        return {"day": day, "week": monday, "month": day.replace(day=1)}[every]

    points = sorted(counted.by(done(raw, SCOPES["all"], element), start).items())
    found = detail(world, SCOPES["all"], element, Look(every=every)).trend
    assert list(found.starts) == [day for day, _ in points]
    for shown, (_, tasks) in zip(found.points, points, strict=True):
        assert (shown.count, shown.late) == (len(tasks), late(raw, tasks))
        assert same(shown.held, lengths(raw, tasks))
    if len(points) < 6:
        assert found.median is None and found.rate is None
        return
    assert found.median is not None and found.rate is not None
    assert_individuals(found.median, [counted.figures(lengths(raw, tasks))[2] / 1e6 for _, tasks in points])  # type: ignore[index]
    assert_shares(found.rate, [(late(raw, tasks), len(tasks)) for _, tasks in points])


def assert_individuals(shown: control.Controlled, medians: list[float]) -> None:
    """The mean plus and minus 2.66 times the mean of neighbours' differences, never below 0."""
    ranges = [abs(a - b) for a, b in itertools.pairwise(medians)]
    centre, half = sum(medians) / len(medians), 2.66 * sum(ranges) / len(ranges)
    assert shown.centre == pytest.approx(centre)
    assert shown.low == pytest.approx([max(0.0, centre - half)] * len(medians))
    assert shown.high == pytest.approx([centre + half] * len(medians))
    outside = [value > centre + half or value < centre - half for value in medians]
    assert [one in ("high", "low") for one in shown.signals] == outside


def assert_shares(shown: control.Controlled, points: list[tuple[int, int]]) -> None:
    """The common share plus and minus three standard deviations of each point's own number."""
    share = sum(hits for hits, _ in points) / sum(count for _, count in points)
    assert shown.centre == pytest.approx(share)
    for (_, count), low, high in zip(points, shown.low, shown.high, strict=True):
        half = 3 * sqrt(share * (1 - share) / count)
        assert (low, high) == (pytest.approx(max(0.0, share - half)), pytest.approx(min(1.0, share + half)))


def test_limits_are_those_of_montgomerys_examples() -> None:
    """Viscosity of primer paint (individuals, example 6.5) and orange juice cans (p chart, example 7.1)."""
    paint = [
        33.75,
        33.05,
        34.00,
        33.81,
        33.46,
        34.02,
        33.68,
        33.27,
        33.49,
        33.20,
        33.62,
        33.00,
        33.54,
        33.12,
        33.84,
    ]
    found = control.individuals(paint)
    assert found is not None
    assert (found.centre, found.low[0], found.high[0]) == pytest.approx((33.52, 32.24, 34.80), abs=0.006)
    assert set(found.signals) == {None}
    cans = [
        12,
        15,
        8,
        10,
        4,
        7,
        16,
        9,
        14,
        10,
        5,
        6,
        17,
        12,
        22,
        8,
        10,
        5,
        13,
        11,
        20,
        18,
        24,
        15,
        9,
        12,
        7,
        13,
        9,
        6,
    ]
    shares = control.shares(cans, [50] * 30)
    assert shares is not None
    assert (shares.centre, shares.low[0], shares.high[0]) == pytest.approx((0.2313, 0.0524, 0.4102), abs=6e-5)
    assert [place for place, one in enumerate(shares.signals, 1) if one in ("high", "low")] == [15, 23]


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("name", ["all", "april", "children", "version 1"])
def test_groups_of_one_step(world: World, by: By, name: str) -> None:
    raw, scope = world.raw, SCOPES[name]

    def version(task: Row) -> str:
        number = task.definition_id or raw.instance[task.instance_id].definition_id
        return str(raw.definition[number].version)

    keys = {
        By.ROLE: lambda task: task.lane,
        By.PERSON: lambda task: task.completed_by,
        By.TYPE: lambda task: raw.instance[task.instance_id].category,
        By.VERSION: version,
        By.PRIORITY: lambda task: "",
    }
    for element in STEPS:
        groups = counted.by(done(raw, scope, element), keys[by])
        try:
            shown = detail(world, scope, element, Look(by=by)).groups
        except NotFound:
            assert not groups
            continue
        if by is By.PRIORITY:  # nobody of this world said so: one group, whatever it is called
            (everything,) = groups.values()
            groups = {shown[0].key: everything}
        assert [one.key for one in shown] == sorted(groups, key=lambda key: (-len(groups[key]), key))
        for one in shown:
            tasks = groups[one.key]
            assert (one.count, one.late) == (len(tasks), late(raw, tasks))
            assert one.cases == len({task.instance_id for task in tasks})
            assert same(one.held, lengths(raw, tasks))


def test_the_latest_are_the_latest(world: World) -> None:
    raw = world.raw
    expected = sorted(done(raw, APRIL, "pastikan_persyaratan"), key=lambda task: -task.completed_at)
    shown = detail(world, APRIL, "pastikan_persyaratan", Look()).latest
    assert [one.task for one in shown] == [task.id for task in expected][:20]
