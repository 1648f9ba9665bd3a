"""README's pictures of the public side on a phone, of a counter and of the display in the waiting room."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select

from engine import schema
from tasks.demo.accounts import READY, TO_PAY, TODAY, Holder
from tasks.site import Site
from tests.support.pictures import beside, keep, save, shot
from tests.web.public.people import come_back

PLACE = "batulicin"


def phones(page: Page, address: str, site: Site, pictures: Path) -> None:
    """The first page, a bill to pay, the proof to bring, and the tracking page of a passport that lies ready."""
    page.goto(f"{address}/layanan")
    shots = [shot(page)]
    for holder, path in ((TO_PAY, ""), (TODAY, "/bukti")):
        come_back(page, address, site, holder.email)
        page.goto(f"{address}/layanan/permohonan/{_application(site, holder)[0]}{path}")
        shots.append(shot(page))
        page.context.clear_cookies()
    _track(page, address, site)
    keep(beside([*shots, shot(page)]), pictures / "public.png")


def waiting_room(page: Page, address: str, site: Site, pictures: Path) -> None:
    """Somebody checks in by the proof's code; a counter calls the number; the display shows it."""
    page.goto(f"{address}/kedatangan")
    page.get_by_label("Kode QR").fill(_application(site, TODAY)[1])
    page.keyboard.press("Enter")
    page.locator(".given-number").wait_for()
    save(page, pictures / "arrivals.png")
    page.goto(f"{address}/loket?place={PLACE}&counter=loket1")
    for done in ("Sudah di loket", "Selesai dilayani"):  # whoever the demo left at this counter
        if page.get_by_role("button", name=done).count():
            page.get_by_role("button", name=done).click()
            page.get_by_role("button", name=done).wait_for(state="detached")
    page.get_by_role("button", name="Panggil nomor berikutnya").click()
    page.locator(".given-number").wait_for()
    page.goto(f"{address}/layar/{PLACE}")
    save(page, pictures / "display.png")


def _track(page: Page, address: str, site: Site) -> None:
    page.goto(f"{address}/layanan/lacak")
    page.get_by_label("Kode bukti").fill(_application(site, READY)[1])
    born = READY.born
    for part, value in (("day", born.day), ("month", born.month), ("year", born.year)):
        page.locator(f'input[name="birth.{part}"]').fill(str(value))
    page.get_by_role("button", name="Tampilkan").click()
    page.get_by_role("heading", name="Ada pertanyaan?").wait_for()


def _application(site: Site, holder: Holder) -> tuple[int, str]:
    """Number and receipt code of the holder's application."""
    a = schema.applications.c
    with site.db.read() as tx:
        row = tx.conn.execute(select(a.id, a.receipt_code).where(a.email == holder.email)).one()
    return int(row.id), str(row.receipt_code)
