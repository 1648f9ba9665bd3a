"""The main job: a request is worked from letter to passport, with returns, examinations, waits and breaches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine import audit
from engine.refusals import Conflict, Invalid
from tasks import breaches, cases, clock_rows, completion, letters, views, work, worker
from tasks.forms import CHOICE, GATE
from tests.support.office import OPERATOR, Office, filled

STEPS = (
    "terima_permohonan",
    "pastikan_persyaratan",
    "entri_pindai",
    "siapkan_perlengkapan",
    "perjalanan",
    "laksanakan_kegiatan",
    "foto_sidik_jari",
    "wawancara_verifikasi_cekal",
    "periksa_bms_ajudikasi",
    "tanda_terima_pembayaran",
)


def pay(office: Office, key: str, **variables: object) -> cases.Delivered:
    return cases.deliver(
        office.site, office["petugas1"], "pembayaran", key, {"ntpn": "0A1B2C3D4E5F6G7H", **variables}
    )


def test_a_request_goes_from_letter_to_passport_along_the_official_steps(office: Office) -> None:
    started = office.start()
    seen = []
    for _ in STEPS:
        seen.append(office.open_task(started.instance).element)
        office.do(started.instance)
    assert seen == list(STEPS)
    assert not office.open_tasks(started.instance)
    pay(office, started.business_key)
    assert office.open_task(started.instance).element == "cetak_ambil"
    done = office.do(started.instance)
    assert done.outcome == "END_SELESAI"
    assert done.status == "active"  # the pengawas still owes the report
    assert office.open_task(started.instance).element == "lapor_koordinator"
    assert office.do(started.instance, "pengawas").status == "completed"


def test_missing_documents_lead_to_the_letter_and_back(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "pastikan_persyaratan")
    office.do(
        started.instance, missing={"kk": "tidak_ada", "rujukan_dokter": "tidak_sesuai"}, keputusan="tidak"
    )
    assert office.open_task(started.instance).element == "kembalikan_permohonan"
    office.do(started.instance)
    letter = letters.inventory(office.site, office["petugas1"], started.instance)
    assert {item.item for item in letter.items} == {"kk", "rujukan_dokter"}
    assert not office.open_tasks(started.instance)
    office.clock.move(timedelta(days=2))
    taken = cases.deliver(office.site, office["petugas1"], "kelengkapan", started.business_key, {})
    assert len(taken.opened) == 1
    assert office.open_task(started.instance).element == "pastikan_persyaratan"


def test_a_failed_gate_never_goes_on_along_yes(office: Office) -> None:
    started = office.start()
    line = office.until(started.instance, "pastikan_persyaratan")
    form = views.form_for(office.site, office["petugas1"], line.id).form
    wrong = filled(form, missing={"ektp": "tidak_ada"})
    with pytest.raises(Invalid) as refused:
        completion.complete(office.site, office["petugas1"], line.id, wrong)
    assert [problem.where for problem in refused.value.problems] == [CHOICE]
    kept = views.task(office.site, office["petugas1"], line.id).task
    assert kept.draft == wrong and kept.state != "COMPLETED"


def test_documents_that_never_come_withdraw_the_request(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "pastikan_persyaratan")
    office.do(started.instance, missing={"kk": "tidak_ada"}, keputusan="tidak")
    office.do(started.instance)
    office.clock.move(timedelta(days=13, hours=23))
    assert worker.settle(office.site) == []
    assert cases.read(office.site, OPERATOR, started.instance).status == "active"
    office.clock.move(timedelta(hours=2))
    assert worker.settle(office.site) == []
    ended = cases.read(office.site, OPERATOR, started.instance)
    assert (ended.status, ended.outcome) == ("completed", "END_DITARIK")
    with pytest.raises(Conflict):
        cases.deliver(office.site, office["petugas1"], "kelengkapan", started.business_key, {})


def test_an_unpaid_bill_expires(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    office.clock.move(timedelta(days=7, minutes=1))
    worker.settle(office.site)
    ended = cases.read(office.site, OPERATOR, started.instance)
    assert (ended.status, ended.outcome) == ("completed", "END_KEDALUWARSA")


@pytest.mark.parametrize("raised_at", ["wawancara_verifikasi_cekal", "periksa_bms_ajudikasi"])
def test_further_examination_returns_to_the_step_that_raised_it(office: Office, raised_at: str) -> None:
    started = office.start()
    office.until(started.instance, raised_at)
    office.do(started.instance, keputusan="tidak")
    assert office.open_task(started.instance).lane == "koordinator"
    office.do(started.instance, "koordinator")
    assert office.open_task(started.instance).element == raised_at


def test_further_examination_can_refuse_the_request_and_says_why(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "wawancara_verifikasi_cekal")
    office.do(started.instance, keputusan="tidak")
    for unsaid in ({}, {"catatan": ""}, {"catatan": " \n\t"}):
        with pytest.raises(Invalid) as refused:
            office.do(started.instance, "koordinator", keputusan="tidak", **unsaid)
        assert [(p.where, p.key) for p in refused.value.problems] == [("catatan", "form.required")]
    done = office.do(started.instance, "koordinator", keputusan="tidak", catatan="Tujuan tidak terbukti")
    assert done.outcome == "END_DITOLAK"


def test_service_minutes_count_touch_time_not_the_queue(office: Office) -> None:
    started = office.start()
    office.clock.move(timedelta(hours=3))
    line = office.open_task(started.instance)
    assert line.due_at is None  # nobody has begun
    work.start(office.site, office["petugas1"], line.id)
    assert office.open_task(started.instance).due_at == office.clock() + timedelta(minutes=3)
    office.clock.move(timedelta(minutes=2))
    form = views.form_for(office.site, office["petugas1"], line.id).form
    assert not completion.complete(office.site, office["petugas1"], line.id, filled(form)).late


def test_a_late_step_is_a_breach_dated_at_its_deadline_and_explained(office: Office) -> None:
    started = office.start()
    line = office.open_task(started.instance)
    work.start(office.site, office["petugas1"], line.id)
    deadline = office.clock() + timedelta(minutes=3)
    office.clock.move(timedelta(minutes=10))
    worker.settle(office.site)
    form = views.form_for(office.site, office["petugas1"], line.id).form
    late = completion.Late("jaringan", "SPRI tidak menjawab")
    assert completion.complete(office.site, office["petugas1"], line.id, filled(form), late=late).late
    with office.site.db.read(OPERATOR) as tx:
        (breach,) = breaches.of_instance(tx, started.instance)
    assert (breach.at, breach.state, breach.reason) == (deadline, "explained", "jaringan")
    breaches.confirm(office.site, office["koordinator"], breach.id, "jaringan")
    assert breaches.read(office.site, OPERATOR, breach.id).responsible == "jaringan"


def test_a_suspended_step_is_not_late_by_the_time_it_stood_still(office: Office) -> None:
    started = office.start()
    line = office.open_task(started.instance)
    work.start(office.site, office["petugas1"], line.id)
    office.clock.move(timedelta(minutes=2))
    work.suspend(office.site, office["petugas1"], line.id, "jaringan", "listrik padam")
    office.clock.move(timedelta(hours=5))
    worker.settle(office.site)
    work.resume(office.site, office["petugas1"], line.id)
    office.clock.move(timedelta(seconds=50))
    form = views.form_for(office.site, office["petugas1"], line.id).form
    assert not completion.complete(office.site, office["petugas1"], line.id, filled(form)).late


def test_printing_is_due_one_working_day_after_the_payment_in_office_time(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance)
    office.clock.move_to(datetime(2026, 4, 10, 2, 0, tzinfo=UTC))  # Friday 10:00 WITA
    pay(office, started.business_key, dibayar_pada="2026-04-09T23:30:00+07:00")  # 00:30 WITA on Friday
    due = office.open_task(started.instance).due_at
    assert due == datetime(2026, 4, 13, 8, 0, tzinfo=UTC)  # Monday 16:00 WITA
    with office.site.db.read(OPERATOR) as tx:
        whole = [clock for clock in clock_rows.of_instance(tx, started.instance) if clock.task_id is None]
    assert [clock.due_at for clock in whole] == [due]


def test_two_officers_take_the_biometrics(office: Office) -> None:
    started = office.start()
    line = office.until(started.instance, "foto_sidik_jari")
    shown = views.form_for(office.site, office["petugas1"], line.id)
    assert "petugas1" not in shown.officers
    alone = filled(shown.form, "petugas1")
    with pytest.raises(Invalid):
        completion.complete(office.site, office["petugas1"], line.id, alone)
    completion.complete(office.site, office["petugas1"], line.id, filled(shown.form, "petugas2"))
    assert views.task(office.site, OPERATOR, line.id).task.second_officer == "petugas2"


def test_wrong_fields_are_all_named_at_once_and_nothing_moves(office: Office) -> None:
    started = office.start()
    line = office.until(started.instance, "pastikan_persyaratan")
    wrong = {GATE: {"ektp": {"nilai": "mungkin"}}, "typename": 1, "catatan": "x" * 1_000, CHOICE: "entah"}
    with pytest.raises(Invalid) as refused:
        completion.complete(office.site, office["petugas1"], line.id, {**wrong, "catatan": "a\x00b"})
    keys = {problem.key for problem in refused.value.problems}
    assert {"form.choice", "form.required", "form.unknown", "form.nul"} <= keys
    assert office.open_task(started.instance).id == line.id


def test_the_whole_trail_of_a_case_verifies(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
