"""The public pages on a small phone: without a script, accessible, no wider than the screen, light to load."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support import browser as chromium
from tests.support.browser import Complaints, accessibility_faults
from tests.support.office import Office
from tests.support.office_pages import fits
from tests.tasks.applicants.people import SITI, mailed_code
from tests.web.public.people import enter

PHONE = {"width": 360, "height": 740}
OPEN = ("", "/daftar", "/masuk", "/langsung", "/teks/data-pribadi", "/pengaduan", "/tiada")
OWN = ("/akun", "/keluarga/tambah")


def faults(page: Page, url: str) -> list[str]:
    page.goto(url, wait_until="load")
    found = accessibility_faults(page) + ([] if fits(page) else ["wider than the screen"])
    return [f"{url}: {fault}" for fault in found]


def small_targets(page: Page) -> list[str]:
    """Buttons and fields lower than 44 pixels (WCAG 2.2, 2.5.8 asks for 24; a thumb for more)."""
    found: list[str] = page.eval_on_selector_all(
        "button, .button, .input, .choice, nav a",
        "all => all.filter(e => e.offsetHeight && e.offsetHeight < 44).map(e => e.outerHTML.slice(0, 80))",
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_a_small_phone_and_everybody(
    browser: Browser,
    complaints: Complaints,
    serve: Callable[[Any], str],
    office: Office,
    office_app: Flask,
    scheme: Any,
) -> None:
    complaints.expect("404")
    address = serve(office_app)
    found = []
    with chromium.opened(
        browser, complaints, viewport=PHONE, color_scheme=scheme, java_script_enabled=True
    ) as page:
        for path in OPEN:
            found += faults(page, f"{address}/layanan{path}") + small_targets(page)
        enter(page, address, office.site)
        for path in OWN:
            found += faults(page, f"{address}/layanan{path}") + small_targets(page)
    assert found == []
    assert complaints.unexpected() == []


def test_joining_by_hand_without_a_script(
    browser: Browser, complaints: Complaints, serve: Callable[[Any], str], office: Office, office_app: Flask
) -> None:
    address = serve(office_app)
    with chromium.opened(browser, complaints, viewport=PHONE, java_script_enabled=False) as page:
        page.goto(f"{address}/layanan")
        page.get_by_role("link", name="Mulai permohonan").click()
        page.goto(f"{address}/layanan/daftar")
        page.get_by_label("Nama lengkap Anda").fill(SITI["name"])
        page.get_by_label("Alamat email").fill(SITI["email"])
        page.get_by_label("Nomor ponsel").fill(SITI["phone"])
        page.get_by_label("Saya sudah membaca").check()
        page.get_by_role("button", name="Kirim kode").click()
        expect(page.get_by_label("Kode dari email")).to_be_visible()
        page.get_by_label("Kode dari email").fill(mailed_code(office.site, SITI["email"]))
        page.get_by_role("button", name="Lanjutkan").click()
        page.get_by_role("link", name="Akun").click()
        expect(page.get_by_text(SITI["email"])).to_be_visible()
    assert complaints.unexpected() == []
