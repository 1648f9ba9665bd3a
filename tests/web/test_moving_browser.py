"""The process owner at a real browser: tries, says what becomes what, moves the requests and watches them go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from playwright.sync_api import Page, expect

from tasks.moving import following
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, sign_in
from tests.tasks.small_processes import deploy
from tests.web.test_moving_pages import URL, second_version


def test_requests_are_tried_then_moved(
    page: Page, office: Office, office_app: Flask, serve: Callable[[Any], str]
) -> None:
    for element in ("entri_pindai", "siapkan_perlengkapan", "pastikan_persyaratan"):
        office.until(office.start().instance, element)
    renamed = (b"Memasukkan dan memindai data pemohon ke dalam sistem", b"Uji")
    deploy(office.site.db, second_version().replace(*renamed))
    address = serve(office_app)
    sign_in(page, address, "pemilik")
    page.goto(address + URL)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert fits(page)
        assert_accessible(page)
    expect(page.get_by_role("button", name="Pindahkan 2 permohonan")).to_be_visible()
    page.get_by_label("Memasukkan dan memindai data pemohon ke dalam sistem").first.select_option(
        "baru_entri_pindai"
    )
    page.get_by_role("button", name="Coba dengan pilihan ini").click()
    expect(page.get_by_text("Semua permohonan dapat dipindahkan.")).to_be_visible()
    page.get_by_label("Mengapa dipindahkan").fill("SOP diperbaiki")
    page.get_by_role("button", name="Pindahkan 3 permohonan").click()
    expect(page.get_by_text("0 dari 3 permohonan")).to_be_visible()
    following.follow(office.site)
    expect(page.get_by_text("3 dari 3 permohonan")).to_be_visible()  # by itself, without a new page
    expect(page.get_by_role("row", name="MD-2026-00001")).to_contain_text("Dipindahkan")
    assert_accessible(page)
