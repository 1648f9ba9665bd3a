"""Sign-in, account and administration in a real browser: on a phone, by keyboard, without accessibility faults."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from engine.database import Database
from tests.support.browser import Complaints, assert_accessible
from tests.support.pages import PASSWORD, peopled
from web.app import create_app

WIDTHS = (360, 768, 1280)


@pytest.fixture
def phone_app(tmp_path: Path, sqlite_template: Path) -> Flask:
    path = tmp_path / "alur.db"
    path.write_bytes(sqlite_template.read_bytes())
    return create_app(peopled(Database(f"sqlite:///{path}"), tmp_path / "alur"), testing=True)


@pytest.fixture
def address(phone_app: Flask, serve: Callable[[Any], str]) -> str:
    return serve(phone_app)


def sign_in(page: Page, address: str, login: str = "admin") -> None:
    page.goto(f"{address}/login")
    page.get_by_label("Nama pengguna").fill(login)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_signing_in_on_a_phone_by_keyboard(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}/login")
    assert fits(page)
    assert_accessible(page)
    page.keyboard.type("admin")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Orang")
    page.get_by_role("button", name="Admin").click()
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()
    assert_accessible(page)


def test_a_refused_sign_in_is_read_out_and_accessible(
    page: Page, address: str, complaints: Complaints
) -> None:
    complaints.expect("403")
    page.goto(f"{address}/login")
    page.get_by_label("Nama pengguna").fill("admin")
    page.get_by_label("Kata sandi").fill("salah-sama-sekali")
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("alert")).to_contain_text("Nama pengguna atau kata sandi salah.")
    assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_and_are_accessible_at_every_width(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    sign_in(page, address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for path in ("/styleguide", "/account", "/admin/people", "/admin/people/new", "/admin/tokens"):
            page.goto(address + path)
            assert fits(page), f"{path} is wider than {width}"
            assert_accessible(page)


def test_closing_an_account_asks_first_without_any_script(page: Page, address: str) -> None:
    sign_in(page, address)
    page.goto(f"{address}/admin/people/petugas1")
    page.get_by_role("button", name="Tutup akun").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Tutup akun Petugas1?")
    assert_accessible(page)
    dialog.get_by_role("button", name="Batal").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Tutup akun").click()
    dialog.get_by_role("button", name="Tutup akun").click()
    expect(page.get_by_role("status")).to_contain_text("petugas1 ditutup")


def test_the_skip_link_is_the_first_stop(page: Page, address: str) -> None:
    sign_in(page, address)
    page.goto(f"{address}/account")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
