"""Facts follow what happens: whatever changes a case, whoever brings it in, and wherever they are killed at it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from engine import audit, calendars, schema
from engine.clock import VirtualClock
from engine.database import Database
from tasks import cases, outages
from tasks.facts import dirty, reading, refreshing, state
from tasks.reports.completed import completed
from tasks.reports.scope import ReportFilter
from tasks.site import Site
from tests.support.office import OPERATOR, Office, people_it
from tests.tasks.facts.balance import assert_cases_equal, assert_equal_to_reports, refresh, stored
from tests.tasks.moving.versions import begin, line, move, publish
from tests.tasks.rows import a_case, a_task
from tests.tasks.test_office_hours import FRIDAY, closed_on
from tests.tasks.test_races import at_once

HOUR = timedelta(hours=1)


@pytest.fixture
def small(db: Database, clock: VirtualClock, tmp_path: Path) -> Office:
    """The office with an SOP of two steps in force."""
    office = people_it(db, clock, tmp_path)
    publish(office, line("a", "b"))
    clock.move(timedelta(minutes=5))
    return office


def counted(office: Office) -> dict[str, int]:
    with office.site.db.read() as tx:
        tables = (schema.step_facts, schema.case_facts, schema.fact_marks)
        return {
            one.name: tx.conn.execute(select(func.count()).select_from(one)).scalar_one() for one in tables
        }


def assert_as_filled_anew(office: Office) -> None:
    kept = stored(office.site)
    assert refreshing.rebuild(office.site).faults == []
    assert stored(office.site) == kept


def scope(office: Office, key: str = "p", version: int | None = None) -> ReportFilter:
    now = office.clock()
    return ReportFilter(key, now - timedelta(days=300), now + HOUR, OPERATOR.office, version)


def test_facts_say_as_of_when_they_are_and_not_before_they_are_filled(small: Office) -> None:
    begin(small)
    with small.site.db.read() as tx:
        assert state.as_of(tx) is None
    assert refreshing.refresh(small.site).more
    with small.site.db.read() as tx:
        assert state.as_of(tx) is None
    refresh(small.site)
    small.clock.move(HOUR)
    refresh(small.site)
    with small.site.db.read() as tx:
        known = state.as_of(tx)
    assert known is not None and small.clock() - 2 * state.MARGIN < known < small.clock()


def test_what_did_not_change_is_not_computed_anew(small: Office) -> None:
    case = begin(small)
    begin(small)
    refresh(small.site)
    assert refreshing.refresh(small.site).cases == 0
    small.work(case.instance, "a")
    assert refreshing.refresh(small.site).cases == 1
    assert counted(small) == {"step_facts": 1, "case_facts": 2, "fact_marks": 2}


def test_an_outage_and_its_end_reach_every_case_they_stop(small: Office) -> None:
    first, *_ = [begin(small) for _ in range(3)]
    small.work(first.instance, "a")
    refresh(small.site)
    number = outages.declare(small.site, small["kasi"], "jaringan", "T-1")
    small.clock.move(HOUR)
    assert refreshing.refresh(small.site).cases == 3
    outages.end(small.site, small["kasi"], number)
    small.work(first.instance, "b")
    refresh(small.site)
    with small.site.db.read(OPERATOR) as tx:
        assert assert_cases_equal(tx, scope(small)) == 3
        assert assert_equal_to_reports(small.site, scope(small)) == 2
        (step,) = [one for one in reading.steps(tx, scope(small)) if one.element == "b"]
    assert step.numbers.parts["outage"] == HOUR
    assert_as_filled_anew(small)


def test_a_moved_case_keeps_what_was_done_under_the_old_version(small: Office) -> None:
    case = begin(small)
    small.work(case.instance, "a")
    refresh(small.site)
    publish(small, line("a", "c").replace(b"Tugas c", b"Tugas b"))
    assert dict(move(small, edits={"b": "c"}).counts) == {"moved": 1}
    small.work(case.instance, "c")
    refresh(small.site)
    with small.site.db.read(OPERATOR) as tx:
        for version, elements in ((1, ["a"]), (2, ["c"])):
            told = reading.steps(tx, scope(small, version=version))
            assert [step.element for step in told] == elements
            assert assert_equal_to_reports(small.site, scope(small, version=version)) == 1
    assert_as_filled_anew(small)


def test_a_calendar_changed_afterwards_moves_no_fact(small: Office) -> None:
    case, other = begin(small), begin(small)
    small.work(case.instance, "a")
    small.clock.move(timedelta(days=5))
    small.work(case.instance, "b")
    refresh(small.site)
    kept = stored(small.site)
    small.clock.move(HOUR)
    with small.site.db.begin(OPERATOR) as tx:
        changed = closed_on(calendars.current(tx, OPERATOR.office), FRIDAY)
        calendars.publish(tx, OPERATOR.office, changed, "uji")
    small.work(other.instance, "a")
    refresh(small.site)
    after = stored(small.site)
    assert [row for row in after["step_facts"] if row["instance_id"] == case.instance] == kept["step_facts"]
    assert after["case_facts"][0] == kept["case_facts"][0]
    assert_as_filled_anew(small)


def test_a_case_that_runs_on_is_measured_again_after_a_while(small: Office) -> None:
    begin(small)
    refresh(small.site)
    small.clock.move(dirty.MEASURE_AGAIN / 2)
    assert refreshing.refresh(small.site).cases == 0
    small.clock.move(dirty.MEASURE_AGAIN)
    assert refreshing.refresh(small.site).cases == 1
    with small.site.db.read(OPERATOR) as tx:
        assert assert_cases_equal(tx, scope(small)) == 1


def test_a_case_played_on_an_earlier_clock_is_found_by_the_sweep(small: Office) -> None:
    begin(small)
    small.clock.move(timedelta(days=30))
    refresh(small.site)
    past = Database(small.site.db.url, VirtualClock(small.clock() - timedelta(days=20)))
    cases.start(Site(past, small.site.folder), small["petugas1"], "p", {}, strict=False)
    past.close()
    assert refreshing.refresh(small.site).cases == 0
    small.clock.move(2 * dirty.SWEEP_EVERY)
    assert refreshing.refresh(small.site).cases == 1
    assert counted(small)["case_facts"] == 2


def test_many_lines_of_one_instant_hold_nothing_up(small: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dirty, "_LINES", 3)
    monkeypatch.setattr(dirty, "_SWEPT", 1)
    refresh(small.site)
    begun = [begin(small) for _ in range(6)]
    small.clock.move(HOUR)
    refresh(small.site)
    outages.declare(small.site, small["kasi"], "jaringan", "T-1")
    small.clock.move(HOUR)
    small.work(begun[0].instance, "a")
    small.clock.move(HOUR)
    refresh(small.site)
    with small.site.db.read() as tx:
        known = state.as_of(tx)
        assert known is not None and known > small.clock() - 2 * state.MARGIN
    assert_as_filled_anew(small)


def test_more_cases_than_a_turn_takes_are_brought_in_by_the_next(small: Office) -> None:
    for _ in range(5):
        begin(small)
    turns = [refreshing.refresh(small.site, most=2) for _ in range(4)]
    assert [(turn.cases, turn.more) for turn in turns] == [(0, True), (2, True), (2, True), (1, False)]
    assert counted(small)["case_facts"] == 5


def test_a_case_that_cannot_be_counted_is_told_once_and_holds_up_no_other(small: Office) -> None:
    with small.site.db.begin(OPERATOR) as tx:
        broken = a_case(tx)  # of an SOP whose file is empty
        a_task(tx, broken, state="COMPLETED", started_at=tx.now, completed_at=tx.now, completed_by="petugas1")
    begin(small)
    turn = refreshing.refresh_all(small.site)
    assert (len(turn.faults), counted(small)) == (1, {"step_facts": 0, "case_facts": 1, "fact_marks": 2})
    with small.site.db.read(OPERATOR) as tx:
        found = tx.conn.execute(completed(scope(small, "micin_darurat"))).all()
    assert len(found) == 1  # the page of steps misses nothing, though it finds tasks by their facts
    assert refreshing.keep(small.site) == []
    with small.site.db.begin(OPERATOR) as tx:
        audit.append(tx, f"instance:{broken}", "case.noted", f"instance:{broken}")
    assert len(refreshing.keep(small.site)) == 1


def test_two_workers_at_once_count_nothing_twice(small: Office) -> None:
    done = [begin(small) for _ in range(12)]
    for case in done[:8]:
        small.work(case.instance, "a")
    refreshing.refresh(small.site)
    for _ in range(2):
        turns = at_once(*[partial(refreshing.refresh_all, small.site)] * 3)
        assert all(isinstance(turn, refreshing.Turn) and not turn.faults for turn in turns)
        for case in done[8:]:
            if small.open_task(case.instance).element == "a":
                small.work(case.instance, "a")
    refresh(small.site)
    assert counted(small) == {"step_facts": 12, "case_facts": 12, "fact_marks": 12}
    assert_as_filled_anew(small)


def test_a_worker_killed_at_it_leaves_all_of_some_cases_or_nothing(small: Office) -> None:
    for _ in range(3):
        small.work(begin(small).instance, "a")
    arguments = (small.site.db.url, str(small.site.folder), small.clock().isoformat(), "step_rollups")
    command = [sys.executable, "-m", "tests.tasks.facts.killed", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None and worker.stdout.readline() == "stuck\n"
        worker.kill()
    assert counted(small) == {"step_facts": 0, "case_facts": 0, "fact_marks": 0}
    refresh(small.site)
    assert counted(small) == {"step_facts": 3, "case_facts": 3, "fact_marks": 3}
    assert_as_filled_anew(small)


def test_nothing_after_the_beginning_of_a_transaction_that_runs_counts_as_seen(postgres_db: Database) -> None:
    """A line shows when its transaction commits, though it bears the instant at which that began."""
    now = Database(postgres_db.url)  # the server's clock is not virtual
    with ThreadPoolExecutor(1) as pool, now.begin(OPERATOR) as slow:
        slow.conn.execute(select(1)).all()
        begun = now.clock()

        def horizon() -> object:
            with now.read() as tx:
                return state.horizon(tx, margin=timedelta())

        assert pool.submit(horizon).result(30) <= begun < now.clock()
    assert horizon() > begun
    now.close()


def test_a_line_that_shows_late_is_not_missed(postgres_db: Database, tmp_path: Path) -> None:
    now = Database(postgres_db.url)
    office = people_it(now, now.clock, tmp_path)
    publish(office, line("a", "b"))
    case = begin(office)
    refresh(office.site)
    with ThreadPoolExecutor(1) as pool, now.begin(OPERATOR) as slow:
        audit.append(slow, f"instance:{case.instance}", "case.noted", f"instance:{case.instance}")
        pool.submit(refresh, office.site).result(30)
    turn = refreshing.refresh(office.site)
    assert turn.cases == 1
    now.close()


@pytest.mark.sqlite
def test_on_sqlite_the_time_is_asked_for_by_who_may_write(
    tmp_path: Path, sqlite_template: Path, clock: VirtualClock
) -> None:
    """Whoever read the clock earlier has then committed, however long that took."""
    shutil.copyfile(sqlite_template, tmp_path / "alur.db")
    site = Site(Database(f"sqlite:///{tmp_path / 'alur.db'}", clock), tmp_path)
    statements: list[str] = []
    event.listen(site.db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    for _ in range(2):
        refreshing.refresh(site)
    site.db.close()
    assert statements[0] == "BEGIN IMMEDIATE" and statements[1].startswith("BEGIN")
