"""The applicant's pages as a phone meets them: bytes that come over the wire, and time to content on slow 3G.

Slow 3G is 400 kbit/s with 400 ms to and fro, by Chromium's own throttling. "First visit" keeps nothing from before;
"then" has the style sheets and signs of the page before, as everybody has from the second page on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.figures import Figure
from bench.places import office_at, place_of
from tasks import billing, worker
from tasks.applicants import steps
from tasks.duties import DUTIES
from tests.support import browser as chromium
from tests.support.browser import Complaints
from tests.support.office import OPERATOR, Office
from tests.web.public.applying_hands import apply
from tests.web.public.people import enter
from web.app import create_app

MOST_BYTES = "<= 100,000"
_PHONE = {"width": 360, "height": 740}
_SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_FAST = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
_OPEN = ("", "/daftar", "/masuk", "/langsung", "/lacak", "/pengaduan", "/teks/data-pribadi")
_OWN = ("/permohonan", "/permohonan/baru", "/akun", "/darurat")
_SENT = ("/permohonan/1", "/permohonan/1/bukti", "/permohonan/1/ubah-jadwal", "/permohonan/1/tarik")


@dataclass(frozen=True, slots=True)
class _Measured:
    path: str
    size: int
    first: float
    then: float


def measure() -> list[Figure]:
    """Every page of an application, from the first to the proof, with an account and a case of its own."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    found: list[_Measured] = []
    with place_of(None) as place, office_at(place) as office, _visited(office) as (page, address):
        session = page.context.new_cdp_session(page)
        found += [_measured(page, session, address, path) for path in _OPEN]
        enter(page, address, office.site)
        apply(page, address)
        pages = (*_OWN, *(f"/permohonan/1/isi/{name}" for name in steps.PAGES))
        found += [_measured(page, session, address, path) for path in pages]
        found.append(_measured(page, session, address, "/permohonan/1/dokumen/kk"))
        page.goto(f"{address}/layanan/permohonan/1/isi/ringkasan")
        page.get_by_role("button", name="Kirim permohonan").click()
        _pay(office)
        found += [_measured(page, session, address, path) for path in _SENT]
    return list(_figures(found))


@contextmanager
def _visited(office: Office) -> Iterator[tuple[Page, str]]:
    complaints = Complaints()
    with (
        chromium.serving(create_app(office.site, testing=True)) as address,
        sync_playwright() as playwright,
        chromium.launch(playwright) as browser,
        chromium.opened(browser, complaints, viewport=_PHONE) as page,
    ):
        yield page, address
    assert not complaints.unexpected(), complaints.unexpected()


def _pay(office: Office) -> None:
    with office.site.db.read(OPERATOR) as tx:
        (bill,) = billing.of_case(tx, 1)
    billing.report(office.site, OPERATOR, billing.Payment(bill.code, bill.amount, "NTPN1", office.clock()))
    worker.settle(office.site, DUTIES)


def _measured(page: Page, session: CDPSession, address: str, path: str) -> _Measured:
    url = f"{address}/layanan{path}"
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    answer = page.goto(url, wait_until="networkidle")
    assert answer is not None and answer.status == 200 and page.url == url, (url, page.url)
    size = chromium.weight(page)
    session.send("Network.emulateNetworkConditions", _SLOW)
    first = _content(page, url)
    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    page.goto(f"{address}/layanan/lacak", wait_until="load")
    then = _content(page, url)
    session.send("Network.emulateNetworkConditions", _FAST)
    return _Measured(path or "/", size, first, then)


def _content(page: Page, url: str) -> float:
    """Seconds from the wish to the first content on the screen."""
    page.goto(url, wait_until="load")
    return chromium.first_content(page) / 1e3


def _figures(found: list[_Measured]) -> Iterator[Figure]:
    for one in found:
        yield Figure(f"{one.path}: transferred, first visit", one.size / 1e3, "KB")
        yield Figure(f"{one.path}: content on slow 3G, first visit", one.first, "s")
        yield Figure(f"{one.path}: content on slow 3G, then", one.then, "s")
    yield Figure("the heaviest page", max(one.size for one in found), "bytes", MOST_BYTES)
    yield Figure("the slowest page, first visit", max(one.first for one in found), "s", "<= 6")
    yield Figure("the slowest page, then", max(one.then for one in found), "s", "<= 3")
