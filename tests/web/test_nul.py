"""NUL in addresses, forms and bodies: PostgreSQL keeps no such text, so it is refused by name, never a failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from engine.clock import VirtualClock
from engine.database import Database
from tasks import api_tokens
from tasks.roles import ALL_LANES, PRODUCT_ROLES
from tests.support.office import OPERATOR, Office
from tests.support.office_pages import opened, signed_in
from tests.support.pages import Visitor

NUL = "a\x00b"


@pytest.fixture
def both(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    office, app = opened(db, clock, tmp_path / "alur")
    office.start()
    return office, app


def errors(answer: Any) -> set[tuple[str, str]]:
    return {(one["key"], one["where"]) for one in answer.get_json().get("errors", ())}


def test_in_a_body_it_is_refused_by_name(both: tuple[Office, Flask]) -> None:
    office, app = both
    token = api_tokens.create(office.site, OPERATOR, "uji", [*PRODUCT_ROLES, ALL_LANES])
    client, head = app.test_client(), {"Authorization": f"Bearer {token}"}
    searches = {
        "tasks": ("candidateGroup", "text"),
        "process-instances": ("definitionKey", "status", "businessKey", "text"),
        "clocks": ("state",),
        "breaches": ("state", "definitionKey"),
        "audit": ("chain", "actor", "action"),
    }
    for name, fields in searches.items():
        for field in fields:
            answer = client.post(f"/api/v1/{name}/search", json={"filter": {field: NUL}}, headers=head)
            assert (answer.status_code, errors(answer)) == (422, {("form.nul", f"filter.{field}")}), (
                name,
                field,
            )
    message = {"name": NUL, "correlationKey": NUL, "variables": {}}
    refused = client.post("/api/v1/messages", json=message, headers=head)
    assert errors(refused) == {("form.nul", "name"), ("form.nul", "correlationKey")}
    answer = client.post("/api/v1/process-instances", json={"definitionKey": NUL}, headers=head)
    assert errors(answer) == {("form.nul", "definitionKey")}
    deep: Any = NUL
    for _ in range(900):
        deep = [deep]
    assert client.post("/api/v1/tasks/search", json={"filter": deep}, headers=head).status_code == 422
    kept = client.put("/api/v1/tasks/1/draft", json={"variables": {"catatan": NUL}}, headers=head)
    assert kept.status_code < 300  # a draft keeps what was typed, whatever it is


def test_in_an_address_nothing_is_found_or_the_field_is_named(both: tuple[Office, Flask]) -> None:
    office, app = both
    token = api_tokens.create(office.site, OPERATOR, "uji", [*PRODUCT_ROLES, ALL_LANES])
    head = {"Authorization": f"Bearer {token}"}
    for path in ("/process-definitions/%00/versions", "/process-definitions/a%00/versions/1/xml"):
        assert app.test_client().get(f"/api/v1{path}", headers=head).status_code == 404
    staff = signed_in(app, "kasi")
    assert staff.get("/sop/%00").status_code == 404
    for path in ("/requests?q=%00", "/tasks?q=a%00", "/audit/requests?type=%00"):
        assert staff.get(path).status_code == 422, path


def test_in_a_form_the_page_comes_back(both: tuple[Office, Flask]) -> None:
    office, app = both
    assert Visitor(app).sign_in(NUL).status_code == 422
    staff = signed_in(app, "petugas1")
    task = office.open_tasks(1)[0].id
    assert staff.post(f"/tasks/{task}/comments", {"text": NUL}).status_code == 422
    shown = staff.post(f"/tasks/{task}/complete", {"catatan": NUL})
    assert shown.status_code == 422 and "Hapus karakter yang tidak terlihat." in shown.text
    assert signed_in(app, "admin").post("/admin/people", {"login": NUL, "name": "A"}).status_code == 422
