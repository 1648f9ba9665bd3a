"""Jobs: who may, what a dry run tells, cases that stay, stopping, trying again, workers that die, races."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine import audit, definitions, schema, settings
from engine.clock import VirtualClock
from engine.database import Database
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import cases, completion, views, work, worker
from tasks.duties import DUTIES
from tasks.moving import dry, following, jobs
from tasks.moving.dry import Dry
from tasks.moving.plans import Choices, Plan
from tests.support.office import OPERATOR, Office, people_it
from tests.tasks.moving.versions import begin, line, move, publish, why
from tests.tasks.small_processes import stuck_after_timer, timed
from tests.tasks.test_races import at_once

PLAN = Plan("p", (1,), 2)
Stored = dict[str, list[tuple[object, ...]]]


def rows(office: Office) -> Stored:
    with office.site.db.read() as tx:
        return {
            table.name: [tuple(row) for row in tx.conn.execute(select(table))]
            for table in schema.metadata.sorted_tables
        }


def look(office: Office, plan: Plan = PLAN) -> Dry:
    return dry.run(office.site, office["pemilik"], plan)


def test_a_dry_run_tells_who_would_move_and_why_others_stay(office: Office) -> None:
    publish(office, line("a", "b", "c"), line("a2", "c").replace(b"Tugas a2", b"Tugas a!"))
    at = [begin(office) for _ in range(4)]
    for case, done in zip(at, ((), ("a",), ("a", "b"), ("a",)), strict=True):
        for element in done:
            office.work(case.instance, element)
    before = rows(office)
    found = look(office)
    assert rows(office) == before
    assert (found.total, found.movable) == (4, 2)
    (group,) = found.groups
    assert (group.reason.key, group.reason.step, group.reason.name) == ("gone", "b", "Tugas b")
    assert (group.cases, group.numbers) == (2, [at[1].business_key, at[3].business_key])
    told = {one.element: (one.match.target, one.match.how, one.standing, one.clocks) for one in found.lines}
    assert told == {"a": ("a2", "alike", 1, 1), "b": (None, "none", 2, 2), "c": ("c", "same", 1, 1)}
    assert [offered[0] for offered in found.lines[0].offered] == ["a2", "c"]
    chosen = look(office, replace(PLAN, edits={"b": "c"}))
    assert (chosen.movable, chosen.groups) == (4, ())


def test_who_may_plan_and_move(office: Office) -> None:
    publish(office, line("a"), line("a", "b"))
    begin(office)
    for login in ("petugas1", "kasi", "auditor"):
        with pytest.raises(Forbidden):
            dry.run(office.site, office[login], PLAN)
        with pytest.raises(Forbidden):
            jobs.begin(office.site, office[login], PLAN, "uji")
    number = jobs.begin(office.site, office["admin"], PLAN, "uji")
    for login in ("petugas1", "auditor"):
        for command in (jobs.read, jobs.cancel, jobs.retry, jobs.results):
            with pytest.raises(Forbidden):
                command(office.site, office[login], number)
    away = replace(office["pemilik"], office="kotabaru")
    assert dry.run(office.site, away, PLAN).total == 0
    with pytest.raises(Conflict):
        jobs.begin(office.site, away, PLAN, "uji")
    for command in (jobs.read, jobs.cancel, jobs.retry, jobs.results):
        with pytest.raises(NotFound):
            command(office.site, away, number)


def test_a_plan_that_cannot_be_meant_is_refused_by_field(office: Office) -> None:
    publish(office, line("a"), line("a", "b"))
    wrong = Plan("p", (2,), 2, {}, Choices("besok"))
    with pytest.raises(Invalid) as error:
        look(office, wrong)
    assert [one.where for one in error.value.problems] == ["to", "choice"]
    with pytest.raises(NotFound):
        look(office, Plan("p", (7,), 2))
    with pytest.raises(Conflict):
        jobs.begin(office.site, office["pemilik"], PLAN, "uji")
    begin(office)
    with pytest.raises(Invalid):
        jobs.begin(office.site, office["pemilik"], PLAN, "  ")


def test_a_case_that_stays_is_listed_and_tried_again(office: Office) -> None:
    publish(office, line("a", "b"), line("a", "c").replace(b"Tugas c", b"Serah terima"))
    stays, goes = begin(office), begin(office)
    office.work(stays.instance, "a")
    state = cases.read(office.site, OPERATOR, stays.instance)
    job = move(office)
    assert (dict(job.counts), job.state) == ({"moved": 1, "stayed": 1}, "done")
    assert why(office, job) == [[("gone", "b")], []]
    assert cases.read(office.site, OPERATOR, stays.instance) == state
    owner = office["pemilik"]
    assert jobs.retry(office.site, owner, job.id) == 1
    with pytest.raises(Conflict):
        jobs.retry(office.site, owner, job.id)
    following.follow(office.site)
    assert dict(jobs.read(office.site, owner, job.id).counts) == {"moved": 1, "stayed": 1}
    job = move(office, edits={"b": "c"})
    assert dict(job.counts) == {"moved": 1}
    office.work(stays.instance, "c")
    office.work(goes.instance, "a")
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        a = schema.audit.c
        told = tx.conn.execute(select(a.action).where(a.action.like("cases.mov%")).order_by(a.seq)).scalars()
        assert list(told) == [
            *("cases.moving", "cases.moved", "cases.moving_again", "cases.moved"),
            *("cases.moving", "cases.moved"),
        ]


def test_a_job_stops_between_two_cases_and_goes_on_later(office: Office) -> None:
    publish(office, line("a"), line("a", "b"))
    for _ in range(3):
        begin(office)
    owner = office["pemilik"]
    number = jobs.begin(office.site, owner, PLAN, "uji")
    with pytest.raises(Conflict):
        jobs.begin(office.site, owner, PLAN, "uji")
    following.work_on(office.site, owner, number, 1)
    jobs.cancel(office.site, owner, number)
    with pytest.raises(Conflict):
        jobs.cancel(office.site, owner, number)
    following.work_on(office.site, owner, number)
    job = jobs.read(office.site, owner, number)
    assert (dict(job.counts), job.state, job.seen) == ({"moved": 1, "waiting": 2}, "canceled", 1)
    jobs.retry(office.site, owner, number)
    assert worker.settle(office.site, DUTIES) == []
    assert dict(jobs.read(office.site, owner, number).counts) == {"moved": 3}


def test_a_case_that_ended_or_was_moved_meanwhile_is_passed_over(office: Office) -> None:
    publish(office, line("a"), line("a", "b"), line("a", "c"))
    ended, moved = begin(office), begin(office)
    number = jobs.begin(office.site, office["pemilik"], PLAN, "uji")
    cases.cancel(office.site, office["kasi"], ended.instance, "dicabut")
    with office.site.db.begin() as tx:
        other = tx.conn.execute(
            select(schema.definitions.c.id).where(schema.definitions.c.version == 3)
        ).scalar()
        same = schema.instances.c.id == moved.instance
        tx.conn.execute(schema.instances.update().where(same).values(definition_id=other))
    following.follow(office.site)
    job = jobs.read(office.site, office["pemilik"], number)
    assert (dict(job.counts), job.state) == ({"passed": 2}, "done")


def test_what_is_due_by_now_still_happens_on_the_old_version(office: Office) -> None:
    publish(office, timed(), line("a", "b"))
    case = begin(office)
    office.clock.move(timedelta(hours=2))
    assert dict(move(office).counts) == {"moved": 1}
    with office.site.db.read(OPERATOR) as tx:
        assert [row.element for row in tx.conn.execute(select(schema.tasks.c.element))] == ["a", "b"]
        assert not audit.verify(tx).faults
    office.work(case.instance, "b")


def test_a_timer_put_aside_follows_its_case_and_is_tried_again_there(office: Office) -> None:
    renamed = stuck_after_timer().replace(b'"t"', b'"t2"').replace(b"t_g", b"t2_g").replace(b">t<", b">t2<")
    publish(office, stuck_after_timer(), renamed.replace(b'"td"', b'"t2d"'))
    case = begin(office)
    office.clock.move(timedelta(hours=2))
    worker.settle(office.site)
    (before,) = views.case(office.site, OPERATOR, case.instance).incidents
    assert dict(move(office, edits={"t": "t2"}).counts) == {"moved": 1}
    (after,) = views.case(office.site, OPERATOR, case.instance).incidents
    assert (before.command["element"], after.command["element"], after.id) == ("t", "t2", before.id)
    assert worker.settle(office.site) == []  # it is still aside
    with office.site.db.begin(OPERATOR) as tx:
        settings.put(tx, {"limit.batas_kelengkapan": "P20D"})
    cases.retry(office.site, office["kasi"], after.id)
    assert office.open_task(case.instance).element == "b"
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults


def test_a_broken_case_is_told_and_stops_no_other(office: Office) -> None:
    publish(office, line("a"), line("a", "b"))
    broken, _ = begin(office), begin(office)
    with office.site.db.begin() as tx:
        same = schema.instances.c.id == broken.instance
        tx.conn.execute(schema.instances.update().where(same).values(state=b"kein Zustand"))
    job = move(office)
    assert dict(job.counts) == {"moved": 1, "stayed": 1}
    assert why(office, job) == [[("state", "")], []]


def test_a_fault_leaves_its_case_as_it_was_and_is_told(office: Office) -> None:
    publish(office, line("a"), line("a", "b"))
    broken, _ = begin(office), begin(office)
    t = schema.tasks.c
    with office.site.db.begin() as tx:  # no row stands for the open step
        tx.conn.execute(schema.tasks.update().where(t.instance_id == broken.instance).values(token="9"))
    before = cases.read(office.site, OPERATOR, broken.instance)
    number = jobs.begin(office.site, office["pemilik"], PLAN, "uji")
    (fault,) = following.follow(office.site)
    assert isinstance(fault, KeyError)
    job = jobs.read(office.site, office["pemilik"], number)
    assert (dict(job.counts), job.state) == ({"failed": 1, "moved": 1}, "done")
    assert why(office, job) == [[("failed", "")], []]
    assert cases.read(office.site, OPERATOR, broken.instance) == before
    with office.site.db.begin() as tx:
        tx.conn.execute(schema.tasks.update().where(t.instance_id == broken.instance).values(token="2"))
    jobs.retry(office.site, office["pemilik"], number)
    assert following.follow(office.site) == []
    assert dict(jobs.read(office.site, office["pemilik"], number).counts) == {"moved": 2}


def test_a_version_not_in_force_takes_no_case(office: Office) -> None:
    publish(office, line("a"), line("a", "b"), line("a", "c"))
    begin(office)
    with office.site.db.begin(OPERATOR) as tx:
        definitions.withdraw(tx, "p", 3, "keliru")
    with pytest.raises(Invalid):
        look(office, Plan("p", (1,), 3))


@pytest.fixture
def busy(postgres_db: Database, clock: VirtualClock, tmp_path: Path) -> Office:
    made = people_it(postgres_db, clock, tmp_path)
    publish(made, line("a"), line("a", "b"))
    return made


def versions(office: Office) -> list[int]:
    with office.site.db.read() as tx:
        i, d = schema.instances, schema.definitions
        query = select(d.c.version).join(i, i.c.definition_id == d.c.id).order_by(i.c.id)
        return list(tx.conn.execute(query).scalars())


def check(office: Office, many: int) -> None:
    """Every case moved once, and the trail is whole."""
    assert versions(office) == [2] * many
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        a = schema.audit.c
        query = select(a.subject, func.count()).where(a.action == "instance.migrated").group_by(a.subject)
        assert sorted(many for _, many in tx.conn.execute(query)) == [1] * many


def test_a_completion_and_a_move_never_both_see_the_old_version(busy: Office) -> None:
    owner = busy["pemilik"]
    for _ in range(8):
        case = begin(busy)
        number = jobs.begin(busy.site, owner, PLAN, "uji")
        done, moved = at_once(
            partial(completion.complete, busy.site, busy["petugas1"], case.opened[0], {}),
            partial(following.work_on, busy.site, owner, number),
        )
        assert isinstance(done, completion.Completed) and moved == "done"
        following.work_on(busy.site, owner, number)
        (result,) = jobs.results(busy.site, owner, number)
        with busy.site.db.read() as tx:
            query = select(schema.tasks.c.element, schema.tasks.c.state).order_by(schema.tasks.c.id)
            found = tx.conn.execute(query.where(schema.tasks.c.instance_id == case.instance)).all()
        over = cases.read(busy.site, OPERATOR, case.instance).status == "completed"
        assert (result.state == "passed") == over
        assert [tuple(row) for row in found] == [("a", "COMPLETED"), *[("b", "CREATED")] * (not over)]
    with busy.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults


def test_of_two_jobs_for_the_same_cases_one_is_told(busy: Office) -> None:
    for round_ in range(1, 4):
        begin(busy)
        command: Callable[[], object] = partial(jobs.begin, busy.site, busy["pemilik"], PLAN, "uji")
        answers = at_once(*[command] * 3)
        assert sorted(map(str, answers))[1:] == ["moving.busy"] * 2, answers
        following.follow(busy.site)
        assert versions(busy) == [2] * round_


def test_workers_that_are_killed_in_the_middle_lose_nothing(busy: Office) -> None:
    for _ in range(12):
        work.start(busy.site, busy["petugas1"], begin(busy).opened[0])
    number = jobs.begin(busy.site, busy["pemilik"], replace(PLAN, choices=Choices("rearm", "rearm")), "uji")
    stuck = [run(busy, statement) for statement in (60, 83, 101)]
    for process in stuck:
        assert process.stdout is not None and process.stdout.readline() == "stuck\n"
        process.kill()
    for process in stuck:
        process.communicate(timeout=60)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: following.follow(busy.site), range(2)))
    following.follow(busy.site)
    job = jobs.read(busy.site, busy["pemilik"], number)
    assert (dict(job.counts), job.state) == ({"moved": 12}, "done")
    check(busy, 12)


def run(office: Office, statement: int) -> subprocess.Popen[str]:
    arguments = (office.site.db.url, str(office.site.folder), office.clock().isoformat(), str(statement))
    command = [sys.executable, "-m", "tests.tasks.worker_process", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
