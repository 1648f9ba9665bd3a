"""The editor's drafts in a real browser: saved by themselves, never lost, never written over unseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from processes.canonical import canonical
from tests.support.browser import Complaints, assert_accessible
from tests.support.diagram_site import ROOT, Heard, diagram_site

MICIN = (ROOT / "bpmn" / "micin_darurat.bpmn").read_bytes()
SMALL = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 id="d" targetNamespace="x"><bpmn:process id="p" isExecutable="true"><bpmn:userTask id="terima_permohonan"/>
</bpmn:process><bpmndi:BPMNDiagram id="g"><bpmndi:BPMNPlane id="l" bpmnElement="p">
<bpmndi:BPMNShape id="s" bpmnElement="terima_permohonan"><dc:Bounds x="10" y="10" width="100" height="80"/>
</bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"""
NOW = datetime(2026, 4, 9, 2, 31, tzinfo=UTC)  # 10.31 in Batulicin
COPIES = "Object.keys({...localStorage}).filter((name) => name.startsWith('alur.sop.uji.')).length"
Address = str


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def address(heard: Heard, serve: Callable[[Any], str]) -> Address:
    return serve(diagram_site(MICIN, heard)) + "/editor"


@pytest.fixture
def editor(page: Page, address: Address) -> Locator:
    """The editor, on a clock that stands still."""
    page.clock.install(time=NOW)
    page.goto(address)
    page.on("dialog", lambda dialog: dialog.accept())  # leaving with unsaved changes is asked about
    ready = _ready(page)
    page.clock.pause_at(NOW + timedelta(minutes=1))
    return ready


def _ready(page: Page) -> Locator:
    ready = page.locator("[data-editor][data-ready]")
    expect(ready).to_be_visible()
    return ready


def _choose(page: Page, step: str = "terima_permohonan") -> Locator:
    page.get_by_label("Unsur yang disunting").select_option(step)
    page.clock.run_for(100)  # the panel is drawn with the next frame
    return page.get_by_role("textbox", name="Kegiatan")


def _rename(page: Page, name: str) -> None:
    _choose(page).fill(name)
    page.get_by_role("textbox", name="Kegiatan").blur()


def _state(page: Page) -> Locator:
    return page.locator(".editor-state")


def _copies(page: Page) -> int:
    return int(page.evaluate(COPIES))


def _named(heard: Heard, place: int = -1) -> bool:
    return 'name="Menerima surat"' in heard.saved[place][1]


def test_a_change_is_saved_by_itself_three_seconds_later(page: Page, editor: Locator, heard: Heard) -> None:
    expect(_state(page)).to_have_text("Perubahan disimpan otomatis")
    _rename(page, "Menerima surat")
    expect(_state(page)).to_have_text("● Belum disimpan")
    page.clock.run_for(2500)
    page.get_by_label("No", exact=True).fill("1a")
    page.clock.run_for(2900)
    assert heard.saved == []
    page.clock.run_for(200)
    expect(_state(page)).to_have_text("✓ Disimpan 10.32")
    expect(editor).to_have_attribute("data-revision", "2")
    assert len(heard.saved) == 1 and _named(heard)
    assert _copies(page) == 0


def test_what_was_changed_and_changed_back_is_saved_as_the_same_file(
    page: Page, editor: Locator, heard: Heard
) -> None:
    field = _choose(page)
    name = field.input_value()
    for words in ("Menerima surat", name):
        _rename(page, words)
        page.clock.run_for(3100)
        expect(_state(page)).to_contain_text("✓ Disimpan")
    expect(editor).to_have_attribute("data-revision", "3")
    changed, back = (canonical(xml.encode()) for _, xml in heard.saved)
    assert changed != MICIN
    assert back == MICIN


def test_what_is_being_typed_is_saved_and_the_caret_stays(page: Page, editor: Locator, heard: Heard) -> None:
    field = _choose(page)
    field.fill("Menerima surat")
    field.press("End")
    field.press("Space")
    page.clock.run_for(3100)
    expect(_state(page)).to_contain_text("✓ Disimpan")
    assert _named(heard)
    field.press_sequentially("masuk")
    expect(field).to_be_focused()
    expect(field).to_have_value("Menerima surat masuk")
    expect(_state(page)).to_have_text("● Belum disimpan")


def test_a_failed_save_is_said_kept_and_tried_again(
    page: Page, editor: Locator, heard: Heard, complaints: Complaints
) -> None:
    complaints.expect("ERR_FAILED")
    page.route("**/save", lambda route: route.abort())
    _rename(page, "Menerima surat")
    page.clock.run_for(3100)
    expect(_state(page)).to_have_text("⚠ Gagal disimpan: tidak ada jaringan. Salinannya ada di peramban ini.")
    assert _copies(page) == 1
    page.clock.resume()  # axe waits for frames
    assert_accessible(page)
    page.unroute("**/save")
    page.get_by_role("button", name="Coba lagi").click()
    expect(_state(page)).to_contain_text("✓ Disimpan")
    expect(page.get_by_role("button", name="Coba lagi")).to_be_hidden()
    assert _named(heard) and _copies(page) == 0


def test_a_failed_save_is_tried_again_by_itself(
    page: Page, editor: Locator, heard: Heard, complaints: Complaints
) -> None:
    complaints.expect("503")
    page.route("**/save", lambda route: route.fulfill(status=503))
    _rename(page, "Menerima surat")
    page.clock.run_for(3100)
    expect(_state(page)).to_contain_text("Gagal disimpan (jawaban 503)")
    page.unroute("**/save")
    page.clock.run_for(20_100)
    expect(_state(page)).to_contain_text("✓ Disimpan")
    assert _named(heard)


