"""The page of messages: what was sent, what failed and why, trying again; codes only where the office is a demo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from tasks import outbox, settings
from tasks.outbox.mail import Mail, Undelivered
from tests.support.browser import assert_accessible
from tests.support.office import OPERATOR, Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from web.mails.composing import composer

COMPOSE = composer("https://layanan.example.id")


def deliver(mail: Mail) -> None:
    if mail.recipient.startswith("tiada"):
        raise Undelivered("550 5.1.1 no such mailbox")


@pytest.fixture
def post(office: Office) -> Office:
    """A passport ready (sent), a mailbox that is not there (given up), one that waits, and a code just sent."""
    with office.site.db.begin(OPERATOR) as tx:
        ready = {"name": "Siti Aminah", "number": "MD-2026-000001"}
        outbox.write(tx, "ready", "siti@example.id", ready, key="ready:1")
        outbox.write(tx, "withdrawn", "tiada@example.id", ready, key="withdrawn:1", locale="en")
    for _ in range(6):
        outbox.send_due(office.site, COMPOSE, deliver)
        office.clock.move(timedelta(hours=5))
    with office.site.db.begin(OPERATOR) as tx:
        code = {"code": "471100", "expires_at": tx.now + timedelta(minutes=10)}
        outbox.write(tx, "otp", "siti@example.id", code, key="otp:1")
    return office


def test_an_empty_outbox_says_so(office_app: Flask) -> None:
    assert "Belum ada pesan" in signed_in(office_app, "admin").get("/pesan").text


def test_the_page_shows_what_was_sent_and_what_was_given_up(office_app: Flask, post: Office) -> None:
    page = signed_in(office_app, "admin").get("/pesan").text
    assert "Paspor untuk permohonan MD-2026-000001 sudah siap diambil." in page
    assert "550 5.1.1 no such mailbox" in page and "1 pesan tidak dapat dikirim" in page
    assert "https://layanan.example.id/layanan/lacak" in page
    failed = signed_in(office_app, "admin").get("/pesan?state=failed&q=TIADA@").text
    assert "has been withdrawn" in failed and "siap diambil." not in failed
    assert "Tidak ditemukan" in signed_in(office_app, "admin").get("/pesan?q=lain").text


def test_a_code_is_covered_but_in_the_demo(office_app: Flask, post: Office) -> None:
    assert "471100" not in signed_in(office_app, "admin").get("/pesan").text
    settings.change(post.site, OPERATOR, {"demo.accounts": True})
    page = signed_in(office_app, "admin").get("/pesan").text
    assert page.index("471100") < page.index("MD-2026-000001")
    outbox.send_due(post.site, COMPOSE, deliver)
    assert "471100" in signed_in(office_app, "admin").get("/pesan").text


def test_an_administrator_lets_a_message_be_tried_again(office_app: Flask, post: Office) -> None:
    visitor = signed_in(office_app, "admin")
    answer = visitor.post("/pesan/2/retry?state=failed", page="/pesan")
    assert (answer.status_code, answer.location) == (303, "/pesan?state=failed")
    assert outbox.send_due(post.site, COMPOSE, deliver).undelivered == 1
    assert visitor.post("/pesan/1/retry", page="/pesan").status_code == 409
    assert visitor.post("/pesan/99/retry", page="/pesan").status_code == 404


def test_the_page_is_accessible_at_every_width(
    page: Page, serve: Callable[[Any], str], office_app: Flask, post: Office
) -> None:
    address = serve(office_app)
    settings.change(post.site, OPERATOR, {"demo.accounts": True})
    sign_in(page, address, "admin")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/pesan")
        assert fits(page), width
        assert_accessible(page)
