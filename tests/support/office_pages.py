"""A furnished office behind the pages: its application, and people of it at a browser."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from playwright.sync_api import Page

from engine.clock import VirtualClock
from engine.database import Database
from tests.support.office import PASSWORD, Office, furnish
from tests.support.pages import Visitor, form_token
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
    """Give a real browser the session of somebody of the office; no page is shown by it.

    The form itself, filled by hand, has its own test (test_login_browser.py): drawing it and the page behind it
    before every other test costs two seconds each.
    """
    page.goto("about:blank")  # what the page shown still asks for must not change the session in between
    form = page.request.get(f"{address}/login").text()
    fields: dict[str, str | float | bool] = {
        "csrf_token": form_token(form),
        "login": login,
        "password": password,
    }
    answer = page.request.post(f"{address}/login", form=fields, max_redirects=0)
    assert answer.status == 303, answer.status


def fits(page: Page) -> bool:
    """Whether the page is no wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
