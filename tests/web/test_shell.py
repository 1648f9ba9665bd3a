"""The frame of every page: headers, rights at every route, refusals and failures as pages and problem+json."""

from __future__ import annotations

import ast
import errno
import gzip
import logging
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from engine.database import Actor, Database
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from tasks import key_files
from tasks.site import Site
from tests.support.pages import PEOPLE, Visitor
from web import translate
from web.app import create_app
from web.shell import rights
from web.shell.sentences import SENTENCES

ROOT = Path(__file__).parents[2]
CSS = ROOT / "web" / "static" / "css"
TEMPLATES = ROOT / "web" / "templates"
REFUSALS = {"NotFound", "Invalid", "Conflict", "Forbidden", "NotSignedIn", "Problem"}


def failing(app: Flask, error: Exception) -> Flask:
    """The app with two more routes that fail in a given way, a page and an address for programs."""

    @rights.needs(rights.PUBLIC)
    def fail() -> Any:
        raise error

    app.add_url_rule("/fail", "fail", fail)
    app.add_url_rule("/api/fail", "api_fail", fail)
    return app


def test_the_policy_allows_nothing_inline_on_any_answer(app: Flask) -> None:
    visitor = Visitor(app, "admin")
    for path in ("/admin/people", "/tiada", "/static/css/base.css", "/health"):
        with visitor.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
    page = visitor.get("/admin/people")
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in page.headers


def test_who_is_signed_in_finds_the_way_back_from_an_address_where_nothing_is(app: Flask) -> None:
    signed_in = Visitor(app, "admin").get("/tiada")
    assert signed_in.status_code == 404
    assert 'href="/admin/people"' in signed_in.text and "Admin" in signed_in.text
    assert 'class="mainnav"' not in Visitor(app).get("/tiada").text


def test_no_page_carries_inline_script_or_style(app: Flask) -> None:
    text = Visitor(app, "admin").get("/styleguide").text
    assert [mark for mark in (" style=", " onclick=", "<style", "javascript:") if mark in text] == []


def test_every_route_names_its_right_and_keeps_it(app: Flask) -> None:
    declared = rights.declared(app)
    visitors = {login: Visitor(app, login) for login in PEOPLE} | {"": Visitor(app)}
    wrong = []
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or set()) or rule.endpoint == "session.sign_out":
            continue
        if rule.rule.startswith("/layanan"):  # for others than these: tests/web/public/test_walk.py
            continue
        for login, visitor in visitors.items():
            actor = None if not login else _actor(login)
            allowed = rights.allows(declared[rule.endpoint], actor)
            status = visitor.get(rule.rule).status_code
            refused = status in (401, 403) or (status == 303 and not login)
            if allowed == refused or status >= 500:
                wrong.append((rule.rule, login, status))
    assert wrong == []


def _actor(login: str) -> Any:
    return Actor(login, login, frozenset(PEOPLE[login]))


def test_an_app_with_a_forgotten_right_does_not_start(app: Flask) -> None:
    app.add_url_rule("/lupa", "lupa", lambda: "x")
    with pytest.raises(LookupError, match="lupa"):
        rights.declared(app)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound("person.unknown"), 404),
        (Invalid("person.invalid", Problem("person.no_role", "roles")), 422),
        (Conflict("person.already_active"), 409),
        (Forbidden("right.missing"), 403),
    ],
)
def test_a_refusal_is_a_page_for_people_and_a_problem_for_programs(
    app: Flask, refusal: Exception, status: int
) -> None:
    visitor = Visitor(failing(app, refusal))
    assert visitor.get("/fail").status_code == status
    answer = visitor.get("/api/fail")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    body = answer.get_json(force=True)
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body.get("errors", [{"where": "roles"}])[0]["where"] == "roles"


def test_an_unknown_key_still_says_something(app: Flask) -> None:
    answer = Visitor(failing(app, Conflict("tiada.kunci"))).get("/api/fail")
    assert answer.get_json(force=True)["detail"]