def test_work_that_was_never_saved_is_offered_back(
    page: Page, editor: Locator, heard: Heard, address: Address, complaints: Complaints
) -> None:
    complaints.expect("503")
    heard.broken = True
    _rename(page, "Menerima surat")
    page.clock.run_for(3100)
    expect(_state(page)).to_contain_text("Gagal disimpan")
    page.goto(address)
    _ready(page)
    heard.broken = False
    offer = page.get_by_role("alert")
    expect(offer).to_contain_text("Ada perubahan dari 10.32 yang belum sempat tersimpan.")
    expect(page.locator(".editor-body")).to_have_attribute("inert", "")
    with page.expect_download() as download:
        offer.get_by_role("button", name="Unduh salinan").click()
    assert "Menerima surat" in download.value.path().read_text()
    page.clock.resume()  # axe waits for frames
    assert_accessible(page)
    offer.get_by_role("button", name="Pulihkan").click()
    expect(offer).to_be_hidden()
    expect(_state(page)).to_have_text("● Belum disimpan")
    page.clock.run_for(3100)
    expect(_state(page)).to_contain_text("✓ Disimpan")
    assert heard.saved[0][0] == '"1"' and _named(heard)
    assert _copies(page) == 0


def test_an_offer_says_when_the_draft_was_saved_elsewhere_since_and_may_be_declined(
    page: Page, editor: Locator, heard: Heard, address: Address, complaints: Complaints
) -> None:
    complaints.expect("409")
    heard.revision = 5
    _rename(page, "Menerima surat")
    page.clock.run_for(3100)
    expect(page.get_by_role("alert")).to_contain_text("sudah diubah di tempat lain")
    page.route("**/editor", lambda route: _at_revision(route, "5"))
    page.goto(address)
    _ready(page)
    offer = page.get_by_role("alert")
    expect(offer).to_contain_text("Sesudah itu draf ini disimpan dari tempat lain.")
    expect(offer.get_by_role("button", name="Pulihkan dan bandingkan")).to_be_visible()
    offer.get_by_role("button", name="Buang").click()
    expect(offer).to_be_hidden()
    expect(_choose(page)).not_to_have_value("Menerima surat")
    assert heard.saved == [] and _copies(page) == 0


def _at_revision(route: Any, revision: str) -> None:
    answer = route.fetch()
    route.fulfill(
        response=answer, body=answer.text().replace('data-revision="1"', f'data-revision="{revision}"')
    )


def test_a_conflict_waits_for_a_choice_and_overwrites_nothing(
    page: Page, editor: Locator, heard: Heard, complaints: Complaints
) -> None:
    complaints.expect("409")
    heard.revision = 5
    _rename(page, "Menerima surat")
    page.clock.run_for(3100)
    question = page.get_by_role("alert")
    expect(question).to_contain_text("sudah diubah di tempat lain")
    expect(_state(page)).to_have_text("⚠ Belum disimpan: ada simpanan lain")
    page.clock.resume()  # axe waits for frames
    assert_accessible(page)
    page.get_by_label("No", exact=True).fill("1a")
    page.get_by_label("No", exact=True).blur()
    page.clock.run_for(60_000)
    assert heard.saved == [] and _copies(page) == 1
    with page.expect_download() as download:
        question.get_by_role("button", name="Unduh salinan").click()
    saved = download.value.path().read_text()
    assert "Menerima surat" in saved and 'number="1a"' in saved
    question.get_by_role("button", name="Simpan perubahan saya di atasnya").click()
    expect(_state(page)).to_contain_text("✓ Disimpan")
    expect(question).to_be_hidden()
    assert heard.saved[0][0] == '"5"' and _named(heard)


def test_after_a_conflict_the_other_draft_may_be_taken(
    page: Page, editor: Locator, heard: Heard, complaints: Complaints
) -> None:
    complaints.expect("409")
    heard.revision = 5
    _rename(page, "Menerima surat")
    page.keyboard.press("Control+s")
    with page.expect_event("framenavigated"):
        page.get_by_role("button", name="Ambil yang tersimpan, buang perubahan saya").click()
    _ready(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(_choose(page)).not_to_have_value("Menerima surat")
    assert heard.saved == [] and _copies(page) == 0


def test_publishing_stops_at_a_conflict(
    page: Page, editor: Locator, heard: Heard, complaints: Complaints
) -> None:
    complaints.expect("409")
    heard.revision = 5
    _rename(page, "Menerima surat")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("alert")).to_contain_text("Mana yang dipakai?")
    assert heard.posts == []


def test_a_small_draft_is_still_sent_when_the_page_is_left(
    page: Page, heard: Heard, serve: Callable[[Any], str]
) -> None:
    address = serve(diagram_site(SMALL, heard))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address + "/editor")
    _ready(page)
    page.get_by_label("Unsur yang disunting").select_option("terima_permohonan")
    page.get_by_role("textbox", name="Kegiatan").press_sequentially("Menerima surat")
    page.goto(address + "/form")
    assert heard.arrived.wait(20)
    assert _named(heard)
    page.goto(address + "/editor")
    _ready(page)


def test_a_large_draft_left_unsaved_is_not_lost(
    page: Page, editor: Locator, heard: Heard, address: Address, complaints: Complaints
) -> None:
    complaints.expect("503|ERR_")
    heard.broken = True
    _choose(page).press_sequentially(" lewat surat")
    page.goto("about:blank")
    page.goto(address)
    _ready(page)
    page.get_by_role("button", name="Pulihkan").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(_choose(page)).to_have_value(
        "Menerima permohonan dari masyarakat yang membutuhkan Layanan Paspor MICIN DARURAT lewat surat"
    )
