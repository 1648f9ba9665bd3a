"""The pages' scripts in a real browser, under the product's policy: drafts, questions, previews, live parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import assert_accessible
from tests.support.diagram_site import ROOT, Heard, diagram_site

MICIN = (ROOT / "bpmn" / "micin_darurat.bpmn").read_bytes()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def site(heard: Heard, serve: Callable[[Any], str]) -> str:
    return serve(diagram_site(MICIN, heard))


def test_a_draft_is_saved_a_second_after_the_last_key(page: Page, site: str, heard: Heard) -> None:
    page.goto(f"{site}/form")
    page.get_by_label("Catatan").press_sequentially("surat ada")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Draf tersimpan")
    assert heard.drafts == ["note=surat+ada"]
    assert heard.tokens == {"token-1"}


def test_a_question_is_asked_before_the_form_is_sent(page: Page, site: str, heard: Heard) -> None:
    page.goto(f"{site}/form")
    page.get_by_role("button", name="Kirim").click()
    page.get_by_role("dialog").get_by_role("button", name="Batal").click()
    assert heard.posts == []
    page.get_by_role("button", name="Kirim").click()
    page.get_by_role("dialog").get_by_role("button", name="Ya, lanjutkan").click()
    expect(page.get_by_text("Terkirim")).to_be_visible()
    assert heard.posts == ["/complete"]


def test_a_file_that_is_too_big_is_said_before_it_is_sent(page: Page, site: str) -> None:
    page.goto(f"{site}/form")
    page.get_by_label("Berkas").set_input_files(
        {"name": "foto.png", "mimeType": "image/png", "buffer": bytes(2000)}
    )
    expect(page.locator(".file-preview")).to_contain_text("foto.png (2 KB) ⚠ lebih dari 1 KB")


def test_a_live_part_changes_without_a_reload(page: Page, site: str, heard: Heard) -> None:
    page.goto(f"{site}/form")
    page.evaluate("window.stays = true")
    heard.count = 7
    expect(page.locator("#inbox")).to_have_text("Jumlah: 7")
    assert page.evaluate("window.stays")


def test_a_diagram_shows_marks_by_word_and_symbol(page: Page, site: str, heard: Heard) -> None:
    heard.marks = [
        {"element": "terima_permohonan", "state": "done", "text": "3 menit"},
        {"element": "pastikan_persyaratan", "state": "late", "text": "7 menit"},
        {"element": "not_there", "state": "late", "text": ""},
    ]
    page.goto(f"{site}/viewer")
    expect(page.locator(".mark")).to_have_count(2)
    expect(page.locator(".mark-late")).to_have_text("‼Terlambat 7 menit")
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    assert_accessible(page)


def test_a_diagram_is_moved_and_fitted_by_keys(page: Page, site: str) -> None:
    page.goto(f"{site}/viewer")
    paper = page.get_by_label("Alur uji")
    viewport = page.locator(".diagram g.viewport")
    pool = page.locator('[data-element-id="pool_micin_darurat"]')
    expect(page.locator(".diagram[data-ready]")).to_be_visible()
    before = viewport.get_attribute("transform")
    paper.focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    assert viewport.get_attribute("transform") != before
    assert not _holds(paper, pool)
    page.keyboard.press("0")
    assert _holds(paper, pool)


def _holds(paper: Locator, shape: Locator) -> bool:
    outer, inner = paper.bounding_box(), shape.bounding_box()
    assert outer and inner
    return inner["y"] >= outer["y"] and inner["y"] + inner["height"] <= outer["y"] + outer["height"]


def test_a_row_and_its_shape_light_up_together(page: Page, site: str, heard: Heard) -> None:
    heard.marks = [{"element": "terima_permohonan", "state": "active", "text": ""}]
    page.goto(f"{site}/viewer")
    expect(page.locator(".diagram[data-ready]")).to_be_visible()
    page.locator("[data-diagram-element]").focus()
    expect(page.locator('[data-element-id="terima_permohonan"].is-chosen')).to_have_count(1)
