"""The life of a task: who may do what, and what each command leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from engine import audit
from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from engine.schema import audit as audit_table
from engine.schema import people
from tasks import completion, drafts, pauses, timeline, views, work
from tasks.case_time import Part
from tasks.held import Task
from tests.support.office import OPERATOR, Office, filled

MINUTE = timedelta(minutes=1)
Command = Callable[[Office, Actor, int], object]


def seen(office: Office, task: int) -> Task:
    return views.task(office.site, OPERATOR, task).task


def first(office: Office) -> int:
    return office.start().opened[0]


def done(office: Office, actor: Actor, task: int, **more: Any) -> completion.Completed:
    form = views.form_for(office.site, OPERATOR, task).form
    return completion.complete(office.site, actor, task, filled(form), **more)


def begun(office: Office, by: str = "petugas1") -> int:
    task = first(office)
    work.start(office.site, office[by], task)
    return task


FREE: dict[str, Command] = {
    "claim": lambda office, who, task: work.claim(office.site, who, task),
    "start": lambda office, who, task: work.start(office.site, who, task),
    "complete": lambda office, who, task: done(office, who, task),
    "draft": lambda office, who, task: drafts.keep(office.site, who, task, {"a": 1}),
}
HELD: dict[str, Command] = {
    "unclaim": lambda office, who, task: work.unclaim(office.site, who, task),
    "suspend": lambda office, who, task: work.suspend(office.site, who, task, "jaringan"),
    "delegate": lambda office, who, task: work.delegate(office.site, who, task, "petugas3"),
    "start": lambda office, who, task: work.start(office.site, who, task),
    "complete": lambda office, who, task: done(office, who, task),
}


@pytest.mark.parametrize("name", FREE)
def test_a_free_task_is_for_anyone_of_its_lane_and_for_nobody_else(office: Office, name: str) -> None:
    task = first(office)
    for stranger in ("koordinator", "pengawas", "auditor", "pemilik", "admin"):
        with pytest.raises((Forbidden, NotFound)):
            FREE[name](office, office[stranger], task)
    elsewhere = Actor("petugas1", roles=frozenset({"petugas"}), office="kotabaru")
    if name != "draft":
        with pytest.raises(NotFound):
            FREE[name](office, elsewhere, task)
    assert seen(office, task).state == "CREATED"
    FREE[name](office, office["petugas2"], task)


@pytest.mark.parametrize("name", HELD)
def test_a_held_task_is_its_holders_alone(office: Office, name: str) -> None:
    task = begun(office)
    before = seen(office, task)
    for other in ("petugas2", "koordinator", "auditor", "admin"):
        with pytest.raises(Forbidden):
            HELD[name](office, office[other], task)
    assert seen(office, task) == before
    HELD[name](office, office["petugas1"], task)


def test_a_claimed_task_is_free_again_after_unclaim_and_work_begun_rests(office: Office) -> None:
    task = first(office)
    work.claim(office.site, office["petugas1"], task)
    assert (seen(office, task).state, seen(office, task).assignee) == ("ASSIGNED", "petugas1")
    with pytest.raises(Conflict, match=r"task\.claimed_already"):
        work.claim(office.site, office["petugas2"], task)
    with pytest.raises(Forbidden):
        work.claim(office.site, office["pengawas"], task)
    began = office.clock.move(MINUTE)
    work.start(office.site, office["petugas1"], task)
    office.clock.move(MINUTE)
    work.start(office.site, office["petugas1"], task)  # twice is once
    work.unclaim(office.site, office["petugas1"], task)
    free = seen(office, task)
    assert (free.state, free.assignee, free.started_at) == ("CREATED", None, began)
    office.clock.move(60 * MINUTE)
    work.claim(office.site, office["petugas2"], task)
    assert (seen(office, task).state, seen(office, task).due_at) == ("ASSIGNED", None)
    again = office.clock.move(MINUTE)
    work.start(office.site, office["petugas2"], task)
    went_on = seen(office, task)
    assert (went_on.state, went_on.started_at, went_on.due_at) == ("IN_PROGRESS", began, again + 2 * MINUTE)
    with office.site.db.read(OPERATOR) as tx:
        (pause,) = pauses.of_instance(tx, went_on.instance_id)
        touched = timeline.of_case(tx, went_on.instance_id).parts[Part.TOUCH]
    assert (pause.reason, pause.started_by, pause.ended_by) == ("released", "petugas1", "petugas2")
    assert ((pause.started_at, pause.ended_at), touched) == ((began + MINUTE, again), MINUTE)


def test_a_command_that_saw_another_revision_is_refused(office: Office) -> None:
    task = first(office)
    old = seen(office, task).revision
    work.start(office.site, office["petugas1"], task, revision=old)
    commands: tuple[Callable[[], object], ...] = (
        lambda: done(office, office["petugas1"], task, revision=old),
        lambda: work.suspend(office.site, office["petugas1"], task, "lain", revision=old),
        lambda: work.reassign(office.site, office["kasi"], task, "petugas2", "sakit", revision=old),
    )
    for command in commands:
        with pytest.raises(Conflict, match=r"task\.changed"):
            command()
    drafts.keep(office.site, office["petugas1"], task, {"catatan": "setengah"})
    done(office, office["petugas1"], task, revision=old + 1)


def test_a_task_is_completed_once(office: Office) -> None:
    task = begun(office)
    answer = done(office, office["petugas1"], task)
    assert len(answer.opened) == 1
    for name in ("claim", "start", "complete", "unclaim", "suspend"):
        with pytest.raises(Conflict, match=r"task\.closed"):
            (FREE | HELD)[name](office, office["petugas1"], task)
    assert len(office.open_tasks(answer.instance)) == 1


def test_work_that_stands_still_says_why_and_goes_on(office: Office) -> None:
    task = first(office)
    work.claim(office.site, office["petugas1"], task)
    with pytest.raises(Conflict, match=r"task\.not_started"):
        work.suspend(office.site, office["petugas1"], task, "jaringan")
    work.start(office.site, office["petugas1"], task)
    for reason, note in (("mogok", ""), ("jaringan", "a\x00b"), ("jaringan", "x" * 1001)):
        with pytest.raises(Invalid):
            work.suspend(office.site, office["petugas1"], task, reason, note)
    with pytest.raises(Conflict, match=r"task\.not_suspended"):
        work.resume(office.site, office["petugas1"], task)
    work.suspend(office.site, office["petugas1"], task, "jaringan", "kabel putus")
    with pytest.raises(Conflict, match=r"task\.suspended"):
        work.start(office.site, office["petugas1"], task)
    with office.site.db.read(OPERATOR) as tx:
        (pause,) = pauses.open_of(tx, seen(office, task).instance_id)
    assert (pause.reason, pause.evidence, pause.started_by) == ("jaringan", "kabel putus", "petugas1")
    with pytest.raises(Forbidden):
        work.resume(office.site, office["petugas2"], task)
    office.clock.move(MINUTE)
    work.resume(office.site, office["petugas1"], task)
    assert seen(office, task).state == "IN_PROGRESS"


@pytest.mark.parametrize("how", ["complete", "unclaim", "reassign"])
def test_a_suspended_task_that_changes_hands_or_ends_stands_still_no_longer(office: Office, how: str) -> None:
    task = begun(office)
    work.suspend(office.site, office["petugas1"], task, "jaringan")
    office.clock.move(timedelta(hours=1))
    if how == "complete":
        assert not done(office, office["petugas1"], task).late
    elif how == "unclaim":
        work.unclaim(office.site, office["petugas1"], task)
    else:
        work.reassign(office.site, office["kasi"], task, "petugas2", "sakit")
        assert seen(office, task).state == "ASSIGNED"
    with office.site.db.read(OPERATOR) as tx:
        pause, *released = pauses.of_instance(tx, seen(office, task).instance_id)
    assert (pause.reason, pause.ended_at) == ("jaringan", office.clock())
    assert [one.reason for one in released] == ([] if how == "complete" else ["released"])


def test_a_delegated_task_comes_back_to_its_owner(office: Office) -> None:
    task = begun(office)
    for nobody in ("petugas1", "koordinator", "hantu"):
        with pytest.raises(Invalid):
            work.delegate(office.site, office["petugas1"], task, nobody)
    with pytest.raises(Invalid):
        work.delegate(office.site, office["petugas1"], task, "petugas2", "a\x00b")
    with pytest.raises(Conflict, match=r"task\.not_delegated"):
        work.resolve(office.site, office["petugas1"], task)
    work.delegate(office.site, office["petugas1"], task, "petugas2", "tolong")
    assert (seen(office, task).owner, seen(office, task).assignee) == ("petugas1", "petugas2")
    with pytest.raises(Conflict, match=r"task\.delegated"):
        done(office, office["petugas2"], task)
    with pytest.raises(Conflict, match=r"task\.delegated_already"):
        work.delegate(office.site, office["petugas2"], task, "petugas3")
    for other in ("petugas1", "petugas3", "kasi"):
        with pytest.raises(Forbidden):
            work.resolve(office.site, office[other], task)
    with pytest.raises(Conflict, match=r"task\.hand_back"):
        work.unclaim(office.site, office["petugas2"], task)
    work.suspend(office.site, office["petugas2"], task, "jaringan")
    work.resume(office.site, office["petugas2"], task)
    work.resolve(office.site, office["petugas2"], task, "sudah")
    back = seen(office, task)
    assert (back.assignee, back.delegation, back.state) == ("petugas1", "RESOLVED", "IN_PROGRESS")
    done(office, office["petugas1"], task)


def test_the_trail_tells_states_and_for_whom_somebody_acts(office: Office) -> None:
    task = office.open_task(office.start().instance).id
    work.claim(office.site, office["petugas1"], task)
    work.delegate(office.site, office["petugas1"], task, "petugas2")
    work.start(office.site, office["petugas2"], task)
    work.resolve(office.site, office["petugas2"], task)
    done(office, office["petugas1"], task)
    t = audit_table.c
    query = audit_table.select().where(t.subject == f"task:{task}").order_by(t.seq)
    with office.site.db.read(OPERATOR) as tx:
        rows = tx.conn.execute(query).all()
        assert not audit.verify(tx).faults
    assert [(row.action, row.actor, row.on_behalf, json.loads(row.details).get("state")) for row in rows] == [
        ("task.claimed", "petugas1", None, ["CREATED", "ASSIGNED"]),
        ("task.delegated", "petugas1", None, None),
        ("task.started", "petugas2", "petugas1", ["ASSIGNED", "IN_PROGRESS"]),
        ("task.resolved", "petugas2", "petugas1", None),
        ("task.completed", "petugas1", None, None),  # from IN_PROGRESS, as always
    ]


def test_only_a_supervisor_reassigns_and_says_why(office: Office) -> None:
    task = begun(office)
    for other in ("petugas1", "petugas2", "admin", "auditor"):
        with pytest.raises(Forbidden):
            work.reassign(office.site, office[other], task, "petugas2", "sakit")
    for to, reason in (("pengawas", "sakit"), ("petugas2", "  "), ("petugas2", "a\x00b")):
        with pytest.raises(Invalid):
            work.reassign(office.site, office["kasi"], task, to, reason)
    work.reassign(office.site, office["kasi"], task, "petugas2", "sakit")
    assert seen(office, task).assignee == "petugas2"
    work.reassign(office.site, office["kasi"], task, None, "salah orang")
    assert (seen(office, task).assignee, seen(office, task).state) == (None, "CREATED")


def test_a_supervisor_of_the_lane_may_take_a_task_over(office: Office) -> None:
    both = Actor("petugas3", roles=frozenset({"petugas", "supervisor"}))
    task = begun(office)
    work.reassign(office.site, both, task, "petugas3", "berhalangan")
    assert seen(office, task).assignee == "petugas3"


def test_nobody_hands_work_to_somebody_who_left(office: Office) -> None:
    task = begun(office)
    with office.site.db.begin(OPERATOR) as tx:
        tx.conn.execute(people.update().where(people.c.login == "petugas2").values(active=False))
    with pytest.raises(Invalid):
        work.delegate(office.site, office["petugas1"], task, "petugas2")


def test_without_start_work_began_when_it_was_claimed(office: Office) -> None:
    task = first(office)
    claimed = office.clock.move(MINUTE)
    work.claim(office.site, office["petugas1"], task)
    office.clock.move(10 * MINUTE)
    answer = done(office, office["petugas1"], task)
    assert (answer.late, seen(office, task).started_at) == (True, claimed)
    office.clock.move(10 * MINUTE)
    assert not done(office, office["petugas1"], answer.opened[0]).late
    assert seen(office, answer.opened[0]).started_at == office.clock()


def test_a_refused_completion_keeps_what_was_typed(office: Office) -> None:
    task = begun(office)
    before = seen(office, task)
    wrong = {"typename": "x", "catatan": 7}
    with pytest.raises(Invalid):
        completion.complete(office.site, office["petugas1"], task, wrong)
    after = seen(office, task)
    assert (after.draft, after.revision, after.state) == (wrong, before.revision, "IN_PROGRESS")
    done(office, office["petugas1"], task, revision=before.revision)
    assert seen(office, task).draft is None


def test_two_officers_are_two_people_of_the_lane(office: Office) -> None:
    started = office.start()
    task = office.until(started.instance, "foto_sidik_jari").id
    shown = views.form_for(office.site, office["petugas1"], task)
    assert set(shown.officers) == {"petugas2", "petugas3"}
    for second in ("petugas1", "koordinator", "hantu", "", None, ["petugas2"], {"a": 1}):
        with pytest.raises(Invalid) as refused:
            completion.complete(
                office.site, office["petugas1"], task, filled(shown.form, "x") | {"petugas_kedua": second}
            )
        assert "petugas_kedua" in {problem.where for problem in refused.value.problems}
    completion.complete(office.site, office["petugas1"], task, filled(shown.form, "petugas3"))
    assert seen(office, task).second_officer == "petugas3"


def test_a_refusal_leaves_no_trace_in_the_trail(office: Office) -> None:
    task = begun(office)

    def lines() -> int:
        with office.site.db.read(OPERATOR) as tx:
            return len(tx.conn.execute(audit_table.select()).all())

    before = lines()
    for command in HELD.values():
        with pytest.raises(Refusal):
            command(office, office["petugas2"], task)
    with pytest.raises(NotFound):
        work.claim(office.site, office["petugas1"], 10_000)
    assert lines() == before