def test_a_bug_is_a_code_without_data_and_the_code_is_in_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(failing(app, KeyError("6310010101010001")))
    with caplog.at_level(logging.ERROR):
        answer = visitor.get("/fail")
    assert answer.status_code == 500
    assert "6310010101010001" not in answer.text
    assert "Traceback" not in answer.text
    said = next(record.getMessage() for record in caplog.records if record.name == "alur.web")
    assert said.split()[1] in answer.text
    assert visitor.get("/api/fail").mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "fault",
    [
        OperationalError("SELECT rahasia", {}, Exception("database or disk is full")),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_a_full_disk_is_a_plain_page_that_says_nothing_was_saved(app: Flask, fault: Exception) -> None:
    visitor = Visitor(failing(app, fault))
    answer = visitor.get("/fail")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Tidak ada yang tersimpan" in answer.text
    assert "rahasia" not in answer.text
    assert visitor.get("/api/fail").status_code == 503


def test_a_database_that_is_gone_is_told_and_work_goes_on_afterwards(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "alur.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    app = create_app(Site(database, tmp_path / "folder"), testing=True)
    visitor = Visitor(app)
    token = visitor.token("/login")
    database.close()
    for leftover in tmp_path.glob("alur.db*"):
        leftover.rename(leftover.with_name("away-" + leftover.name))
    (tmp_path / "alur.db").mkdir()
    answer = visitor.client.post("/login", data={"csrf_token": token, "login": "x", "password": "y"})
    assert (answer.status_code, "Tidak ada yang tersimpan" in answer.text) == (503, True)
    assert visitor.get("/health").status_code == 503
    (tmp_path / "alur.db").rmdir()
    for moved in tmp_path.glob("away-*"):
        moved.rename(moved.with_name(moved.name.removeprefix("away-")))
    assert visitor.get("/login").status_code == 200
    assert visitor.get("/health").get_json() == {
        "database": "ok",
        "worker": "none",
        "worker_age_seconds": None,
    }
    database.close()


def test_programs_are_told_to_bring_a_token(app: Flask) -> None:
    app.add_url_rule("/api/x", "api_x", rights.needs(rights.SIGNED_IN)(lambda: "x"))
    client = app.test_client()
    for headers in ({}, {"Authorization": "Bearer alur_salah"}):
        answer = client.get("/api/x", headers=headers)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_fragment_asked_for_after_the_session_ended_leads_to_the_sign_in_page(app: Flask) -> None:
    answer = app.test_client().get("/account", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login?next=/account")


def test_too_much_at_once_is_refused(app: Flask) -> None:
    visitor = Visitor(app, "admin")
    huge = "x" * (app.config["MAX_CONTENT_LENGTH"] + 1)
    assert visitor.client.post("/admin/people", data={"name": huge}).status_code == 413


def test_a_method_a_route_does_not_know_is_refused_with_those_it_does(app: Flask) -> None:
    answer = Visitor(app).client.put("/login")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_the_signing_key_is_made_once_and_private(tmp_path: Path) -> None:
    first = key_files.of(tmp_path / "keys", "session")
    assert (len(first), key_files.of(tmp_path / "keys", "session")) == (32, first)
    mode = stat.S_IMODE((tmp_path / "keys" / "session.key").stat().st_mode)
    assert mode == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["session.key"]


def test_every_sentence_has_indonesian_words() -> None:
    assert translate.faults() == []


def test_a_sentence_without_words_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text('gettext("Nobody has translated this")\n')
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{{ _("Nor this") }} {{ _("Sign in") }}')
    assert {one.id for one in translate.missing(tmp_path)} == {"Nobody has translated this", "Nor this"}


def test_every_key_a_room_refuses_with_has_a_sentence() -> None:
    rooms = [path for room in ("engine", "tasks", "web") for path in (ROOT / room).rglob("*.py")]
    said = {
        argument.value
        for path in rooms
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and call.args and _name(call.func) in REFUSALS
        for argument in ast.walk(call.args[0])
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "." in argument.value
    }
    assert len(said) > 50
    assert sorted(key for key in said - set(SENTENCES) if not key.endswith((".", "_"))) == []


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_no_page_loads_more_than_15_kilobytes_of_style() -> None:
    every = {path.stem for path in CSS.glob("*.css")}
    listed = re.search(r"{% for sheet in \((.*?)\)", (TEMPLATES / "base.html").read_text())
    assert listed is not None
    frame = set(re.findall(r"[a-z]+", listed[1]))
    assert frame < every
    heavy = {}
    for template in TEMPLATES.glob("**/*.html"):
        own = set(re.findall(r"css/([a-z]+)\.css", template.read_text()))
        loaded = own if "portal" in own else own | frame
        together = b"".join((CSS / f"{name}.css").read_bytes() for name in sorted(loaded))
        heavy[template.name] = len(gzip.compress(together))
    assert max(heavy.values()) <= 15_000, heavy
