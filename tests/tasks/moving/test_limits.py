"""Limits of a case that moves: kept, begun anew, counted anew; who has a task, what was typed, what stands still."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from engine import audit, schema
from engine.database import Actor
from tasks import clock_rows, drafts, inbox, pauses, views, work, worker
from tasks.clock_rows import Clock
from tasks.moving import dry
from tasks.moving.plans import Choices, Plan
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import step_report
from tests.processes.templates import CELLS, END, START, file, flow, lane
from tests.support.office import OPERATOR, Office
from tests.tasks.moving.versions import begin, line, minutes, move, publish, why
from tests.tasks.small_processes import numbered

MINUTE = timedelta(minutes=1)
OPENED = "opened"


def clocks_of(office: Office, case: int) -> tuple[Clock, ...]:
    with office.site.db.read() as tx:
        return clock_rows.of_instance(tx, case)


def due(office: Office, case: int) -> datetime | None:
    return office.open_task(case).due_at


def entry(office: Office, case: int) -> audit.Entry:
    """The audit line of a move."""
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        a = schema.audit.c
        query = select(a.details, a.reason, a.actor).where(a.action == "instance.migrated")
        rows = tx.conn.execute(query.where(a.subject == f"instance:{case}")).all()
    assert len(rows) == 1
    return rows[0]  # type: ignore[return-value]


@pytest.mark.parametrize(("choice", "ends"), [("keep", 10), ("rearm", 34), ("supersede", 30)])
def test_the_limit_of_a_step(office: Office, choice: str, ends: int) -> None:
    publish(office, line("a", cells=minutes(10, OPENED)), line("a", cells=minutes(30, OPENED)))
    began = office.clock()
    case = begin(office).instance
    office.clock.move(4 * MINUTE)
    move(office, other=choice)
    assert due(office, case) == began + ends * MINUTE
    found = clocks_of(office, case)
    assert [(one.amount, one.state) for one in found] == (
        [(10, "running")] if choice == "keep" else [(10, "replaced"), (30, "running")]
    )
    row = entry(office, case)
    assert (row.reason, row.actor) == ("SOP diperbaiki", "pemilik")
    assert ('"choice":"' + choice in row.details) == (choice != "keep")
    shown = views.task(office.site, OPERATOR, office.open_task(case).id)
    assert shown.clock == found[-1]


def test_a_limit_that_would_be_the_same_stays_the_clock_it_is(office: Office) -> None:
    publish(office, line("a", cells=minutes(10, OPENED)), line("a", "b", cells=minutes(10, OPENED)))
    case = begin(office).instance
    office.clock.move(MINUTE)
    before = clocks_of(office, case)
    move(office, other="supersede", service="supersede")
    assert clocks_of(office, case) == before
    assert '"clocks"' not in entry(office, case).details


def test_a_step_may_have_its_own_choice_and_a_passed_deadline_stays_a_breach(office: Office) -> None:
    publish(office, line("a", cells=minutes(10, OPENED)), line("b", cells=minutes(30, OPENED)))
    began = office.clock()
    case = begin(office).instance
    office.clock.move(20 * MINUTE)
    move(office, other="keep", steps={"b": "supersede"}, edits={"a": "b"})
    assert due(office, case) == began + 30 * MINUTE
    with office.site.db.read() as tx:
        late = tx.conn.execute(select(schema.breaches.c.at, schema.breaches.c.element)).all()
    assert [tuple(row) for row in late] == [(began + 10 * MINUTE, "b")]
    office.work(case, "b")
    scope = ReportFilter("p", began - MINUTE, office.clock() + MINUTE, "batulicin")
    rows = {row.element: row for row in step_report(office.site, OPERATOR, scope)}
    assert rows["b"].judged is not None and rows["b"].judged.count == 1  # the replaced clock judges nothing


def test_a_dry_run_tells_what_would_be_late_at_once(office: Office) -> None:
    publish(office, line("a", cells=minutes(60, OPENED)), line("b", cells=minutes(10, OPENED)))
    for _ in range(2):
        begin(office)
        office.clock.move(8 * MINUTE)
    begin(office)
    found = []
    for choices in (
        Choices(),
        Choices("rearm"),
        Choices("supersede"),
        Choices("keep", steps={"b": "supersede"}),
    ):
        (row,) = dry.run(office.site, office["pemilik"], Plan("p", (1,), 2, {"a": "b"}, choices)).lines
        found.append((row.clocks, row.late))
    assert found == [(3, 0), (3, 0), (3, 1), (3, 1)]


def test_work_begun_is_judged_from_its_start_and_one_not_begun_waits(office: Office) -> None:
    publish(office, line("a"), line("a", cells=minutes(15)))
    begun, fresh = begin(office).instance, begin(office).instance
    work.start(office.site, office["petugas1"], office.open_task(begun).id)
    started = office.clock()
    office.clock.move(2 * MINUTE)
    move(office, other="supersede")
    assert due(office, begun) == started + 15 * MINUTE
    assert due(office, fresh) is None
    work.start(office.site, office["petugas1"], office.open_task(fresh).id)
    assert due(office, fresh) == office.clock() + 15 * MINUTE


def test_a_limit_comes_and_goes_with_the_version(office: Office) -> None:
    none = CELLS.replace(
        'kind="service" amount="5" unit="minute" anchor="started">5 menit<', 'kind="none">tidak ditetapkan<'
    )
    publish(office, line("a", cells=none), line("a", cells=minutes(9, OPENED)))
    case = begin(office).instance
    move(office)
    assert clocks_of(office, case) == ()
    move(office, sources=(2,), target=1)
    move(office, other="rearm")
    assert due(office, case) == office.clock() + 9 * MINUTE
    move(office, sources=(2,), target=1, other="rearm")
    assert due(office, case) is None
    assert [one.state for one in clocks_of(office, case)] == ["replaced"]


def test_statistics_and_pages_tell_each_step_by_the_version_it_was_done_under(office: Office) -> None:
    publish(
        office, line("a", "b"), line("z", "b", cells=minutes(30)).replace(b"Tugas z", b"Lain sama sekali")
    )
    began = office.clock()
    case = begin(office).instance
    done = office.work(case, "a").task
    move(office, edits={"a": None})
    office.work(case, "b")
    for version, element in ((1, "a"), (2, "b")):
        scope = ReportFilter("p", began - MINUTE, office.clock() + MINUTE, "batulicin", version)
        rows = {row.element: row.completed for row in step_report(office.site, OPERATOR, scope)}
        assert {name for name, many in rows.items() if many} == {element}, version
    shown = views.task(office.site, OPERATOR, done)
    assert (shown.name, shown.definition_version) == ("Tugas a", 1)
    assert shown.clock is not None and (shown.clock.amount, shown.clock.state) == (5, "stopped")
    assert views.case(office.site, OPERATOR, case).marks


TWO_LANES = (
    '<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="Petugas">{}</bpmn:lane>'
    '<bpmn:lane id="l2" name="Pengawas">{}</bpmn:lane></bpmn:laneSet>'
)


def of_lanes(*others: str) -> bytes:
    """Task `a`, in the lane of others where it is named."""
    refs = [f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in ("s", "a", "e") if name not in others]
    theirs = [f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in others]
    lanes = TWO_LANES.format("".join(refs), "".join(theirs))
    return line("a", lanes=lanes)


def test_who_has_a_task_keeps_it_while_they_may_do_it(office: Office) -> None:
    publish(office, of_lanes("e"), of_lanes("a"), line("a"))
    moved, kept = begin(office).instance, begin(office, version=3).instance
    for case in (moved, kept):
        work.start(office.site, office["petugas1"], office.open_task(case).id)
    job = move(office)
    assert why(office, job) == [[("given_back", "a")]]
    given = office.open_task(moved)
    assert (given.lane, given.assignee, given.state) == ("pengawas", None, "CREATED")
    assert '"given_back":[' in entry(office, moved).details
    with office.site.db.read() as tx:
        assert [one.reason for one in pauses.open_of(tx, moved)] == [pauses.RELEASED]
    move(office, sources=(3,), target=1)
    assert office.open_task(kept).assignee == "petugas1"
    whose = Actor("pengawas", "Pengawas", frozenset({"pengawas"}))
    assert [one.id for one in inbox.search(office.site, whose, inbox.Filter()).items] == [given.id]


def typed(*fields: str) -> bytes:
    body = START + numbered(*fields) + END + flow("s", "a") + flow("a", "e")
    return file(body, lanes=lane("s", "a", "e"))


def test_a_draft_keeps_the_fields_the_new_form_has(office: Office) -> None:
    publish(office, typed("nilai:long", "lama:string"), typed("nilai:long", "baru:string"))
    case = begin(office).instance
    number = office.open_task(case).id
    drafts.keep(office.site, office["petugas1"], number, {"nilai": 7, "lama": "x"})
    move(office)
    shown = views.task(office.site, OPERATOR, number)
    assert shown.task.draft == {"nilai": 7}
    assert "baru" in shown.form.schema["properties"]


def stopping(effect: str) -> bytes:
    cells = CELLS.replace('anchor="started">', f'anchor="opened" effect="{effect}">')
    return line("a", cells=cells)


def test_the_case_stands_still_as_the_new_version_says(office: Office) -> None:
    publish(office, stopping("counts"), stopping("stops"))
    case = begin(office).instance

    def resting() -> list[str]:
        with office.site.db.read() as tx:
            return [one.reason for one in pauses.open_of(tx, case) if one.task_id is None]

    move(office)
    assert resting() == [pauses.EXAMINATION]
    move(office, sources=(2,), target=1)
    assert resting() == []
    assert worker.settle(office.site) == []
