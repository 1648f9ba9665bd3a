"""Decision models over REST and from the command line: read, tried out, published, refused."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from engine import schema
from engine.clock import VirtualClock
from engine.database import Database
from tasks import api_tokens
from tasks.roles import PROCESS_OWNER
from tests.support.office import OPERATOR, Office, furnish
from web.app import create_app

FILE = (files("bpmn") / "prioritas.dmn").read_bytes()
NEXT = FILE.replace(b"Anggapan: urutan", b"Urutan", 1)


@pytest.fixture
def office(db: Database, clock: VirtualClock, tmp_path: Path) -> Office:
    return furnish(db, clock, tmp_path / "alur")


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return create_app(office.site, testing=True).test_client()


def call(office: Office, client: FlaskClient, method: str, path: str, *roles: str, **more: Any) -> Any:
    token = api_tokens.create(
        office.site, OPERATOR, f"skrip-{method}-{len(path)}", list(roles or (PROCESS_OWNER,))
    )
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "id"}
    return client.open(f"/api/v1{path}", method=method, headers=headers, **more)


def test_models_are_listed_and_laid_out(office: Office, client: FlaskClient) -> None:
    listed = call(office, client, "GET", "/decisions", "petugas").json["items"]
    assert {line["key"] for line in listed} == {
        "biaya",
        "kelengkapan",
        "layanan",
        "masa_berlaku",
        "prioritas",
    }
    found = call(office, client, "GET", "/decisions/biaya", "petugas").json
    tables = {one["id"]: one["grid"] for one in found["decisions"]}
    assert tables["tarif"]["policy"] == "F" and tables["jumlah"] is None
    assert tables["denda"]["rows"][0]["source"].startswith("Denda hanya")
    asked = {one["name"]: one for one in found["questions"]}
    assert asked["jenis_paspor"]["choices"] == ["non_elektronik", "elektronik", "splp"]
    assert asked["masa_berlaku"]["choices"] == ["5", "10"] and asked["tanggal"]["type"] == "date"
    assert found["asks"]["percepatan"] == ["tanggal", "layanan"]
    xml = call(office, client, "GET", "/decisions/biaya/versions/1/xml", "petugas")
    assert xml.data == (files("bpmn") / "biaya.dmn").read_bytes()
    for missing in ("/decisions/lain", "/decisions/biaya/versions/9/xml"):
        assert call(office, client, "GET", missing, "petugas").status_code == 404


def test_a_question_is_tried_out_and_nothing_is_kept(office: Office, client: FlaskClient) -> None:
    body = {"decision": "kelompok", "inputs": {"usia": 67}}
    said = call(office, client, "POST", "/decisions/prioritas/evaluate", "petugas", json=body)
    assert said.status_code == 200 and said.json["value"] == "lansia"
    assert (
        said.json["rules"][0]["rule"]["id"] == "kelompok_lansia"
        and "UU 13/1998" in said.json["rules"][0]["source"]
    )
    assert said.json["inputs"] == {"usia": 67, "batas_lansia": 60, "tanggal": "2026-04-09"}
    assert said.json["missing"] == ["tanggal_lahir", "penyandang_disabilitas", "hamil_menyusui"]
    with office.site.db.read() as tx:
        assert tx.conn.execute(select(func.count()).select_from(schema.decisions_taken)).scalar_one() == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"decision": "tidak_ada"}, 404),
        ({"decision": "kelompok", "version": 7}, 404),
        ({"decision": "kelompok", "inputs": {"usia": "enam puluh"}}, 409),
        ({"decision": "kelompok", "inputs": {"usia": 10**30}}, 200),
        ({"decision": "kelompok", "inputs": [1]}, 422),
        ({}, 422),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    office: Office, client: FlaskClient, body: dict[str, Any], status: int
) -> None:
    said = call(office, client, "POST", "/decisions/prioritas/evaluate", "petugas", json=body)
    assert said.status_code == status
    if status == 409:
        assert "Usia (tahun)" in said.json["detail"] and "enam puluh" not in said.text


def test_a_model_is_published_as_a_definition_is(office: Office, client: FlaskClient) -> None:
    sent = {"data": NEXT, "content_type": "application/xml", "query_string": {"note": "SK 1"}}
    made = call(office, client, "POST", "/process-definitions", **sent)
    assert (made.status_code, made.json["key"], made.json["version"]) == (201, "prioritas", 2)
    assert made.headers["Location"].endswith("/api/v1/decisions/prioritas")
    (line, _) = call(office, client, "GET", "/decisions/prioritas").json["versions"]
    assert (line["version"], line["note"]) == (2, "SK 1")
    assert call(office, client, "POST", "/process-definitions", "petugas", **sent).status_code == 403


def test_a_faulty_model_is_refused_with_what_to_do(office: Office, client: FlaskClient) -> None:
    broken = FILE.replace(b"&gt;= batas_lansia", b"&gt;= batas lansia umur")
    refused = call(
        office, client, "POST", "/process-definitions", data=broken, content_type="application/xml"
    )
    assert refused.status_code == 422
    (finding,) = [one for one in refused.json["errors"] if one["severity"] == "error"]
    assert finding["line"] > 1 and finding["detail"]
    assert call(office, client, "GET", "/decisions/prioritas").json["model"]["version"] == 1
