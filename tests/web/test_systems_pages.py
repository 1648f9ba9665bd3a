"""The pages of systems outside: their state, calls by hand, import with a preview, down and up; the task's panel."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.test import TestResponse

from tasks import outages
from tasks.systems import outgoing
from tasks.systems.outgoing import Unsent
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from tests.support.pages import Visitor
from tests.tasks.systems.stage import ADJUDICATION, at_step, calls
from tests.tasks.systems.test_outgoing import WAYS


@pytest.fixture
def kasi(office_app: Flask) -> Visitor:
    return signed_in(office_app, "kasi")


def upload(visitor: Visitor, system: str, text: str | bytes) -> TestResponse:
    raw = text.encode() if isinstance(text, str) else text
    return visitor.post(
        f"/sistem/{system}/import", {"file": (io.BytesIO(raw), "jawaban.csv")}, page="/sistem/bms"
    )


def test_every_system_is_shown_with_its_state(kasi: Visitor, office: Office) -> None:
    assert kasi.get("/sistem").text.count("berfungsi") == 5
    outages.declare(office.site, office["kasi"], "bms", "TIKET-9")
    at_step(office, ADJUDICATION)
    page = kasi.get("/sistem").text
    assert page.count("berfungsi") == 4 and "terganggu sejak" in page and "TIKET-9" in page
    assert "MD-2026-00001-BMS-" in kasi.get("/sistem/bms").text
    assert "Aminah" not in kasi.get("/sistem/bms").text
    assert kasi.get("/sistem/tiada").status_code == 404


def test_a_system_is_declared_down_and_up_with_its_ticket(kasi: Visitor, office: Office) -> None:
    case = at_step(office, ADJUDICATION)
    refused = kasi.post("/sistem/bms/down", {"ticket": ""}, page="/sistem/bms")
    assert refused.status_code == 422 and "Isi bagian ini" in refused.text
    assert kasi.post("/sistem/bms/down", {"ticket": "T-1"}, page="/sistem/bms").status_code == 303
    task = office.open_task(case).id
    assert "T-1" in signed_in(kasi.client.application, "petugas1").get(f"/tasks/{task}").text
    assert kasi.post("/sistem/bms/up", page="/sistem/bms").status_code == 303
    assert kasi.post("/sistem/bms/up", page="/sistem/bms").status_code == 404


def test_a_file_is_looked_at_before_it_is_stored(kasi: Visitor, office: Office) -> None:
    at_step(office, ADJUDICATION)
    (call,) = calls(office, system="bms")
    text = (
        f"reference,code,occurred_at\n{call.reference},no_hit,{office.clock().isoformat()}\n=SUM(A1),hit,\n"
    )
    looked = upload(kasi, "bms", text)
    assert looked.status_code == 200 and "1 dari 2 baris akan disimpan" in looked.text
    assert "=SUM(A1)" in looked.text and "tidak terbaca" in looked.text
    assert calls(office, system="bms")[0].state == "open"
    stored = kasi.post("/sistem/bms/import/store", {"text": text}, page="/sistem/bms")
    assert "1 dari 2 baris disimpan" in stored.text
    assert calls(office, system="bms")[0].way == "csv"
    assert "tidak ada kecocokan" in kasi.get("/sistem/bms").text


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "Isi bagian ini"),
        (b"a,b\n1,2\n", "Kolom ini tidak ada"),
        (b"\xff\xfe\x00", "CSV dengan UTF-8"),
        (b"reference,code,occurred_at\n", "Berkas tidak berisi baris"),
    ],
)
def test_a_file_that_is_none_is_told(kasi: Visitor, raw: bytes, said: str) -> None:
    assert said in upload(kasi, "bms", raw).text


def test_the_open_calls_are_a_file(kasi: Visitor, office: Office) -> None:
    at_step(office, ADJUDICATION)
    answer = kasi.get("/sistem/bms/open.csv")
    assert answer.mimetype == "text/csv" and b"MD-2026-00001-BMS-" in answer.data
    assert kasi.get("/sistem/simponi/open.csv").status_code == 404


def test_staff_enter_an_answer_on_the_tasks_page_or_leave_it(office_app: Flask, office: Office) -> None:
    case = at_step(office, ADJUDICATION)
    task = office.open_task(case).id
    (call,) = calls(office, system="bms")
    officer = signed_in(office_app, "petugas1")
    page = officer.get(f"/tasks/{task}").text
    assert call.reference in page and "Catat jawaban" in page
    answer = officer.post(f"/sistem/calls/{call.id}/answer", {"code": "no_hit", "at": ""}, page="/tasks")
    assert (answer.status_code, answer.location) == (303, f"/tasks/{task}")
    page = officer.get(f"/tasks/{task}").text
    assert "tidak ada kecocokan" in page and "Catat jawaban" not in page
    local = {"code": "no_hit", "at": "besok"}
    assert officer.post(f"/sistem/calls/{call.id}/answer", local, page="/tasks").status_code == 422
    office.do(case)


def test_what_could_not_be_sent_is_seen(kasi: Visitor, office: Office) -> None:
    at_step(office)

    def refused(_: Any) -> None:
        raise Unsent("HTTP 503")

    outgoing.send_due(office.site, WAYS, refused)
    assert "1 belum terkirim" in kasi.get("/sistem").text
    page = kasi.get("/sistem/cekal").text
    assert "HTTP 503" in page and "1 percobaan" in page


def test_the_pages_are_accessible_at_every_width(
    page: Page, serve: Callable[[Any], str], office_app: Flask, office: Office
) -> None:
    case = at_step(office, ADJUDICATION)
    office.clock.move(timedelta(minutes=6))
    (call,) = calls(office, system="bms")
    outages.declare(office.site, office["kasi"], "spri", "SPRI-2026-0409")
    address = serve(office_app)
    sign_in(page, address, "kasi")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("/sistem", "/sistem/bms", "/sistem/simponi"):
            page.goto(address + path)
            assert fits(page), (width, path)
            assert_accessible(page)
    page.goto(f"{address}/sistem/bms")
    text = (
        f"reference,code,occurred_at\n{call.reference},no_hit,{office.clock().isoformat()}\nX,hit,kemarin\n"
    )
    page.get_by_label("Berkas").set_input_files(
        {"name": "bms.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Periksa dahulu").click()
    assert_accessible(page)
    page.get_by_role("button", name="Simpan 1 baris").click()
    page.get_by_text("1 dari 2 baris disimpan.").wait_for()
    sign_in(page, address, "petugas1")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/tasks/{office.open_task(case).id}")
    assert_accessible(page)
