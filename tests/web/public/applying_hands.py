"""Hands of an applicant at a real browser: fill the application's pages one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.tasks.applicants.applying import ANSWERS, photo
from tests.tasks.applicants.people import SITI_PERSON

QUESTIONS = ("riwayat", "tujuan", "keadaan", "orang-tua", "kontak")
Look = Callable[[Page], None]


def _unseen(page: Page) -> None:
    """Nothing is looked at on the way."""


def fill(page: Page, given: dict[str, str]) -> None:
    """Fill a form by the names of its fields, once all of it is there."""
    page.wait_for_load_state()
    for name, value in given.items():
        radio = page.locator(f'input[type=radio][name="{name}"][value="{value}"]')
        if radio.count():
            radio.check()
        else:
            page.locator(f'input[name="{name}"]').fill(value)


def at(page: Page, name: str) -> None:
    """Wait for a page of the wizard."""
    page.wait_for_url(re.compile(f"/isi/{name}$"))


def upload(page: Page, name: str) -> None:
    """Add a photo of a document."""
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "image/jpeg", "buffer": photo("beige", (1600, 1200))}
    )
    page.get_by_role("button", name="Tambah", exact=True).click()
    expect(page.get_by_text("Berkas sudah ditambahkan")).to_be_visible()


def apply(page: Page, address: str, look: Look = _unseen) -> None:
    """From the first person on the account to the summary; `look` is asked at every page on the way."""
    page.goto(f"{address}/layanan/keluarga/tambah?next=/layanan/permohonan/baru")
    fill(page, SITI_PERSON)
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Siti Aminah").click()
    fill(page, {"jenis": "pertama", "layanan": "reguler"})
    page.get_by_label("Saya sudah membaca").check()
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    at(page, "nik")
    upload(page, "ktp.jpg")
    fill(page, ANSWERS["nik"])
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    for name in QUESTIONS:
        at(page, name)
        look(page)
        fill(page, ANSWERS[name])
        page.get_by_role("button", name="Simpan dan lanjutkan").click()
    at(page, "dokumen")
    for label in ("Kartu keluarga", "Akta kelahiran"):
        page.get_by_role("link", name=label).click()
        upload(page, f"{label}.jpg")
        look(page)
        page.get_by_role("link", name="Selesai untuk dokumen ini").click()
    look(page)
    page.get_by_role("button", name="Lanjutkan").click()
    at(page, "paspor")
    look(page)
    page.get_by_label("Elektronik, 10 tahun").check()
    page.get_by_label("Kantor Imigrasi Batulicin").check()
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    at(page, "jadwal")
    look(page)
    page.get_by_label("Senin, 13 April").check()
    page.get_by_role("button", name="Pilih hari ini").click()
    at(page, "ringkasan")
    look(page)
