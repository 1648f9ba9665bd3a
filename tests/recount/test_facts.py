"""The facts behind the pivot, the exports and the figures of all offices: every column counted a second time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.clock import VirtualClock
from engine.database import Database
from tasks.facts import refreshing
from tasks.site import Site
from tests.recount import counted
from tests.recount.raw import Raw, Row, _rows, read
from tests.recount.world import END

Filled = tuple[Raw, list[Row], list[Row], list[Row]]


@pytest.fixture(scope="module")
def filled(world_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """The raw rows of the world, and the facts made of them."""
    path = tmp_path_factory.mktemp("facts") / "world.db"
    shutil.copyfile(world_file, path)
    site = Site(Database(f"sqlite:///{path}", VirtualClock(END)), path.parent)
    refreshing.refresh_all(site)
    connection = site.db.engine.raw_connection()
    tables = [_rows(connection.cursor(), name) for name in ("step_facts", "case_facts", "step_rollups")]
    connection.close()
    yield (read(site.db), *tables)
    site.db.close()


def test_a_fact_of_each_completed_step(filled: Filled) -> None:
    raw, steps, _, _ = filled
    done = {task.id: task for task in raw.tasks if task.state == "COMPLETED"}
    late = {one.task_id for one in raw.breaches}
    times = counted.by(done.values(), lambda task: (task.instance_id, task.sop, task.element))
    assert {one.task_id for one in steps} == set(done)
    for one in steps:
        task, case = done[one.task_id], raw.instance[one.instance_id]
        stood, parts = (
            counted.stood(raw, task),
            counted.parts_between(raw, case, task.opened_at, task.completed_at),
        )
        assert (one.queue, one.paused) == (task.started_at - task.opened_at, stood)
        assert one.touch == task.completed_at - task.started_at - stood
        assert {part: getattr(one, f"part_{part}") for part in parts} == parts
        assert one.judged == counted.judged(raw, task)
        assert one.late == (task.id in late)
        same, here = times[task.instance_id, task.sop, task.element], (task.completed_at, task.id)
        assert one.nth == sum((other.completed_at, other.id) <= here for other in same)
        assert one.day == int(counted.day(task.completed_at).strftime("%Y%m%d"))
        assert (one.sop, one.version) == under(raw, task)


def under(raw: Raw, task: Row) -> tuple[str, int]:
    """The SOP and version a step was done under."""
    case = raw.instance[task.instance_id]
    if task.definition_id:
        number = task.definition_id
    elif task.sop is None:
        number = case.definition_id
    else:
        pinned = (int(one) for one in case.links.split(","))
        number = next(one for one in pinned if raw.definition[one].key == task.sop)
    return raw.definition[number].key, raw.definition[number].version


def test_a_fact_of_each_case(filled: Filled) -> None:
    raw, _, cases, _ = filled
    assert len(cases) == len(raw.instances)
    for one in cases:
        case = raw.instance[one.instance_id]
        parts = counted.parts(raw, case)
        assert (
            one.gross
            == sum(parts.values())
            == (case.settled_at or case.ended_at or raw.now) - case.started_at
        )
        assert one.net == one.gross - sum(parts[p] for p in ("outage", "travel", "applicant", "examination"))
        assert {part: getattr(one, f"part_{part}") for part in parts} == parts
        assert one.steps == sum(t.instance_id == case.id and t.state == "COMPLETED" for t in raw.tasks)
        own = [breach for breach in raw.breaches if breach.instance_id == case.id]
        assert (one.breaches, bool(one.late)) == (len(own), any(breach.task_id is None for breach in own))
        assert one.pauses == sum(pause.instance_id == case.id for pause in raw.pauses)
        asked = {s.task_id for s in raw.shortfalls if s.instance_id == case.id and s.asked}
        assert one.returns == len(asked), (one.returns, asked)


def test_rollups_are_the_sums_of_the_facts(filled: Filled) -> None:
    _, steps, _, rollups = filled

    def key(one: Any, office: str) -> tuple[Any, ...]:
        return office, one.sop, one.day // 100, one.version, one.element, one.category

    together = counted.by(steps, lambda one: key(one, ""))
    apart = counted.by(steps, lambda one: key(one, one.office))
    for all_offices, groups in ((True, together), (False, apart)):
        shown = {
            (r.office, r.sop, r.month, r.version, r.element, r.category): r
            for r in rollups
            if (r.office == "") == all_offices
        }
        assert set(shown) == set(groups)
        for place, row in shown.items():
            same = groups[place]
            assert (row.completed, row.late, row.repeats) == (
                len(same),
                sum(one.late for one in same),
                sum(one.nth > 1 for one in same),
            )
            for column in ("queue", "touch", "paused", "part_queue", "part_closed_office", "part_outage"):
                assert getattr(row, column) == sum(getattr(one, column) for one in same)
            judged = [one.judged for one in same if one.judged is not None]
            assert (row.judged_count, row.judged) == (len(judged), sum(judged))
