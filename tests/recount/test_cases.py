"""Whole requests: the seven parts of their time, gross and net, how they ended, late ones first; counted twice."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from engine.schema import instances
from tasks import timeline
from tasks.evidence import tables
from tasks.evidence.scope import Scope
from tasks.reports.cases import case_list, case_summary
from tasks.reports.scope import Page, ReportFilter
from tasks.reports.step_times import step_division
from tests.recount import counted
from tests.recount.conftest import SCOPES, World
from tests.recount.test_steps import same

STANDSTILLS = ("outage", "travel", "applicant", "examination")


def test_the_parts_of_every_request(world: World) -> None:
    raw = world.raw
    with world.site.db.read(world.auditor()) as tx:
        loaded = timeline.load(tx, select(instances.c.id))
        for case in raw.instances:
            parts = timeline.parts(loaded[case.id], timeline.calendar_of(tx, loaded[case.id]))
            shown = {str(part): counted.micros(span) for part, span in parts.items()}
            assert shown == counted.parts(raw, case), case.business_key
            split = timeline.of_case(tx, case.id)
            assert {str(part): counted.micros(span) for part, span in split.parts.items()} == shown
            assert counted.micros(split.total) == sum(shown.values())


def test_the_list_of_requests(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    begun = counted.begun(raw, scope)
    shown = case_list(world.site, world.auditor(scope.office), scope, Page(500)).rows
    assert [row.id for row in shown] == [case.id for case in sorted(begun, key=lambda one: urgency(raw, one))]
    for row in shown:
        case = raw.instance[row.id]
        parts = counted.parts(raw, case)
        late = [one for one in raw.breaches if one.instance_id == case.id]
        assert {str(part): counted.micros(span) for part, span in row.parts.items()} == parts
        assert counted.micros(row.gross) == (case.settled_at or case.ended_at or raw.now) - case.started_at
        assert counted.micros(row.net) == sum(v for name, v in parts.items() if name not in STANDSTILLS)
        assert (row.breaches, row.service_late) == (len(late), any(one.task_id is None for one in late))
        assert (row.status, row.outcome) == (case.status, case.outcome or "")


def urgency(raw: object, case: object) -> tuple[int, int, int]:
    """Service late first, then any breach; the latest begun first within each."""
    late = [one for one in raw.breaches if one.instance_id == case.id]  # type: ignore[attr-defined]
    rank = 0 if any(one.task_id is None for one in late) else 1 if late else 2
    return rank, -case.started_at, -case.id  # type: ignore[attr-defined]


def test_what_they_show_together(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    begun = counted.begun(raw, scope)
    settled = [case for case in begun if case.settled_at is not None and case.outcome != "canceled"]
    parts = [counted.parts(raw, case) for case in settled]
    late = {one.instance_id for one in raw.breaches}
    whole = {one.instance_id for one in raw.breaches if one.task_id is None}
    asked = {one.instance_id for one in raw.shortfalls if one.asked}
    found = case_summary(world.site, world.auditor(scope.office), scope)
    assert (found.cases, found.settled) == (len(begun), len(settled))
    for shown, chosen in ((found.late, late), (found.service_late, whole), (found.returned, asked)):
        assert shown == sum(case.id in chosen for case in begun)
    assert dict(found.outcomes) == dict(Counter(case.outcome for case in begun if case.outcome))
    assert same(found.gross, [case.settled_at - case.started_at for case in settled])
    assert same(found.net, [sum(v for name, v in one.items() if name not in STANDSTILLS) for one in parts])
    for part, span in found.parts.items():
        assert counted.micros(span) == sum(one[str(part)] for one in parts) // max(1, len(parts))


def test_the_parts_of_every_steps_time(world: World, scope: ReportFilter) -> None:
    raw = world.raw
    done = counted.by(counted.completed(raw, scope), lambda task: task.element)
    found = step_division(world.site, world.auditor(scope.office), scope)
    assert set(found) == set(done)
    for element, divided in found.items():
        each = [
            counted.parts_between(raw, raw.instance[t.instance_id], t.opened_at, t.completed_at)
            for t in done[element]
        ]
        assert {str(part): counted.micros(span) for part, span in divided.parts.items()} == {
            part: sum(one[part] for one in each) for part in each[0]
        }
        assert same(divided.gross, [task.completed_at - task.opened_at for task in done[element]])
        assert same(
            divided.net, [sum(v for name, v in one.items() if name not in STANDSTILLS) for one in each]
        )


def test_the_pack_tells_the_same(world: World) -> None:
    raw = world.raw
    with world.site.db.read(world.auditor()) as tx:
        files = tables.written(tx, Scope("batulicin", period=SCOPES["all"]), lambda _, __: None)
        made = {name: b"".join(pieces) for name, pieces in files}
    lines = made["data/cases.csv"].decode("utf-8-sig")
    heading, *rows = (line.split(",") for line in lines.splitlines())
    for row in rows:
        told = dict(zip(heading, row, strict=True))
        parts = counted.parts(raw, raw.instance[int(told["case"])])
        assert {name: round(float(told[f"{name}_seconds"]) * 1e6) for name in parts} == parts
    assert len(rows) == len(counted.begun(raw, SCOPES["all"]))
