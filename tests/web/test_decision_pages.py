"""Pages of the decision models: tables in DMN's look, trials, new versions; and what a case was decided by."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from engine import schema
from engine.clock import VirtualClock
from engine.database import Database
from tasks import completion, work
from tasks.views import form_for
from tests.support.browser import assert_accessible
from tests.support.office import Office, filled
from tests.support.office_pages import WIDTHS, fits, opened, sign_in, signed_in
from tests.support.pages import Visitor

KEYS = ("biaya", "kelengkapan", "layanan", "masa_berlaku", "prioritas")
FILE = (files("bpmn") / "prioritas.dmn").read_bytes()
NEXT = FILE.replace(b"di bawah 5 tahun", b"yang belum berusia 5 tahun")
LOST = {
    "decision": "jumlah",
    "i.jenis_permohonan": "hilang",
    "i.jenis_paspor": "elektronik",
    "i.masa_berlaku": "10",
    "i.layanan": "reguler",
    "i.keadaan_kahar": "false",
}


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    return opened(db, clock, tmp_path / "alur")


def fired(page: str) -> list[str]:
    return re.findall(r'<tr class="fired" id="([^"]+)"', page)


def send(visitor: Visitor, content: bytes, note: str = "SK 7/2026", seen: str = "1") -> tuple[int, str]:
    fields = {"file": (BytesIO(content), "model.dmn"), "note": note, "seen": seen}
    answer = visitor.post("/keputusan/prioritas/terbit", fields)
    return answer.status_code, answer.text


def test_everybody_signed_in_reads_the_tables_and_nobody_else(office_app: tuple[Office, Flask]) -> None:
    _, app = office_app
    for login in ("petugas1", "auditor", "admin", "pemilik"):
        visitor = signed_in(app, login)
        listed = visitor.get("/keputusan").text
        assert "Biaya PNBP paspor" in listed and "Versi bawaan" in listed
        assert all(visitor.get(f"/keputusan/{key}").status_code == 200 for key in KEYS)
    assert app.test_client().get("/keputusan").status_code == 303
    for missing in ("/keputusan/lain", "/keputusan/biaya/9", "/keputusan/biaya/9/model.dmn"):
        assert visitor.get(missing).status_code == 404


def test_a_table_shows_policy_cells_and_sources(office_app: tuple[Office, Flask]) -> None:
    _, app = office_app
    page = signed_in(app, "petugas1").get("/keputusan/biaya").text
    assert 'id="denda_pp45_hilang"' in page and "SIPPN Banda Aceh 8092781" in page
    assert page.count('class="table dmn"') == 3 and "tarif.jumlah + denda.jumlah" in page
    assert "Tepat satu aturan berlaku." in page and "Aturan pertama yang berlaku yang menentukan." in page
    assert "&gt;= date(&#34;2024-12-17&#34;)" in page and "Anggapan: berlaku 17 Desember 2024" in page
    assert (
        signed_in(app, "auditor").get("/keputusan/biaya/1/model.dmn").data
        == (files("bpmn") / "biaya.dmn").read_bytes()
    )


def test_a_trial_answers_in_words_and_marks_the_rules(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    visitor = signed_in(app, "petugas1")
    page = visitor.post("/keputusan/biaya/1/coba", LOST)
    assert page.status_code == 200 and "Rp1.950.000" in page.text
    assert set(fired(page.text)) == {"tarif_pp45_elektronik_10", "denda_pp45_hilang", "percepatan_reguler"}
    assert "Paspor pertama kali" in page.text  # what nobody said
    assert '<option value="hilang" selected>' in page.text
    lines = visitor.post("/keputusan/biaya/1/coba", {**LOST, "decision": "rincian"}).text
    assert "Rp950.000" in lines and "Rp1.000.000" in lines and "PP 45/2024" in lines
    open_ = visitor.post("/keputusan/biaya/1/coba", {**LOST, "i.tanggal": "2018-01-01"}).text
    assert "dibiarkan terbuka oleh tabel" in open_
    with office.site.db.read() as tx:
        assert tx.conn.execute(select(func.count()).select_from(schema.decisions_taken)).scalar_one() == 0


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"decision": "jumlah", "i.jenis_permohonan": "hlang"}, 409, "kolom Jenis permohonan"),
        ({"decision": "jumlah", "i.masa_berlaku": "sepuluh"}, 409, "Masa berlaku"),
        ({"decision": "tidak_ada"}, 404, ""),
        ({}, 404, ""),
    ],
)
def test_a_trial_that_cannot_be_answered_says_why(
    office_app: tuple[Office, Flask], fields: dict[str, str], status: int, said: str
) -> None:
    answer = signed_in(office_app[1], "petugas1").post("/keputusan/biaya/1/coba", fields)
    assert answer.status_code == status and said in answer.text


def test_a_process_owner_publishes_a_new_version_and_the_old_one_stays(
    office_app: tuple[Office, Flask],
) -> None:
    _, app = office_app
    owner = signed_in(app, "pemilik")
    assert "Terbitkan versi baru" in owner.get("/keputusan/prioritas").text
    assert send(owner, NEXT)[0] == 303
    page = owner.get("/keputusan/prioritas").text
    assert "yang belum berusia 5 tahun" in page and "SK 7/2026" in page and "Pemilik" in page
    older = owner.get("/keputusan/prioritas/1").text
    assert "di bawah 5 tahun" in older and "Ini versi lama" in older
    assert "Model keputusan diterbitkan" in signed_in(app, "auditor").get("/audit/trail").text


@pytest.mark.parametrize(
    ("content", "note", "seen", "status", "said"),
    [
        (NEXT.replace(b"&gt;= batas_lansia", b"&gt;= ("), "SK 7", "1", 422, "baris"),
        (b"", "SK 7", "1", 422, "Berkas bukan XML yang utuh."),
        (b"\x00\xff", "SK 7", "1", 422, "kesalahan"),
        ((files("bpmn") / "biaya.dmn").read_bytes(), "SK 7", "1", 422, "Berkas itu model keputusan lain."),
        ((files("bpmn") / "micin_darurat.bpmn").read_bytes(), "SK 7", "1", 422, "Unggah berkas DMN"),
        (NEXT, "", "1", 422, "Isi bagian ini."),
        (NEXT, "SK 7", "0", 409, "versi model yang lebih baru"),
    ],
)
def test_a_file_that_may_not_be_published_is_told_apart(
    office_app: tuple[Office, Flask], content: bytes, note: str, seen: str, status: int, said: str
) -> None:
    _, app = office_app
    found, page = send(signed_in(app, "pemilik"), content, note, seen)
    assert found == status and said in page, page
    assert "Versi 1" in signed_in(app, "petugas1").get("/keputusan/prioritas").text


def test_only_process_owners_and_administrators_publish(office_app: tuple[Office, Flask]) -> None:
    _, app = office_app
    for login, status in (("petugas1", 403), ("auditor", 403), ("admin", 303)):
        visitor = signed_in(app, login)
        assert ("Terbitkan versi baru" in visitor.get("/keputusan/prioritas").text) == (status == 303)
        assert send(visitor, NEXT)[0] == status


def test_a_case_shows_what_it_was_decided_by(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    number = office.start(tanggal_lahir="1950-01-01", pernah_ganti_nama=True).instance
    task = office.until(number, "pastikan_persyaratan").id
    work.start(office.site, office["petugas1"], task)
    page = signed_in(app, "petugas1").get(f"/tasks/{task}").text
    assert "Diperlukan karena: pernah ganti nama." in page and "menurut keadaan sekarang" in page
    assert "Permenkumham 8/2014" in page
    form = form_for(office.site, office["petugas1"], task).form
    completion.complete(office.site, office["petugas1"], task, filled(form))
    page = signed_in(app, "auditor").get(f"/requests/{number}").text
    assert "Kelompok prioritas" in page and "Lansia" in page and "UU 13/1998" in page
    assert "Daftar kelengkapan" in page and "Kelengkapan berkas v1" in page
    assert "Kelompok rentan" in page


def test_the_pages_stand_on_every_screen(
    office_app: tuple[Office, Flask], serve: Callable[[Flask], str], page: Page, tmp_path: Path
) -> None:
    office, app = office_app
    number = office.start(tanggal_lahir="1950-01-01", pernah_ganti_nama=True).instance
    office.until(number, "pastikan_persyaratan")
    office.do(number)
    address = serve(app)
    sign_in(page, address, "pemilik")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("/keputusan", "/keputusan/biaya", "/keputusan/kelengkapan", "/keputusan/prioritas"):
            page.goto(address + path)
            assert fits(page), (path, width)
            assert_accessible(page)
    page.goto(f"{address}/keputusan/biaya")
    page.get_by_label("Keputusan", exact=True).select_option("jumlah")
    for name, value in LOST.items():
        if name.startswith("i."):
            page.locator(f'[name="{name}"]').select_option(value)
    page.get_by_role("button", name="Tanyakan").click()
    expect(page.locator("#answer .verdict-said")).to_have_text("Rp1.950.000")
    expect(page.locator("tr.fired")).to_have_count(3)
    assert_accessible(page)


def test_the_case_page_with_decisions_is_accessible(
    office_app: tuple[Office, Flask], serve: Callable[[Flask], str], page: Page
) -> None:
    office, app = office_app
    number = office.start(tanggal_lahir="1950-01-01").instance
    office.until(number, "pastikan_persyaratan")
    office.do(number)
    address = serve(app)
    sign_in(page, address, "petugas1")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/requests/{number}")
        page.locator("#decisions summary").first.click()
        assert fits(page), width
        assert_accessible(page)
