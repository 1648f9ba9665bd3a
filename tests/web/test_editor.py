"""The editor in a real browser: cells are edited, undone, copied, morphed, checked and saved without loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import assert_accessible
from tests.support.diagram_site import ROOT, Heard, diagram_site

MICIN = (ROOT / "bpmn" / "micin_darurat.bpmn").read_bytes()
STEP = "//*[@id='{}']//*[local-name()='step']"
SELECT = """(id) => {
  const { modeler } = document.querySelector('[data-editor]').alur;
  modeler.get('selection').select(modeler.get('elementRegistry').get(id));
}"""
XML = """async () => {
  const { modeler } = document.querySelector('[data-editor]').alur;
  return (await modeler.saveXML({ format: true })).xml;
}"""
MORPH = """(id) => {
  const { modeler } = document.querySelector('[data-editor]').alur;
  const element = modeler.get('elementRegistry').get(id);
  return ['Manual', 'Receive', 'BusinessRule', 'User'].reduce((shape, kind) => modeler.get('bpmnReplace')
    .replaceElement(shape, { type: `bpmn:${kind}Task` }), element).id;
}"""
COPY = """(id) => {
  const { modeler } = document.querySelector('[data-editor]').alur;
  const element = modeler.get('elementRegistry').get(id);
  const copyPaste = modeler.get('copyPaste');
  copyPaste.copy([element]);
  const point = { x: element.x + 400, y: element.y + 40 };
  return copyPaste.paste({ element: element.parent, point })[0].id;
}"""

SELECTED = "document.querySelector('[data-editor]').alur.modeler.get('selection').get()[0].id"
SOURCES = """(id) => document.querySelector('[data-editor]').alur.modeler.get('elementRegistry').get(id)
  .incoming.map((flow) => flow.source.id)"""


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def editor(page: Page, heard: Heard, serve: Callable[[Any], str]) -> Locator:
    page.goto(serve(diagram_site(MICIN, heard)) + "/editor")
    ready = page.locator("[data-editor][data-ready]")
    expect(ready).to_be_visible()
    return ready


def _step(page: Page, element: str) -> bytes:
    found: Any = etree.fromstring(page.evaluate(XML).encode()).xpath(STEP.format(element))
    assert len(found) == 1
    for node in found[0].iter():
        node.tail = None
        node.text = (node.text or "").strip() or None
    return etree.tostring(found[0], method="c14n")


def test_the_shipped_diagram_opens_without_a_warning(editor: Locator) -> None:
    expect(editor).to_have_attribute("data-warnings", "0")


def test_a_cell_is_edited_and_the_edit_undone(page: Page, editor: Locator) -> None:
    before = _step(page, "pastikan_persyaratan")
    page.evaluate(SELECT, "pastikan_persyaratan")
    page.get_by_label("Teks waktu").fill("2 hari kerja")
    page.get_by_label("Teks waktu").press("Tab")
    expect(page.get_by_label("Satuan")).to_have_value("working_day")
    expect(page.get_by_label("Cara menghitung")).to_have_value("working_days")
    after = _step(page, "pastikan_persyaratan")
    assert b'amount="2"' in after and b"2 hari kerja" in after
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_label("Teks waktu")).to_have_value("3 menit")
    assert _step(page, "pastikan_persyaratan") == before


def test_a_requirement_is_added_and_worded(page: Page, editor: Locator) -> None:
    page.evaluate(SELECT, "terima_permohonan")
    page.get_by_role("button", name="Tambah kelengkapan").click()
    item = page.get_by_role("group", name="Daftar kelengkapan").get_by_role("group", name="2")
    item.get_by_label("Isi").fill("Surat kuasa")
    item.get_by_label("Keperluan").select_option("conditional")
    item.get_by_label("Syarat").fill("dikuasakan = true")
    item.get_by_label("Kode dokumen").click()
    written = _step(page, "terima_permohonan")
    assert b">Surat kuasa</sop:requirement>" in written
    assert b'condition="dikuasakan = true"' in written and b'need="conditional"' in written


def test_the_first_cell_of_a_new_task_makes_its_row(page: Page, editor: Locator) -> None:
    made = page.evaluate(
        """() => {
          const { modeler } = document.querySelector('[data-editor]').alur;
          const after = modeler.get('elementRegistry').get('pastikan_persyaratan');
          const made = modeler.get('autoPlace').append(after,
            modeler.get('elementFactory').createShape({ type: 'bpmn:UserTask' }));
          modeler.get('selection').select(made);
          return made.id;
        }"""
    )
    page.get_by_label("Teks waktu").fill("10 menit")
    page.get_by_role("button", name="Tambah output").click()
    written = _step(page, made)
    assert b">10 menit</sop:time>" in written and b"<sop:output" in written


def test_a_copied_and_a_morphed_task_keep_their_cells(page: Page, editor: Locator) -> None:
    original = _step(page, "pastikan_persyaratan")
    assert _step(page, page.evaluate(COPY, "pastikan_persyaratan")) == original
    assert _step(page, page.evaluate(MORPH, "pastikan_persyaratan")) == original


def test_the_identity_block_is_edited_on_the_process(page: Page, editor: Locator) -> None:
    # Leaving a field writes it and draws the panel anew, so each one is left before the next is asked for.
    page.get_by_label("Nomor SOP").fill("SOP-001")
    page.get_by_label("Nomor SOP").blur()
    page.get_by_label("Dasar hukum").fill("UU 6/2011\nPP 31/2013")
    page.get_by_label("Dasar hukum").blur()
    written = page.evaluate(XML)
    assert 'number="SOP-001"' in written
    assert "<sop:legalBasis>UU 6/2011</sop:legalBasis>" in written
    assert "<sop:legalBasis>PP 31/2013</sop:legalBasis>" in written


def test_a_condition_is_proposed_from_the_branch_name(page: Page, editor: Locator) -> None:
    page.evaluate(SELECT, "alur_keputusan_pastikan_persyaratan_ya")
    page.get_by_label("Nama cabang").fill("Sudah lengkap")
    page.get_by_label("Syarat").focus()
    page.get_by_role("button", name="Buat syarat dari nama cabang").click()
    expect(page.get_by_label("Syarat")).to_have_value('pastikan_persyaratan.keputusan = "sudah_lengkap"')


def test_findings_stand_at_the_elements_and_lead_to_them(page: Page, editor: Locator, heard: Heard) -> None:
    heard.findings = [{"element": "entri_pindai", "severity": "error", "message": "Waktu tidak terbaca"}]
    page.get_by_role("button", name="Periksa").click()
    expect(page.get_by_text("1 kesalahan, 0 peringatan")).to_be_visible()
    expect(page.locator(".mark-finding-error")).to_have_text("✖Kesalahan 1")
    page.get_by_role("button", name="Waktu tidak terbaca").click()
    expect(page.get_by_label("No", exact=True)).to_have_value("4")
    assert heard.tokens == {"token-1"}
    assert_accessible(page)


def test_a_draft_is_saved_with_its_revision(page: Page, editor: Locator, heard: Heard) -> None:
    page.evaluate(SELECT, "terima_permohonan")
    page.get_by_role("textbox", name="Kegiatan").fill("Menerima surat")
    page.keyboard.press("Control+s")
    expect(page.locator(".editor-state")).to_contain_text("✓ Disimpan")
    match, xml = heard.saved[0]
    assert match == '"1"' and 'name="Menerima surat"' in xml
    expect(editor).to_have_attribute("data-revision", "2")


def test_publishing_saves_first(page: Page, editor: Locator, heard: Heard) -> None:
    page.evaluate(SELECT, "terima_permohonan")
    page.get_by_role("textbox", name="Kegiatan").fill("Menerima surat")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_text("Terkirim")).to_be_visible()
    assert len(heard.saved) == 1 and heard.posts == ["/publish"]


def test_every_menu_speaks_indonesian(page: Page, editor: Locator) -> None:
    page.evaluate(SELECT, "pastikan_persyaratan")
    page.locator('.djs-context-pad [data-action="replace"]').click()
    expect(page.locator(".djs-popup")).to_contain_text("Tugas menunggu pesan")
    assert page.evaluate("[...document.querySelector('[data-editor]').alur.untranslated]") == []


def test_the_palette_is_one_stop_for_the_keyboard_and_places_shapes(page: Page, editor: Locator) -> None:
    bar = page.get_by_role("toolbar", name="Bentuk dan alat")
    count = "document.querySelector('[data-editor]').alur.modeler.get('elementRegistry').getAll().length"
    page.get_by_role("button", name="Simpan draf").focus()
    page.keyboard.press("Tab")
    stops = 1
    while not bar.evaluate("(bar) => bar.contains(document.activeElement)"):
        page.keyboard.press("Tab")
        stops += 1
        assert stops < 5
    for _ in range(20):
        if page.evaluate("document.activeElement.dataset.action") == "create.task":
            break
        page.keyboard.press("ArrowDown")
    before = page.evaluate(count)
    page.evaluate(SELECT, "terima_permohonan")
    page.keyboard.press("Enter")  # behind the selected step, with its flow
    assert page.evaluate(count) >= before + 2
    first = page.evaluate(SELECTED)
    assert page.evaluate(SOURCES, first) == ["terima_permohonan"]
    page.keyboard.type("Mencatat")
    page.keyboard.press("Enter")
    expect(page.locator("[data-action='create.task']")).to_be_focused()
    expect(bar.get_by_role("status")).to_contain_text("Ditempatkan")
    page.evaluate("document.querySelector('[data-editor]').alur.modeler.get('selection').select(null)")
    page.keyboard.press(" ")  # in the middle of the paper, where nothing lies
    second = page.evaluate(SELECTED)
    assert second != first and page.evaluate(SOURCES, second) == []
    page.keyboard.press("Escape")
    expect(page.locator("[data-action='create.task']")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    assert not bar.evaluate("(bar) => bar.contains(document.activeElement)")
    found: Any = etree.fromstring(page.evaluate(XML).encode())
    assert found.xpath(f"//*[@id='{first}' and @name='Mencatat']") and found.xpath(f"//*[@id='{second}']")
    assert_accessible(page)


@pytest.mark.parametrize(
    "action", ["create.subprocess-expanded", "create.participant-expanded", "create.group"]
)
def test_every_kind_of_shape_can_be_placed_without_a_mouse(page: Page, editor: Locator, action: str) -> None:
    page.locator(f"[data-action='{action}']").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(SELECTED)
    page.get_by_role("button", name="Urungkan").click()
