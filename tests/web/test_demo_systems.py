"""Alur and the demo systems over real sockets: a request goes out, its signed answer comes back; payments too."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest
from flask import Flask

from engine.clock import VirtualClock, system_clock
from engine.database import Actor, Database
from tasks.roles import ALL_LANES
from tasks.site import Site
from tasks.systems import outgoing, ways
from tasks.systems.outgoing import Request, Unsent
from tests.support.office import PEOPLE, Office
from tests.tasks.billing.billed import elements, waiting
from tests.tasks.systems.stage import ADJUDICATION, INTERVIEW, at_step, calls
from web.app import create_app
from web.demo_systems import Systems, new_secret, server

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def played(
    serve: Callable[[Any], str], office: Office, office_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Systems, str]]:
    """The demo systems, delivering to the office's application, and their address."""
    secrets = {system: new_secret() for system in ways.VARIABLES}
    systems = Systems(serve(office_app), secrets, delay=0.0, clock=office.clock)
    running = server(systems, 0)
    address = f"http://127.0.0.1:{running.server_address[1]}"
    for system, (url, secret) in ways.VARIABLES.items():
        monkeypatch.setenv(url, f"{address}/{system}")
        monkeypatch.setenv(secret, secrets[system])
    thread = Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield systems, address
    running.shutdown()
    running.server_close()


def test_a_call_goes_out_and_its_answer_comes_back_signed(
    played: tuple[Systems, str], office: Office
) -> None:
    systems, _ = played
    at_step(office, ADJUDICATION)
    at_step(office, INTERVIEW)
    assert outgoing.send_due(office.site, ways.configured(os.environ)) == 2
    for _ in range(2):
        assert systems.delivered.get(timeout=20) == (200, {"verdict": "accepted", "again": False})
    answered = calls(office, state="answered")
    assert sorted((row.system, row.way, row.answered_by) for row in answered) == [
        ("bms", "http", "sistem:bms"),
        ("cekal", "http", "sistem:cekal"),
    ]
    assert {row.code for row in answered} <= {"no_hit", "hit", "clear"}
    assert all(row.sent_at is not None for row in answered)


def test_the_same_request_twice_is_answered_once(played: tuple[Systems, str], office: Office) -> None:
    systems, _ = played
    at_step(office)
    kept: list[Request] = []

    def keep(request: Request) -> None:
        kept.append(request)
        outgoing.post(request)

    outgoing.send_due(office.site, ways.configured(os.environ), keep)
    outgoing.post(kept[0])
    systems.delivered.get(timeout=20)
    assert systems.delivered.empty() and len(systems.asked) == 1


def test_the_demo_systems_refuse_what_is_not_signed(played: tuple[Systems, str]) -> None:
    _, address = played
    for path, status in (
        ("cekal/requests", 401),
        ("cekal/other", 401),
        ("tiada/requests", 404),
        ("cekal", 404),
    ):
        with pytest.raises(Unsent, match=f"HTTP {status}"):
            outgoing.post(Request(f"{address}/{path}", {}, b"{}"))


def test_the_same_seed_answers_the_same() -> None:
    one, two = (Systems("", {}, seed=7) for _ in range(2))
    codes = [one.answer("bms", f"R{number}")["code"] for number in range(400)]
    assert codes == [two.answer("bms", f"R{number}")["code"] for number in range(400)]
    assert 5 <= codes.count("hit") <= 45


def test_the_command_prints_how_to_use_it_and_ends_by_itself(tmp_path: Path) -> None:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = opened.getsockname()[1]
    program = "from web.cli import main; main()"
    command = [sys.executable, "-c", program, "demo-systems", "--port", str(port), "--for", "0.2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"export ALUR_SYSTEM_BMS_URL=http://127.0.0.1:{port}/bms ALUR_SYSTEM_BMS_SECRET=" in done.stdout


def test_a_request_is_json_with_codes_and_times_alone(played: tuple[Systems, str], office: Office) -> None:
    systems, _ = played
    at_step(office)
    outgoing.send_due(office.site, ways.configured(os.environ))
    systems.delivered.get(timeout=20)
    assert "Aminah" not in orjson.dumps(systems.asked).decode()


def test_a_payment_made_at_the_demo_bank_moves_the_case(played: tuple[Systems, str], office: Office) -> None:
    systems, address = played
    case, bill = waiting(office)
    sent: list[Request] = []
    outgoing.send_due(office.site, ways.configured(os.environ), sent.append)
    (asked,) = [orjson.loads(request.body) for request in sent if "/simponi/" in request.url]
    assert (asked["billingCode"], asked["amount"]) == (bill.code, bill.amount)
    paying = orjson.dumps({"billingCode": bill.code, "amount": bill.amount})
    outgoing.post(Request(f"{address}/simponi/payments", {}, paying))
    status, answer = systems.delivered.get(timeout=20)
    assert (status, answer["verdict"]) == (200, "accepted")
    assert elements(office, case.instance) == ["cetak_ambil"]


def test_the_client_of_the_docs_works_as_it_stands(
    serve: Callable[[Any], str], furnished_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "docs.db"
    shutil.copyfile(furnished_template, path)
    database = Database(f"sqlite:///{path}")  # the client signs with the world's clock
    roles = frozenset({ALL_LANES, "supervisor"})
    actors = dict.fromkeys(PEOPLE, Actor("petugas1", "Petugas", roles))
    now = VirtualClock(system_clock() - timedelta(hours=1))
    database.clock = now
    office = Office(Site(database, tmp_path / "alur"), now, actors)
    at_step(office)
    database.clock = system_clock
    (call,) = calls(office, system="cekal")
    (program,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "systems.md").read_text(), re.DOTALL)
    environ = {
        **os.environ,
        "ALUR": serve(create_app(office.site, testing=True)),
        "SECRET": "rahasia-bersama-2026",
        "REFERENCE": call.reference,
        "OCCURRED_AT": system_clock().isoformat(),
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ALUR_SYSTEM_CEKAL_SECRET", "rahasia-bersama-2026")
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    database.close()
    assert (done.returncode, done.stderr) == (0, "")
    assert orjson.loads(done.stdout) == {"verdict": "accepted", "again": False}
