"""All offices beside each other, as the page of the Inspektorat shows them: counted twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.clock import VirtualClock
from engine.database import Actor, Database
from tasks.facts import refreshing
from tasks.offices.figures import Months, all_offices
from tasks.site import Site
from tests.recount import counted
from tests.recount.raw import Raw, read
from tests.recount.world import END

SOP = "micin_darurat"
INSPECTOR = Actor("inspektur", "Inspektur", frozenset({"inspector"}))


@pytest.fixture(scope="module")
def filled(world_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Raw]]:
    path = tmp_path_factory.mktemp("offices") / "world.db"
    shutil.copyfile(world_file, path)
    site = Site(Database(f"sqlite:///{path}", VirtualClock(END)), path.parent)
    refreshing.refresh_all(site)
    yield site, read(site.db)
    site.db.close()


@pytest.mark.parametrize(("first", "last"), [(202603, 202605), (202604, 202604), (202601, 202602)])
def test_every_office_in_a_span_of_months(filled: tuple[Site, Raw], first: int, last: int) -> None:
    site, raw = filled

    def within(at: int | None) -> bool:
        return at is not None and first <= int(counted.day(at).strftime("%Y%m")) <= last

    months = Months(first, last, SOP)
    shown = {one.office: one for one in all_offices(site, INSPECTOR, months).lines}
    keys = {case.id: raw.definition[case.definition_id].key for case in raw.instances}
    begun = [case for case in raw.instances if within(case.started_at) and keys[case.id] == SOP]
    late = {one.task_id for one in raw.breaches}
    done = [
        task
        for task in raw.tasks
        if task.state == "COMPLETED"
        and within(task.completed_at)
        and (task.sop or keys[task.instance_id]) == SOP
    ]
    offices = {case.office for case in begun} | {raw.instance[task.instance_id].office for task in done}
    assert offices <= set(shown)
    for name, one in shown.items():
        cases = [case for case in begun if case.office == name]
        served = [case for case in cases if case.settled_at and case.outcome != "canceled"]
        steps = [task for task in done if raw.instance[task.instance_id].office == name]
        assert (one.cases, one.settled, one.completed) == (len(cases), len(served), len(steps))
        assert one.late == sum(task.id in late for task in steps)
        assert one.judged == sum(counted.judged(raw, task) is not None for task in steps)
        assert one.running == sum(not (case.settled_at or case.ended_at) for case in cases)
        parts = [counted.parts(raw, case) for case in served]
        still = ("outage", "travel", "applicant", "examination")
        net = [sum(v for k, v in part.items() if k not in still) for part in parts]
        for told, lengths in ((one.gross, [sum(part.values()) for part in parts]), (one.net, net)):
            figures = counted.figures(lengths)
            assert (told is None) == (figures is None)
            if told is not None and figures is not None:
                assert (counted.micros(told.median), counted.micros(told.p90)) == (figures[2], figures[4])
