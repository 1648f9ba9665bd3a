"""Penerbitan at the counter and behind it: the happy way, every loop and end, and its limits on the whole service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tasks import library, pauses, views, worker
from tests.support.office import OPERATOR, Office
from tests.support.sops import shipped
from tests.tasks.passports import (
    BACK_OFFICE,
    COUNTER,
    apply_for,
    balances,
    late,
    outcome,
    service_clocks,
    work_off,
)

DAY = timedelta(days=1)


def open_elements(office: Office, instance: int) -> list[str]:
    return [line.element for line in office.open_tasks(instance)]


def test_a_new_passport_is_handed_over(office: Office) -> None:
    case = apply_for(office)
    work_off(office, case, (*COUNTER, *BACK_OFFICE))
    assert outcome(office, case) == ("active", None)
    office.work(case.instance, "serahkan")
    assert outcome(office, case) == ("completed", "END_SELESAI")
    assert balances(office, case) and not late(office, case)


def test_documents_that_are_missing_go_back_and_come_again(office: Office) -> None:
    case = apply_for(office)
    office.work(case.instance, "periksa_kelengkapan", keputusan="tidak", missing={"kk": "tidak_ada"})
    office.work(case.instance, "kembalikan_berkas")
    office.clock.move(3 * DAY)
    office.say(case, "kelengkapan")
    assert open_elements(office, case.instance) == ["periksa_kelengkapan"]
    office.work(case.instance, "periksa_kelengkapan", keputusan="tidak", missing={"kk": "tidak_ada"})
    office.work(case.instance, "kembalikan_berkas")
    office.clock.move(14 * DAY)
    worker.settle(office.site)
    assert outcome(office, case) == ("completed", "END_DITARIK")
    assert balances(office, case)


@pytest.mark.parametrize("origin", ["wawancara", "verifikasi_bms_ajudikasi"])
def test_a_doubt_is_examined_by_inteldakim_and_returns_to_where_it_arose(office: Office, origin: str) -> None:
    case = apply_for(office)
    ahead = [*COUNTER, *BACK_OFFICE]
    work_off(office, case, ahead[: ahead.index(origin)])
    office.work(case.instance, origin, keputusan="tidak", catatan="Data berbeda")
    line = office.open_task(case.instance)
    assert (line.element, line.lane, line.step) == ("pemeriksaan_lanjutan", "inteldakim", "PL")
    with office.site.db.read(OPERATOR) as tx:
        assert [one.reason for one in pauses.open_of(tx, case.instance)] == [pauses.EXAMINATION]
    office.work(case.instance, "pemeriksaan_lanjutan", keputusan="ya")
    assert open_elements(office, case.instance) == [origin]
    work_off(office, case, ahead[ahead.index(origin) :])
    office.work(case.instance, "serahkan")
    assert outcome(office, case) == ("completed", "END_SELESAI") and balances(office, case)


def test_what_cannot_be_cleared_is_refused_by_the_head_of_section(office: Office) -> None:
    case = apply_for(office)
    work_off(office, case, COUNTER[:-1])
    office.work(case.instance, "wawancara", keputusan="tidak", catatan="Data berbeda")
    office.work(case.instance, "pemeriksaan_lanjutan", keputusan="tidak", catatan="Duplikasi")
    line = office.open_task(case.instance)
    assert (line.element, line.lane) == ("tolak", "kasi")
    office.work(case.instance, "tolak", catatan="Duplikasi")
    assert outcome(office, case) == ("completed", "END_DITOLAK") and balances(office, case)


def test_a_book_that_fails_the_test_is_allotted_anew(office: Office) -> None:
    case = apply_for(office)
    work_off(office, case, (*COUNTER, *BACK_OFFICE[:3]))
    office.work(case.instance, "uji_kualitas", keputusan="tidak", catatan="Laminasi gagal")
    assert open_elements(office, case.instance) == ["alokasi"]
    work_off(office, case, BACK_OFFICE[1:])
    office.work(case.instance, "serahkan")
    assert outcome(office, case) == ("completed", "END_SELESAI")


def test_who_does_not_come_within_thirty_days_loses_the_passport(office: Office) -> None:
    case = apply_for(office)
    work_off(office, case, (*COUNTER, *BACK_OFFICE))
    with office.site.db.read(OPERATOR) as tx:
        assert [one.reason for one in pauses.open_of(tx, case.instance)] == [pauses.COLLECTION]
    office.clock.move(30 * DAY - timedelta(hours=1))
    worker.settle(office.site)
    assert open_elements(office, case.instance) == ["serahkan"]
    office.clock.move(timedelta(hours=1))
    worker.settle(office.site)
    assert outcome(office, case) == ("completed", "END_BATAL")
    assert not late(office, case) and balances(
        office, case
    )  # the limit on the service ended when it was ready


@pytest.mark.parametrize(("days", "missed"), [(4, 0), (7, 1)])
def test_four_working_days_count_from_the_end_of_examination(office: Office, days: int, missed: int) -> None:
    case = apply_for(office)
    work_off(office, case, COUNTER)
    (clock,) = service_clocks(office, case)
    assert (clock.amount, clock.anchor_at) == (4, office.clock())
    assert clock.due_at == datetime(
        2026, 4, 15, 8, tzinfo=UTC
    )  # Thursday 9 April; the 15th is a Wednesday, 16.00
    work_off(office, case, BACK_OFFICE[:-1])
    office.clock.move(days * DAY)
    office.work(case.instance, "siap_diambil")
    assert late(office, case) == missed
    office.clock.move(20 * DAY)
    office.work(case.instance, "serahkan")
    assert late(office, case) == missed and balances(office, case)


def test_a_new_version_of_a_called_sop_is_for_new_requests(office: Office) -> None:
    before = apply_for(office)
    changed = shipped("periksa_lanjutan").replace(b"Hasil pemeriksaan lanjutan<", b"Hasil pemeriksaan<")
    library.deploy_file(office.site, office["admin"], changed, "nama keluaran")
    after = apply_for(office)
    for case, version in ((before, 1), (after, 2)):
        found = views.case(office.site, office["petugas1"], case.instance).definition
        assert {one.key: one.version for one in found.links} == {"bap_paspor": 1, "periksa_lanjutan": version}
        work_off(office, case, COUNTER[:-1])
        office.work(case.instance, "wawancara", keputusan="tidak", catatan="Data berbeda")
        office.work(case.instance, "pemeriksaan_lanjutan", keputusan="ya")
        assert open_elements(office, case.instance) == ["wawancara"]


def test_express_service_is_due_the_same_day_instead(office: Office) -> None:
    case = apply_for(office, layanan="percepatan")
    work_off(office, case, COUNTER)
    (clock,) = service_clocks(office, case)
    assert (clock.amount, clock.due_at) == (0, datetime(2026, 4, 9, 8, tzinfo=UTC))


def test_a_repeated_interview_does_not_move_the_limit(office: Office) -> None:
    case = apply_for(office)
    work_off(office, case, COUNTER)
    (before,) = service_clocks(office, case)
    office.work(case.instance, "verifikasi_bms_ajudikasi", keputusan="tidak", catatan="Ragu")
    office.clock.move(5 * DAY)
    office.work(case.instance, "pemeriksaan_lanjutan", keputusan="ya")
    (after,) = service_clocks(office, case)
    assert after.anchor_at == before.anchor_at
    assert after.due_at is not None and before.due_at is not None
    assert after.due_at > before.due_at  # further examination stopped it meanwhile
