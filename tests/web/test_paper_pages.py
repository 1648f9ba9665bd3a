"""The page of an SOP's document: its pages to look at, the file, drafts for their author alone."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
from click.testing import CliRunner
from flask import Flask
from PIL import Image

from engine.clock import VirtualClock
from engine.database import Database
from tasks import library, settings, sop_drafts
from tests.support.office import Office
from tests.support.office_pages import opened, signed_in
from web.cli import main

ADDRESS = "/sop/bap_paspor/document"


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    return opened(db, clock, tmp_path / "alur")


def _text(content: bytes) -> str:
    with pdfplumber.open(BytesIO(content)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def test_the_page_shows_each_page_of_the_document_and_gives_the_file(
    office_app: tuple[Office, Flask],
) -> None:
    office, app = office_app
    settings.change(office.site, office["admin"], {"office.head_name": "Nama Kepala", "paper.size": "f4"})
    visitor = signed_in(app, "petugas1")
    page = visitor.get(ADDRESS)
    assert page.status_code == 200
    assert page.text.count('alt="Halaman') == 2
    picture = visitor.get(f"{ADDRESS}/page/2.png?version=1")
    assert picture.data.startswith(b"\x89PNG")
    again = visitor.get(f"{ADDRESS}/page/2.png?version=1", headers={"If-None-Match": picture.headers["ETag"]})
    assert again.status_code == 304
    answer = visitor.get(f"{ADDRESS}/file.pdf?version=1&cover=1")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bap_paspor-v1.pdf"'
    assert answer.mimetype == "application/pdf"
    text = _text(answer.data)
    assert "Nama Kepala" in text and "KANTOR IMIGRASI KELAS II TPI BATULICIN" in text and "Versi 1" in text


def test_every_format_is_a_file_of_its_kind(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    visitor = signed_in(app, "petugas1")
    page = visitor.get(ADDRESS).text
    begins = {"docx": b"PK", "xlsx": b"PK", "svg": b"<?xml", "png": b"\x89PNG", "bpmn": b"<?xml"}
    for ending, start in begins.items():
        assert f"document/file.{ending}?" in page
        answer = visitor.get(f"{ADDRESS}/file.{ending}")
        assert answer.status_code == 200
        assert answer.data.startswith(start)
        assert f'filename="bap_paspor-v1.{ending}"' in answer.headers["Content-Disposition"]
    assert visitor.get(f"{ADDRESS}/file.bpmn").data == library.xml(
        office.site, office["petugas1"], "bap_paspor"
    )


def test_a_logo_in_the_folder_stands_on_the_letterhead(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    visitor = signed_in(app, "petugas1")
    logo = office.site.folder / "logo.png"
    logo.write_bytes(b"no picture")
    assert _pictures(visitor.get(f"{ADDRESS}/file.pdf").data) == 0
    Image.new("RGB", (80, 80), "navy").save(logo)
    assert _pictures(visitor.get(f"{ADDRESS}/file.pdf").data) == 1


def _pictures(content: bytes) -> int:
    with pdfplumber.open(BytesIO(content)) as document:
        return sum(len(page.images) for page in document.pages)


@pytest.mark.parametrize("tail", ["/page/9.png", "/page/0.png", "/file.exe", "?version=77", "?version=draft"])
def test_what_is_not_there_is_not_found(office_app: tuple[Office, Flask], tail: str) -> None:
    _, app = office_app
    assert signed_in(app, "pemilik").get(ADDRESS + tail).status_code == 404
    assert signed_in(app, "pemilik").get("/sop/tiada/document").status_code == 404


def test_a_draft_is_printed_for_its_author_and_nobody_else(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    draft = library.open_draft(office.site, office["pemilik"], "bap_paspor")
    changed = draft.xml.replace(b"Memutuskan hasil BAP", b"Memutuskan hasil pemeriksaan")
    library.save_draft(office.site, office["pemilik"], "bap_paspor", changed, draft.revision)
    answer = signed_in(app, "pemilik").get(f"{ADDRESS}/file.pdf?version=draft")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bap_paspor-draf.pdf"'
    assert "Draf, belum disahkan" in _text(answer.data)
    assert signed_in(app, "petugas1").get(f"{ADDRESS}/file.pdf?version=draft").status_code == 404
    assert "Draf, belum disahkan" not in _text(signed_in(app, "petugas1").get(f"{ADDRESS}/file.pdf").data)


def test_a_draft_that_cannot_be_read_says_so(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    draft = library.open_draft(office.site, office["pemilik"], "bap_paspor")
    broken = draft.xml.replace(b'kind="service"', b'kind="entahlah"')
    library.save_draft(office.site, office["pemilik"], "bap_paspor", broken, draft.revision)
    answer = signed_in(app, "pemilik").get(f"{ADDRESS}?version=draft")
    assert answer.status_code == 422
    assert "belum dapat dibaca" in answer.text


def test_the_command_prints_a_file(tmp_path: Path, shipped_file: Callable[[str], Path]) -> None:
    out = tmp_path / "bap.pdf"
    done = CliRunner().invoke(main, ["sop", "print", str(shipped_file("bap_paspor")), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "BAP" in _text(out.read_bytes())
    bad = tmp_path / "bad.bpmn"
    bad.write_text("<x/>")
    refused = CliRunner().invoke(main, ["sop", "print", str(bad), "--out", str(out)])
    assert refused.exit_code == 1
    assert "cannot be read" in refused.output


@pytest.fixture
def shipped_file() -> Callable[[str], Path]:
    return lambda key: Path("bpmn") / f"{key}.bpmn"


def test_the_standard_of_the_service_says_what_is_missing_and_the_public_sees_what_is_known(
    office_app: tuple[Office, Flask],
) -> None:
    _, app = office_app
    page = signed_in(app, "admin").get("/sop/micin_darurat/standard").text
    assert "Jaminan keamanan dan keselamatan pelayanan" in page
    assert "belum diisi" in page and "Isi di Setelan" in page
    assert "Isi di Setelan" not in signed_in(app, "petugas1").get("/sop/micin_darurat/standard").text
    nobody = app.test_client()
    listed = nobody.get("/layanan/standar").text
    assert "sanggup menyelenggarakan pelayanan" in listed and "/layanan/standar/micin_darurat" in listed
    shown = nobody.get("/layanan/standar/micin_darurat").text
    assert "Surat rujukan untuk berobat ke luar negeri" in shown
    assert "Jaminan keamanan" not in shown
    assert "STANDAR PELAYANAN" in _text(nobody.get("/layanan/standar/micin_darurat/file.pdf").data)
    assert "MAKLUMAT PELAYANAN" in _text(nobody.get("/layanan/maklumat.pdf").data)
    assert nobody.get("/layanan/standar/tiada").status_code == 404
    assert nobody.get("/sop/micin_darurat/standard").status_code == 303


def test_an_sop_that_is_only_a_draft_yet_has_its_document(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    xml = (files("bpmn") / "bap_paspor.bpmn").read_bytes().replace(b"bap_paspor", b"sop_baru")
    with office.site.db.begin(office["pemilik"]) as tx:
        sop_drafts.begin(tx, "sop_baru", 0, xml)
    page = signed_in(app, "pemilik").get("/sop/sop_baru/document")
    assert page.status_code == 200
    assert "version=draft" in page.text
    assert signed_in(app, "petugas1").get("/sop/sop_baru/document").status_code == 404
