"""The REST API: a script works a case from letter to passport, and is refused where it should be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from engine import settings
from engine.clock import VirtualClock
from engine.database import Database
from tasks import api_tokens
from tasks.roles import ALL_LANES, PRODUCT_ROLES
from tests.support.office import OPERATOR, Office, furnish
from web.app import create_app

STEPS_BEFORE_PAYMENT = 10


class Program:
    """A program with a bearer token."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self._client.open(
            f"/api/v1{path}",
            method=method,
            json=body,
            headers={**self._headers, **{k.replace("_", "-"): v for k, v in headers.items()}},
        )


@pytest.fixture
def office(db: Database, clock: VirtualClock, tmp_path: Path) -> Office:
    return furnish(db, clock, tmp_path / "alur")


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return create_app(office.site, testing=True).test_client()


@pytest.fixture
def program(office: Office, client: FlaskClient) -> Program:
    return Program(client, api_tokens.create(office.site, OPERATOR, "skrip", [*PRODUCT_ROLES, ALL_LANES]))


def from_schema(schema: dict[str, Any]) -> Any:
    """The first value a JSON Schema accepts, the way a stranger's script would make it."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: from_schema(schema["properties"][name]) for name in schema.get("required", ())}
    samples: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True}
    if schema.get("format") == "date":
        return "2026-04-09"
    return samples.get(schema.get("type", ""), "contoh")


def complete_next(program: Program, instance: int, **changes: Any) -> Any:
    found = program("POST", "/tasks/search", {"filter": {"processInstanceId": instance}}).json["items"]
    assert len(found) == 1
    task = found[0]["id"]
    form = from_schema(program("GET", f"/tasks/{task}/form").json)
    return program("POST", f"/tasks/{task}/complete", {"variables": {**form, **changes}})


def start(program: Program, **body: Any) -> Any:
    variables = {"nama_pemohon": "Siti Aminah", "jenis_permohonan": "baru_dewasa"}
    return program(
        "POST", "/process-instances", {"definitionKey": "micin_darurat", "variables": variables, **body}
    )


def test_a_script_works_a_case_from_letter_to_passport_with_one_return(program: Program) -> None:
    started = start(program, businessKey="UJI-1")
    assert started.status_code == 201
    case = started.json["id"]
    assert complete_next(program, case).status_code == 200
    assert complete_next(program, case, keputusan="tidak").status_code == 200
    assert complete_next(program, case).status_code == 200
    sent = program("POST", "/messages", {"name": "kelengkapan", "correlationKey": "UJI-1"})
    assert (sent.status_code, len(sent.json["openTasks"])) == (200, 1)
    for _ in range(STEPS_BEFORE_PAYMENT - 1):
        answer = complete_next(program, case)
        assert answer.status_code == 200, answer.json
    paid = {"name": "pembayaran", "correlationKey": "UJI-1", "variables": {"ntpn": "ABC"}}
    assert program("POST", "/messages", paid).status_code == 200
    assert complete_next(program, case).json["outcome"] == "END_SELESAI"
    seen = program("GET", f"/process-instances/{case}").json
    assert (seen["outcome"], seen["businessKey"]) == ("END_SELESAI", "UJI-1")
    history = program("GET", f"/process-instances/{case}/history").json
    assert sum(history["parts"].values()) == pytest.approx(history["total"])
    assert program("POST", "/audit/verify").json["sound"] is True


def test_the_same_key_gives_the_stored_answer_and_another_body_is_refused(program: Program) -> None:
    first = program("POST", "/messages", {"name": "x", "correlationKey": "none"}, Idempotency_Key="a1")
    assert first.status_code == 404
    body = {
        "definitionKey": "micin_darurat",
        "variables": {"nama_pemohon": "A", "jenis_permohonan": "baru_dewasa"},
    }
    one = program("POST", "/process-instances", body, Idempotency_Key="k1")
    two = program("POST", "/process-instances", body, Idempotency_Key="k1")
    assert (one.status_code, two.status_code) == (201, 201)
    assert one.json["id"] == two.json["id"]
    other = program("POST", "/process-instances", {**body, "businessKey": "B"}, Idempotency_Key="k1")
    assert other.status_code == 422


def test_bad_forms_are_refused_with_every_field_and_kept_as_the_draft(program: Program) -> None:
    case = start(program).json["id"]
    task = program("POST", "/tasks/search", {"filter": {"processInstanceId": case}}).json["items"][0]["id"]
    refused = program("POST", f"/tasks/{task}/complete", {"variables": {"catatan": 5, "typename": "x"}})
    assert refused.status_code == 422
    assert refused.mimetype == "application/problem+json"
    assert {error["where"] for error in refused.json["errors"]} >= {"catatan", "kelengkapan"}
    assert program("GET", f"/tasks/{task}").json["draft"] == {"catatan": 5, "typename": "x"}


def test_a_stale_revision_and_a_second_completion_change_nothing(program: Program) -> None:
    case = start(program).json["id"]
    task = program("POST", "/tasks/search", {"filter": {"processInstanceId": case}}).json["items"][0]["id"]
    seen = program("GET", f"/tasks/{task}").headers["ETag"]
    assert program("POST", f"/tasks/{task}/claim").status_code == 204
    form = {"variables": from_schema(program("GET", f"/tasks/{task}/form").json)}
    assert program("POST", f"/tasks/{task}/complete", form, If_Match=seen).status_code == 409
    assert program("POST", f"/tasks/{task}/complete", form).status_code == 200
    assert program("POST", f"/tasks/{task}/complete", form).status_code == 409


def test_broken_bpmn_is_refused_with_findings_and_nothing_is_stored(program: Program) -> None:
    before = program("GET", "/process-definitions").json
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><definitions>&a;</definitions>'
    answer = program._client.post(
        "/api/v1/process-definitions", data=bomb, content_type="application/xml", headers=program._headers
    )
    assert answer.status_code == 422 and answer.json["errors"]
    assert program("GET", "/process-definitions").json == before


def test_nobody_gets_in_without_a_token(client: FlaskClient) -> None:
    for path in ("/api/v1/tasks/1", "/api/v1/process-definitions", "/api/v1/calendars"):
        answer = client.get(path)
        assert answer.status_code == 401 and answer.mimetype == "application/problem+json"


def test_the_openapi_page_is_valid(client: FlaskClient) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    validate(answer.json)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/clocks/search", {}),
        ("POST", "/breaches/search", {}),
        ("POST", "/audit/search", {}),
        ("POST", "/process-instances/search", {}),
        ("GET", "/calendars", None),
        ("GET", "/calendars/1", None),
        ("GET", "/reports/steps", None),
        ("GET", "/exports/csv", None),
        ("GET", "/outages", None),
        ("GET", "/process-definitions/micin_darurat/versions", None),
        ("GET", "/process-definitions/micin_darurat/versions/1/xml", None),
        ("GET", "/process-definitions/micin_darurat/versions/1/sop", None),
    ],
)
def test_lists_answer(program: Program, method: str, path: str, body: Any) -> None:
    start(program)
    assert program(method, path, body).status_code == 200


@pytest.mark.parametrize("given", ["2026-04-09", "2026-04-09T08:00:00"])
def test_an_instant_without_its_zone_is_refused_by_name(program: Program, given: str) -> None:
    for method, path, body, where in (
        (
            "POST",
            "/audit/search",
            {"filter": {"since": given, "until": given}},
            {"filter.since", "filter.until"},
        ),
        (
            "POST",
            "/breaches/search",
            {"filter": {"start": given, "end": given}},
            {"filter.start", "filter.end"},
        ),
        ("GET", f"/reports/steps?start={given}&end={given}", None, {"start", "end"}),
    ):
        refused = program(method, path, body)
        assert refused.status_code == 422, (path, refused.text)
        assert {one["where"] for one in refused.get_json()["errors"]} == where


def test_tasks_are_named_in_the_words_of_the_office(program: Program, office: Office) -> None:
    with office.site.db.begin(OPERATOR) as tx:
        settings.put(tx, {"words.nama_sistem_paspor": "SIPRI"})
    task = office.until(start(program).json["id"], "entri_pindai").id
    found = program("POST", "/tasks/search", {"filter": {"element": "entri_pindai"}}).json["items"][0]
    read = program("GET", f"/tasks/{task}").json
    assert found["name"] == read["name"] == read["step"]["activity"]
    assert read["name"].endswith("ke dalam sistem SIPRI")


def test_a_page_has_one_to_two_hundred_rows_everywhere(program: Program) -> None:
    kinds = ("tasks", "process-instances", "clocks", "breaches", "audit")
    for path in (f"/{kind}/search" for kind in kinds):
        for limit, key in ((0, "form.too_small"), (201, "form.too_large_number")):
            refused = program("POST", path, {"page": {"limit": limit}})
            assert refused.status_code == 422, path
            assert [(one["where"], one["key"]) for one in refused.get_json()["errors"]] == [
                ("page.limit", key)
            ]
        assert program("POST", path, {"page": {"limit": 1}}).status_code == 200, path


def test_clocks_tell_what_is_used_of_their_budget_and_when_they_stood_still(
    program: Program, office: Office
) -> None:
    started = start(program)
    assert started.headers["Location"] == f"/api/v1/process-instances/{started.json['id']}"
    task = started.json["openTasks"][0]
    assert program("POST", f"/tasks/{task}/start").status_code == 204
    office.clock.move(timedelta(minutes=1))
    paused = program("POST", f"/tasks/{task}/suspend", {"reason": "jaringan"})
    assert (paused.status_code, paused.headers.get("Content-Type")) == (204, None)
    office.clock.move(timedelta(minutes=4))
    wanted = {"filter": {"processInstanceId": started.json["id"], "state": "paused"}}
    (clock,) = program("POST", "/clocks/search", wanted).json["items"]
    assert (clock["processInstanceId"], clock["taskId"]) == (started.json["id"], task)
    assert (clock["amount"], clock["unit"], clock["consumed"]) == (3, "minute", 60.0)
    assert [(pause["reason"], pause["endedAt"]) for pause in clock["pauses"]] == [("jaringan", None)]


def test_breaches_name_their_case_and_task_as_every_list_does(program: Program, office: Office) -> None:
    case = start(program).json
    assert program("POST", f"/tasks/{case['openTasks'][0]}/start").status_code == 204
    office.clock.move(timedelta(minutes=10))
    assert complete_next(program, case["id"]).json["late"]
    (breach,) = program("POST", "/breaches/search", {}).json["items"]
    assert (breach["processInstanceId"], breach["taskId"]) == (case["id"], case["openTasks"][0])
