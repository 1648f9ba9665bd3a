"""Signing in and out through the pages: throttling said plainly, no open redirect, no fixation, no forgery."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from engine import settings
from engine.clock import VirtualClock
from tasks.site import Site
from tests.support.office import PASSWORD
from tests.support.pages import Visitor


def test_a_stranger_is_sent_to_sign_in_and_back(app: Flask) -> None:
    visitor = Visitor(app)
    sent = visitor.get("/admin/people?x=1")
    assert (sent.status_code, sent.location) == (303, "/login?next=/admin/people?x%3D1")
    assert 'value="/admin/people?x=1"' in visitor.get(sent.location).text
    assert visitor.sign_in("admin", next="/admin/people?x=1").location == "/admin/people?x=1"


def test_only_addresses_of_this_installation_are_gone_on_to(app: Flask) -> None:
    for address in ("https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:alert(1)"):
        assert Visitor(app).sign_in("admin", next=address).location == "/"


def test_a_wrong_password_is_said_without_what_was_typed(app: Flask) -> None:
    answer = Visitor(app).sign_in("admin", "rahasia-saya-yang-lain")
    assert answer.status_code == 403
    assert "Nama pengguna atau kata sandi salah." in answer.text
    assert "rahasia-saya-yang-lain" not in answer.text
    assert 'value="admin"' in answer.text


def test_throttling_is_said_in_minutes_and_ends(app: Flask, clock: VirtualClock) -> None:
    visitor = Visitor(app)
    for _ in range(5):
        visitor.sign_in("petugas1", "salah-sama-sekali")
    clock.move(timedelta(minutes=3))
    answer = visitor.sign_in("petugas1")
    assert (answer.status_code, "Tunggu 12 menit" in answer.text) == (403, True)
    clock.move(timedelta(minutes=12, seconds=1))
    assert visitor.sign_in("petugas1").status_code == 303


def test_the_cookie_is_guarded_and_new_after_signing_in(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.get("/login")
    before = visitor.client.get_cookie("alur")
    visitor.sign_in("petugas1")
    after = visitor.client.get_cookie("alur")
    assert before is not None and after is not None
    assert before.value != after.value
    assert (after.http_only, after.same_site, after.secure) == (True, "Lax", False)


def test_over_https_the_cookie_is_secure(app: Flask) -> None:
    answer = app.test_client().get("/login", base_url="https://alur.example/")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]


def test_signing_out_ends_the_session_for_a_copied_cookie_too(app: Flask) -> None:
    visitor, thief = Visitor(app, "petugas1"), Visitor(app)
    cookie = visitor.client.get_cookie("alur")
    assert cookie is not None
    thief.client.set_cookie("alur", cookie.value)
    assert thief.get("/account").status_code == 200
    assert visitor.post("/logout").status_code == 303
    assert visitor.get("/account").status_code == 303
    assert thief.get("/account").status_code == 303


def test_a_form_without_its_token_changes_nothing(app: Flask) -> None:
    visitor = Visitor(app, "admin")
    answer = visitor.client.post("/admin/people/petugas1/deactivate")
    assert answer.status_code == 400
    assert "ditutup" not in visitor.get("/admin/people").text
    stolen = Visitor(app, "kepala").token("/account")
    assert visitor.client.post("/logout", data={"csrf_token": stolen}).status_code == 400
    assert visitor.get("/account").status_code == 200


def test_sign_in_itself_needs_the_token(app: Flask) -> None:
    answer = app.test_client().post("/login", data={"login": "admin", "password": "x"})
    assert answer.status_code == 400


def test_demo_accounts_are_named_only_where_a_setting_says_so(app: Flask, site: Site) -> None:
    assert "petugas3" not in Visitor(app).get("/login").text
    with site.db.begin() as tx:
        settings.put(tx, {"demo.accounts": True})
    shown = Visitor(app).get("/login").text
    assert "petugas3" in shown
    assert "sungai-kusan" not in shown


def test_who_is_signed_in_skips_the_sign_in_page(app: Flask) -> None:
    assert Visitor(app, "admin").get("/login").status_code == 303


def test_own_sessions_and_password_are_managed_on_the_account_page(app: Flask) -> None:
    old, present = Visitor(app, "petugas1"), Visitor(app, "petugas1")
    assert present.get("/account").text.count('/revoke"') == 1
    assert present.post("/account/sessions/revoke-others").status_code == 303
    assert old.get("/account").status_code == 303
    wrong = present.post("/account/password", {"current": "x", "password": "a", "repeat": "b"})
    assert (wrong.status_code, "Kedua kata sandi tidak sama." in wrong.text) == (422, True)
    fields = {"current": "sungai-kusan-2026", "password": "muara-batu-licin", "repeat": "muara-batu-licin"}
    assert present.post("/account/password", fields).location == "/login"
    assert Visitor(app).sign_in("petugas1", "muara-batu-licin").status_code == 303


def test_the_language_follows_the_person(app: Flask) -> None:
    visitor = Visitor(app, "petugas1")
    assert '<html lang="id"' in visitor.get("/account").text
    visitor.post("/preferences/language", {"language": "en"})
    assert "My account" in visitor.get("/account").text
    assert "My account" in Visitor(app, "petugas1").get("/account").text
    assert visitor.post("/preferences/language", {"language": "fr"}).status_code == 422


def test_colours_are_a_preference_of_the_browser(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.post("/preferences/theme", {"theme": "dark"}, page="/login")
    assert 'data-theme="dark"' in visitor.get("/login").text
    visitor.post("/preferences/theme", {"theme": '"><script>'}, page="/login")
    assert 'data-theme="auto"' in visitor.get("/login").text


@pytest.mark.parametrize(
    ("login", "place"),
    [
        ("petugas1", "/tasks"),
        ("kasi", "/tasks"),
        ("pemilik", "/sop"),
        ("auditor", "/audit"),
        ("admin", "/admin/people"),
    ],
)
def test_everybody_begins_where_their_work_is(office_app: Flask, login: str, place: str) -> None:
    visitor = Visitor(office_app)
    assert visitor.sign_in(login, PASSWORD).location == "/"
    assert visitor.get("/").location == place
