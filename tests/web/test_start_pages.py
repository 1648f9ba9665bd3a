"""The start of a request: the form of the SOP in force, refusals at their fields."""

from __future__ import annotations

from flask import Flask

from tasks import views
from tests.support.office import Office
from tests.support.office_pages import signed_in

FORM = "/requests/new/micin_darurat"


def test_the_only_sop_opens_its_form_at_once(office: Office, office_app: Flask) -> None:
    visitor = signed_in(office_app, "petugas1")
    assert visitor.get("/requests/new").location == FORM
    assert "Paspor baru dewasa" in visitor.get(FORM).text
    assert visitor.get("/requests/new/tiada").status_code == 404


def test_a_request_starts_with_a_name_and_a_kind(office: Office, office_app: Flask) -> None:
    visitor = signed_in(office_app, "petugas2")
    given = {"nama_pemohon": "  Hj. Aminah <b> ", "jenis_permohonan": "baru_dewasa", "lokasi_layanan": "RSUD"}
    answer = visitor.post(FORM, given, page=FORM)
    assert answer.location == "/tasks/1"
    case = views.case(office.site, office["petugas1"], 1)
    assert case.instance.title == "Hj. Aminah <b>"
    assert case.data["lokasi_layanan"] == "RSUD"
    page = visitor.get("/tasks/1").text
    assert "MD-2026-00001 sudah dimulai" in page and "Hj. Aminah &lt;b&gt;" in page


def test_a_refused_start_keeps_what_was_typed_and_starts_nothing(office: Office, office_app: Flask) -> None:
    visitor = signed_in(office_app, "petugas1")
    given = {"nama_pemohon": " ", "jenis_permohonan": "kilat", "tanggal_lahir": "kemarin", "no_hp": "0812"}
    answer = visitor.post(FORM, given, page=FORM)
    assert answer.status_code == 422
    assert 'value="0812"' in answer.text
    for field in ("nama_pemohon", "jenis_permohonan", "tanggal_lahir"):
        assert f'id="e-{field}"' in answer.text
    assert "Belum ada permohonan" in visitor.get("/requests").text
