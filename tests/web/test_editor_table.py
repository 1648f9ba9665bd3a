"""The SOP's table beside the diagram, and the editor's tools: by keyboard, honest, and in Indonesian."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import assert_accessible
from tests.support.diagram_site import ROOT, Heard, diagram_site

MICIN = (ROOT / "bpmn" / "micin_darurat.bpmn").read_bytes()
MODELER = "const { modeler } = document.querySelector('[data-editor]').alur;"
SELECTED = f"() => {{ {MODELER} return modeler.get('selection').get().map((one) => one.id).join(); }}"
SELECT = f"(id) => {{ {MODELER} modeler.get('selection').select(modeler.get('elementRegistry').get(id)); }}"
LANE = f"""(id) => {{ {MODELER}
  return modeler.get('elementRegistry').get(id).businessObject.get('lanes').map((lane) => lane.name).join();
}}"""
AFTER = f"""(id) => {{ {MODELER}
  const flows = modeler.get('elementRegistry').get(id).outgoing.filter(({{ type }}) => type === 'bpmn:SequenceFlow');
  return flows.map((flow) => flow.target.id);
}}"""

PLACES = f"""() => {{ {MODELER} return modeler.get('elementRegistry').getAll()
  .map((one) => [one.id, one.x, one.y, one.width, one.height, (one.waypoints ?? []).map(({{ x, y }}) => [x, y])]); }}"""
SIZE = f"""(id) => {{ {MODELER}
  const {{ width, height }} = modeler.get('elementRegistry').get(id);
  return [width, height];
}}"""


@pytest.fixture
def editor(page: Page, serve: Callable[[Any], str]) -> Locator:
    page.goto(serve(diagram_site(MICIN, Heard())) + "/editor")
    ready = page.locator("[data-editor][data-ready]")
    expect(ready).to_be_visible()
    return ready


def _cell(page: Page, step: str, column: str) -> Locator:
    return page.locator(f"tr[data-step='{step}'] td[data-column='{column}']")


def test_the_table_and_the_diagram_are_one(page: Page, editor: Locator) -> None:
    first = _cell(page, "terima_permohonan", "activity")
    first.click()
    expect(page.get_by_label("Unsur yang disunting")).to_have_value(
        "terima_permohonan"
    )  # its row chooses a shape
    page.keyboard.type("Menerima surat")  # typing opens the cell, Enter keeps it
    page.keyboard.press("Enter")
    expect(first).to_have_text("Menerima surat")
    expect(page.locator("[data-element-id='terima_permohonan'] text").first).to_contain_text("Menerima surat")
    expect(_cell(page, "pastikan_persyaratan", "activity")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(first).to_contain_text("Menerima permohonan dari masyarakat")
    page.keyboard.press("Control+y")
    expect(first).to_have_text("Menerima surat")

    page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    page.get_by_label("Pelaksana, langkah 2").select_option("Koordinator")
    page.keyboard.press("Enter")
    expect(_cell(page, "pastikan_persyaratan", "performer")).to_have_text("Koordinator")
    assert page.evaluate(LANE, "pastikan_persyaratan") == "Koordinator"

    _cell(page, "entri_pindai", "activity").click()
    page.get_by_role("button", name="Tambah langkah sesudahnya").click()
    added = page.locator("tr", has=page.locator("td", has_text=re.compile("^4a")))
    expect(added.locator("td[data-column='activity']")).to_be_focused()
    page.keyboard.type("Mencetak berkas")
    for text in ("", "Formulir\nMaterai", "10 menit", "Berkas cetak"):  # who types a row goes on with Tab
        page.keyboard.press("Tab")
        for number, line in enumerate(text.splitlines()):
            if number:
                page.keyboard.press("Shift+Enter")
            page.keyboard.type(line)
    page.keyboard.press("Enter")
    expect(added.locator("td")).to_have_text(
        ["4a", "Mencetak berkas", "Petugas", "FormulirMaterai", "10 menit", "Berkas cetak", ""]
    )
    made = page.evaluate(AFTER, "entri_pindai")[0]
    assert page.evaluate(AFTER, made) == ["siapkan_perlengkapan"]
    page.evaluate(SELECT, made)
    expect(page.get_by_label("Satuan")).to_have_value("minute")  # read as the panel reads it
    _cell(page, made, "requirements").focus()
    page.keyboard.press("Delete")
    expect(_cell(page, made, "requirements")).to_have_text("")
    page.get_by_role("button", name="Nomori ulang").click()
    expect(_cell(page, made, "number")).to_have_text("5")
    expect(_cell(page, "siapkan_perlengkapan", "number")).to_have_text("6")
    page.get_by_role("button", name="Hapus langkah").click()
    expect(_cell(page, made, "number")).to_have_count(0)
    assert page.evaluate(AFTER, "entri_pindai") == ["siapkan_perlengkapan"]

    page.get_by_label("Unsur yang disunting").select_option("foto_sidik_jari")
    expect(page.locator("tr[aria-selected='true']")).to_have_attribute("data-step", "foto_sidik_jari")
    page.get_by_label("Unsur yang disunting").press("Control+f")
    page.get_by_label("Cari di diagram").press_sequentially("ajudikasi")  # stands in cells alone
    expect(page.locator(".djs-search-result-selected")).to_contain_text("verifikasi")
    page.keyboard.press("Enter")
    expect(page.locator("tr[aria-selected='true']")).to_have_count(1)
    assert_accessible(page)


def test_the_tools_are_honest_indonesian_and_within_reach(page: Page, editor: Locator) -> None:
    page.get_by_label("Unsur yang disunting").select_option("pastikan_persyaratan")
    page.get_by_role("button", name="Tindakan pada unsur terpilih").press("Enter")
    pad = page.get_by_role("toolbar", name="Tindakan pada unsur")
    expect(pad.get_by_role("button").first).to_be_focused()
    entry = pad.get_by_role("button", name="Ubah unsur")
    while not entry.evaluate("(one) => one === document.activeElement"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    menu = page.locator(".djs-popup")
    script = menu.get_by_role("option", name="Tugas skrip")
    expect(script).to_have_attribute("aria-disabled", "true")
    expect(script).to_contain_text("Ganti dengan tugas pengguna")
    expect(menu.get_by_role("option", name="Tugas menunggu pesan")).not_to_have_attribute(
        "aria-disabled", "true"
    )
    page.keyboard.press("Escape")

    page.evaluate(SELECT, "entri_pindai")
    entry = pad.get_by_role("button", name="Hubungkan ke unsur lain")
    entry.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Menyampaikan laporan")
    expect(menu).to_contain_text("1 hasil ditemukan")
    page.keyboard.press("Enter")
    expect(menu).to_have_count(0)
    assert len(page.evaluate(AFTER, "entri_pindai")) == 2
    page.get_by_role("button", name="Urungkan").click()

    places = page.evaluate(PLACES)
    page.get_by_role("button", name="Pelaksana sebagai baris").click()
    wide, high = page.evaluate(SIZE, "pool_micin_darurat")
    assert wide > 2 * high and page.evaluate(LANE, "entri_pindai") == "Petugas"
    page.get_by_role("button", name="Pelaksana sebagai kolom").click()
    page.get_by_role("button", name="Urungkan").click()
    page.get_by_role("button", name="Urungkan").click()
    assert page.evaluate(PLACES) == places

    assert not page.evaluate(
        "performance.getEntriesByType('resource').some((one) => one.name.includes('player'))"
    )
    page.get_by_role("button", name="Peragakan alur").click()
    stage = page.get_by_role("application", name="Peragakan alur")
    stage.get_by_title("Picu kejadian ini").first.dispatch_event("click")
    expect(stage.locator(".bts-log")).to_contain_text("Proses dimulai")
    page.get_by_role("button", name="Peragakan alur").click()
    expect(stage).to_have_count(0)
    assert page.evaluate("[...document.querySelector('[data-editor]').alur.untranslated]") == []
