"""A session that ends while somebody types: nothing typed is lost, and nothing from elsewhere is carried along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from playwright.sync_api import Page, expect

from tasks import views, work
from tests.support import hands
from tests.support.browser import Complaints, assert_accessible
from tests.support.office import PASSWORD, Office
from tests.support.office_pages import sign_in
from tests.support.pages import Visitor

HERE = {"Sec-Fetch-Site": "same-origin"}


def begun(office: Office) -> int:
    task = office.open_task(office.start().instance)
    work.start(office.site, office["petugas1"], task.id)
    return task.id


def enter(page: Page) -> None:
    page.get_by_label("Nama pengguna").fill("petugas1")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def test_a_session_that_ends_while_typing_loses_nothing(
    page: Page, office: Office, office_app: Flask, serve: Callable[[Any], str], complaints: Complaints
) -> None:
    complaints.expect("401")
    address, task = serve(office_app), begun(office)
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/tasks/{task}")
    hands.fill_task(page)
    page.context.clear_cookies()
    page.get_by_label("Keterangan").fill("berkas <b>di meja</b> depan")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Sesi Anda berakhir")
    hands.complete(page)
    expect(page.get_by_text("yang Anda ketik tidak hilang")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Nama pengguna").fill("petugas1")
    page.get_by_label("Kata sandi").fill("salah")
    page.get_by_role("button", name="Masuk").click()
    complaints.expect("403")
    expect(page.get_by_role("alert")).to_contain_text("salah")
    enter(page)
    page.get_by_role("button", name="Kirimkan").click()
    expect(page.get_by_role("status").first).to_contain_text("Langkah selesai")
    done = views.task(office.site, office["petugas1"], task).task
    assert (done.state, (done.variables or {})["catatan"]) == ("COMPLETED", "berkas <b>di meja</b> depan")


def test_a_form_of_an_earlier_session_is_sent_again_by_hand(
    page: Page, office: Office, office_app: Flask, serve: Callable[[Any], str], complaints: Complaints
) -> None:
    complaints.expect("400")
    address, task = serve(office_app), begun(office)
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/tasks/{task}")
    other = page.context.new_page()
    page.context.clear_cookies()
    sign_in(other, address, "petugas1")
    page.get_by_label("Komentar Anda").fill("keluarga menunggu di lobi")
    page.get_by_role("button", name="Kirim").click()
    page.get_by_role("button", name="Kirimkan").click()
    expect(page.locator("#comments")).to_contain_text("keluarga menunggu di lobi")


def test_a_form_from_elsewhere_is_never_carried(office: Office, office_app: Flask) -> None:
    path = f"/tasks/{begun(office)}/comments"
    for elsewhere in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://jahat.example"}, {}):
        stranger = Visitor(office_app).client.post(path, data={"text": "jahat"}, headers=elsewhere)
        assert (stranger.status_code, "jahat" in stranger.text) == (303, False)
        signed_in = Visitor(office_app)
        signed_in.sign_in("petugas1", PASSWORD)
        forged = signed_in.client.post(path, data={"text": "jahat"}, headers=elsewhere)
        assert (forged.status_code, "jahat" in forged.text) == (400, False)


def test_neither_passwords_nor_other_addresses_are_carried(office: Office, office_app: Flask) -> None:
    visitor = Visitor(office_app)
    typed = {"name": "Budi", "password": "rahasia-sekali", "current": "rahasia-lama"}
    kept = visitor.client.post("/admin/people/new", data=typed, headers=HERE).text
    assert "Budi" in kept and "rahasia" not in kept
    for unsent in (
        '["//jahat.example", [["a", "b"]], false]',
        "[]",
        "{",
        '["/x", 5, 0]',
        '["https://x", [], 0]',
    ):
        signed_in = visitor.sign_in("petugas1", PASSWORD, unsent=unsent)
        assert (signed_in.status_code, signed_in.location) == (303, "/")
        visitor.post("/logout")
