"""Somebody of the public at a browser, with or without a screen."""

from __future__ import annotations

from typing import Any

from flask import Flask
from playwright.sync_api import Page

from tasks.site import Site
from tests.support.pages import Visitor, form_token
from tests.tasks.applicants.people import SITI, SITI_PERSON, mailed_code, registering


class Citizen(Visitor):
    """Somebody who registers, signs in by a code, and fills forms of the public pages."""

    def __init__(self, app: Flask, site: Site, who: dict[str, str] = SITI) -> None:
        super().__init__(app)
        self.site, self.who = site, who

    def send(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> Any:
        """Send a form with the token of any public page."""
        token = self.token("/layanan/masuk" if not self.signed_in() else "/layanan/akun")
        return self.client.post(path, data={"csrf_token": token, **(fields or {})}, **options)

    def signed_in(self) -> bool:
        """Whether the account page opens."""
        return self.get("/layanan/akun").status_code == 200

    def join(self) -> Citizen:
        """Register and come in."""
        assert self.send("/layanan/daftar", registering(self.who)).status_code == 303
        return self.come_in()

    def come_in(self) -> Citizen:
        """Type the code of the newest mail."""
        code = mailed_code(self.site, self.who["email"])
        answer = self.send("/layanan/kode", {"email": self.who["email"], "code": code})
        assert answer.status_code == 303, answer.text
        return self

    def with_person(self, **person: str) -> Citizen:
        """Put somebody on the account."""
        assert self.send("/layanan/keluarga/tambah", {**SITI_PERSON, **person}).status_code == 303
        return self


def come_back(page: Page, address: str, site: Site, email: str) -> None:
    """Give a real browser a session of an account there is, by a code of a mail."""
    for path in ("masuk", "kode"):
        token = form_token(page.request.get(f"{address}/layanan/masuk").text())
        code = {"code": mailed_code(site, email)} if path == "kode" else {}
        form: dict[str, Any] = {"csrf_token": token, "email": email, **code}
        answer = page.request.post(f"{address}/layanan/{path}", form=form, max_redirects=0)
        assert answer.status == 303, answer.text()


def enter(page: Page, address: str, site: Site, who: dict[str, str] = SITI) -> None:
    """Give a real browser an account and its session without drawing the pages for it."""
    given = {str(k): str(v) for k, v in registering(who).items()}
    for path, fields in (("daftar", given), ("kode", {"email": who["email"]})):
        token = form_token(page.request.get(f"{address}/layanan/masuk").text())
        code = {} if path == "daftar" else {"code": mailed_code(site, who["email"])}
        form: dict[str, Any] = {"csrf_token": token, **fields, **code}
        answer = page.request.post(f"{address}/layanan/{path}", form=form, max_redirects=0)
        assert answer.status == 303, answer.text()
