"""Outages: declared once by who may, everything open stands still, and nothing stays behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import audit
from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import cases, outages, pauses, timeline, work, worker
from tasks.pauses import Pause
from tasks.timeline import Part
from tests.support.office import OPERATOR, Office

HOUR = timedelta(hours=1)


def open_pauses(office: Office, case: int) -> tuple[Pause, ...]:
    with office.site.db.read(OPERATOR) as tx:
        return pauses.open_of(tx, case)


def down(office: Office, system: str = "jaringan") -> int:
    return outages.declare(office.site, office["koordinator"], system, "T-1")


def back(office: Office, number: int) -> None:
    outages.end(office.site, office["kasi"], number)


def test_supervisors_and_administrators_declare_and_end(office: Office) -> None:
    for login in ("petugas1", "pengawas", "auditor", "pemilik"):
        with pytest.raises(Forbidden):
            outages.declare(office.site, office[login], "jaringan", "T-1")
    for system, ticket in (("kopi", "T-1"), ("spri", " "), ("spri", "x" * 201), ("spri", "a\x00")):
        with pytest.raises(Invalid):
            outages.declare(office.site, office["kasi"], system, ticket)
    number = outages.declare(office.site, office["admin"], "jaringan", "T-1")
    with pytest.raises(Conflict, match=r"outage\.declared_already"):
        outages.declare(office.site, office["kasi"], "jaringan", "T-2")
    for login in ("petugas1", "auditor"):
        with pytest.raises(Forbidden):
            outages.end(office.site, office[login], number)
    with pytest.raises(NotFound):
        outages.end(office.site, office["kasi"], 10_000)
    with pytest.raises(NotFound):
        elsewhere = Actor("kasi", roles=frozenset({"supervisor"}), office="kotabaru")
        outages.end(office.site, elsewhere, number)
    back(office, number)
    with pytest.raises(Conflict, match=r"outage\.ended_already"):
        back(office, number)
    down(office)


def test_open_tasks_waits_and_new_tasks_all_stand_still(office: Office) -> None:
    working, waiting = office.start(), office.start()
    office.until(waiting.instance, "tanda_terima_pembayaran")
    office.do(waiting.instance)
    work.start(office.site, office["petugas1"], working.opened[0])
    number = down(office)
    assert {(one.reason, one.task_id) for one in open_pauses(office, working.instance)} == {
        ("outage", None),
        ("outage", working.opened[0]),
    }
    assert {one.reason for one in open_pauses(office, waiting.instance)} == {"payment", "outage"}
    office.clock.move(HOUR)
    (opened,) = cases.deliver(office.site, office["petugas1"], "pembayaran", waiting.business_key, {}).opened
    assert {one.task_id for one in open_pauses(office, waiting.instance)} == {None, opened}
    assert office.open_task(waiting.instance).due_at is None
    new = office.start()
    assert {one.task_id for one in open_pauses(office, new.instance)} == {None, new.opened[0]}
    back(office, number)
    for case in (working, waiting, new):
        assert not open_pauses(office, case.instance)
    assert office.open_task(waiting.instance).due_at is not None
    with office.site.db.read(OPERATOR) as tx:
        assert timeline.of_case(tx, working.instance).parts[Part.OUTAGE] == HOUR
        assert not audit.verify(tx).faults


def test_a_task_done_during_an_outage_leaves_no_standstill_behind(office: Office) -> None:
    started = office.start()
    number = down(office)
    office.do(started.instance, takes=HOUR)
    task = office.open_task(started.instance).id
    assert {one.task_id for one in open_pauses(office, started.instance)} == {None, task}
    back(office, number)
    assert not open_pauses(office, started.instance)


def test_a_case_that_ends_during_an_outage_has_no_open_pause(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    cases.deliver(office.site, office["petugas1"], "pembayaran", started.business_key, {})
    number = down(office)
    office.clock.move(HOUR)
    assert office.do(started.instance).outcome == "END_SELESAI"
    report = office.open_task(started.instance)
    assert {one.task_id for one in open_pauses(office, started.instance)} == {report.id}
    back(office, number)
    again = down(office)
    assert {one.task_id for one in open_pauses(office, started.instance)} == {report.id}
    assert office.do(started.instance, "pengawas").status == "completed"
    assert not open_pauses(office, started.instance)
    back(office, again)


def test_the_applicants_limit_runs_on_and_ends_the_case_in_an_outage(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    number = down(office, "simponi")
    office.clock.move(timedelta(days=8))
    assert worker.settle(office.site) == []
    assert not open_pauses(office, started.instance)
    assert cases.read(office.site, OPERATOR, started.instance).outcome == "END_KEDALUWARSA"
    back(office, number)


def standing(office: Office, case: int) -> set[int | None]:
    """The tasks that stand still, None for the case."""
    return {one.task_id for one in open_pauses(office, case)}


def test_a_system_that_is_down_stops_the_steps_that_need_it_and_no_others(office: Office) -> None:
    printing, interview = office.start().instance, office.start().instance
    photo = office.until(printing, "foto_sidik_jari").id
    talk = office.until(interview, "wawancara_verifikasi_cekal").id
    number = down(office, "spri")
    assert standing(office, printing) == {None, photo}
    assert standing(office, interview) == set()
    back(office, number)
    number = down(office, "cekal")
    assert (standing(office, printing), standing(office, interview)) == (set(), {None, talk})
    back(office, number)
    assert standing(office, interview) == set()


def test_a_case_stands_still_only_while_it_is_at_such_a_step(office: Office) -> None:
    case = office.start().instance
    office.until(case, "pastikan_persyaratan")
    number = down(office, "spri")
    office.do(case)  # opens the entry, which needs the system
    task = office.open_task(case)
    assert (task.element, standing(office, case)) == ("entri_pindai", {None, task.id})
    office.clock.move(HOUR)
    office.do(case, takes=timedelta())  # entered all the same
    assert standing(office, case) == set()
    with office.site.db.read(OPERATOR) as tx:
        assert timeline.of_case(tx, case).parts[Part.OUTAGE] == HOUR
    photo = office.until(case, "foto_sidik_jari")
    assert standing(office, case) == {None, photo.id}
    back(office, number)
    assert standing(office, case) == set()


def test_a_wait_for_payment_stands_still_while_simponi_is_down(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    number = down(office, "simponi")
    assert standing(office, started.instance) == {None, office.open_task(started.instance).id}
    office.do(started.instance)
    assert {one.reason for one in open_pauses(office, started.instance)} == {"payment", "outage"}
    office.clock.move(HOUR)
    cases.deliver(office.site, office["petugas1"], "pembayaran", started.business_key, {})
    assert standing(office, started.instance) == set()
    back(office, number)


def test_two_outages_of_one_step_end_one_after_the_other(office: Office) -> None:
    case = office.start().instance
    photo = office.until(case, "foto_sidik_jari").id
    spri, power = down(office, "spri"), down(office, "listrik")
    back(office, power)
    assert standing(office, case) == {None, photo}
    back(office, spri)
    assert standing(office, case) == set()


def test_the_report_after_the_end_is_stopped_but_never_the_case_again(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    cases.deliver(office.site, office["petugas1"], "pembayaran", started.business_key, {})
    number = down(office)
    office.do(started.instance)
    assert standing(office, started.instance) == {office.open_task(started.instance).id}
    back(office, number)
