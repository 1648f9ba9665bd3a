"""Requests to systems over HTTP: signed, the same however often they are sent, put off while a system is down."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import orjson
import pytest

from engine.clock import VirtualClock
from engine.database import Database
from tasks import outages
from tasks.systems import answers, outgoing, signing, ways
from tasks.systems.outgoing import Request, Unsent
from tasks.systems.ways import Way
from tests.support.office import Office, furnish
from tests.tasks.systems.stage import at_step, calls

SECRET = "rahasia-bersama-2026"
WAYS = {"cekal": Way("cekal", "https://cekal.example.id/v1", SECRET)}
MINUTE = timedelta(minutes=1)


class Line:
    """A network that keeps what is sent, or refuses it."""

    def __init__(self, fault: str = "") -> None:
        self.fault, self.sent, self._lock = fault, list[Request](), Lock()

    def __call__(self, request: Request) -> None:
        with self._lock:
            self.sent.append(request)
        if self.fault:
            raise Unsent(self.fault)


def send(office: Office, line: Line) -> int:
    return outgoing.send_due(office.site, WAYS, line)


def call(office: Office) -> Any:
    (row,) = calls(office, system="cekal")
    return row


def test_a_call_is_sent_once_signed_and_says_nothing_of_the_person(office: Office) -> None:
    at_step(office)
    line = Line()
    assert (send(office, line), send(office, line)) == (1, 0)
    (request,) = line.sent
    reference = call(office).reference
    assert request.url == "https://cekal.example.id/v1/requests"
    assert request.headers["Idempotency-Key"] == reference
    assert signing.fits(
        SECRET, request.headers[signing.TIMESTAMP], request.body, request.headers[signing.SIGNATURE]
    )
    assert orjson.loads(request.body) == {
        "system": "cekal",
        "reference": reference,
        "applicationNumber": "MD-2026-00001",
        "step": "wawancara_verifikasi_cekal",
        "askedAt": call(office).asked_at.isoformat(),
    }
    assert (call(office).sent_at, call(office).attempts, call(office).state) == (office.clock(), 1, "open")


def test_systems_without_an_address_are_asked_by_hand_alone(office: Office) -> None:
    at_step(office)
    for known in (
        {},
        {"cekal": Way("cekal", "", SECRET)},
        {"bms": Way("bms", "https://b.example.id", SECRET)},
    ):
        line = Line()
        assert (outgoing.send_due(office.site, known, line), line.sent) == (0, [])


def test_what_is_not_taken_is_sent_again_the_same_with_backoff(office: Office) -> None:
    at_step(office)
    line = Line("HTTP 503")
    for minutes in (1, 5, 15, 60, 240, 240):
        assert send(office, line) == 0
        assert (call(office).fault, call(office).due_at) == ("HTTP 503", office.clock() + minutes * MINUTE)
        assert send(office, Line()) == 0
        office.clock.move(minutes * MINUTE)
    assert send(office, Line()) == 1
    assert (call(office).fault, call(office).due_at) == ("", None)
    assert {request.headers["Idempotency-Key"] for request in line.sent} == {call(office).reference}


def test_a_system_that_is_declared_down_is_left_alone_until_it_is_back(office: Office) -> None:
    at_step(office)
    for system in ("cekal", "jaringan"):
        number = outages.declare(office.site, office["kasi"], system, "T-1")
        assert send(office, Line()) == 0
        outages.end(office.site, office["kasi"], number)
    number = outages.declare(office.site, office["kasi"], "bms", "T-2")
    line = Line()
    assert send(office, line) == 1
    outages.end(office.site, office["kasi"], number)


def test_what_was_answered_by_hand_meanwhile_is_not_sent(office: Office) -> None:
    case = at_step(office)
    answers.enter(office.site, office["petugas1"], call(office).id, "clear", None)
    assert send(office, Line()) == 0
    other = at_step(office)
    office.do(other)
    office.do(case)
    assert outgoing.send_due(office.site, WAYS, Line()) == 0


def test_an_answer_that_comes_while_sending_stays(office: Office) -> None:
    at_step(office)

    def answered(_: Request) -> None:
        answers.enter(office.site, office["petugas1"], call(office).id, "clear", None)
        raise Unsent("HTTP 504")

    outgoing.send_due(office.site, WAYS, answered)
    assert (call(office).state, call(office).due_at, call(office).fault) == ("answered", None, "")


def test_several_workers_send_each_call_once(
    postgres_db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    office = furnish(postgres_db, clock, tmp_path)
    for _ in range(8):
        at_step(office)
    line = Line()
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: send(office, line), range(4))) == 8
    assert len({request.headers["Idempotency-Key"] for request in line.sent}) == len(line.sent) == 8


def test_a_worker_that_dies_while_sending_sends_again(office: Office) -> None:
    at_step(office)

    def dies(_: Request) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        outgoing.send_due(office.site, WAYS, dies)
    assert send(office, Line()) == 0
    office.clock.move(outgoing.LEASE)
    assert send(office, Line()) == 1


class _Answers(BaseHTTPRequestHandler):
    """Answers with the status in the path."""

    seen: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(self.path)
        self.send_response(int(self.path.split("/")[1]))
        self.send_header("Location", "/200/requests")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def answering() -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []
    server = HTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"seen": seen}))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()


def test_over_a_socket_only_2xx_counts_and_nobody_is_sent_elsewhere() -> None:
    with answering() as (address, seen):
        for status in (200, 202):
            outgoing.post(Request(f"{address}/{status}/requests", {}, b"{}"))
        for status in (301, 302, 307, 400, 401, 409, 429, 500, 503):
            with pytest.raises(Unsent, match=f"HTTP {status}"):
                outgoing.post(Request(f"{address}/{status}/requests", {}, b"{}"))
    assert len(seen) == 11


def test_nobody_there_and_somebody_silent_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unsent, match="imed out"):
        outgoing.post(Request(f"http://127.0.0.1:{silent.getsockname()[1]}/requests", {}, b"{}"))
    with pytest.raises(Unsent, match="ConnectionRefusedError"):
        outgoing.post(Request(f"http://127.0.0.1:{silent_port()}/requests", {}, b"{}"))


def silent_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@pytest.mark.parametrize(
    ("url", "secret", "named"),
    [
        ("ftp://x", SECRET, "ALUR_SYSTEM_BMS_URL"),
        ("https://", SECRET, "ALUR_SYSTEM_BMS_URL"),
        ("https://x", "pendek", "ALUR_SYSTEM_BMS_SECRET"),
        ("https://x", "", "ALUR_SYSTEM_BMS_SECRET"),
    ],
)
def test_a_way_that_cannot_be_used_is_refused_by_name(url: str, secret: str, named: str) -> None:
    with pytest.raises(ValueError, match=named) as refused:
        ways.configured({"ALUR_SYSTEM_BMS_URL": url, "ALUR_SYSTEM_BMS_SECRET": secret})
    assert not secret or secret not in str(refused.value)


def test_secrets_never_show() -> None:
    found = ways.configured({"ALUR_SYSTEM_BMS_SECRET": SECRET})
    assert found["bms"].url == "" and SECRET not in repr(found)
