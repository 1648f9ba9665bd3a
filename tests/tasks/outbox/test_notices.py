"""What happens to a case is told to its applicant, once each and without medical words."""

from __future__ import annotations

from datetime import timedelta, timezone

from sqlalchemy import event

from tasks import cases
from tasks.outbox import reminders
from tests.support.office import Office
from tests.tasks.outbox.addresses import EMAIL, apply_for, book, told
from tests.tasks.systems.stage import calls
from tests.tasks.test_m_paspor import UNTIL_QUALITY, arrived

DAY = timedelta(days=1)
MISSING = {"kk": "tidak_ada", "rekam_medis": "tidak_sesuai", "rujukan_dokter": "tidak_ada"}


def sent_back(office: Office, **application: str) -> int:
    """A request whose file was sent back for three documents, one of them medical."""
    case = office.start().instance
    apply_for(office, case, **application)
    office.until(case, "pastikan_persyaratan")
    office.do(case, missing=MISSING, keputusan="tidak")
    office.do(case)
    return case


def test_missing_documents_are_named_to_the_applicant_but_no_medical_ones(office: Office) -> None:
    case = sent_back(office)
    (row,) = told(office)
    assert (row.kind, row.recipient, row.locale, row.instance_id) == ("missing_documents", EMAIL, "id", case)
    assert row.details["items"] == ["Kartu keluarga", "Dokumen pendukung lain (tanyakan kepada petugas)"]
    assert row.details["limit_on"] == "2026-04-23"
    assert (row.details["name"], row.details["number"]) == ("Siti Aminah", "MD-2026-00001")


def test_documents_that_came_are_told_and_the_next_gap_anew(office: Office) -> None:
    case = sent_back(office)
    for _ in range(2):
        cases.deliver(office.site, office["petugas1"], "kelengkapan", "MD-2026-00001", {})
        office.do(case, missing={"kk": "tidak_ada"}, keputusan="tidak")
        office.do(case)
    kinds = [row.kind for row in told(office)]
    assert kinds == ["missing_documents", *["documents_received", "missing_documents"] * 2]


def test_a_passport_in_hand_ends_with_the_survey_and_one_that_lies_ready_is_told(office: Office) -> None:
    for answers, expected in (({"diambil_pada": "2026-04-09"}, ["survey"]), ({}, ["ready", "survey"])):
        case = office.start()
        apply_for(office, case.instance, f"{expected[0]}@example.id", "en")
        office.until(case.instance, "tanda_terima_pembayaran")
        office.do(case.instance)
        cases.deliver(office.site, office["petugas1"], "pembayaran", case.business_key, {})
        office.do(case.instance, **answers)
        mine = [row for row in told(office) if row.instance_id == case.instance]
        assert sorted(row.kind for row in mine) == expected
        assert {row.locale for row in mine} == {"en"}


def test_a_case_without_an_address_tells_nobody(office: Office) -> None:
    sent_back(office, email="")
    assert told(office) == []


def test_a_move_that_tells_nothing_asks_nothing(office: Office) -> None:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "applications" in statement or "outbox" in statement:
            asked.append(statement)

    case = office.start().instance
    event.listen(office.site.db.engine, "before_cursor_execute", note)
    office.until(case, "pastikan_persyaratan")
    assert asked == []
    office.do(case, missing=MISSING, keputusan="tidak")
    office.do(case)
    event.remove(office.site.db.engine, "before_cursor_execute", note)
    assert len(asked) == 1


def test_what_is_taken_back_is_not_told(office: Office) -> None:
    case = sent_back(office)
    cases.cancel(office.site, office["kasi"], case, "permintaan pemohon")
    assert [row.kind for row in told(office)] == ["missing_documents"]


def remind(office: Office) -> list[str]:
    """Write reminders twice (each is written once); the kinds that are new."""
    before = len(told(office))
    assert reminders.write_due(office.site) == reminders.write_due(office.site) == []
    return [row.kind for row in told(office)[before:]]


def test_the_day_before_arrival_is_reminded_by_day_once_per_date(office: Office) -> None:
    application = apply_for(office, office.start().instance)
    book(office, application, "2026-04-10", "released")
    book(office, application, "2026-04-11")
    assert remind(office) == []
    office.clock.move(DAY - timedelta(minutes=1))  # 07:59 of the day before
    assert remind(office) == []
    office.clock.move(timedelta(minutes=1))
    assert remind(office) == ["reminder_arrival"]
    (row,) = told(office)
    assert (row.details["arrival_on"], row.details["receipt_code"]) == ("2026-04-11", "KODE1")
    office.clock.move(timedelta(hours=5))
    assert remind(office) == []


def test_documents_still_missing_are_reminded_three_days_before_the_limit(office: Office) -> None:
    case = sent_back(office)
    office.clock.move(timedelta(days=10, hours=23))
    assert remind(office) == []
    office.clock.move(timedelta(hours=1))
    assert remind(office) == ["reminder_documents"]
    assert told(office)[-1].details["limit_on"] == "2026-04-23"
    cases.deliver(office.site, office["petugas1"], "kelengkapan", "MD-2026-00001", {})
    assert office.open_task(case).element == "pastikan_persyaratan"
    assert remind(office) == []


def test_a_withdrawn_case_reminds_nobody(office: Office) -> None:
    case = sent_back(office)
    cases.cancel(office.site, office["kasi"], case, "permintaan pemohon")
    office.clock.move(12 * DAY)
    assert remind(office) == []


def lies_ready(office: Office) -> int:
    """An M-Paspor application whose passport has come to the counter, served through Penerbitan."""
    case = arrived(office).instance
    apply_for(office, case)
    office.work(case, "terima_pemohon", keputusan="tidak")
    for element in ("periksa_kelengkapan", "entri_pindai", "foto_sidik_jari", "wawancara", *UNTIL_QUALITY):
        office.work(case, element)
    return case


def test_a_passport_at_the_counter_is_told_reminded_after_two_weeks_and_ends_with_the_survey(
    office: Office,
) -> None:
    case = lies_ready(office)
    assert [row.kind for row in told(office)] == ["ready"]
    office.clock.move(14 * DAY - timedelta(hours=5))
    assert remind(office) == []
    office.clock.move(timedelta(hours=5))
    ready_on = told(office)[0].created_at.astimezone(timezone(timedelta(hours=8))).date().isoformat()
    assert remind(office) == ["reminder_collection"]
    assert told(office)[-1].details["ready_on"] == ready_on
    office.work(case, "serahkan")
    assert [row.kind for row in told(office)] == ["ready", "reminder_collection", "survey"]
    office.clock.move(DAY)
    assert remind(office) == []


def test_the_calls_of_an_application_follow_it_through_both_sops(office: Office) -> None:
    case = lies_ready(office)
    asked = [row.system for row in calls(office)]
    assert asked == ["simponi", "cms", "spri", "cekal", "bms", "spri"]
    assert {row.instance_id for row in calls(office)} == {case}
