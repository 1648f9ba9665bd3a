"""Deliveries from systems: signed, fresh and taken once; whatever else comes learns nothing and leaves a trace."""

from __future__ import annotations

import hmac
from datetime import timedelta, timezone
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine import audit, schema
from tasks.systems import signing, webhooks
from tests.support.office import OPERATOR, Office
from tests.support.office_pages import signed_in
from tests.tasks.billing.billed import bill_of, elements, waiting
from tests.tasks.systems.stage import at_step, calls

SECRET = "rahasia-bersama-2026"
WIB, WITA = timezone(timedelta(hours=7)), timezone(timedelta(hours=8))


@pytest.fixture(autouse=True)
def configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALUR_SYSTEM_CEKAL_SECRET", SECRET)
    monkeypatch.setenv("ALUR_SYSTEM_BMS_SECRET", SECRET + "-bms")
    webhooks._noted.clear()


class System:
    """A system that delivers, rightly unless it is told otherwise."""

    def __init__(self, app: Flask, office: Office) -> None:
        self.app, self.client, self.office = app, app.test_client(), office
        at_step(office)
        (self.call,) = calls(office, system="cekal")

    def said(self, **changes: Any) -> dict[str, Any]:
        at = (
            self.office.clock().astimezone(WIB).isoformat()
        )  # the world's clock, as a system in Jakarta writes it
        return {"reference": self.call.reference, "code": "clear", "occurredAt": at} | changes

    def deliver(
        self,
        body: Any = None,
        *,
        name: str = "d-1",
        system: str = "cekal",
        secret: str = SECRET,
        age: int = 0,
        **headers: str,
    ) -> TestResponse:
        raw = body if isinstance(body, bytes) else orjson.dumps(self.said() if body is None else body)
        timestamp = str(int(self.office.clock().timestamp()) - age)
        sent = {
            "Content-Type": "application/json",
            signing.TIMESTAMP: timestamp,
            signing.DELIVERY: name,
            signing.SIGNATURE: signing.sign(secret, timestamp, raw),
        }
        return self.client.post(f"/api/v1/webhooks/{system}", data=raw, headers=sent | headers)

    def attempts(self) -> list[str]:
        with self.office.site.db.read(OPERATOR) as tx:
            assert not audit.verify(tx).faults
            noted = schema.audit.c.action == "attempt.refused"
            rows = tx.conn.execute(select(schema.audit.c.details).where(noted).order_by(schema.audit.c.seq))
            return [orjson.loads(row.details)["key"] for row in rows]


@pytest.fixture
def system(office_app: Flask, office: Office) -> System:
    return System(office_app, office)


def test_a_signed_delivery_answers_its_call(system: System) -> None:
    answer = system.deliver()
    assert (answer.status_code, answer.json) == (200, {"verdict": "accepted", "again": False})
    (call,) = calls(system.office, system="cekal")
    assert (call.code, call.way, call.answered_by) == ("clear", "http", "sistem:cekal")
    assert call.occurred_at == system.office.clock()
    assert system.attempts() == []


def test_the_same_delivery_is_answered_as_before_and_done_once(system: System) -> None:
    first = system.deliver()
    for age in (0, 60):  # as it was, or signed anew
        again = system.deliver(age=age)
        assert (again.status_code, again.json) == (200, {**first.json, "again": True})
    assert len(calls(system.office, state="answered")) == 1


def test_the_same_name_with_another_body_is_refused(system: System) -> None:
    system.deliver()
    answer = system.deliver(system.said(code="hit"))
    assert (answer.status_code, answer.json["type"]) == (422, "urn:alur:webhook.other_body")
    assert calls(system.office, system="cekal")[0].code == "clear"
    assert system.attempts() == ["webhook.other_body"]


def test_a_captured_delivery_replayed_under_another_name_is_refused(system: System) -> None:
    system.deliver()
    answer = system.deliver(name="d-2")
    assert (answer.status_code, answer.json["type"]) == (409, "urn:alur:webhook.replayed")
    assert system.attempts() == ["webhook.replayed"]


def test_wrong_signatures_old_timestamps_and_unknown_systems_all_learn_the_same(system: System) -> None:
    refused = [
        system.deliver(secret="salah-salah-salah"),
        system.deliver(secret=SECRET + "-bms"),
        system.deliver(age=301),
        system.deliver(age=-301),
        system.deliver(system="spri"),
        system.deliver(system="tiada"),
        system.deliver(name=""),
        system.deliver(**{signing.TIMESTAMP: "kemarin"}),
        system.deliver(**{signing.SIGNATURE: ""}),
        system.deliver(**{signing.SIGNATURE: "é"}),
        system.client.post("/api/v1/webhooks/cekal"),
    ]
    assert {answer.status_code for answer in refused} == {403}
    assert len({answer.data for answer in refused}) == 1
    assert calls(system.office, system="cekal")[0].state == "open"
    noted = system.attempts()
    assert len(noted) == len(refused)
    assert set(noted) == {
        "webhook.wrong_signature",
        "webhook.old_timestamp",
        "webhook.unknown_system",
        "webhook.no_delivery",
    }


def test_five_minutes_of_difference_pass(system: System) -> None:
    assert system.deliver(age=300).status_code == 200


