"""Every address of the public side: who may use it, and that looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.support.office import PASSWORD, Office
from tests.support.pages import Visitor
from tests.web.public.people import Citizen
from tests.web.test_every_page import stored
from web.shell import rights
from web.shell.rights import APPLICANT, PUBLIC

PLACE: dict[str, Any] = {
    "person_id": 1,
    "key": "micin_darurat",
    "kind": "syarat",
    "token": "x",
    "number": 1,
    "page": "layanan",
    "item": "kk",
    "file_id": 1,
}
SIGN_IN = "/layanan/masuk"


def rules(app: Flask, method: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Addresses of the public side, and the rights their views declare."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/layanan") and method in (rule.methods or set()):
            yield _address(app, rule), rights.of(app.view_functions[rule.endpoint])


def _address(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        values = {name: PLACE[name] for name in rule.arguments}
        return str(
            app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or ())))
        )


def test_every_public_address_is_for_everybody_or_for_applicants_alone(office_app: Flask) -> None:
    named = {names for _, names in (*rules(office_app, "GET"), *rules(office_app, "POST"))}
    assert named == {frozenset({PUBLIC}), frozenset({APPLICANT})}
    elsewhere = [rule for rule in office_app.url_map.iter_rules() if not rule.rule.startswith("/layanan")]
    declared = rights.declared(office_app)
    assert [rule.rule for rule in elsewhere if APPLICANT in declared[rule.endpoint]] == []


def test_pages_of_applicants_are_closed_to_nobody_and_to_staff(
    office_app: Flask, office: Office, siti: Citizen, nobody: Citizen
) -> None:
    officer = Visitor(office_app)
    officer.sign_in("petugas1", PASSWORD)
    siti.get("/layanan/akun")
    before = stored(office)
    wrong = []
    for path, names in rules(office_app, "GET"):
        for who, visitor in (("nobody", nobody), ("staff", officer), ("siti", siti)):
            answer = visitor.get(path)
            assert answer.data is not None
            refused = SIGN_IN in (answer.location or "") and path != "/layanan/kode"
            if refused == (PUBLIC in names or who == "siti") or answer.status_code >= 500:
                wrong.append((path, who, answer.status_code))
    assert wrong == []
    after = stored(office)
    assert {name for name in before if before[name] != after[name]} == set()


def test_forms_of_applicants_work_for_nobody_else(office_app: Flask, office: Office, nobody: Citizen) -> None:
    officer = Visitor(office_app)
    officer.sign_in("petugas1", PASSWORD)
    before = stored(office)
    wrong = []
    for path, names in rules(office_app, "POST"):
        if PUBLIC in names:
            continue
        for who, visitor in (("nobody", nobody), ("staff", officer)):
            answer = visitor.client.post(path, headers={"X-CSRFToken": visitor.token(SIGN_IN)})
            if SIGN_IN not in (answer.location or ""):
                wrong.append((path, who, answer.status_code))
    assert wrong == []
    assert stored(office) == before


def test_an_applicant_reaches_nothing_of_the_office(office_app: Flask, siti: Citizen) -> None:
    for rule in office_app.url_map.iter_rules():
        if (
            rule.rule.startswith(("/layanan", "/static"))
            or "GET" not in (rule.methods or ())
            or rule.arguments
        ):
            continue
        names = rights.declared(office_app)[rule.endpoint]
        answer = siti.get(rule.rule)
        if PUBLIC not in names:
            assert answer.status_code in (401, 403) or "/login" in (answer.location or ""), rule.rule
