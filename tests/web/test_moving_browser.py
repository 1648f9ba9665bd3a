"""The process owner at a real browser: looks at what would move, says what becomes what, and moves the requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tasks.moving import following
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, sign_in
from tests.support.sops import shipped
from tests.tasks.small_processes import deploy

KEY = "micin_darurat"
URL = f"/studio/{KEY}/move"


@pytest.fixture
def moving(office: Office) -> Office:
    """Three requests on version 1 of Micin Darurat at three steps; version 2 has two of these under other ids."""
    for element in ("foto_sidik_jari", "wawancara_verifikasi_cekal", "pastikan_persyaratan"):
        office.until(office.start().instance, element)
    changed = shipped(KEY).replace(b"foto_sidik_jari", b"ambil_biometrik")
    changed = changed.replace(b"wawancara_verifikasi_cekal", b"wawancara")
    words = "Petugas melakukan pengambilan foto dan sidik jari"
    assert b"foto" in changed and words
    deploy(office.site.db, changed)
    return office


def test_requests_are_tried_then_moved(
    page: Page, moving: Office, office_app: Flask, serve: Callable[[Any], str]
) -> None:
    address = serve(office_app)
    sign_in(page, address, "pemilik")
    page.goto(address + URL)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"/tmp/move_shots/index_{width}.png", full_page=True)
        assert fits(page)
        assert_accessible(page)
    page.get_by_label("Mengapa dipindahkan").fill("SOP diperbaiki")
    page.get_by_role("button", name="Pindahkan 3 permohonan").click()
    expect(page.get_by_role("status").first).to_contain_text("sedang dipindahkan")
    page.screenshot(path="/tmp/move_shots/job_running.png", full_page=True)
    following.follow(moving.site)
    expect(page.get_by_text("3 dari 3 permohonan")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"/tmp/move_shots/job_{width}.png", full_page=True)
        assert fits(page)
