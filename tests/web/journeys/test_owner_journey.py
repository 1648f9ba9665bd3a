"""The owner's whole way: change the SOP, see what it means, play it, have it approved, move what runs, print it."""

from __future__ import annotations

import re
from pathlib import Path

import pdfplumber
from playwright.sync_api import Locator, Page, expect

from tasks.intake import intakes
from tasks.moving import following
from tests.web.journeys.following import Scene

KEY, SURAT = "micin_darurat", "pengelolaan_surat_masuk"
WORD = Path(__file__).parents[2] / "processes" / "intake" / "files" / "melayang.docx"
REASON = "Berkas dicetak sebelum berangkat; entri dipercepat"


def test_an_owner_changes_the_sop_and_everything_follows(scene: Scene) -> None:
    office = scene.office
    for element in ("entri_pindai", "pastikan_persyaratan"):
        office.until(office.start().instance, element)
    with scene.desk("pemilik") as page:
        change(scene, page)
        page.goto(f"{scene.address}/studio/{KEY}/changes")
        for words in ("Mencetak berkas", "→ Koordinator (Kasubsi Lalintalkim)", "Waktu: 5 menit → 4 menit"):
            expect(page.get_by_role("main")).to_contain_text(words)
        page.goto(f"{scene.address}/studio/{KEY}/replay")
        expect(page.get_by_role("heading", level=1)).to_have_text("Putar ulang")
        play(scene, page)
        page.goto(f"{scene.address}/studio/{KEY}")
        expect(page.get_by_text("1 skenario sesuai")).to_be_visible()
        page.get_by_label("Apa yang berubah, dan mengapa").fill(REASON)
        page.get_by_role("button", name="Kirim untuk ditinjau").click()
        page.wait_for_url(re.compile("/review/1$"))
    with scene.desk("kasi") as page:
        page.goto(f"{scene.address}/studio/{KEY}/review/1")
        expect(page.get_by_role("main")).to_contain_text("Mencetak berkas")
        page.get_by_role("button", name="Setujui").click()
        expect(page.get_by_role("button", name="Setujui")).to_have_count(0)
    with scene.desk("pemilik") as page:
        page.goto(f"{scene.address}/studio/{KEY}/review/1")
        page.get_by_role("button", name="Terbitkan").click()
        expect(page.get_by_role("status").first).to_contain_text("Versi 2")
        move(scene, page)
        page.goto(f"{scene.address}/sop/{KEY}/document")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="PDF", exact=True).click()
        with pdfplumber.open(waiting.value.path()) as printed:
            assert "Mencetak berkas" in "".join(sheet.extract_text() for sheet in printed.pages)
    task = office.open_task(1)
    assert task.element == "entri_pindai"
    assert office.start().version == 2
    assert scene.complaints.unexpected() == []


def test_an_sop_from_word_runs_the_same_day(scene: Scene) -> None:
    office = scene.office
    with scene.desk("pemilik") as page:
        page.goto(f"{scene.address}/studio/import")
        page.locator("#f-file").set_input_files(WORD)
        page.get_by_role("button", name="Baca berkas").click()
        page.wait_for_url(re.compile(r"/studio/import/\d+$"))
        intakes.read_waiting(office.site)
        page.reload()
        page.get_by_role("button", name="Jadikan draf").click()
        expect(page.locator("[data-editor][data-ready]")).to_be_visible()
        page.get_by_label("Apa yang berubah, dan mengapa").fill("SOP dari berkas Word")
        page.get_by_role("button", name="Kirim untuk ditinjau").click()
        page.wait_for_url(re.compile("/review/1$"))
    with scene.desk("kasi") as page:
        page.goto(f"{scene.address}/studio/{SURAT}/review/1")
        page.get_by_role("button", name="Setujui").click()
        expect(page.get_by_role("button", name="Setujui")).to_have_count(0)
    with scene.desk("pemilik") as page:
        page.goto(f"{scene.address}/studio/{SURAT}/review/1")
        page.get_by_role("button", name="Terbitkan").click()
        expect(page.get_by_role("status").first).to_contain_text("Versi 1")
    with scene.desk("petugas1") as page:
        page.goto(f"{scene.address}/requests/new/{SURAT}")
        page.get_by_role("main").get_by_role("button", name="Mulai permohonan").click()
        expect(page.get_by_role("status").first).to_contain_text("sudah dimulai")
    (line,) = office.open_tasks(1)
    assert line.name == "Menerima dan mencatat surat masuk dalam buku agenda"
    assert scene.complaints.unexpected() == []


