"""Deviations in cases of small SOPs: flow, acts by hand, people as their roles were then; open cases stay open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from engine import schema
from engine.refusals import Forbidden, Invalid, NotFound
from tasks import breaches, cases, completion, people, work, worker
from tasks.conformance import export, report, story
from tasks.conformance.aligning import Side
from tasks.conformance.deviations import Kind
from tasks.conformance.history import State
from tasks.conformance.report import Conformance, Question
from tasks.people import NewPerson
from tasks.reports.scope import ReportFilter
from tasks.views import form_for
from tests.processes.templates import CELLS, END, START, file, flow, lane, task
from tests.support.office import PASSWORD, Office, filled
from tests.tasks.moving.versions import WAIT, begin, line, move, publish

PERIOD = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
SCOPE = ReportFilter("p", *PERIOD, "batulicin")


def ask(office: Office, login: str = "auditor", **asked: Any) -> Conformance:
    return report.conformance(office.site, office[login], Question(SCOPE, **asked))


def kinds(found: Conformance, number: int) -> list[tuple[Kind, str]]:
    """What deviates in one case, in order of time."""
    (case,) = [one for one in found.listing.rows if one.id == number]
    return [(one.kind, one.element) for one in case.deviations]


def through(office: Office, *elements: str) -> int:
    """A case in which these steps are done, one a minute."""
    number = begin(office).instance
    for element in elements:
        office.clock.move(timedelta(minutes=1))
        office.work(number, element)
    return number


def test_a_case_under_its_own_version_fits_and_an_open_one_misses_nothing(office: Office) -> None:
    publish(office, line("a", "b", "c"))
    done, open_, fresh = through(office, *"abc"), through(office, "a"), begin(office).instance
    found = ask(office)
    assert (found.ended, found.open, found.fitness) == (1, 2, 1.0)
    assert (found.fit.ended, found.fit.of, found.fit.open) == (1, 1, 2)
    assert found.deviating.ended == found.deviating.open == 0 and not found.kinds
    assert {one.id: one.state for one in found.listing.rows} == {
        done: State.ENDED,
        open_: State.OPEN,
        fresh: State.OPEN,
    }


def test_against_another_version_each_difference_is_told_at_its_moment(office: Office) -> None:
    publish(
        office, line("a", "b", "c"), line("a", "c", "k").replace(b"Tugas k", b"Arsip"), line("a", "c", "b")
    )
    whole, part = through(office, *"abc"), through(office, "a", "b")
    other = ask(office, against=2)
    assert kinds(other, whole) == [(Kind.UNKNOWN, "b"), (Kind.SKIPPED, "k")]
    assert kinds(other, part) == [(Kind.UNKNOWN, "b")], "c and k have not come yet"
    assert other.fit.ended == 0 and (other.kinds[Kind.SKIPPED].ended, other.kinds[Kind.SKIPPED].open) == (
        1,
        0,
    )
    assert (other.kinds[Kind.UNKNOWN].ended, other.kinds[Kind.UNKNOWN].open) == (1, 1)
    assert other.fitness == pytest.approx(1 - (2 + 1) / ((3 + 3) + (2 + 0)))
    swapped = ask(office, against=3)
    assert kinds(swapped, whole) in ([(Kind.ORDER, "b")], [(Kind.ORDER, "c")])
    assert {one.element for one in swapped.steps} <= {"b", "c"} and swapped.drawn == 3
    assert ask(office, against=1).fit.ended == 1
    with pytest.raises(NotFound):
        ask(office, against=9)


def test_a_record_that_was_taken_away_shows_as_a_step_left_out(office: Office) -> None:
    publish(office, line("a", "b", "c"))
    number = through(office, *"abc")
    t = schema.tasks
    with office.site.db.begin() as tx:
        (gone,) = tx.conn.execute(
            t.update().where(t.c.element == "b").values(state="CANCELED").returning(t.c.id)
        )
    assert gone and kinds(ask(office), number) == [(Kind.SKIPPED, "b")]
    assert ask(office).fitness == pytest.approx(1 - 1 / 5)


def test_a_moved_case_tells_that_the_move_passed_steps_over(office: Office) -> None:
    publish(office, line("a", "b"), line("x", "a", "b"))
    number = through(office, "a")
    move(office)
    office.clock.move(timedelta(minutes=1))
    office.work(number, "b")
    found = ask(office)
    assert kinds(found, number) == [(Kind.MOVED, ""), (Kind.SKIPPED, "x")] or kinds(found, number) == [
        (Kind.SKIPPED, "x"),
        (Kind.MOVED, ""),
    ]
    assert found.listing.rows[0].version == 2


def test_a_step_of_an_earlier_version_that_is_gone_was_right_then(office: Office) -> None:
    publish(office, line("a", "b", "c"), line("b", "c"))
    number = through(office, "a", "b")
    move(office)
    office.work(number, "c")
    assert [kind for kind, _ in kinds(ask(office), number)] == [Kind.MOVED]
    assert ask(office).fit.ended == 1


def test_acts_by_hand_are_told_with_who_and_why(office: Office) -> None:
    publish(office, line("a", "b"))
    number = begin(office).instance
    site, first = office.site, office.open_task(number).id
    work.start(site, office["petugas1"], first)
    work.unclaim(site, office["petugas1"], first)
    office.clock.move(timedelta(minutes=1))
    work.claim(site, office["petugas2"], first)
    work.delegate(site, office["petugas2"], first, "petugas3", "tolong")
    office.clock.move(timedelta(minutes=1))
    work.reassign(site, office["kasi"], first, "petugas1", "sakit")
    office.clock.move(timedelta(minutes=1))
    cases.cancel(site, office["kasi"], number, "dicabut")
    found = ask(office)
    assert kinds(found, number) == [
        (Kind.PUT_BACK, "a"),
        (Kind.DELEGATED, "a"),
        (Kind.REASSIGNED, "a"),
        (Kind.CANCELED, ""),
    ]
    (case,) = found.listing.rows
    told = {one.kind: (one.who, one.other, one.reason) for one in case.deviations}
    assert told[Kind.REASSIGNED] == ("kasi", "petugas1", "sakit")
    assert told[Kind.DELEGATED] == ("petugas2", "petugas3", "tolong")
    assert case.state is State.BROKEN and case.fitness == 1.0, "broken off, the rest is not missing"


def test_a_task_given_back_before_work_began_is_none(office: Office) -> None:
    publish(office, line("a"))
    number = begin(office).instance
    task_id = office.open_task(number).id
    work.claim(office.site, office["petugas1"], task_id)
    work.unclaim(office.site, office["petugas1"], task_id)
    office.work(number, "a")
    assert kinds(ask(office), number) == []


def test_roles_are_asked_as_they_were_then(office: Office) -> None:
    publish(office, line("a", "b"))
    site, admin = office.site, office["admin"]
    people.add(site, admin, NewPerson("rina", "Rina", ("petugas",), PASSWORD))
    rina = replace(office["petugas1"], login="rina", name="Rina", roles=frozenset({"petugas"}))
    number = begin(office).instance
    office.clock.move(timedelta(minutes=1))
    complete(office, rina, office.open_task(number).id)
    second = office.open_task(number).id
    work.start(site, rina, second)
    office.clock.move(timedelta(minutes=1))
    people.change(site, admin, "rina", "Rina", ("pengawas",))
    office.clock.move(timedelta(minutes=1))
    complete(office, replace(rina, roles=frozenset({"pengawas"})), second)
    office.clock.move(timedelta(minutes=1))
    people.change(site, admin, "rina", "Rina", ("petugas",))
    found = ask(office)
    assert kinds(found, number) == [(Kind.OUTSIDE_LANE, "b")]
    assert found.listing.rows[0].deviations[0].other == "petugas" and found.untold == 0
    unknown = through(office, "a", "b")
    assert kinds(ask(office), unknown) == [] and ask(office).untold == 2


def complete(office: Office, who: Any, task_id: int) -> None:
    completion.complete(office.site, who, task_id, filled(form_for(office.site, who, task_id).form))


def test_two_officers_and_four_eyes(office: Office) -> None:
    two = CELLS.replace('kind="task"', 'kind="task" minOfficers="2"')
    publish(office, line("a", "b", cells=two))
    number = begin(office).instance
    for element in "ab":
        office.do(number, takes=timedelta(minutes=9))
        assert element
    worker.settle(office.site)
    with office.site.db.read() as tx:
        late = breaches.of_instance(tx, number)
    assert [kind for kind, _ in kinds(ask(office), number)] == []
    for one in late:
        breaches.explain(office.site, office["koordinator"], one.id, "jaringan", "kabel putus")
    breaches.confirm(office.site, office["kasi"], late[0].id, "jaringan")
    assert kinds(ask(office), number) == []
    t, b = schema.tasks, schema.breaches
    with office.site.db.begin() as tx:  # what the office's own rules never let through
        tx.conn.execute(t.update().where(t.c.element == "a").values(second_officer=t.c.completed_by))
        tx.conn.execute(b.update().where(b.c.id == late[0].id).values(confirmed_by="koordinator"))
    assert sorted(kinds(ask(office), number)) == [(Kind.ONE_OFFICER, "a"), (Kind.OWN_CONFIRMATION, "a")]


def test_what_happened_before_its_turn_is_told(office: Office) -> None:
    wait = (
        '<bpmn:receiveTask id="r" name="Tunggu" messageRef="m">'
        + WAIT.replace('"1"', '"r"')
        + "</bpmn:receiveTask>\n"
    )
    body = (
        START
        + task("a")
        + wait
        + task("b")
        + END
        + flow("s", "a")
        + flow("a", "r")
        + flow("r", "b")
        + flow("b", "e")
    )
    publish(office, file(body, roots='<bpmn:message id="m" name="kabar"/>', lanes=lane(*"sarbe")))
    early, right = begin(office), begin(office)
    for case in (early, right):
        office.clock.move(timedelta(minutes=10))
        office.work(case.instance, "a")
    before = (office.clock() - timedelta(minutes=15)).isoformat()
    office.say(early, "kabar", terjadi_pada=before)
    office.say(right, "kabar")
    assert kinds(ask(office), early.instance) == [(Kind.EARLY, "r")]
    assert kinds(ask(office), right.instance) == [] and ask(office).fitness == 1.0


def test_the_list_is_narrowed_to_a_kind_or_a_state(office: Office) -> None:
    publish(office, line("a", "b"))
    done, open_, withdrawn = through(office, *"ab"), through(office, "a"), through(office, "a")
    cases.cancel(office.site, office["kasi"], withdrawn, "dicabut")

    def listed(**asked: Any) -> set[int]:
        return {one.id for one in ask(office, **asked).listing.rows}

    assert listed(kind="canceled") == listed(kind="any") == {withdrawn}
    assert listed(state="open") == {open_} and listed(state="ended") == {done, withdrawn}
    assert ask(office).listing.rows[0].id == withdrawn, "what deviates comes first"
    assert ask(office).deviating.interval.high < 1


def test_a_case_story_sets_what_came_beside_what_should_have(office: Office) -> None:
    publish(office, line("a", "b", "c"), line("a", "c", "k").replace(b"Tugas k", b"Arsip"))
    number = through(office, *"abc")
    own = story.story(office.site, office["auditor"], number)
    (passage,) = own.passages
    assert own.deviations == () and [one.side for one in passage.lines or ()] == [Side.BOTH] * 3
    other = story.story(office.site, office["auditor"], number, "p", 2)
    (passage,) = other.passages
    assert [(one.side, one.element) for one in passage.lines or ()] == [
        (Side.BOTH, "a"),
        (Side.LOG, "b"),
        (Side.BOTH, "c"),
        (Side.NET, "k"),
    ]
    assert [one.kind for one in other.deviations] == [Kind.UNKNOWN, Kind.SKIPPED]
    assert other.deviations[0].at == (passage.lines or ())[1].at and other.versions == (2, 1)


def test_who_may_ask_and_of_which_office(office: Office) -> None:
    publish(office, line("a"))
    number = through(office, "a")
    question = Question(SCOPE)
    assert report.conformance(office.site, office["auditor"], question).ended == 1
    assert report.conformance(office.site, office["kasi"], question).ended == 1
    for login in ("petugas1", "pemilik", "admin", "pengawas"):
        with pytest.raises(Forbidden):
            report.conformance(office.site, office[login], question)
        with pytest.raises(Forbidden):
            story.story(office.site, office[login], number)
        with pytest.raises(Forbidden):
            export.deviations(office.site, office[login], question)
    away = replace(office["auditor"], office="kotabaru")
    with pytest.raises(Forbidden):
        report.conformance(office.site, away, question)
    with pytest.raises(NotFound):
        story.story(office.site, away, number)
    elsewhere = Question(replace(SCOPE, office="kotabaru"))
    assert report.conformance(office.site, away, elsewhere).ended == 0


def test_a_period_without_cases_and_one_turned_round(office: Office) -> None:
    publish(office, line("a"))
    found = ask(office)
    assert (found.ended, found.open, found.fitness, found.listing.total) == (0, 0, 1.0, 0)
    assert found.fit.share == 0 and tuple(found.fit.interval) == (0.0, 1.0)
    with pytest.raises(Invalid):
        report.conformance(office.site, office["auditor"], Question(replace(SCOPE, end=PERIOD[0])))


def test_an_export_is_noted_and_told_line_by_line(office: Office) -> None:
    publish(office, line("a", "b"))
    number = through(office, "a")
    cases.cancel(office.site, office["kasi"], number, "=dicabut")
    made = export.deviations(office.site, office["auditor"], Question(SCOPE))
    with office.site.db.read(office["auditor"]) as tx:
        (row,) = made.rows(tx)
        noted = tx.conn.execute(schema.audit.select().where(schema.audit.c.action == "report.exported")).one()
    told = dict(zip(made.columns, row, strict=True))
    assert (told["deviation"], told["by"], told["note"]) == ("canceled", "kasi", "=dicabut")
    assert noted.subject == "report:conformance" and noted.actor == "auditor"


def test_the_number_of_queries_does_not_grow_with_the_cases(office: Office) -> None:
    publish(office, line("a", "b"))

    def asked() -> int:
        counted: list[str] = []

        def count(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
            counted.append(statement)

        event.listen(office.site.db.engine, "before_cursor_execute", count)
        try:
            ask(office)
        finally:
            event.remove(office.site.db.engine, "before_cursor_execute", count)
        return len(counted)

    through(office, *"ab")
    few = asked()
    for _ in range(5):
        through(office, *"ab")
        through(office, "a")
    assert asked() == few < 25


def test_a_flow_too_wide_to_be_aligned_is_said_and_counts_as_not_fitting(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(office, line("a", "b"))
    through(office, *"ab")
    monkeypatch.setattr("tasks.conformance.flow.MOST_STATES", 1)
    found = ask(office)
    assert (found.unjudged, found.fit.ended, found.listing.rows[0].fitness) == (1, 0, None)
