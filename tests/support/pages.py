"""A small installation behind the pages: its people, a browserless visitor who signs in, and form tokens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.database import SYSTEM, Database
from tasks import people
from tasks.people import NewPerson
from tasks.site import Site

PASSWORD = "sungai-kusan-2026"
PEOPLE = {
    "admin": ("administrator",),
    "kepala": ("administrator", "supervisor"),
    "petugas1": ("petugas",),
    "auditor": ("auditor",),
}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def peopled(db: Database, folder: Path) -> Site:
    """A site with two administrators, an officer and an auditor."""
    site = Site(db, folder)
    for login, roles in PEOPLE.items():
        people.add(site, SYSTEM, NewPerson(login, login.title(), roles, PASSWORD))
    return site


class Visitor:
    """Somebody at a browser without a screen: keeps cookies, sends forms with the token of the page."""

    def __init__(self, app: Flask, login: str = "") -> None:
        self.client: FlaskClient = app.test_client()
        if login:
            assert self.sign_in(login).status_code == 303

    def sign_in(self, login: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Send the sign-in form."""
        return self.post("/login", {"login": login, "password": password, **fields}, page="/login")

    def get(self, path: str, **options: Any) -> TestResponse:
        """Ask for a page."""
        return self.client.get(path, **options)

    def post(self, path: str, fields: dict[str, Any] | None = None, page: str = "/account") -> TestResponse:
        """Send a form with the token found on `page`."""
        return self.client.post(path, data={"csrf_token": self.token(page), **(fields or {})})

    def token(self, page: str) -> str:
        """The CSRF token a page carries."""
        return form_token(self.client.get(page).text)


def form_token(text: str) -> str:
    """The CSRF token in the forms of a page."""
    found = _TOKEN.search(text)
    assert found is not None, "the page has no form"
    return found[1]
