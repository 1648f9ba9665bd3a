"""A furnished office behind the pages: its application, and people of it at a browser."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from playwright.sync_api import Page

from engine.clock import VirtualClock
from engine.database import Database
from tests.support.office import PASSWORD, Office, furnish
from tests.support.pages import Visitor
from web.app import create_app

WIDTHS = (360, 768, 1280)


def opened(db: Database, clock: VirtualClock, folder: Path) -> tuple[Office, Flask]:
    """An office and its application."""
    office = furnish(db, clock, folder)
    return office, create_app(office.site, testing=True)


def signed_in(app: Flask, login: str) -> Visitor:
    """Somebody of the office, signed in."""
    visitor = Visitor(app)
    assert visitor.sign_in(login, PASSWORD).status_code == 303
    return visitor


def sign_in(page: Page, address: str, login: str, password: str = PASSWORD) -> None:
    """Sign somebody of the office in at a real browser."""
    page.goto(f"{address}/login")
    page.get_by_label("Nama pengguna").fill(login)
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda url: not url.endswith("/login"))


def fits(page: Page) -> bool:
    """Whether the page is no wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
