"""Questions of one's own: each cell of a pivot, its sums and its share, made once more from the raw rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.clock import VirtualClock
from engine.database import Actor, Database
from tasks.asking import pivot
from tasks.asking.question import Question
from tasks.facts import refreshing
from tasks.site import Site
from tests.recount import counted
from tests.recount.raw import Raw, Row, read
from tests.recount.test_facts import under
from tests.recount.world import END

AUDITOR = Actor("auditor", "Auditor", frozenset({"auditor"}))
DIVIDED = [("step", "month"), ("person", "weekday"), ("version", ""), ("week", "type"), ("role", "late")]
FIRST, LAST = date(2026, 3, 28), date(2026, 4, 30)


@pytest.fixture(scope="module")
def filled(world_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Raw]]:
    path = tmp_path_factory.mktemp("pivot") / "world.db"
    shutil.copyfile(world_file, path)
    site = Site(Database(f"sqlite:///{path}", VirtualClock(END)), path.parent)
    refreshing.refresh_all(site)
    yield site, read(site.db)
    site.db.close()


def steps(raw: Raw) -> list[Row]:
    return [
        task
        for task in raw.tasks
        if task.state == "COMPLETED"
        and raw.instance[task.instance_id].office == "batulicin"
        and FIRST <= counted.day(task.completed_at) <= LAST
    ]


def key(raw: Raw, dimension: str, task: Row) -> str:
    day = counted.day(task.completed_at)
    year, week, weekday = day.isocalendar()
    sop, version = under(raw, task)
    found = {
        "sop": sop,
        "version": f"{sop}/{version}",
        "step": f"{sop}/{task.element}",
        "role": task.lane,
        "person": task.completed_by,
        "type": raw.instance[task.instance_id].category,
        "month": f"{day:%Y-%m}",
        "week": f"{year}-W{week:02}",
        "weekday": str(weekday),
        "day": day.isoformat(),
        "late": "yes" if any(one.task_id == task.id for one in raw.breaches) else "no",
    }
    return str(found[dimension])


def figure(raw: Raw, measure: str, tasks: list[Row]) -> float | None:
    lengths = [one for one in (counted.judged(raw, task) for task in tasks) if one is not None]
    late = {one.task_id for one in raw.breaches}
    if measure == "count":
        return len(tasks)
    if measure == "cases":
        return len({task.instance_id for task in tasks})
    if measure == "late":
        pool = [task for task in tasks if counted.judged(raw, task) is not None]
        return sum(task.id in late for task in pool) / len(pool) if pool else None
    figures = counted.figures(lengths)
    if figures is None:
        return None
    places = {"mean": 1, "median": 2, "p75": 3, "p90": 4, "p95": 5, "max": 6}
    return float(sum(lengths)) if measure == "sum" else figures[places[measure]]


@pytest.mark.parametrize(
    "measure", ["count", "cases", "late", "median", "p75", "p90", "p95", "max", "mean", "sum"]
)
@pytest.mark.parametrize(("down", "across"), DIVIDED)
def test_every_cell_and_every_sum(filled: tuple[Site, Raw], measure: str, down: str, across: str) -> None:
    site, raw = filled
    of = "" if measure in ("count", "cases", "late") else "judged"
    shown = pivot.answer(site, AUDITOR, Question("steps", FIRST, LAST, down, across, measure, of))
    tasks = steps(raw)
    assert shown.facts == len(tasks)

    def place(task: Row) -> tuple[Any, Any]:
        return key(raw, down, task), key(raw, across, task) if across else pivot.ALL

    for group, values in (
        (counted.by(tasks, place), shown.cells),
        (counted.by(tasks, lambda task: place(task)[0]), shown.of_row),
        (counted.by(tasks, lambda task: place(task)[1]), shown.of_column),
    ):
        assert set(values) == set(group)
        for name, one in values.items():
            assert one.number == figure(raw, measure, group[name]), name
    assert shown.whole.number == figure(raw, measure, tasks)