def test_a_body_that_was_changed_on_the_way_is_refused(system: System) -> None:
    timestamp = str(int(system.office.clock().timestamp()))
    signature = signing.sign(SECRET, timestamp, orjson.dumps(system.said()))
    headers = {signing.TIMESTAMP: timestamp, signing.SIGNATURE: signature}
    assert system.deliver(system.said(code="hit"), **headers).status_code == 403


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"kaleng", ""),
        (b"[]", ""),
        ({}, "reference code occurredAt"),
        ({"reference": "r", "code": 1, "occurredAt": "2026-04-09T08:00:00+08:00"}, "code"),
        ({"reference": "r\x00", "code": "hit", "occurredAt": "2026-04-09T08:00:00+08:00"}, "reference"),
        ({"reference": "r", "code": "hit", "occurredAt": "2026-04-09T08:00:00"}, "occurredAt"),
        ({"reference": "r", "code": "hit", "occurredAt": "kemarin"}, "occurredAt"),
        ({"reference": "r" * 201, "code": "hit", "occurredAt": "2026-04-09T08:00:00+08:00"}, "reference"),
    ],
)
def test_a_body_that_says_nothing_we_know_names_its_fields_and_may_come_again(
    system: System, body: Any, where: str
) -> None:
    answer = system.deliver(body)
    assert answer.status_code == 422
    assert " ".join(error["where"] for error in answer.json.get("errors", [])) == where
    assert system.deliver().json["verdict"] == "accepted"  # the name is free still


def test_what_is_wrong_with_an_answer_is_the_verdict(system: System) -> None:
    for number, (changes, verdict) in enumerate(
        [
            ({"reference": "MD-2026-00001-BMS-0000000000"}, "unknown"),
            ({"code": "mungkin"}, "bad_code"),
            ({"occurredAt": "2026-04-10T07:00:00+07:00"}, "in_the_future"),
            ({"occurredAt": "2026-04-08T07:00:00+07:00"}, "before_the_call"),
            ({}, "accepted"),
            ({}, "already_answered"),
        ]
    ):
        answer = system.deliver(system.said(**changes), name=f"d-{number}", age=number)
        assert (answer.status_code, answer.json["verdict"]) == (200, verdict)


def test_simponi_reports_a_payment_with_the_banks_own_instant(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALUR_SYSTEM_SIMPONI_SECRET", SECRET)
    office = system.office
    case, bill = waiting(office)
    office.clock.move(timedelta(minutes=90))
    at = office.clock().astimezone(WIB).isoformat()
    said = {"billingCode": bill.code, "amount": bill.amount, "ntpn": "A1B2C3D4E5F60718", "paidAt": at}
    first = system.deliver(said, system="simponi")
    assert (first.status_code, first.json) == (
        200,
        {"verdict": "accepted", "first": "accepted", "again": False},
    )
    assert bill_of(office, bill).paid_at == office.clock()
    assert elements(office, case.instance) == ["cetak_ambil"]
    page = signed_in(system.app, "petugas1").get(f"/requests/{case.instance}").text
    assert "WITA" in page and office.clock().astimezone(WITA).strftime("%H.%M") in page
    again = system.deliver(said, system="simponi", name="d-2", age=1)
    assert again.json == {"verdict": "duplicate", "first": "accepted", "again": False}
    for changes, where in (
        ({"amount": "650000"}, "amount"),
        ({"amount": True}, "amount"),
        ({"ntpn": 1}, "ntpn"),
    ):
        wrong = system.deliver(said | changes, system="simponi", name="d-3")
        assert (wrong.status_code, wrong.json["errors"][0]["where"]) == (422, where)
    other = system.deliver(said | {"billingCode": "1" * 15, "ntpn": "X1"}, system="simponi", name="d-4")
    assert other.json["verdict"] == "unknown"


def test_a_body_that_is_too_large_is_not_read(system: System) -> None:
    assert system.deliver(b"[" * (webhooks.LARGEST + 1)).status_code == 413
    assert system.attempts() == []


def test_many_refused_deliveries_do_not_flood_the_trail(system: System) -> None:
    for _ in range(webhooks._MOST_NOTED + 5):
        assert system.deliver(age=999).status_code == 403
    assert len(system.attempts()) == webhooks._MOST_NOTED


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    plainly = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return plainly(one, other)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    right = signing.sign(SECRET, "1775692800", b"{}")
    assert signing.fits(SECRET, "1775692800", b"{}", right.upper())
    assert not signing.fits(SECRET, "1775692800", b"{}", right[:-1])
    assert [pair[0] for pair in compared] == [right.encode()] * 2


def test_old_deliveries_are_forgotten(system: System) -> None:
    system.deliver()
    system.office.clock.move(webhooks.KEPT + webhooks.KEPT)
    assert webhooks.purge(system.office.site) == []
    with system.office.site.db.read() as tx:
        assert tx.conn.execute(select(schema.webhook_deliveries)).all() == []


def test_the_openapi_page_describes_it(office_app: Flask) -> None:
    paths = office_app.test_client().get("/api/v1/openapi.json").json["paths"]
    described = paths["/api/v1/webhooks/{system}"]["post"]
    assert described["security"] == []
    assert [p["name"] for p in described["parameters"] if p["in"] == "header"] == [
        signing.TIMESTAMP,
        signing.DELIVERY,
        signing.SIGNATURE,
    ]
    assert "occurredAt" in str(office_app.test_client().get("/api/v1/openapi.json").json["components"])
