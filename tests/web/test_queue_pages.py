"""The waiting room as staff and the public meet it: list, check-in, counter, display."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tasks.counters import arrivals, calls
from tests.support.browser import Complaints, accessibility_faults
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from tests.support.pages import Visitor
from tests.tasks.counters.queue import PLACE, booked, taken

COUNTER = f"/loket?place={PLACE}&counter=loket1"


def test_a_scanned_code_shows_the_number_large_and_the_list_who_is_here(
    office: Office, office_app: Flask
) -> None:
    booked(office, "MD-2026-00041", title="Siti Aminah")
    booked(office, "MD-2026-00042", title="Ahmad Fauzi")
    petugas = signed_in(office_app, "petugas1")
    sent = petugas.post("/kedatangan/datang", {"code": "KODE000001", "place": PLACE}, page="/kedatangan")
    page = petugas.get(sent.location).text
    assert '<p class="given-number">R-001</p>' in page and "Ahmad Fauzi" in page
    assert "Sudah datang" in page and "Ditunggu" in page
    found = petugas.get("/kedatangan?q=ahmad").text
    assert "Ahmad Fauzi" in found and "Siti Aminah" not in found


def test_a_refused_code_says_why_and_stays_in_the_field(office: Office, office_app: Flask) -> None:
    booked(office, "MD-2026-00041", state="held")
    petugas = signed_in(office_app, "petugas1")
    for code, status, words in (
        ("MD-2026-00041", 409, "Jadwal belum dibayar"),
        ("TIADA", 404, "Tidak ada permohonan kantor ini"),
        ("", 422, "Isi bagian ini"),
    ):
        answer = petugas.post("/kedatangan/datang", {"code": code, "place": PLACE}, page="/kedatangan")
        assert (answer.status_code, words in answer.text) == (status, True), answer.text[-800:]


def test_a_walk_in_gets_a_request_and_a_number(office: Office, office_app: Flask) -> None:
    petugas = signed_in(office_app, "petugas1")
    form = {"place": PLACE, "service": "kelompok_rentan", "name": "Hj. Aminah", "type": "habis_berlaku"}
    refused = petugas.post("/kedatangan/langsung", form | {"name": ""}, page="/kedatangan")
    assert refused.status_code == 422 and "<details open>" in refused.text
    sent = petugas.post("/kedatangan/langsung", form, page="/kedatangan")
    page = petugas.get(sent.location).text
    assert '<p class="given-number">P-001</p>' in page and "1 dari 30" in page
    office.clock.move(timedelta(hours=2))
    late = petugas.post("/kedatangan/langsung", form, page="/kedatangan")
    assert late.status_code == 409 and "tidak diberikan pada jam ini" in late.text


def test_who_did_not_come_is_ticked_after_closing_and_taken_back(office: Office, office_app: Flask) -> None:
    first, second = booked(office, "MD-2026-00041"), booked(office, "MD-2026-00042")
    petugas = signed_in(office_app, "petugas1")
    assert 'name="booking"' not in petugas.get("/kedatangan").text
    office.clock.move(timedelta(hours=8))
    assert petugas.get("/kedatangan").text.count('name="booking"') == 2
    form = {"booking": [str(first), str(second)], "place": PLACE, "day": "2026-04-09"}
    sent = petugas.post("/kedatangan/tidak-hadir", form, page="/kedatangan")
    assert "2 pemohon dinyatakan tidak hadir." in petugas.get(sent.location).text
    petugas.post("/kedatangan/tidak-hadir/1/batal", {"place": PLACE}, page="/kedatangan")
    page = petugas.get("/kedatangan").text
    assert (page.count('name="booking"'), page.count("undo-")) == (1, 2)  # a button and its form


def test_a_counter_calls_serves_and_finishes(office: Office, office_app: Flask) -> None:
    taken(office, "MD-2026-00041")
    petugas = signed_in(office_app, "petugas1")
    form = {"place": PLACE, "counter": "loket1"}
    assert "Loket 2" in petugas.get("/loket").text
    petugas.post("/loket", form, page=COUNTER)
    assert '<p class="given-number">R-001</p>' in petugas.get(COUNTER).text
    busy = petugas.post("/loket", form, page=COUNTER)
    assert busy.status_code == 409 and "Selesaikan dulu nomor" in busy.text
    for verb in ("again", "serve", "done"):
        assert petugas.post(f"/loket/1/{verb}", form, page=COUNTER).status_code == 303
    assert petugas.post("/loket/1/done", form, page=COUNTER).status_code == 409
    assert petugas.post("/loket/1/eat", form, page=COUNTER).status_code == 404
    assert "Tidak ada yang menunggu." in petugas.get(COUNTER).text


def test_the_display_shows_numbers_without_names_and_needs_no_script(
    office: Office, office_app: Flask
) -> None:
    booked(office, "MD-2026-00041", title="Siti Aminah")
    arrivals.check_in(office.site, office["petugas1"], PLACE, "MD-2026-00041")
    calls.next_one(office.site, office["petugas1"], PLACE, "loket2")
    page = Visitor(office_app).get(f"/layar/{PLACE}").text
    assert "R-001" in page and "Loket 2" in page and 'http-equiv="refresh"' in page
    assert not re.search("Siti|Aminah|MD-2026", page)
    assert Visitor(office_app).get("/layar/bulan").status_code == 404


def test_the_display_follows_a_call_by_itself(
    office: Office, office_app: Flask, serve: Callable[[Any], str], page: Page
) -> None:
    taken(office, "MD-2026-00041")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{serve(office_app)}/layar/{PLACE}")
    expect(page.locator(".number", has_text="R-001")).to_have_count(0)
    calls.next_one(office.site, office["petugas1"], PLACE, "loket1")
    expect(page.locator(".counter.latest .number")).to_have_text("R-001")
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_at_work_fit_and_are_accessible(
    office: Office,
    office_app: Flask,
    serve: Callable[[Any], str],
    page: Page,
    complaints: Complaints,
    width: int,
) -> None:
    for number in range(3):
        taken(office, f"MD-2026-0004{number}")
    booked(office, "MD-2026-00049", title="Hj. Noraini binti Abdurrahman Noor")
    calls.next_one(office.site, office["petugas1"], PLACE, "loket1")
    office.clock.move(timedelta(hours=8))
    address, faults = serve(office_app), []
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, address, "petugas1")
    for path in ("/kedatangan?ticket=1", COUNTER, "/kedatangan/nomor/1", f"/layar/{PLACE}"):
        page.goto(address + path, wait_until="load")
        faults += accessibility_faults(page) + ([] if fits(page) else [f"{path} is too wide"])
    assert faults == []


def test_a_scanner_is_enough_the_field_has_the_cursor_and_enter_sends(
    office: Office, office_app: Flask, serve: Callable[[Any], str], page: Page
) -> None:
    booked(office, "MD-2026-00041")
    address = serve(office_app)
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/kedatangan")
    page.keyboard.type("https://paspor.example/layanan/lacak?kode=KODE0-00001")
    page.keyboard.press("Enter")
    expect(page.locator(".given-number")).to_have_text("R-001")
