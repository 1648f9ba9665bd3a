"""The whole application on a phone of 360 pixels without a script: every page accessible, fitting, and light."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tasks import billing, worker
from tasks.billing import Payment
from tasks.duties import DUTIES
from tests.support import browser as chromium
from tests.support.browser import Complaints
from tests.support.office import OPERATOR, Office
from tests.web.public.applying_hands import apply
from tests.web.public.people import enter
from tests.web.public.test_browser import PHONE, faults, small_targets

MOST_BYTES = 100_000


def checked(page: Page) -> None:
    """The page as it stands is accessible, fits and has targets for thumbs."""
    assert faults(page, page.url) + small_targets(page) == []


def test_from_the_first_page_to_the_proof_on_a_phone(
    browser: Browser, complaints: Complaints, serve: Callable[[Any], str], office: Office, office_app: Flask
) -> None:
    address = serve(office_app)
    with chromium.opened(browser, complaints, viewport=PHONE) as page:
        enter(page, address, office.site)
        apply(page, address, checked)
        page.get_by_role("button", name="Kirim permohonan").click()
        expect(page.get_by_role("heading", name="Bayar sebelum 10.00 WITA")).to_be_visible()
        checked(page)
        with office.site.db.read(OPERATOR) as tx:
            (bill,) = billing.of_case(tx, 1)
        billing.report(office.site, OPERATOR, Payment(bill.code, bill.amount, "NTPN1", office.clock()))
        worker.settle(office.site, DUTIES)
        page.reload()
        page.get_by_role("link", name="Tampilkan bukti").first.click()
        expect(page.get_by_role("img", name="Kode QR")).to_be_visible()
        checked(page)
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 1
        for path in ("permohonan", "permohonan/1/ubah-jadwal", "permohonan/1/tarik", "lacak", "darurat"):
            assert faults(page, f"{address}/layanan/{path}") + small_targets(page) == []
    assert complaints.unexpected() == []


def test_every_page_is_light_and_usable_on_slow_3g(
    browser: Browser, complaints: Complaints, serve: Callable[[Any], str], office: Office, office_app: Flask
) -> None:
    address = serve(office_app)
    with chromium.opened(browser, complaints, viewport=PHONE) as page:
        enter(page, address, office.site)
        apply(page, address)
        paths = ["", "/daftar", "/permohonan", "/lacak", "/darurat", "/langsung"]
        paths += [
            f"/permohonan/1/isi/{name}" for name in ("layanan", "nik", "dokumen", "jadwal", "ringkasan")
        ]
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        weights = {path: weight(page, f"{address}/layanan{path}") for path in paths}
        assert min(weights.values()) > 5_000 and max(weights.values()) < MOST_BYTES, weights
        # What browsers call slow 3G: 400 kbit/s, 400 ms to and fro.
        slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
        session.send("Network.emulateNetworkConditions", slow)
        page.goto(f"{address}/layanan/permohonan/1/isi/jadwal", wait_until="load")
        assert chromium.first_content(page) < 6_000  # milliseconds, on a machine that has more to do
    assert complaints.unexpected() == []


def weight(page: Page, url: str) -> int:
    """Bytes that came over the wire for a page with nothing kept from before."""
    page.goto(url, wait_until="networkidle")
    return chromium.weight(page)
