"""Kelompok Rentan: walk-ins with priority, paid after the service, with the loops and ends of the source."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tasks import cases, worker
from tests.support.office import Office
from tests.tasks.passports import APPLICATION, balances, late, outcome, service_clocks, work_off

SERVED = ("dampingi_formulir", "entri_pindai", "foto_sidik_jari", "wawancara", "verifikasi_bms_ajudikasi")


def welcomed(office: Office, **more: str) -> cases.Started:
    """A request with a priority number; documents are checked next, or the loss examined."""
    case = office.begin("kelompok_rentan", **{**APPLICATION, **more})
    work_off(office, case, ("sambut_identifikasi", "antrean_prioritas"))
    return case


def element(office: Office, case: cases.Started) -> str:
    return office.open_task(case.instance).element


def test_a_pensioner_pays_afterwards_and_receives_the_passport(office: Office) -> None:
    case = welcomed(office)
    work_off(office, case, ("periksa_kelengkapan", *SERVED, "tanda_terima_billing"))
    (clock,) = service_clocks(office, case)
    assert clock.anchor == "event:pembayaran,step:wawancara" and clock.state == "waiting"
    office.clock.move(timedelta(days=1))
    office.say(case, "pembayaran")
    (clock,) = service_clocks(office, case)
    assert clock.anchor_at == office.clock()  # the later of interview and payment
    assert clock.due_at == datetime(2026, 4, 16, 8, tzinfo=UTC)
    work_off(office, case, ("cetak_uji", "serahkan"))
    assert outcome(office, case) == ("completed", "END_SELESAI")
    assert balances(office, case) and not late(office, case)


def test_others_are_sent_to_m_paspor_and_a_full_day_to_the_next(office: Office) -> None:
    case = office.begin("kelompok_rentan", **APPLICATION)
    office.work(case.instance, "sambut_identifikasi", keputusan="tidak", catatan="Bukan kelompok rentan")
    assert outcome(office, case) == ("completed", "END_MPASPOR")
    case = office.begin("kelompok_rentan", **APPLICATION)
    office.work(case.instance, "sambut_identifikasi")
    office.work(case.instance, "antrean_prioritas", keputusan="tidak", catatan="Penuh")
    assert outcome(office, case) == ("completed", "END_JADWAL_ULANG")


def test_documents_doubts_and_failed_books_go_round(office: Office) -> None:
    case = welcomed(office)
    office.work(case.instance, "periksa_kelengkapan", keputusan="tidak", missing={"kk": "tidak_ada"})
    office.work(case.instance, "kembalikan_berkas")
    office.say(case, "kelengkapan")
    work_off(office, case, ("periksa_kelengkapan", *SERVED[:3]))
    office.work(case.instance, "wawancara", keputusan="tidak", catatan="Ragu")
    assert office.open_task(case.instance).lane == "ajudikator"
    office.work(case.instance, "pemeriksaan_lanjutan", keputusan="ya")
    work_off(office, case, (*SERVED[3:], "tanda_terima_billing"))
    office.say(case, "pembayaran")
    office.work(case.instance, "cetak_uji", keputusan="tidak", catatan="Gagal uji")
    assert element(office, case) == "cetak_uji"
    office.work(case.instance, "cetak_uji")
    office.clock.move(timedelta(days=30))
    worker.settle(office.site)
    assert outcome(office, case) == ("completed", "END_BATAL") and balances(office, case)


def test_a_refused_or_unpaid_request_ends(office: Office) -> None:
    case = welcomed(office)
    work_off(office, case, ("periksa_kelengkapan", *SERVED[:3]))
    office.work(case.instance, "wawancara", keputusan="tidak", catatan="Ragu")
    office.work(case.instance, "pemeriksaan_lanjutan", keputusan="tidak", catatan="Data palsu")
    assert outcome(office, case) == ("completed", "END_DITOLAK")
    case = welcomed(office)
    work_off(office, case, ("periksa_kelengkapan", *SERVED, "tanda_terima_billing"))
    office.clock.move(timedelta(days=7))
    worker.settle(office.site)
    assert outcome(office, case) == ("completed", "END_KEDALUWARSA")


def test_a_lost_passport_passes_the_bap_and_is_not_billed_twice(office: Office) -> None:
    case = welcomed(office, jenis_permohonan="hilang")
    assert element(office, case) == "bap"
    work_off(office, case, ("bap", "putusan_bap", "billing_denda"))
    office.say(case, "pembayaran")
    assert [(clock.amount, clock.state) for clock in service_clocks(office, case)] == [(8, "running")]
    work_off(office, case, ("periksa_kelengkapan", *SERVED))
    assert element(office, case) == "cetak_uji"  # no second bill
    work_off(office, case, ("cetak_uji", "serahkan"))
    assert outcome(office, case) == ("completed", "END_SELESAI") and balances(office, case)
