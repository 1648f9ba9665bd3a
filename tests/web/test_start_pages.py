"""The start of a request: the form of the SOP in force, refusals at their fields."""

from __future__ import annotations

from flask import Flask

from tasks import views
from tests.support.office import Office
from tests.support.office_pages import signed_in

FORM = "/requests/new/micin_darurat"


def test_staff_choose_among_the_sops_they_begin(office: Office, office_app: Flask) -> None:
    visitor = signed_in(office_app, "petugas1")
    page = visitor.get("/requests/new").text
    for key in ("micin_darurat", "kelompok_rentan", "penerbitan_penggantian"):
        assert f'href="/requests/new/{key}"' in page
    for key in ("m_paspor", "bap_paspor", "periksa_lanjutan"):
        assert f"/requests/new/{key}" not in page
    assert "Untuk lansia" in page and "Untuk pemohon sakit" in page
    assert "Paspor baru dewasa" in visitor.get(FORM).text
    assert "Untuk lansia" in visitor.get(FORM).text  # whom another procedure serves better
    assert visitor.get("/requests/new/tiada").status_code == 404
    refused = visitor.post("/requests/new/bap_paspor", {}, page=FORM)
    assert refused.status_code == 409


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
