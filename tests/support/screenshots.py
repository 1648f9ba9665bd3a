"""Makes README's pictures anew: `python -m tests.support.screenshots` plays a demo office and photographs its pages.

The office is the same each time (seeded, on a standing clock), so that a picture changes only when a page does.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import func, select

from engine import schema
from engine.clock import VirtualClock
from engine.database import Database
from tasks import worker
from tasks.duties import DUTIES
from tasks.site import Site
from tasks.states import OPEN_STATES
from tests.support import browser as chromium
from tests.support import hands, screenshots_public
from tests.support.browser import Complaints
from tests.support.diagram_site import ROOT
from tests.support.office_pages import sign_in
from tests.support.pictures import save
from web.app import create_app
from web.cli.setup import prepare

PICTURES = ROOT / "docs" / "images"
NOW = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)  # a Tuesday, 10:15 in Batulicin
DESK, TALL, PHONE = (1280, 860), (1280, 1400), (360, 740)


def main(pictures: Path = PICTURES) -> None:
    """Write every picture into `pictures`."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with (
        tempfile.TemporaryDirectory() as folder,
        _demo(Path(folder)) as demo,
        sync_playwright() as playwright,
        chromium.launch(playwright) as browser,
    ):
        for login, photograph in (("petugas1", _officer), ("pemilik", _owner), ("auditor", _auditor)):
            with _visitor(browser, demo, login) as page:
                photograph(page, demo, pictures)
        with _visitor(browser, demo) as page:
            _widen(page, PHONE)
            screenshots_public.phones(page, demo.address, demo.site, pictures)
        with _visitor(browser, demo, "petugas1") as page:
            _widen(page, (1280, 720))
            screenshots_public.waiting_room(page, demo.address, demo.site, pictures)


@dataclass(frozen=True, slots=True)
class _Demo:
    address: str
    password: str
    case: int
    site: Site


@contextmanager
def _demo(folder: Path) -> Iterator[_Demo]:
    database = Database(f"sqlite:///{folder / 'alur.db'}", VirtualClock(NOW))
    site = Site(database, folder)
    prepare(site, demo=True)
    worker.settle(site, DUTIES)
    worker.beat(site, "screenshots")
    with chromium.serving(create_app(site)) as address:
        yield _Demo(address, (folder / "demo-password").read_text(), _case_worth_seeing(site), site)
    database.close()


def _case_worth_seeing(site: Site) -> int:
    """The newest running case whose officers have been to the applicant, at a step of its own SOP."""
    cases, pauses, tasks = schema.instances.c, schema.pauses.c, schema.tasks.c
    travelled = select(func.max(cases.id)).join(schema.pauses, pauses.instance_id == cases.id)
    at_home = select(tasks.id).where(
        tasks.instance_id == cases.id, tasks.state.in_(OPEN_STATES), tasks.sop.is_(None)
    )
    with site.db.read() as tx:
        newest = travelled.where(cases.status == "active", pauses.reason == "travel", at_home.exists())
        return int(tx.conn.execute(newest).scalar_one())


@contextmanager
def _visitor(browser: Browser, demo: _Demo, login: str = "") -> Iterator[Page]:
    complaints = Complaints()
    with chromium.opened(browser, complaints) as page:
        page.clock.set_fixed_time(NOW)
        _widen(page, DESK)
        if login:
            sign_in(page, demo.address, login, demo.password)
        yield page
    if complaints.unexpected():
        raise RuntimeError("\n".join(complaints.unexpected()))


def _officer(page: Page, demo: _Demo, pictures: Path) -> None:
    page.goto(f"{demo.address}/tasks")
    save(page, pictures / "inbox.png")
    hands.start_request(page, demo.address, "Hj. Siti Aminah")
    hands.do_task(page)
    hands.start_task(page)
    for item, verdict in (("ektp", "ada"), ("kk", "tidak_ada"), ("akta_lahir", "ada")):
        hands.answer(page, item, verdict)
    with page.expect_response(lambda answer: answer.url.endswith("/draft")):
        hands.answer(page, "ijazah", "tidak_perlu")
    page.goto(page.url)  # at its top, and the line that the clock runs has been read
    save(page, pictures / "task.png")
    _widen(page, PHONE)
    page.locator("#task-form").evaluate("form => scrollBy(0, form.getBoundingClientRect().top - 160)")
    save(page, pictures / "task-phone.png")
    _widen(page, TALL)
    page.goto(f"{demo.address}/requests/{demo.case}")
    save(page, pictures / "request.png")


def _owner(page: Page, demo: _Demo, pictures: Path) -> None:
    _widen(page, TALL)
    page.goto(f"{demo.address}/sop/micin_darurat")
    save(page, pictures / "sop.png")


def _auditor(page: Page, demo: _Demo, pictures: Path) -> None:
    page.goto(f"{demo.address}/audit?sop=micin_darurat")
    save(page, pictures / "auditor.png")


def _widen(page: Page, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})


if __name__ == "__main__":
    main()
