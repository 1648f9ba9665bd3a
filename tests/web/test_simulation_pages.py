"""The simulation's pages: numbers to type over, the progress, what it found and how far off it is, on every screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tasks.simulation import jobs
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from tests.tasks.test_replay import edit, finish, past

__all__ = ["past"]
URL = "/studio/micin_darurat/simulation"
FIELDS = {
    "name": "Mei",
    "other": "draft",
    "from": "2026-05-04",
    "to": "2026-05-15",
    "past_from": "2026-04-01",
    "past_to": "2026-04-30",
    "plays": "2",
    "seed": "4",
    "per_day": "3",
}


@pytest.fixture
def app(past: Office, office_app: Flask) -> Flask:
    finish(past)
    edit(past, (r'amount="20"([^>]*)>20 menit<', r'amount="2"\1>2 menit<'))
    return office_app


def played(office: Office) -> None:
    for _ in range(20):
        assert jobs.work(office.site) == []


def test_an_owner_simulates_the_draft_beside_the_version_in_force(app: Flask, past: Office) -> None:
    owner = signed_in(app, "pemilik")
    form = owner.get(URL).text
    assert "Simulasi" in form and "3 permohonan di masa lalu" in form and 'placeholder="3"' in form
    answer = owner.post(URL, FIELDS, page=URL)
    assert answer.status_code == 303 and answer.location.endswith(f"{URL}/1")
    waiting = owner.get(f"{URL}/1").text
    assert (
        "0 dari" in waiting
        and 'http-equiv="refresh"' in waiting
        and "Pekerja latar tidak berjalan" in waiting
    )
    played(past)
    page = owner.get(f"{URL}/1").text
    assert 'http-equiv="refresh"' not in page
    for words in (
        "Draf: ",
        "→ <strong>",
        "Beban kerja menurut peran",
        "Seberapa jauh model meleset",
        "benih 4",
    ):
        assert words in page, words
    assert "Siti" not in page and "Noraini" not in page
    assert "sqlite" not in page
    text = owner.get(f"{URL}/1.csv").data.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Jenis angka,") and "late" in text
    again = owner.get(f"{URL}?again=1").text
    assert 'value="3.0"' in again and 'value="2026-05-04"' in again
    assert owner.post(f"{URL}/1/stop", page=f"{URL}/1").status_code == 409
    assert owner.post(f"{URL}/1/remove", page=f"{URL}/1").status_code == 303
    assert owner.get(f"{URL}/1").status_code == 404


def test_what_is_typed_wrong_is_said_and_nothing_typed_is_lost(app: Flask) -> None:
    owner = signed_in(app, "pemilik")
    wrong = {**FIELDS, "plays": "1000", "per_day": "banyak", "from": "", "staff.petugas": "2"}
    answer = owner.post(URL, wrong, page=URL)
    assert answer.status_code == 422
    assert 'value="1000"' in answer.text and "Isi angka paling besar 100" in answer.text
    order = {**FIELDS, "work.siapkan_perlengkapan.min": "9", "work.siapkan_perlengkapan.likely": "3"}
    answer = owner.post(URL, {**order, "work.siapkan_perlengkapan.max": "10"}, page=URL)
    assert answer.status_code == 422 and "menurut urutan itu" in answer.text


def test_assumptions_are_kept_and_taken_up_again(app: Flask) -> None:
    owner = signed_in(app, "pemilik")
    kept = owner.post(
        f"{URL}/assumptions", {**FIELDS, "assumptions_name": "Ramai", "per_day": "7,5"}, page=URL
    )
    assert kept.status_code == 303
    assert "Ramai" in owner.get(URL).text and 'value="7.5"' in owner.get(f"{URL}?kept=1").text
    assert owner.post(f"{URL}/assumptions", FIELDS, page=URL).status_code == 422
    assert owner.post(f"{URL}/assumptions/1/drop", page=URL).status_code == 303
    assert "Ramai" not in owner.get(URL).text


def test_an_sop_that_was_never_published_has_nothing_to_be_compared_with(app: Flask) -> None:
    assert signed_in(app, "pemilik").get("/studio/tiada/simulation").status_code == 404


def test_the_pages_follow_by_themselves_and_fit_every_screen(
    app: Flask, past: Office, page: Page, serve: Callable[[Any], str]
) -> None:
    address = serve(app)
    signed_in(app, "pemilik").post(URL, FIELDS, page=URL)
    sign_in(page, address, "pemilik")
    page.goto(f"{address}{URL}/1")
    expect(page.locator("#run progress")).to_be_visible()
    played(past)
    expect(page.locator("#run h2", has_text="Seberapa jauh model meleset")).to_be_visible()
    for path in (f"{URL}/1", URL, "/studio/micin_darurat/replay?from=2026-04-01&to=2026-04-30"):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{address}{path}")
            expect(page.locator("h1")).to_be_visible()
            assert fits(page), (path, width)
        assert_accessible(page)
