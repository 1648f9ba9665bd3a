"""SOP pages: the list, the official table with what is uncertain, versions, the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from engine.clock import VirtualClock
from engine.database import Database
from processes.reader import read_sop
from processes.words import fill
from tasks import library, sop_drafts
from tests.support.browser import assert_accessible
from tests.support.office import Office, without_review
from tests.support.office_pages import WIDTHS, fits, opened, sign_in, signed_in
from web.pages.sop_sheet import sheet

_TAGS = re.compile(r"<[^>]+>")


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    return opened(db, clock, tmp_path / "alur")


def _publish_renamed(office: Office) -> None:
    without_review(office)
    draft = library.open_draft(office.site, office["pemilik"], "micin_darurat")
    changed = draft.xml.replace(b"Menerima permohonan dari masyarakat", b"Menerima surat dari masyarakat")
    library.save_draft(office.site, office["pemilik"], "micin_darurat", changed, draft.revision)
    library.publish(office.site, office["pemilik"], "micin_darurat", "Memperjelas langkah 1")


def test_everybody_signed_in_reads_sops_and_nobody_else(office_app: tuple[Office, Flask]) -> None:
    _, app = office_app
    for login in ("petugas1", "auditor", "admin", "pemilik"):
        visitor = signed_in(app, login)
        assert "SOP Layanan Micin Darurat" in visitor.get("/sop").text
        assert visitor.get("/sop/micin_darurat").status_code == 200
    assert app.test_client().get("/sop/micin_darurat").status_code == 303
    assert signed_in(app, "petugas1").get("/sop/tiada").status_code == 404


def test_the_table_has_every_row_with_its_exact_cells(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    page = signed_in(app, "petugas1").get("/sop/micin_darurat").text
    text = _TAGS.sub(" ", page)
    sop = read_sop(library.xml(office.site, office["petugas1"], "micin_darurat"))
    words = {"nama_sistem_paspor": "SPRI"}
    for step in sop.steps:
        assert f'id="step-{step.number}"' in page
        for cell in (step.activity, step.time.text, *(item.text for item in step.requirements)):
            assert fill(cell, words) in text
    assert page.count("belum diisi") == 10  # the identity fields the source does not give


def test_what_is_uncertain_stands_at_its_row(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    sop = read_sop(library.xml(office.site, office["petugas1"], "micin_darurat"))
    with app.test_request_context():
        rows = {row.step.number: row for row in sheet(sop).rows}
        headings = sheet(sop).doubts
    assert {doubt.place for doubt in rows["1"].doubts} == {"keterangan 1"}
    assert "baris 2-3 kolom pelaksana" in {doubt.place for doubt in rows["3"].doubts}
    assert {doubt.place for doubt in headings} == {
        "kepala kolom 1",
        "kepala pelaksana 2",
        "kepala pelaksana 3",
    }
    assert rows["4"].assumed == {"pelaksana"} and rows["T1"].assumed == {"semua"}
    page = signed_in(app, "auditor").get("/sop/micin_darurat").text
    assert "seluruh baris asumsi" in page and "transkripsi" in page
    assert "SIP4i" in page and "makalah, Gambar 4" in page


def test_notes_open_without_a_script(office_app: tuple[Office, Flask]) -> None:
    visitor = signed_in(office_app[1], "petugas1")
    assert '<details class="notes doubtful" open>' in visitor.get("/sop/micin_darurat/1?notes=1").text
    assert '<details class="notes doubtful" open>' not in visitor.get("/sop/micin_darurat/1").text


def test_the_file_is_served_as_published(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    answer = signed_in(app, "petugas1").get("/sop/micin_darurat/1/diagram.bpmn?download=1")
    assert answer.data == library.xml(office.site, office["petugas1"], "micin_darurat", 1)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="micin_darurat-v1.bpmn"'


def test_an_older_version_says_so_and_the_list_tells_who_and_why(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    _publish_renamed(office)
    visitor = signed_in(app, "petugas1")
    newest, older = visitor.get("/sop/micin_darurat").text, visitor.get("/sop/micin_darurat/1").text
    assert "Menerima surat dari masyarakat" in newest
    assert "Memperjelas langkah 1" in newest and "Pemilik" in newest
    assert "Menerima permohonan dari masyarakat" in older
    assert "Ini versi lama" in older and "Ini versi lama" not in newest


def test_drafts_show_to_their_author_alone(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    sop_drafts.open_draft(office.site, office["pemilik"], "micin_darurat")
    assert "draf saya" in signed_in(app, "pemilik").get("/sop").text
    assert "draf saya" not in signed_in(app, "petugas1").get("/sop").text


def test_in_a_browser_the_row_and_its_shape_light_up(
    page: Page, serve: Callable[[Any], str], clock: VirtualClock, tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "alur.db"
    path.write_bytes(sqlite_template.read_bytes())
    _, app = opened(Database(f"sqlite:///{path}", clock), clock, tmp_path / "alur")
    address = serve(app)
    sign_in(page, address, "petugas1")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/sop/micin_darurat")
        expect(page.locator(".diagram[data-ready]")).to_be_visible()
        assert fits(page), width
        assert_accessible(page)
    page.locator("#step-4 a").focus()
    expect(page.locator("tr[data-diagram-element=entri_pindai]")).to_have_class(re.compile("is-chosen"))
    expect(page.locator('.djs-element.is-chosen[data-element-id="entri_pindai"]')).to_have_count(1)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation").first).to_be_hidden()
    expect(page.locator(".sop-table")).to_be_visible()
    expect(page.locator(".sop-flow")).to_be_visible()