def change(scene: Scene, page: Page) -> None:
    """In the table: a new step behind step 4, step 8 to another pelaksana, a tighter time for step 4."""
    page.goto(f"{scene.address}/studio/{KEY}")
    page.get_by_role("button", name="Mulai", exact=True).click()
    expect(page.locator("[data-editor][data-ready]")).to_be_visible()
    cell(page, "entri_pindai", "time").click()
    page.keyboard.type("4 menit")
    page.keyboard.press("Enter")
    expect(cell(page, "entri_pindai", "time")).to_have_text("4 menit")
    cell(page, "siapkan_perlengkapan", "performer").click()
    page.keyboard.press("F2")
    page.get_by_label(re.compile("^Pelaksana, langkah")).select_option("Koordinator")
    page.keyboard.press("Enter")
    expect(cell(page, "siapkan_perlengkapan", "performer")).to_have_text("Koordinator")
    cell(page, "entri_pindai", "activity").click()
    page.get_by_role("button", name="Tambah langkah sesudahnya").click()
    added = page.locator("tr", has=page.locator("td", has_text=re.compile("^4a")))
    expect(added.locator("td[data-column='activity']")).to_be_focused()
    page.keyboard.type("Mencetak berkas")
    for text in ("", "Formulir", "10 menit", "Berkas cetak"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(added).to_contain_text("Berkas cetak")
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.locator(".editor-state")).to_contain_text("✓ Disimpan")
    expect(page.locator("[data-editor]")).to_have_attribute("data-errors", "0")


def cell(page: Page, step: str, column: str) -> Locator:
    """A cell of the editor's table."""
    return page.locator(f"tr[data-step='{step}'] td[data-column='{column}']")


def play(scene: Scene, page: Page) -> None:
    """Play the draft past its new step and save that as a scenario."""
    page.goto(f"{scene.address}/studio/{KEY}/play")
    page.get_by_role("button", name="Mulai permohonan").click()
    for step in (
        "Menerima permohonan",
        "Memastikan persyaratan",
        "Memasukkan dan memindai",
        "Mencetak berkas",
    ):
        expect(page.get_by_role("link", name=step).first).to_be_visible()
        done = page.get_by_role("button", name="Contoh: Ya")
        if step == "Memastikan persyaratan":
            done.click()
        else:
            page.get_by_role("button", name="Kerjakan dengan isian contoh").click()
    expect(page.get_by_role("link", name="Menyiapkan perlengkapan").first).to_be_visible()
    page.get_by_role("button", name="Simpan sebagai skenario").click()
    page.get_by_label("Nama skenario").fill("Dengan cetak berkas")
    page.locator("#play-save").get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("heading", name="Dengan cetak berkas")).to_be_visible()


def move(scene: Scene, page: Page) -> None:
    """Try moving both running requests, move them, see that they went."""
    page.goto(f"{scene.address}/studio/{KEY}/move?from=1&to=2")
    expect(page.get_by_text("Semua permohonan dapat dipindahkan.")).to_be_visible()
    page.get_by_label("Mengapa dipindahkan").fill(REASON)
    page.get_by_role("button", name="Pindahkan 2 permohonan").click()
    expect(page.get_by_text("0 dari 2 permohonan")).to_be_visible()
    following.follow(scene.office.site)
    expect(page.get_by_text("2 dari 2 permohonan")).to_be_visible()
