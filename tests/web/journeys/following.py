"""One case as several people see it in a browser: its applicant by the receipt code, officers at work, the auditor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from engine import instances
from engine.schema import applications
from tasks import timeline
from tests.support import browser as chromium
from tests.support import hands
from tests.support.browser import Complaints
from tests.support.office import OPERATOR, Office
from tests.support.office_pages import fits, sign_in

PHONE = {"width": 360, "height": 740}
BIRTH = ("1", "2", "1990")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a journey takes place: an office, its address, and the browser people come with."""

    office: Office
    address: str
    browser: Browser
    complaints: Complaints

    @contextmanager
    def phone(self) -> Iterator[Page]:
        """Somebody of the public with a small phone."""
        with chromium.opened(self.browser, self.complaints, viewport=PHONE) as page:
            yield page

    @contextmanager
    def desk(self, login: str) -> Iterator[Page]:
        """Somebody of the office, signed in."""
        with chromium.opened(self.browser, self.complaints) as page:
            sign_in(page, self.address, login)
            yield page


def receipt_of(office: Office, instance: int) -> str:
    """The receipt code of a case's applicant."""
    query = select(applications.c.receipt_code).where(applications.c.instance_id == instance)
    with office.site.db.read(OPERATOR) as tx:
        return str(tx.conn.execute(query).scalar_one())


def tracked(scene: Scene, code: str, birth: tuple[str, str, str] = BIRTH) -> str:
    """What the tracking page says to whoever holds the receipt, on a phone and without an account."""
    with scene.phone() as page:
        page.goto(f"{scene.address}/layanan")
        page.get_by_role("link", name="Lacak permohonan").first.click()
        page.get_by_label("Kode bukti").fill(code)
        for part, value in zip(("day", "month", "year"), birth, strict=True):
            page.locator(f'input[name="birth.{part}"]').fill(value)
        page.get_by_role("button", name="Tampilkan").click()
        expect(page.get_by_role("heading", name="Ada pertanyaan?")).to_be_visible()
        page.wait_for_load_state()
        assert fits(page)
        return page.get_by_role("main").inner_text()


def do_task(scene: Scene, instance: int, login: str, choice: str = "") -> None:
    """An officer finds the case's open task in the inbox and works it by hand."""
    with scene.desk(login) as page:
        page.goto(f"{scene.address}/tasks")
        number = scene.office.open_task(instance).id
        page.locator(f'a[href="/tasks/{number}"]').first.click()
        hands.do_task(page, choice=choice)


def audited(scene: Scene, instance: int, sops: Sequence[str]) -> str:
    """The auditor's pages of a case that has ended: one number, one timeline, steps of these SOPs, a sound trail.

    Returns the text of the case's page.
    """
    with scene.desk("auditor") as page:
        page.goto(f"{scene.address}/requests/{instance}")
        key = page.locator(".eyebrow").inner_text().split(" ")[0]
        expect(page.locator(".diagram[data-ready]")).to_have_count(len(sops))
        expect(page.locator("#decisions")).to_be_visible()
        shown = page.get_by_role("main").inner_text()
        for sop in sops:
            page.goto(f"{scene.address}/audit?sop={sop}")
            expect(page.get_by_role("table").first).to_be_visible()
        page.goto(f"{scene.address}/requests/{instance}")
        page.get_by_role("link", name="Jejak audit").click()
        chain = page.get_by_role("table").get_by_role("link")
        expect(chain.first).to_be_visible()
        page.wait_for_load_state()
        assert set(chain.all_inner_texts()) == {key}
        page.get_by_role("button", name="Periksa keutuhan sekarang").click()
        expect(page.get_by_text("Jejak audit utuh")).to_be_visible()
    assert_sums(scene.office, instance)
    assert scene.complaints.unexpected() == []
    return shown


def assert_sums(office: Office, instance: int) -> None:
    """The parts of a case's time sum to the whole, to the second."""
    with office.site.db.read(OPERATOR) as tx:
        case, split = instances.read(tx, instance), timeline.of_case(tx, instance)
    assert case.settled_at is not None
    assert sum(split.parts.values(), timedelta()) == case.settled_at - case.started_at
