"""The versions' page: how each stands, withdrawing, bringing back; what a revoked SOP looks like elsewhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from engine.clock import VirtualClock
from engine.database import Database
from tasks import library
from tests.support.office import Office
from tests.support.office_pages import opened, signed_in
from tests.support.pages import Visitor
from tests.tasks.versions.changing import KEY, changed
from web.pages import life_picture

_VERSIONS = f"/studio/{KEY}/versions"


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    office, app = opened(db, clock, tmp_path / "alur")
    clock.move(timedelta(days=10))
    library.deploy_file(office.site, office["admin"], changed(), "Surat edaran")
    return office, app


def test_each_version_tells_how_it_stands(office_app: tuple[Office, Flask]) -> None:
    page = signed_in(office_app[1], "auditor").get(_VERSIONS).text
    assert "Versi 2 berlaku" in page and "digantikan" in page and "Surat edaran" in page
    assert "Cabut" not in page and "Ambil kembali" not in page  # who only looks is offered nothing
    assert 'class="life-superseded" x="0.0"' in page


def test_a_revoked_sop_says_so_everywhere(office_app: tuple[Office, Flask]) -> None:
    _, app = office_app
    owner = signed_in(app, "pemilik")
    assert owner.post(f"{_VERSIONS}/2/withdraw", {"reason": " "}).status_code == 422
    assert owner.post(f"{_VERSIONS}/2/withdraw", {"reason": "Dicabut Kanwil"}).status_code == 303
    for path in (f"/sop/{KEY}", "/sop", _VERSIONS):
        assert "Dicabut Kanwil" in owner.get(path).text, path
    officer = signed_in(app, "petugas1")
    assert KEY not in officer.get("/requests/new").text
    assert officer.get(f"/requests/new/{KEY}").status_code == 404
    assert officer.post(f"/requests/new/{KEY}", {"nama_pemohon": "Siti"}).status_code == 404
    assert "Ada yang sakit" not in Visitor(app).get("/layanan").text


def test_the_public_start_page_says_when_nothing_is_taken(office_app: tuple[Office, Flask]) -> None:
    _, app = office_app
    assert "Ajukan permohonan" in Visitor(app).get("/layanan").text
    owner = signed_in(app, "pemilik")
    assert owner.post("/studio/m_paspor/versions/1/withdraw", {"reason": "Pusat"}).status_code == 303
    page = Visitor(app).get("/layanan").text
    assert "permohonan baru tidak diterima" in page and "/layanan/permohonan/baru" not in page


def test_a_version_is_brought_back_as_a_draft(office_app: tuple[Office, Flask]) -> None:
    owner = signed_in(office_app[1], "pemilik")
    answer = owner.post(f"{_VERSIONS}/1/restore")
    assert (answer.status_code, answer.location) == (303, f"/studio/{KEY}/review")
    assert owner.post(f"{_VERSIONS}/1/restore").status_code == 409
    assert "Ambil kembali" not in owner.get(_VERSIONS).text
    assert signed_in(office_app[1], "admin").post(f"{_VERSIONS}/1/restore").status_code == 403


def test_a_picture_of_nothing_and_of_one_moment_has_a_scale(clock: VirtualClock) -> None:
    assert life_picture.drawn((), clock()).bars == ()
