"""The main job in a real browser: from the letter to the passport, with one return, as the office's people do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tasks import worker
from tests.support import browser as chromium
from tests.support import hands
from tests.support.browser import Complaints, assert_accessible
from tests.support.office import Office
from tests.support.office_pages import fits, sign_in

MISSING = {"kk": "tidak_ada", "rujukan_dokter": "tidak_sesuai"}


@pytest.fixture
def address(office_app: Flask, serve: Callable[[Any], str]) -> str:
    return serve(office_app)


def test_a_request_is_worked_from_letter_to_passport(page: Page, address: str, office: Office) -> None:
    sign_in(page, address, "petugas1")
    hands.start_request(page, address, "Hj. Siti Aminah binti Abdurrahman Noor")
    seen = [hands.step(page)]
    hands.do_task(page)
    hands.do_task(page, MISSING, "tidak")
    assert hands.step(page) == "3"
    page.get_by_role("link", name="Buka surat").click()
    expect(page.locator(".shortfalls li")).to_have_count(2)
    lines = page.locator(".shortfalls li").all_inner_texts()
    assert [line.split(":")[0] for line in lines] == [
        "Kartu keluarga",
        "Surat rujukan / rekomendasi dokter untuk berobat ke luar negeri",
    ]
    assert ["tidak ada" in lines[0], "tidak sesuai" in lines[1]] == [True, True]
    page.go_back()
    hands.do_task(page)

    office.clock.move(timedelta(hours=3))
    page.get_by_role("button", name="Berkas sudah diterima").click()
    page.get_by_role("dialog").get_by_role("button", name="Berkas sudah diterima").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Memastikan persyaratan permohonan sesuai dengan ketentuan"
    )
    page.set_viewport_size({"width": 360, "height": 740})
    while page.locator(".eyebrow").inner_text().startswith("Langkah"):
        seen.append(hands.step(page))
        assert fits(page)
        hands.do_task(page)
    assert seen == ["1", "2", "4", "5", "J1", "6", "7", "8", "9", "10"]

    page.get_by_role("button", name="Catat pembayaran").click()
    page.get_by_label("NTPN").fill("0A1B2C3D4E5F6G7H")
    page.get_by_role("dialog").get_by_role("button", name="Catat pembayaran").click()
    expect(page.locator(".eyebrow")).to_contain_text("Langkah")
    assert hands.step(page) == "11"
    hands.do_task(page)
    assert fits(page)
    number = page.locator(".eyebrow").inner_text().split(" ")[0]
    page.context.clear_cookies()
    _reports(page, address, number)


def _reports(page: Page, address: str, number: str) -> None:
    """The pengawas owes the koordinator a report; with it the case is closed."""
    sign_in(page, address, "pengawas")
    page.goto(f"{address}/tasks")
    page.get_by_role("row", name=number).get_by_role("link").click()
    hands.do_task(page)
    expect(page.locator(".work-chips").first).to_contain_text("Selesai")
    expect(page.get_by_text("Tidak ada yang terbuka")).to_be_visible()


def test_a_late_step_is_explained_and_a_supervisor_confirms_who_is_responsible(
    page: Page, address: str, office: Office
) -> None:
    case = office.start()
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/tasks/{office.open_task(case.instance).id}")
    hands.start_task(page)
    office.clock.move(timedelta(minutes=9))
    worker.settle(office.site)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Langkah ini terlambat")
    hands.fill_task(page)
    page.get_by_label("Penyebab").select_option(index=1)
    page.get_by_label("Apa yang terjadi").fill("Antrean panjang di loket.")
    hands.complete(page)

    page.context.clear_cookies()
    sign_in(page, address, "koordinator")
    page.goto(f"{address}/tasks")
    page.get_by_role("link", name="Langkah 1, tenggat").click()
    expect(page.locator("#breaches")).to_contain_text("Antrean panjang di loket.")
    page.get_by_role("button", name="Tetapkan penanggung jawab").click()
    assert_accessible(page)
    page.get_by_label("Penanggung jawab", exact=True).select_option(label="Kantor")
    page.get_by_role("dialog").get_by_role("button", name="Tetapkan penanggung jawab").click()
    expect(page.locator("#breaches")).to_contain_text("Penanggung jawab: Kantor")


def test_the_job_needs_no_script(
    browser: Browser, complaints: Complaints, serve: Callable[[Any], str], office_app: Flask
) -> None:
    address = serve(office_app)
    with chromium.opened(browser, complaints, java_script_enabled=False) as page:
        sign_in(page, address, "petugas2")
        hands.start_request(page, address, "Budi Saputra")
        hands.do_task(page)
        hands.do_task(page, {"kk": "tidak_ada"}, "tidak")
        hands.do_task(page)
        page.get_by_role("button", name="Berkas sudah diterima").click()
        page.get_by_role("dialog").get_by_role("button", name="Berkas sudah diterima").click()
        hands.do_task(page)
        assert hands.step(page) == "4"
    assert complaints.unexpected() == []


def test_a_step_is_done_with_the_keyboard_alone(page: Page, address: str, office: Office) -> None:
    case = office.start()
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/tasks/{office.open_task(case.instance).id}")
    _tab_to(page, "Mulai")
    page.keyboard.press("Enter")
    expect(page.locator("#task-form")).to_be_visible()
    page.wait_for_load_state()
    for line in range(page.locator("fieldset.verdict").count()):
        _tab_to_input(page, "nilai")
        page.keyboard.press("Space")
        expect(page.locator("fieldset.verdict").nth(line).locator("input:checked")).to_have_value("ada")
    _tab_to(page, "Selesaikan langkah")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Lanjut: 2.")


_FOCUSED = "[document.activeElement.innerText ?? '', document.activeElement.name ?? '']"


def _tab_to(page: Page, words: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED)[0].strip() == words:
            return
    raise AssertionError(f"Tab never reaches {words}")


def _tab_to_input(page: Page, ending: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED)[1].endswith(ending):
            return
    raise AssertionError(f"Tab never reaches an input named …{ending}")
