"""Importing an SOP on the page: sent, confirmed, made a draft; new SOPs from nothing; nothing typed is lost."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from fpdf import FPDF

from tasks import cases, sop_drafts
from tests.processes.intake.place import FILES
from tests.support.office import OPERATOR, Office, without_review
from tests.support.office_pages import signed_in
from tests.support.pages import Visitor

_PAGE = "/studio/import"


@pytest.fixture
def owner(office_app: Flask) -> Visitor:
    return signed_in(office_app, "pemilik")


def _send(owner: Visitor, name: str, content: bytes | None = None, as_name: str = "") -> str:
    """Send a file; the address it leads to, or the page of the refusal."""
    data = (FILES / name).read_bytes() if content is None else content
    answer = owner.post(_PAGE, {"file": (BytesIO(data), as_name or name)}, page=_PAGE)
    return answer.location if answer.status_code == 303 else answer.text


def _form(page: str) -> dict[str, str]:
    """What a browser would send of the review page untouched."""
    fields = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', page))
    fields |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    fields |= dict.fromkeys(re.findall(r'name="(\d+\.decides)" checked', page), "on")
    return {name: value for name, value in fields.items() if name not in ("csrf_token", "ok")}


def test_a_word_file_becomes_a_draft_of_a_new_sop_that_the_studio_opens(
    owner: Visitor, office: Office
) -> None:
    where = _send(owner, "melayang.docx")
    page = owner.get(where)
    assert "Pengelolaan Surat Masuk" in page.text and "Menindaklanjuti disposisi pimpinan" in page.text
    made = owner.post(where, {**_form(page.text), "act": "draft"}, page=where)
    assert (made.status_code, made.location) == (303, "/studio/pengelolaan_surat_masuk")
    editor = owner.get(made.location)
    assert editor.status_code == 200 and "Draf SOP baru" in editor.text
    changes = owner.get("/studio/pengelolaan_surat_masuk/changes")
    assert changes.status_code == 200 and "Mengarsipkan surat" in changes.text
    assert "Pengelolaan Surat Masuk" in owner.get("/sop").text
    with office.site.db.read(office["pemilik"]) as tx:
        assert sop_drafts.mine(tx, "pengelolaan_surat_masuk").base_version == 0


def test_an_sop_from_word_is_published_and_runs_the_same_day(owner: Visitor, office: Office) -> None:
    without_review(office)
    where = _send(owner, "melayang.docx")
    made = owner.post(where, {**_form(owner.get(where).text), "act": "draft"}, page=where)
    note = {"note": "Dari berkas Word", "revision": "1", "over": ""}
    assert owner.post(f"{made.location}/publish", note, page=made.location).status_code == 303
    begun = cases.start(office.site, OPERATOR, "pengelolaan_surat_masuk", {})
    (line,) = office.open_tasks(begun.instance)
    assert (line.name, line.lane) == (
        "Menerima dan mencatat surat masuk dalam buku agenda",
        "pengadministrasi_umum",
    )


def test_what_is_corrected_and_confirmed_is_in_the_draft_and_no_longer_in_doubt(owner: Visitor) -> None:
    where = _send(owner, "bersambung.pdf")
    page = owner.get(where).text
    assert "2 sel diragukan" in page
    fields = _form(page) | {"0.activity": "Memerintahkan revisi", "ok": "3.performer", "act": "save"}
    assert owner.post(where, fields, page=where).status_code == 303
    page = owner.get(where).text
    assert "1 sel diragukan" in page and "Memerintahkan revisi" in page
    assert owner.post(where, {**_form(page), "act": "draft"}, page=where).status_code == 303
    xml = owner.get("/studio/penyusunan_revisi_anggaran_kegiatan/draft").text
    assert 'name="Memerintahkan revisi"' in xml and "langkah 7, decision" in xml and "langkah 4" not in xml


def test_rows_are_put_in_and_taken_out(owner: Visitor) -> None:
    where = _send(owner, "bentuk.xlsx")
    page = owner.get(where).text
    assert owner.post(where, {**_form(page), "act": "insert:1"}, page=where).location.endswith("#row-2")
    page = owner.get(where).text
    assert 'name="2.number" value="2a"' in page and "6 langkah" in page
    refused = owner.post(where, {**_form(page), "act": "draft"}, page=where)
    assert refused.status_code == 422 and 'id="f-2.activity"' in refused.text
    assert owner.post(where, {**_form(refused.text), "act": "remove:2"}, page=where).status_code == 303
    assert "5 langkah" in owner.get(where).text


def test_a_refused_draft_keeps_what_was_typed(owner: Visitor) -> None:
    where = _send(owner, "melayang.docx")
    fields = _form(owner.get(where).text) | {
        "1.remark": "Catatan baru",
        "key": "micin_darurat",
        "act": "draft",
    }
    refused = owner.post(where, fields, page=where)
    assert refused.status_code == 422 and "Catatan baru" in refused.text
    assert "Kunci ini sudah dipakai" in refused.text
    assert "Catatan baru" in owner.get(where).text


def test_a_file_may_change_an_sop_of_the_library(owner: Visitor) -> None:
    where = _send(owner, "nama.docx")
    fields = _form(owner.get(where).text) | {"existing": "micin_darurat", "act": "draft"}
    assert owner.post(where, fields, page=where).location == "/studio/micin_darurat"
    assert "Menyampaikan pengaduan" in owner.get("/studio/micin_darurat/changes").text
    again = owner.post(where, {**fields, "revision": "3"}, page=where)
    assert again.status_code == 409 and "sudah memiliki draf" in again.text


def test_a_new_sop_begins_with_one_row_and_every_page_of_the_studio_lives_with_it(owner: Visitor) -> None:
    made = owner.post("/studio/new", {"title": "Layanan Uji Coba", "key": ""}, page=_PAGE)
    assert made.location == "/studio/layanan_uji_coba"
    page = owner.get(made.location).text
    ways = re.findall(r'href="(/studio/layanan_uji_coba/[a-z]+)"', page)
    assert {owner.get(way).status_code for way in ways} <= {200, 303}
    thrown = owner.post("/studio/layanan_uji_coba/discard", {}, page=made.location)
    assert thrown.location == "/sop"


def test_rows_can_be_typed_where_the_flow_table_is_a_picture(owner: Visitor) -> None:
    file = FPDF()
    file.set_font("helvetica", size=10)
    file.add_page()
    lines = (
        "Nomor SOP : 1/SOP",
        "Tanggal Pembuatan : 1 Maret 2021",
        "Nama SOP : Cuti",
        "Disahkan oleh : Kepala",
    )
    for place, line in enumerate(lines):
        file.text(20, 20 + 10 * place, line)
    where = _send(owner, "x", bytes(file.output()), "cuti.pdf")
    page = owner.get(where).text
    assert "Tidak ada baris yang ditemukan" in page
    assert owner.post(where, {**_form(page), "act": "draft"}, page=where).status_code == 422
    page = owner.get(where).text
    assert owner.post(where, {**_form(page), "act": "insert:0"}, page=where).status_code == 303
    typed = _form(owner.get(where).text) | {"0.activity": "Mengajukan cuti", "0.performer": "Pegawai"}
    assert owner.post(where, {**typed, "act": "draft"}, page=where).location == "/studio/cuti"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"hello", "bukan berkas PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sebelum 2007"),
    ],
)
def test_what_is_no_file_to_import_is_refused_at_its_field(
    owner: Visitor, content: bytes, words: str
) -> None:
    assert words in _send(owner, "x", content, "x.docx")


def test_a_file_that_cannot_be_read_says_why_and_hostile_names_are_only_names(owner: Visitor) -> None:
    where = _send(owner, "x", b"%PDF-1.4\n%%EOF", '../../"><script>.pdf')
    page = owner.get(where).text
    assert "rusak" in page and "<script>.pdf" not in page


def test_a_page_of_a_pdf_is_shown_as_a_picture_and_the_file_is_handed_back(owner: Visitor) -> None:
    where = _send(owner, "tanpa-nomor.pdf")
    picture = owner.get(f"{where}/1.png")
    assert picture.mimetype == "image/png" and picture.data.startswith(b"\x89PNG")
    assert owner.get(f"{where}/9.png").status_code == 404
    assert owner.get(f"{where}/file").data == (FILES / "tanpa-nomor.pdf").read_bytes()
    assert owner.post(f"{where}/discard", {}, page=where).location == _PAGE
    assert owner.get(where).status_code == 404


def test_only_process_owners_import_and_nobody_sees_anothers_file(
    owner: Visitor, office_app: Flask, tmp_path: Path
) -> None:
    where = _send(owner, "nama.docx")
    for login in ("petugas1", "auditor", "admin"):
        other = signed_in(office_app, login)
        assert {other.get(path).status_code for path in (_PAGE, where, f"{where}/file")} == {403}
