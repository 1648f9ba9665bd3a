"""Pages of a request that passes through several SOPs: each thing says which of them it is of."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from tests.tasks.test_m_paspor import arrived, begun

PENERBITAN = "Penerbitan Baru dan Penggantian Paspor"


def test_the_request_shows_every_sop_it_came_through_the_present_one_first(
    office: Office, office_app: Flask
) -> None:
    case = arrived(office)
    visitor = signed_in(office_app, "petugas1")
    page = visitor.get(f"/requests/{case.instance}").text
    first, second = page.index("/diagram?sop=penerbitan_penggantian"), page.index("/diagram?sop=m_paspor")
    assert first < second and "/diagram?sop=bap_paspor" not in page
    marks = {
        key: visitor.get(f"/requests/{case.instance}/marks?sop={key}").json
        for key in ("m_paspor", "penerbitan_penggantian")
    }
    assert {"element": "terima_pemohon", "state": "active", "text": ""} in marks["penerbitan_penggantian"]
    assert {"element": "unggah_dokumen", "state": "done", "text": ""} in marks["m_paspor"]
    assert not {one["element"] for one in marks["m_paspor"]} & {"terima_pemohon"}
    file = visitor.get(f"/requests/{case.instance}/diagram?sop=penerbitan_penggantian").data
    assert b'process id="penerbitan_penggantian"' in file
    assert "Seluruh layanan" in page and PENERBITAN in page
    sheet = visitor.get(f"/requests/{case.instance}/sheet").text
    assert "rekonstruksi" in sheet and "SOP Aplikasi M-Paspor v1" in sheet


def test_tasks_lists_and_steps_name_their_sop(office: Office, office_app: Flask) -> None:
    case = arrived(office)
    visitor = signed_in(office_app, "petugas1")
    task = office.open_task(case.instance)
    assert PENERBITAN in visitor.get("/tasks").text
    page = visitor.get(f"/tasks/{task.id}").text
    assert "/sop/penerbitan_penggantian#step-1" in page and "rekonstruksi" in page
    assert page.count('class="assumed"') >= 1
    assert "Aplikasi M-Paspor" in visitor.get("/requests").text


def test_a_row_that_calls_another_sop_leads_to_it(office: Office, office_app: Flask) -> None:
    page = signed_in(office_app, "auditor").get("/sop/penerbitan_penggantian").text
    assert 'href="/sop/bap_paspor"' in page and 'href="/sop/periksa_lanjutan"' in page
    assert "Disetujui dan dibayar" in page and "kembali ke langkah" in page
    page = signed_in(office_app, "auditor").get("/sop/m_paspor").text
    assert "Sudah bayar?" in page and "ya: dilewati" in page


def test_an_applicants_step_is_recorded_with_its_answer_and_its_fields(
    office: Office, office_app: Flask
) -> None:
    case = begun(office)
    visitor = signed_in(office_app, "petugas1")
    address = f"/requests/{case.instance}"
    page = visitor.get(address).text
    assert 'name="keputusan"' in page and 'name="tanggal_datang"' in page
    given = {"keputusan": "ya", "tanggal_datang": "2026-04-20"}
    visitor.post(f"{address}/messages/pilih_jadwal", given, page=address)
    assert "Memeriksa ringkasan" in visitor.get(address).text


def test_both_diagrams_are_drawn_at_every_width(
    office: Office, office_app: Flask, serve: Callable[[Flask], str], page: Page
) -> None:
    case = arrived(office)
    address = serve(office_app)
    sign_in(page, address, "petugas1")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/requests/{case.instance}")
        expect(page.locator(".diagram[data-ready]")).to_have_count(2)
        assert fits(page)
    assert_accessible(page)
