"""The Inventaris Permasalahan: exactly what is missing, numbered, dated, with its limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from engine import settings
from engine.database import Actor
from engine.refusals import Forbidden, NotFound
from tasks import cases, letters
from tests.support.office import OPERATOR, Office

MISSING = {"kk": "tidak_ada", "rujukan_dokter": "tidak_sesuai"}


def returned(office: Office, missing: Mapping[str, str] = MISSING, *, handed_over: bool = True) -> int:
    """A case whose gate failed; step 3 done too unless `handed_over` is False."""
    case = office.start().instance
    office.until(case, "pastikan_persyaratan")
    office.do(case, missing=missing, keputusan="tidak")
    if handed_over:
        office.do(case)
    return case


def letter(office: Office, case: int) -> letters.Letter:
    return letters.inventory(office.site, office["petugas1"], case)


def test_the_letter_lists_what_is_missing_in_the_order_of_the_checklist(office: Office) -> None:
    found = letter(office, returned(office))
    assert [(item.item, item.verdict, item.note) for item in found.items] == [
        ("kk", "tidak_ada", "periksa kembali"),
        ("rujukan_dokter", "tidak_sesuai", "periksa kembali"),
    ]
    assert found.items[0].label == "Kartu keluarga"
    assert (found.applicant, found.application_type) == ("Siti Aminah", "Paspor baru dewasa")
    assert found.letterhead.office.startswith("Kantor Imigrasi") and found.officer == "Petugas1"


def test_a_group_of_which_one_is_enough_is_one_line(office: Office) -> None:
    group = ("akta_lahir", "akta_nikah", "ijazah", "surat_baptis")
    found = letter(office, returned(office, dict.fromkeys((*group, "rekam_medis"), "tidak_ada")))
    assert [item.item for item in found.items] == ["salah_satu:identitas", "rekam_medis"]


def test_the_limit_is_the_timer_that_runs_and_stays_when_the_setting_changes(office: Office) -> None:
    case = returned(office)
    before = letter(office, case)
    assert before.issued and before.issued_on == date(2026, 4, 9) and before.limit_on == date(2026, 4, 23)
    with office.site.db.begin(OPERATOR) as tx:
        settings.put(tx, {"limit.batas_kelengkapan": "P30D"})
    office.clock.move(timedelta(days=3))
    assert letter(office, case) == before


def test_while_it_is_prepared_the_letter_counts_from_today(office: Office) -> None:
    case = returned(office, handed_over=False)
    office.clock.move_to(datetime(2026, 4, 9, 17, 0, tzinfo=UTC))  # the 10th in Batulicin
    found = letter(office, case)
    assert not found.issued and found.issued_on == date(2026, 4, 10) and found.limit_on == date(2026, 4, 24)
    with office.site.db.begin(OPERATOR) as tx:
        settings.put(tx, {"limit.batas_kelengkapan": "P1M"})
    assert letter(office, case).limit_on == date(2026, 5, 10)


def test_letters_are_numbered_through_the_year_and_keep_their_number(office: Office) -> None:
    first, second = returned(office), returned(office)
    numbers = [letter(office, case).number for case in (first, second)]
    assert numbers == ["001/IP/MD/IV/2026", "002/IP/MD/IV/2026"]
    office.clock.move_to(datetime(2026, 12, 31, 16, 30, tzinfo=UTC))  # already 2027 in Batulicin
    assert letter(office, returned(office)).number == "001/IP/MD/I/2027"
    assert [letter(office, case).number for case in (first, second)] == numbers


def test_a_second_failure_makes_a_second_letter_with_what_is_missing_then(office: Office) -> None:
    case = returned(office)
    key = cases.read(office.site, OPERATOR, case).business_key
    cases.deliver(office.site, office["petugas1"], "kelengkapan", key, {})
    assert [item.item for item in letter(office, case).items] == ["kk", "rujukan_dokter"]
    office.do(case, missing={"ektp": "tidak_sesuai"}, keputusan="tidak")
    found = letter(office, case)
    assert [item.item for item in found.items] == ["ektp"] and not found.issued
    assert found.number == "002/IP/MD/IV/2026"


def test_a_complete_file_sent_back_says_why_and_repeats_no_older_letter(office: Office) -> None:
    case = returned(office)
    key = cases.read(office.site, OPERATOR, case).business_key
    cases.deliver(office.site, office["petugas1"], "kelengkapan", key, {})
    office.do(case, keputusan="tidak", catatan="Tujuan berobat belum jelas")
    office.do(case)
    (item,) = letter(office, case).items
    assert (item.item, item.verdict, item.note) == ("lain", "tidak_sesuai", "Tujuan berobat belum jelas")


def test_a_later_gate_that_leads_to_an_examination_makes_no_letter(office: Office) -> None:
    first = office.start().instance
    office.until(first, "wawancara_verifikasi_cekal")
    office.do(first, missing={"lembar_biodata_pemohon": "tidak_ada"}, keputusan="tidak")
    with pytest.raises(NotFound):
        letter(office, first)
    assert letter(office, returned(office)).number == "001/IP/MD/IV/2026"


def test_a_case_that_lacked_nothing_has_no_letter(office: Office) -> None:
    case = office.start().instance
    office.until(case, "entri_pindai")
    for wanted in (case, 10_000):
        with pytest.raises(NotFound):
            letter(office, wanted)


def test_who_sees_no_cases_sees_no_letter(office: Office) -> None:
    case = returned(office)
    for login in ("petugas2", "auditor", "kasi"):
        assert letters.inventory(office.site, office[login], case).task_id
    elsewhere = Actor("jauh", roles=frozenset({"petugas"}), office="kotabaru")
    for actor in (office["pemilik"], office["admin"], elsewhere):
        with pytest.raises(NotFound if actor is elsewhere else Forbidden):
            letters.inventory(office.site, actor, case)
