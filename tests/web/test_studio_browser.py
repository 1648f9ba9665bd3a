"""The process owner at a real browser: a form field from the editor into a task, and a draft open twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from engine.database import Actor
from tasks import library, sop_drafts, views
from tests.support.browser import Complaints, assert_accessible
from tests.support.office import Office, without_review
from tests.support.office_pages import fits, sign_in

_EDIT = "/studio/micin_darurat"
_STEP = "terima_permohonan"


@pytest.fixture
def address(page: Page, office: Office, office_app: Flask, serve: Callable[[Any], str]) -> str:
    """The office, the process owner signed in on `page` with a draft begun."""
    without_review(office)
    found = serve(office_app)
    sign_in(page, found, "pemilik")
    page.goto(found + _EDIT)
    page.get_by_role("button", name="Mulai").click()
    _ready(page)
    return found


def _ready(page: Page) -> Locator:
    ready = page.locator("[data-editor][data-ready]")
    expect(ready).to_be_visible()
    expect(ready).to_have_attribute("data-errors", "0")
    return ready


def _form_of(page: Page, element: str) -> Locator:
    page.get_by_label("Unsur yang disunting").select_option(element)
    section = page.locator("#section-form")
    expect(section).to_be_visible()
    if section.get_attribute("open") is None:
        section.locator("summary").first.click()
    return section


def _field(form: Locator, name: str) -> Locator:
    return form.get_by_role("group", name=name, exact=True)


def _fill(field: Locator, text: str) -> None:
    field.fill(text)
    field.blur()


def _draft(office: Office) -> str:
    with office.site.db.read(office["pemilik"]) as tx:
        return sop_drafts.mine(tx, "micin_darurat").xml.decode()


def test_a_field_goes_from_the_editor_into_the_form_of_a_task(
    page: Page, address: str, office: Office
) -> None:
    form = _form_of(page, _STEP)
    form.get_by_role("button", name="Tambah isian").click()
    expect(form.get_by_label("Nama isian")).to_be_focused()
    _fill(form.get_by_label("Nama isian"), "Catatan")
    wrong = form.locator(".field-error:visible")
    expect(wrong).to_contain_text("tidak boleh dipakai")  # the form asks for a remark by itself
    expect(form.get_by_label("Kode isian")).to_have_attribute("aria-invalid", "true")
    assert_accessible(page)
    _fill(form.get_by_label("Nama isian"), "Asal surat")
    expect(form.get_by_label("Kode isian")).to_have_value("asal_surat")
    form.get_by_label("Jenis isian").select_option("Pilihan")
    expect(wrong).to_contain_text("kosong")
    for name in ("Rumah sakit", "Dinas sosial"):  # typed without waiting for anything
        form.get_by_role("button", name="Tambah pilihan").press("Enter")
        page.keyboard.type(name)
    page.keyboard.press("Tab")
    expect(form.get_by_label("Tulisan")).to_have_count(2)
    expect(form.get_by_label("Tulisan").first).to_have_value("Rumah sakit")
    expect(form.get_by_label("Tulisan").last).to_have_value("Dinas sosial")
    form.get_by_label("Wajib diisi").check()
    form.get_by_role("button", name="Naik: Dinas sosial").click()
    expect(form.get_by_label("Tulisan").first).to_have_value("Dinas sosial")
    expect(wrong).to_have_count(0)
    page.get_by_label("Apa yang berubah, dan mengapa").fill("Asal surat dicatat")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("status").first).to_contain_text("Versi 2 berlaku")

    task = office.open_task(office.start().instance).id
    page.context.clear_cookies()
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/tasks/{task}")
    page.get_by_role("button", name="Mulai", exact=True).click()
    choice = page.get_by_label("Asal surat")
    expect(choice.locator("option")).to_have_text(["Pilih", "Dinas sosial", "Rumah sakit"])
    choice.select_option("Rumah sakit")
    field = views.form_for(office.site, office["petugas1"], task).form.fields[-1]
    assert (field.id, field.required, field.options[0].value) == ("asal_surat", True, "dinas_sosial")


def test_the_fields_of_a_form_are_moved_removed_and_brought_back(
    page: Page, address: str, office: Office
) -> None:
    form = _form_of(page, "mulai")
    titles = form.locator("summary [data-title]")
    before = titles.all_inner_texts()
    assert before[:2] == ["Nama pemohon · Teks pendek", "Jenis permohonan · Pilihan"]
    _field(form, "Jenis permohonan").locator("summary").click()
    form.get_by_role("button", name="Naik: Jenis permohonan").click()
    expect(titles.first).to_have_text(before[1])
    expect(form.get_by_role("button", name="Naik: Jenis permohonan")).to_be_focused()
    form.get_by_role("button", name="Hapus: Jenis permohonan").click()
    expect(titles).to_have_text([before[0], *before[2:]])
    undo = page.get_by_role("button", name="Urungkan")
    undo.click()
    undo.click()
    expect(titles).to_have_text(before)
    expect(undo).to_be_disabled()


def test_limits_are_written_and_judged_by_the_type(page: Page, address: str, office: Office) -> None:
    form = _form_of(page, _STEP)
    form.get_by_role("button", name="Tambah isian").click()
    _fill(form.get_by_label("Nama isian"), "Jumlah berkas")
    form.get_by_label("Jenis isian").select_option("Bilangan bulat")
    _fill(form.get_by_label("Paling besar"), "dua belas")
    expect(form.locator(".field-error:visible")).to_contain_text("tidak terbaca")
    expect(form.get_by_label("Paling besar")).to_have_attribute("aria-invalid", "true")
    _fill(form.get_by_label("Paling besar"), "12")
    expect(form.locator(".field-error:visible")).to_have_count(0)
    page.keyboard.press("Control+s")
    expect(page.locator(".editor-state")).to_contain_text("✓ Disimpan")
    assert '<camunda:constraint name="max" config="12"' in _draft(office)
    form.get_by_label("Jenis isian").select_option("Teks pendek")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-editor]")).to_have_attribute("data-revision", "3")
    assert 'name="max"' not in _draft(office)


def test_a_draft_open_in_two_windows_is_not_written_over_unseen(
    page: Page, address: str, office: Office, complaints: Complaints
) -> None:
    complaints.expect("409")
    other = page.context.new_page()
    other.goto(address + _EDIT)
    _ready(other)
    for window, name in ((other, "Menerima berkas"), (page, "Menerima surat")):
        window.get_by_label("Unsur yang disunting").select_option(_STEP)
        _fill(window.get_by_role("textbox", name="Kegiatan"), name)
        window.keyboard.press("Control+s")
        if window is other:
            expect(other.locator(".editor-state")).to_contain_text("✓ Disimpan")
    expect(page.get_by_role("alert")).to_contain_text("Mana yang dipakai?")
    assert 'name="Menerima berkas"' in _draft(office)
    page.get_by_role("button", name="Simpan perubahan saya di atasnya").click()
    expect(page.locator(".editor-state")).to_contain_text("✓ Disimpan")
    assert 'name="Menerima surat"' in _draft(office)
    other.get_by_label("Apa yang berubah, dan mengapa").fill("Uji")
    other.get_by_role("button", name="Terbitkan").click()
    expect(other.get_by_role("alert")).to_contain_text("sudah disimpan di tempat lain")


def test_what_two_windows_changed_is_joined(
    page: Page, address: str, office: Office, complaints: Complaints
) -> None:
    complaints.expect("409")
    other = page.context.new_page()
    other.goto(address + _EDIT)
    _ready(other)
    for window, name, label, text in (
        (other, "Menerima berkas", "Teks waktu", "4 menit"),
        (page, "Menerima surat", "Jumlah petugas paling sedikit", "2"),
    ):
        window.get_by_label("Unsur yang disunting").select_option(_STEP)
        _fill(window.get_by_role("textbox", name="Kegiatan"), name)
        _fill(window.get_by_label(label), text)
        if window is other:  # a step more, behind the one that both change
            other.get_by_role("button", name="Tambah langkah sesudahnya").click()
            _fill(other.get_by_role("textbox", name="Kegiatan"), "Mencatat berkas")
            other.keyboard.press("Control+s")
            expect(other.locator(".editor-state")).to_contain_text("✓ Disimpan")
    page.keyboard.press("Control+s")
    question = page.get_by_role("alert")
    expect(question).to_contain_text("Waktu: 4 menit")
    expect(question).to_contain_text("Mencatat berkas: baru")
    question.get_by_role("radio", name="Yang tersimpan: Menerima berkas").check()
    question.get_by_role("button", name="Gabungkan keduanya").click()
    expect(page.locator(".editor-state")).to_contain_text("✓ Disimpan")
    written = _draft(office)
    for kept in ('name="Menerima berkas"', ">4 menit<", 'minOfficers="2"', 'name="Mencatat berkas"'):
        assert kept in written
    expect(page.locator("tr", has_text="Mencatat berkas")).to_be_visible()


def test_a_session_that_ends_while_editing_loses_nothing(
    page: Page, address: str, office: Office, complaints: Complaints
) -> None:
    complaints.expect("40[01]")
    page.context.clear_cookies()
    page.get_by_label("Unsur yang disunting").select_option(_STEP)
    _fill(page.get_by_role("textbox", name="Kegiatan"), "Menerima surat")
    page.keyboard.press("Control+s")
    question = page.get_by_role("alert")
    expect(question).to_contain_text("Anda tidak lagi masuk")
    elsewhere = page.context.new_page()
    sign_in(elsewhere, address, "pemilik")
    question.get_by_role("button", name="Coba lagi").click()
    expect(page.locator(".editor-state")).to_contain_text("✓ Disimpan")
    expect(question).to_be_hidden()
    assert 'name="Menerima surat"' in _draft(office)


def test_another_person_who_signs_in_does_not_get_the_draft(
    page: Page, address: str, office: Office, complaints: Complaints
) -> None:
    complaints.expect("40[03]")
    page.context.clear_cookies()
    elsewhere = page.context.new_page()
    sign_in(elsewhere, address, "auditor")
    page.get_by_label("Unsur yang disunting").select_option(_STEP)
    _fill(page.get_by_role("textbox", name="Kegiatan"), "Menerima surat")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("alert")).to_contain_text("masuk sebagai orang lain")
    assert "Menerima surat" not in _draft(office)


def test_a_draft_published_in_another_window_is_offered_to_the_next(
    page: Page, address: str, office: Office, complaints: Complaints
) -> None:
    complaints.expect("404")
    pemilik: Actor = office["pemilik"]
    page.get_by_label("Unsur yang disunting").select_option(_STEP)
    _fill(page.get_by_role("textbox", name="Kegiatan"), "Menerima surat")
    library.discard_draft(office.site, pemilik, "micin_darurat")
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Mulai draf baru").click()
    page.get_by_role("button", name="Mulai").click()
    _ready(page)
    page.get_by_role("button", name="Pulihkan").click()
    page.keyboard.press("Control+s")
    expect(page.locator(".editor-state")).to_contain_text("✓ Disimpan")
    assert 'name="Menerima surat"' in _draft(office)


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_studio_is_accessible_and_fits(page: Page, address: str, width: int, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    form = _form_of(page, "mulai")
    _field(form, "Jenis permohonan").locator("summary").click()
    assert fits(page)
    assert_accessible(page)
