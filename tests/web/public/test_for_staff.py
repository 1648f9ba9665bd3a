"""What officers see of an application: enough to compare with the originals, the NIK whole only for a reason."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from engine import schema
from tests.support.office import Office
from tests.support.office_pages import signed_in
from tests.tasks.applicants.people import SITI_NIK
from tests.web.public.people import Citizen
from tests.web.public.test_wizard import paid


def test_the_case_page_shows_the_application_with_a_masked_nik(
    siti: Citizen, office: Office, office_app: Flask
) -> None:
    paid(siti, office)
    officer = signed_in(office_app, "petugas1")
    page = officer.get("/requests/1").text
    for told in ("•••• 0001", "Elektronik, 10 tahun", "Senin, 13 April 2026", "Halimah", "kk.jpg", "Pemohon"):
        assert told in page, told
    assert SITI_NIK not in page and "siti@example.id" not in page
    sheet = officer.get("/requests/1/sheet").text
    assert SITI_NIK not in sheet


def test_the_whole_nik_is_shown_for_a_reason_that_is_recorded(
    siti: Citizen, office: Office, office_app: Flask
) -> None:
    paid(siti, office)
    officer, auditor = signed_in(office_app, "petugas1"), signed_in(office_app, "auditor")
    assert SITI_NIK not in officer.get("/requests/1/nik").text
    assert officer.post("/requests/1/nik", {"reason": " "}).status_code == 422
    shown = officer.post("/requests/1/nik", {"reason": "Mencocokkan e-KTP asli"})
    assert SITI_NIK in shown.text.replace(" ", "") and shown.headers["Cache-Control"] == "no-store"
    assert SITI_NIK not in officer.get("/requests/1").text.replace(" ", "")
    assert auditor.post("/requests/1/nik", {"reason": "ingin tahu"}).status_code == 403
    with office.site.db.read() as tx:
        query = select(schema.audit).where(schema.audit.c.action == "nik.unmasked")
        (line,) = tx.conn.execute(query).all()
    assert (line.actor, line.reason) == ("petugas1", "Mencocokkan e-KTP asli")
    assert SITI_NIK not in str(line)


def test_the_nik_reaches_no_program_no_mail_and_no_trail(siti: Citizen, office: Office) -> None:
    paid(siti, office)
    with office.site.db.read() as tx:
        everything = [str(tx.conn.execute(select(table)).all()) for table in schema.metadata.sorted_tables]
    assert SITI_NIK not in "".join(everything)
