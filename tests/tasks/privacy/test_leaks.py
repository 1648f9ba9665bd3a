"""A breach of data: whose was touched through whose access, the 72 hours, and the notices, each taking out recorded."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from docx import Document as Word
from openpyxl import load_workbook
from sqlalchemy import select

from engine import schema
from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import attachments, sessions
from tasks.attachments import Place
from tasks.privacy import leaks, notices, touched
from tasks.privacy.leaks import Typed
from tasks.roles import DATA_PROTECTION
from tests.support.office import PASSWORD, Office
from tests.tasks.applicants.conftest import Siti, siti
from tests.tasks.uploads import pdf

__all__ = ["siti"]
STRANGER = Actor("pdp3", "", frozenset({DATA_PROTECTION}), office="kotabaru")
DAY = timedelta(days=1)


def typed(office: Office, **access: str) -> Typed:
    end = office.clock()
    return Typed(
        "Laptop petugas hilang", end, end - DAY, end, access, "Dicuri di lapangan", "Kata sandi diganti"
    )


def reached(office: Office, **access: str) -> tuple[leaks.Leak, leaks.Extent]:
    return leaks.read(
        office.site, office["pdp"], leaks.put_down(office.site, office["pdp"], typed(office, **access))
    )


def test_whose_data_an_officer_reached_is_told_with_its_kinds(office: Office) -> None:
    site = office.site
    opened = office.start(nama_pemohon="Misran").instance
    task = office.open_task(opened)
    file = attachments.add(site, office["petugas1"], Place(opened, task.id, "kk"), "kk.pdf", pdf())
    office.clock.move(DAY + timedelta(hours=1))
    worked = office.start(nama_pemohon="Rahmawati").instance  # by petugas1
    office.do(worked)
    attachments.open_file(site, office["petugas2"], file.id)
    office.clock.move(timedelta(minutes=1))
    _, extent = reached(office, logins="petugas2")
    assert [(one.number, one.name) for one in extent.cases] == [("MD-2026-00001", "Misran")]
    assert touched.SPECIFIC in extent.cases[0].kinds and extent.cases[0].acts == ("attachment.opened",)
    _, extent = reached(office, logins="petugas1")
    assert [one.name for one in extent.cases] == ["Rahmawati"]
    assert touched.ANSWERS in extent.cases[0].kinds
    _, extent = reached(office, logins="petugas1\npetugas2")
    assert [one.name for one in extent.cases] == ["Misran", "Rahmawati"]


def test_an_account_and_a_network_address_lead_to_their_cases(siti: Siti) -> None:
    office = siti.office
    siti.submit()
    number = siti.actor.login.partition(":")[2]
    office.clock.move(timedelta(minutes=1))
    _, extent = reached(office, accounts=number)
    assert [one.name for one in extent.cases] == ["Siti Aminah"]
    assert touched.CONTACT in extent.cases[0].kinds and extent.cases[0].email == "siti@example.id"
    _, extent = reached(office, addresses="10.0.0.1")  # where she signed in from
    assert siti.actor.login in extent.actors and len(extent.cases) == 1
    sessions.sign_in(office.site, "petugas2", PASSWORD, "203.0.113.7", "uji")
    office.clock.move(timedelta(minutes=1))
    _, extent = reached(office, addresses="203.0.113.7")
    assert extent.actors == ("petugas2",)


def test_the_hours_count_from_when_it_was_known_and_telling_is_written_down_once(office: Office) -> None:
    leak, _ = reached(office, logins="petugas1")
    assert leak.due_at - leak.known_at == timedelta(hours=72)
    leaks.mark_told(office.site, office["pdp"], leak.id, leaks.AGENCY)
    with pytest.raises(Conflict, match="told_already"):
        leaks.mark_told(office.site, office["pdp"], leak.id, leaks.AGENCY)
    (found,) = leaks.listed(office.site, office["pdp"])
    assert found.told_agency_at == office.clock() and found.told_subjects_at is None
    assert leaks.listed(office.site, STRANGER) == ()
    for act in (
        lambda: leaks.read(office.site, STRANGER, leak.id),
        lambda: leaks.change(office.site, STRANGER, leak.id, typed(office, logins="x")),
        lambda: notices.export(office.site, STRANGER, leak.id, leaks.AGENCY, "pdf"),
    ):
        with pytest.raises(NotFound):
            act()
    for login in ("petugas1", "kasi", "auditor", "admin"):
        with pytest.raises(Forbidden):
            leaks.put_down(office.site, office[login], typed(office, logins="x"))


def test_the_notices_are_documents_and_each_is_recorded(office: Office) -> None:
    office.start(nama_pemohon="Misran")
    office.clock.move(timedelta(minutes=1))
    leak, _ = reached(office, logins="petugas1")
    assert notices.export(office.site, office["pdp"], leak.id, leaks.SUBJECTS, "pdf").startswith(b"%PDF")
    made = Word(io.BytesIO(notices.export(office.site, office["pdp"], leak.id, leaks.AGENCY, "docx")))
    text = "\n".join(one.text for one in made.paragraphs)
    assert "Dicuri di lapangan" in text and "Kata sandi diganti" in text and "Misran" not in text
    book = load_workbook(io.BytesIO(notices.export(office.site, office["pdp"], leak.id, "list", "xlsx")))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "Misran" in cells and "MD-2026-00001" in cells
    with office.site.db.read() as tx:
        query = select(schema.audit.c.details).where(schema.audit.c.action == "leak.exported")
        assert len(tx.conn.execute(query).scalars().all()) == 3
    with pytest.raises(NotFound):
        notices.export(office.site, office["pdp"], leak.id, "siapa", "pdf")


def test_what_is_typed_wrong_is_named(office: Office) -> None:
    now = office.clock()
    for wrong, field in (
        (Typed("x", now, now, now - DAY, {"logins": "a"}), "until"),
        (Typed("x", now + DAY, now - DAY, now, {"logins": "a"}), "known_at"),
        (Typed("x", now, now - DAY, now, {}), "logins"),
        (Typed("x", now, now - DAY, now, {"accounts": "siti"}), "accounts"),
        (Typed("", now, now - DAY, now, {"logins": "a"}), "title"),
    ):
        with pytest.raises(Invalid) as refused:
            leaks.put_down(office.site, office["pdp"], wrong)
        assert [problem.where for problem in refused.value.problems] == [field]
