"""Administration of people and tokens through the pages, and who may not."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.support.pages import Visitor

_SECRET = re.compile(r'<code class="secret">([^<]+)</code>')


def test_a_new_person_signs_in_with_the_password_shown_once(app: Flask) -> None:
    admin = Visitor(app, "admin")
    fields = {"login": "budi", "name": "Budi", "roles": ["petugas", "auditor"], "other_role": "loket, kasir"}
    shown = _SECRET.search(admin.post("/admin/people", fields).text)
    assert shown is not None
    assert shown[1] not in admin.get("/admin/people/budi").text + admin.get("/admin/people").text
    assert Visitor(app).sign_in("budi", shown[1]).status_code == 303
    page = admin.get("/admin/people/budi").text
    assert [role in page for role in ('value="loket" checked', 'value="kasir" checked')] == [True, True]


def test_a_refused_form_keeps_what_was_typed_and_names_the_fields(app: Flask) -> None:
    answer = Visitor(app, "admin").post("/admin/people", {"login": "B !", "name": "Budi <b>"})
    assert answer.status_code == 422
    assert 'value="Budi &lt;b&gt;"' in answer.text
    assert re.search(r'id="f-login"[^>]*aria-describedby="h-login e-login" aria-invalid="true"', answer.text)
    assert "Pilih paling sedikit satu peran." in answer.text


def test_a_reset_password_works_and_the_old_one_does_not(app: Flask) -> None:
    shown = _SECRET.search(Visitor(app, "admin").post("/admin/people/petugas1/password").text)
    assert shown is not None
    assert Visitor(app).sign_in("petugas1").status_code == 403
    assert Visitor(app).sign_in("petugas1", shown[1]).status_code == 303


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(app: Flask) -> None:
    admin, officer = Visitor(app, "admin"), Visitor(app, "petugas1")
    assert admin.post("/admin/people/petugas1/deactivate").status_code == 303
    assert officer.get("/account").status_code == 303
    again = admin.post("/admin/people/petugas1/deactivate")
    assert (again.status_code, "Akun ini sudah ditutup." in again.text) == (409, True)
    admin.post("/admin/people/petugas1/activate")
    assert Visitor(app).sign_in("petugas1").status_code == 303


def test_changed_roles_hold_at_once(app: Flask) -> None:
    admin, officer = Visitor(app, "admin"), Visitor(app, "petugas1")
    fields = {"name": "Petugas Satu", "roles": ["administrator"]}
    assert admin.post("/admin/people/petugas1", fields).status_code == 303
    assert officer.get("/admin/people").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/admin/people",
        "/admin/people/admin/deactivate",
        "/admin/people/admin/activate",
        "/admin/people/admin/password",
        "/admin/people/petugas1",
        "/admin/tokens",
        "/admin/tokens/1/revoke",
    ],
)
def test_a_stranger_may_not_while_both_administrators_may(app: Flask, path: str) -> None:
    before = Visitor(app, "admin").get("/admin/people").text.count("<tr")
    for login in ("petugas1", "auditor"):
        assert Visitor(app, login).post(path, {"roles": "administrator"}).status_code == 403
    assert Visitor(app, "admin").get("/admin/people").text.count("<tr") == before
    for login in ("admin", "kepala"):
        assert Visitor(app, login).get("/admin/people").status_code == 200


def test_an_unknown_person_is_not_found(app: Flask) -> None:
    admin = Visitor(app, "admin")
    assert admin.get("/admin/people/tiada").status_code == 404
    assert admin.post("/admin/people/tiada/deactivate").status_code == 404


def test_a_token_is_shown_once_and_can_be_revoked(app: Flask) -> None:
    admin = Visitor(app, "admin")
    shown = _SECRET.search(admin.post("/admin/tokens", {"name": "SIMPONI", "roles": "administrator"}).text)
    assert shown is not None
    program = app.test_client()
    headers = {"Authorization": f"Bearer {shown[1]}"}
    assert program.get("/admin/people", headers=headers).status_code == 200
    page = admin.get("/admin/tokens").text
    assert shown[1] not in page
    revoke = re.search(r"/admin/tokens/\d+/revoke", page)
    assert revoke is not None
    assert admin.post(revoke[0]).status_code == 303
    assert program.get("/admin/people", headers=headers).status_code == 303


def test_a_bearer_needs_no_form_token_but_a_cookie_does(app: Flask) -> None:
    admin = Visitor(app, "admin")
    shown = _SECRET.search(admin.post("/admin/tokens", {"name": "Skrip", "roles": "administrator"}).text)
    assert shown is not None
    headers = {"Authorization": f"Bearer {shown[1]}"}
    assert app.test_client().post("/admin/people/petugas1/deactivate", headers=headers).status_code == 303
    assert admin.client.post("/admin/people/petugas1/activate").status_code == 400
