"""What was open at a period's end is counted and said on the pages; counted twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tasks.reports.censored import censored
from tasks.reports.scope import ReportFilter
from tests.recount import counted
from tests.recount.conftest import SCOPES, World
from tests.recount.stage import on
from tests.support.office_pages import signed_in


def test_what_was_open_at_the_end(world: World, scope: ReportFilter) -> None:
    raw, end = world.raw, counted.ticks(scope.end)
    found = censored(world.site, world.auditor(scope.office), scope)
    over = {case.id: case.settled_at or case.ended_at for case in raw.instances}
    begun = counted.begun(raw, scope)
    assert found.running == sum(over[case.id] is None for case in begun)
    before = [case for case in counted.cases(raw, scope) if case.started_at < end]
    assert found.open == sum((over[case.id] or end) >= end for case in before)
    steps = [task for task in counted.tasks(raw, scope) if task.state != "CANCELED" and task.opened_at < end]
    waiting = counted.by(
        (task for task in steps if (task.completed_at or end) >= end), lambda task: task.element
    )
    assert dict(found.steps) == {element: len(tasks) for element, tasks in waiting.items()}


@pytest.mark.parametrize(
    "path", ["/audit", "/audit/requests", "/audit/heatmap", "/audit/steps/pastikan_persyaratan"]
)
def test_the_pages_say_so(world: World, path: str) -> None:
    auditor = signed_in(world.app, "auditor")
    found = censored(world.site, world.auditor(), replace(SCOPES["all"], start=on(3, 1, 0), end=on(5, 1, 0)))
    page = auditor.get(path, query_string=between("2026-03-01", "2026-04-30")).text
    assert found.open > 15 and found.running > 15
    assert f"{found.open} permohonan terbuka pada akhir periode" in page
    assert f"{found.running} dari yang dimulai dalam periode ini belum selesai" in page
    before = auditor.get(path, query_string=between("2026-01-01", "2026-01-31")).text
    assert "terbuka pada akhir periode" not in before


def between(first: str, last: str) -> dict[str, str]:
    return {"sop": "micin_darurat", "from": first, "to": last}
