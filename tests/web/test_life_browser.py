"""A change's life in a browser: edited, sent, commented at its shape, given back, sent again, approved, in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from engine.clock import VirtualClock
from engine.database import Database
from tasks import library
from tests.support.browser import assert_accessible
from tests.support.office_pages import fits, opened, sign_in
from tests.tasks.versions.changing import KEY, drafted

_SELECT = """() => { const { modeler } = document.querySelector('[data-editor]').alur;
modeler.get('selection').select(modeler.get('elementRegistry').get('terima_permohonan')); }"""


def as_(page: Page, address: str, login: str, path: str) -> None:
    """Somebody else takes the chair."""
    page.context.clear_cookies()
    sign_in(page, address, login)
    page.goto(address + path)


def test_a_change_goes_from_the_editor_through_review_into_force(
    page: Page, serve: Callable[[Any], str], clock: VirtualClock, tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "alur.db"
    path.write_bytes(sqlite_template.read_bytes())
    office, app = opened(Database(f"sqlite:///{path}", clock), clock, tmp_path / "alur")
    library.open_draft(office.site, office["pemilik"], KEY)
    address = serve(app)
    as_(page, address, "pemilik", f"/studio/{KEY}")
    expect(page.locator("[data-editor][data-ready]")).to_be_visible()
    page.evaluate(_SELECT)
    page.get_by_role("textbox", name="Kegiatan").fill("Menerima surat permohonan")
    page.get_by_label("Apa yang berubah, dan mengapa").fill("Surat lebih tepat")
    page.get_by_role("button", name="Kirim untuk ditinjau").click()
    expect(page.get_by_role("status").first).to_contain_text("Dikirim untuk ditinjau")

    as_(page, address, "kasi", "/sop")
    page.get_by_role("link", name="Layanan Micin Darurat").first.click()
    page.wait_for_url("**/review/1")
    expect(page.locator(".diagram[data-ready]")).to_be_visible()
    page.locator('.diagram [data-element-id="terima_permohonan"]').click()
    expect(page.get_by_label("Di mana")).to_have_value("terima_permohonan")
    page.get_by_role("textbox", name="Komentar").fill("Surat apa?")
    page.get_by_role("button", name="Komentar").click()
    expect(page.locator(".review-comment")).to_contain_text("Surat apa?")
    expect(page.locator(".diagram .mark-comment")).to_contain_text("Surat apa?")
    assert_accessible(page)
    page.get_by_label("Putusan Anda dan alasannya").fill("Sebutkan suratnya")
    page.get_by_role("button", name="Minta perbaikan").click()
    expect(page.get_by_role("status").first).to_contain_text("Dikembalikan")

    draft = library.open_draft(office.site, office["pemilik"], KEY)
    drafted(office, draft.xml.replace(b"Menerima surat permohonan", b"Menerima surat permohonan keluarga"))
    as_(page, address, "pemilik", f"/studio/{KEY}/review")
    expect(page.get_by_text("Sebutkan suratnya").first).to_be_visible()
    page.get_by_role("button", name="Kirim untuk ditinjau").click()
    page.wait_for_url("**/review/2")
    expect(page.locator(".review-comment")).to_contain_text("putaran 1")

    as_(page, address, "kasi", f"/studio/{KEY}/review/2")
    page.get_by_role("button", name="Tandai selesai").click()
    expect(page.locator(".review-comment.is-settled")).to_be_visible()
    page.get_by_role("button", name="Setujui").click()
    expect(page.get_by_role("status").first).to_contain_text("Disetujui")

    as_(page, address, "pemilik", f"/studio/{KEY}/review/2")
    page.get_by_label("Tanggal efektif").fill("2026-04-13")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("status").first).to_contain_text("mulai berlaku 13 April 2026")
    assert b"permohonan keluarga" not in library.xml(office.site, office["petugas1"], KEY)
    clock.move(timedelta(days=5))
    as_(page, address, "pemilik", "/sop")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/studio/{KEY}/versions")
        assert fits(page)
    expect(page.locator(".life-bars li").first).to_contain_text("Versi 2")
    assert_accessible(page)
    assert b"permohonan keluarga" in library.xml(office.site, office["petugas1"], KEY)
