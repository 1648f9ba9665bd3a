"""Tracking by receipt code and birth date: enough for who holds them, nothing for anybody else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import schema
from engine.refusals import Forbidden, Invalid
from tasks import letters
from tasks.applicants import receipts, tracking
from tasks.views import form_for
from tests.support.office import Office
from tests.tasks.applicants.conftest import Siti
from tests.tasks.applicants.people import AWAY, HOME

BORN = {"birth.day": "1", "birth.month": "2", "birth.year": "1990"}


def code_of(siti: Siti) -> str:
    return siti.stands()[0].receipt_code


def track(office: Office, code: str, address: str = HOME, **born: str) -> tracking.Tracked:
    return tracking.track(office.site, {"code": code, **BORN, **born}, address)


def refused(office: Office, code: str, address: str = HOME, **born: str) -> str:
    with pytest.raises(Forbidden) as found:
        track(office, code, address, **born)
    return found.value.key


def at_office(siti: Siti, until: str, day: str = "2026-04-13") -> None:
    """Let the day come and officers work until a step is open."""
    office = siti.office
    office.clock.move_to(datetime.fromisoformat(f"{day}T08:00:00+08:00"))
    siti.settle()
    while (line := office.open_task(1)).element != until:
        lost = {"keputusan": "tidak"} if line.element == "terima_pemohon" else {}
        office.work(1, line.element, **lost)


def test_the_code_is_read_as_people_write_it() -> None:
    code = receipts.fresh()
    assert len(code) == 10
    assert receipts.read(f" {receipts.spoken(code).lower()} ") == code


def test_code_and_birth_date_open_it_and_nothing_personal_is_told(siti: Siti) -> None:
    siti.pay()
    found = track(siti.office, receipts.spoken(code_of(siti)))
    assert (found.stands.state, found.stands.element, found.pause) == ("booked", "ubah_jadwal", "")
    assert found.missing is None


def test_a_wrong_code_and_a_wrong_date_are_answered_alike(siti: Siti) -> None:
    assert refused(siti.office, "AAAAAAAAAA") == refused(siti.office, code_of(siti), **{"birth.year": "1991"})
    with pytest.raises(Invalid) as found:
        tracking.track(siti.office.site, {"code": "", "birth.day": "1"}, HOME)
    assert {problem.where for problem in found.value.problems} == {"code", "birth"}


def test_guessing_dates_or_codes_is_throttled(siti: Siti) -> None:
    code = code_of(siti)
    for year in range(1980, 1985):
        assert refused(siti.office, code, **{"birth.year": str(year)}) == "track.wrong"
    assert refused(siti.office, code) == "track.throttled"
    for number in range(15):
        assert refused(siti.office, f"AAAAAAAA{number:02d}") == "track.wrong"
    assert refused(siti.office, "BBBBBBBBBB") == "track.throttled"
    assert refused(siti.office, "BBBBBBBBBB", AWAY) == "track.wrong"
    siti.office.clock.move(timedelta(minutes=16))
    assert track(siti.office, code).stands.application.id == siti.number


def test_what_was_tried_is_not_kept_readable(siti: Siti) -> None:
    code = code_of(siti)
    refused(siti.office, code, **{"birth.year": "1991"})
    with siti.office.site.db.read() as tx:
        kept = str(tx.conn.execute(select(schema.account_attempts)).all())
        told = str(tx.conn.execute(select(schema.audit.c.details, schema.audit.c.subject)).all())
    assert code not in kept and code not in told


def test_the_promised_day_is_counted_from_the_interview_in_working_days(siti: Siti) -> None:
    siti.pay()
    at_office(siti, "terima_pemohon")
    before = track(siti.office, code_of(siti)).promise
    assert before is not None
    assert (before.days, before.anchor, before.due_on) == (4, "event:pemeriksaan_dan_wawancara_selesai", None)
    at_office(siti, "verifikasi_bms_ajudikasi")
    promise = track(siti.office, code_of(siti)).promise
    assert promise is not None and promise.anchor_at is not None
    assert (promise.due_on, promise.closed, promise.stopped) == (date(2026, 4, 17), (), False)


def test_holidays_within_the_promise_are_named(siti: Siti) -> None:
    siti.pay()
    at_office(siti, "verifikasi_bms_ajudikasi", day="2026-04-29")
    promise = track(siti.office, code_of(siti)).promise
    assert promise is not None and promise.due_on == date(2026, 5, 6)
    assert [(one.day, one.label) for one in promise.closed] == [
        (date(2026, 5, 1), "Hari Buruh Internasional")
    ]


def test_what_is_missing_and_why_the_clock_stands_still_are_told(siti: Siti) -> None:
    siti.pay()
    at_office(siti, "periksa_kelengkapan")
    siti.office.work(1, "periksa_kelengkapan", missing={"kk": "tidak_ada"}, keputusan="tidak")
    siti.office.work(1, "kembalikan_berkas")
    found = track(siti.office, code_of(siti))
    assert found.missing is not None
    assert found.missing.labels == ("Kartu keluarga",)
    assert found.pause == "applicant"
    with siti.office.site.db.read() as tx:
        assert found.missing.until == letters.of_case(tx, 1).limit_on


def test_the_gate_at_the_office_asks_for_what_the_answers_call_for(siti: Siti) -> None:
    siti.pay()
    at_office(siti, "periksa_kelengkapan")
    office = siti.office
    form = form_for(office.site, office["petugas1"], office.open_task(1).id).form
    asked = {item.code for item in form.gate}
    assert {"ektp", "kk", "akta_lahir"} <= asked
    assert not asked & {"ganti_nama", "kewarganegaraan", "surat_ket_data", "paspor_lama"}
