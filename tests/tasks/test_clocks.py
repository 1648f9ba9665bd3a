"""Clocks: what counts, from when, and how every kind of standstill moves a deadline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tasks import breaches, cases, clock_rows, completion, outages, pauses, work, worker
from tasks.clock_rows import Clock
from tasks.views import form_for
from tests.support.office import OPERATOR, Office, filled

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def clock_of(office: Office, case: int, task: int | None) -> Clock:
    with office.site.db.read(OPERATOR) as tx:
        (found,) = [clock for clock in clock_rows.of_instance(tx, case) if clock.task_id == task]
    return found


def begun(office: Office) -> tuple[int, int, datetime]:
    """A case, its first task just started, and when."""
    started = office.start()
    work.start(office.site, office["petugas1"], started.opened[0])
    return started.instance, started.opened[0], office.clock()


def paid(office: Office) -> tuple[cases.Started, int]:
    """A case paid on Thursday, 9 April 2026, with its printing task."""
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    cases.deliver(office.site, office["petugas1"], "pembayaran", started.business_key, {})
    return started, office.open_task(started.instance).id


def late_at(office: Office, case: int) -> list[datetime]:
    with office.site.db.read(OPERATOR) as tx:
        return [breach.at for breach in breaches.of_instance(tx, case)]


def test_service_minutes_count_from_the_start_of_work(office: Office) -> None:
    started = office.start()
    task = started.opened[0]
    assert clock_of(office, started.instance, task).state == "waiting"
    office.clock.move(timedelta(days=2))
    worker.settle(office.site)
    work.start(office.site, office["petugas1"], task)
    found = clock_of(office, started.instance, task)
    assert (found.state, found.anchor_at, found.due_at) == (
        "running",
        office.clock(),
        office.clock() + 3 * MINUTE,
    )


def test_suspensions_move_the_deadline_by_exactly_their_length(office: Office) -> None:
    case, task, began = begun(office)
    stood = timedelta()
    for _ in range(3):
        office.clock.move(timedelta(seconds=20))
        work.suspend(office.site, office["petugas1"], task, "jaringan")
        assert office.open_task(case).due_at is None
        office.clock.move(7 * MINUTE)
        work.resume(office.site, office["petugas1"], task)
        stood += 7 * MINUTE
        due = began + 3 * MINUTE + stood
        assert (clock_of(office, case, task).due_at, office.open_task(case).due_at) == (due, due)


def test_standstills_that_overlap_count_once(office: Office) -> None:
    case, task, began = begun(office)
    office.clock.move(MINUTE)
    work.suspend(office.site, office["petugas1"], task, "jaringan")  # 08:01 to 08:21
    office.clock.move(10 * MINUTE)
    one = outages.declare(office.site, office["kasi"], "jaringan", "T-1")  # 08:11 to 08:41
    office.clock.move(5 * MINUTE)
    two = outages.declare(office.site, office["kasi"], "listrik", "T-2")  # 08:16 to 08:31
    office.clock.move(5 * MINUTE)
    work.resume(office.site, office["petugas1"], task)
    office.clock.move(10 * MINUTE)
    outages.end(office.site, office["kasi"], two)
    assert clock_of(office, case, task).state == "paused"
    office.clock.move(10 * MINUTE)
    outages.end(office.site, office["kasi"], one)
    found = clock_of(office, case, task)
    assert (found.state, found.due_at) == ("running", began + 3 * MINUTE + 40 * MINUTE)


def test_a_standstill_after_the_deadline_moves_nothing(office: Office) -> None:
    case, task, began = begun(office)
    office.clock.move(5 * MINUTE)
    work.suspend(office.site, office["petugas1"], task, "jaringan")
    office.clock.move(HOUR)
    work.resume(office.site, office["petugas1"], task)
    worker.settle(office.site)
    assert late_at(office, case) == [began + 3 * MINUTE]
    work.suspend(office.site, office["petugas1"], task, "jaringan")
    work.resume(office.site, office["petugas1"], task)
    assert office.open_task(case).due_at == began + 3 * MINUTE  # the inbox goes on showing it late


@pytest.mark.parametrize("worker_first", [True, False])
def test_a_breach_is_dated_at_its_deadline_once_whoever_notices(office: Office, worker_first: bool) -> None:
    case, task, began = begun(office)
    office.clock.move(3 * MINUTE)
    worker.settle(office.site)
    assert not late_at(office, case)  # at the deadline nobody is late
    office.clock.move(timedelta(microseconds=1))
    if worker_first:
        worker.settle(office.site)
        worker.settle(office.site)
    office.clock.move(HOUR)
    assert office.do_task(task, takes=timedelta()).late
    worker.settle(office.site)
    assert late_at(office, case) == [began + 3 * MINUTE]


@pytest.mark.parametrize("how", ["complete", "cancel"])
def test_a_deadline_that_passed_is_a_breach_even_while_the_task_stands_still(
    office: Office, how: str
) -> None:
    case, task, began = begun(office)
    office.clock.move(4 * MINUTE)  # late, and no worker has looked
    outages.declare(office.site, office["kasi"], "jaringan", "T-1")
    office.clock.move(HOUR)
    if how == "complete":
        assert office.do_task(task, takes=timedelta()).late
    else:
        cases.cancel(office.site, office["kasi"], case, "dicabut")
    assert late_at(office, case) == [began + 3 * MINUTE]


def test_printing_and_the_whole_service_run_in_working_days_from_the_payment(office: Office) -> None:
    started = office.start()
    whole = clock_of(office, started.instance, None)
    assert (whole.state, whole.anchor, whole.due_at) == ("waiting", "event:pembayaran", None)
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    office.clock.move_to(datetime(2026, 4, 10, 1, 0, tzinfo=UTC))  # Friday; paid on Thursday evening
    given = {"dibayar_pada": "2026-04-09T20:00:00+08:00"}
    cases.deliver(office.site, office["petugas1"], "pembayaran", started.business_key, given)
    due = office.open_task(started.instance).due_at
    assert due is not None and due.astimezone(UTC).date().isoformat() == "2026-04-10"
    whole = clock_of(office, started.instance, None)
    assert (whole.anchor_at, whole.due_at) == (datetime(2026, 4, 9, 12, tzinfo=UTC), due)


def test_an_outage_over_closing_time_gives_the_whole_service_another_working_day(office: Office) -> None:
    started, task = paid(office)  # due on Friday at closing time
    before = clock_of(office, started.instance, None).due_at
    office.clock.move_to(datetime(2026, 4, 10, 7, 0, tzinfo=UTC))
    number = outages.declare(office.site, office["kasi"], "jaringan", "T-1")
    office.clock.move(timedelta(hours=20))
    outages.end(office.site, office["kasi"], number)
    whole, printing = clock_of(office, started.instance, None), clock_of(office, started.instance, task)
    assert before == datetime(2026, 4, 10, 8, 30, tzinfo=UTC)
    assert whole.due_at == printing.due_at == datetime(2026, 4, 13, 8, 0, tzinfo=UTC)


def test_the_payment_wait_never_counts_as_a_standstill_after_the_payment(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    office.clock.move_to(datetime(2026, 4, 10, 12, 0, tzinfo=UTC))  # after Friday's closing time
    given = {"dibayar_pada": "2026-04-09T10:00:00+08:00"}
    cases.deliver(office.site, office["petugas1"], "pembayaran", started.business_key, given)
    due = clock_of(office, started.instance, None).due_at
    number = outages.declare(office.site, office["kasi"], "jaringan", "T-1")
    office.clock.move(MINUTE)
    outages.end(office.site, office["kasi"], number)
    assert due == clock_of(office, started.instance, None).due_at == datetime(2026, 4, 10, 8, 30, tzinfo=UTC)


def test_a_journey_has_its_own_clock_and_stops_the_case_while_it_lasts(office: Office) -> None:
    started = office.start()
    task = office.until(started.instance, "perjalanan").id
    office.clock.move(HOUR)
    work.start(office.site, office["petugas1"], task)
    left = office.clock()
    assert clock_of(office, started.instance, task).due_at == left + 3 * HOUR
    with office.site.db.read(OPERATOR) as tx:
        (pause,) = pauses.open_of(tx, started.instance)
    assert (pause.reason, pause.task_id, pause.started_at) == ("travel", None, left)
    office.clock.move(2 * HOUR)
    assert not office.do_task(task, takes=timedelta()).late
    with office.site.db.read(OPERATOR) as tx:
        assert not pauses.open_of(tx, started.instance)


def test_a_journey_that_was_only_claimed_is_still_measured(office: Office) -> None:
    started = office.start()
    task = office.until(started.instance, "perjalanan").id
    work.claim(office.site, office["petugas1"], task)
    left = office.clock()
    office.clock.move(4 * HOUR)
    assert completion.complete(
        office.site, office["petugas1"], task, filled(form_for(office.site, OPERATOR, task).form)
    ).late
    with office.site.db.read(OPERATOR) as tx:
        (pause,) = pauses.of_instance(tx, started.instance)
    assert (pause.reason, pause.started_at, pause.ended_at) == ("travel", left, left + 4 * HOUR)


def test_waits_and_examinations_stop_the_case_as_long_as_they_last(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "pastikan_persyaratan")
    office.do(started.instance, missing={"kk": "tidak_ada"}, keputusan="tidak")
    office.do(started.instance)
    office.clock.move(HOUR)
    cases.deliver(office.site, office["petugas1"], "kelengkapan", started.business_key, {})
    office.until(started.instance, "wawancara_verifikasi_cekal")
    office.do(started.instance, keputusan="tidak")
    office.clock.move(2 * HOUR)
    office.do(started.instance, "koordinator", takes=timedelta())
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    office.clock.move(3 * HOUR)
    cases.deliver(office.site, office["petugas1"], "pembayaran", started.business_key, {})
    with office.site.db.read(OPERATOR) as tx:
        found = {
            one.reason: (one.ended_at or office.clock()) - one.started_at
            for one in pauses.of_instance(tx, started.instance)
        }
    assert found == {"applicant": HOUR, "examination": 2 * HOUR, "travel": MINUTE, "payment": 3 * HOUR}


def test_clocks_of_closed_tasks_are_stopped(office: Office) -> None:
    started, task = paid(office)
    office.do_task(task)
    office.do(started.instance, "pengawas")
    with office.site.db.read(OPERATOR) as tx:
        found = clock_rows.of_instance(tx, started.instance)
    assert len(found) > 8
    assert {clock.state for clock in found} == {"stopped"}
