"""The server as it runs: from start to first answer, REST completions by several clients, a page, and its memory.

`alur serve` runs as an installation has it, with its bytecode kept: in a folder of the bench's own, which `make clean`
removes, whatever PYTHONDONTWRITEBYTECODE says here. A first start that nobody measures fills it.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookies import SimpleCookie
from importlib.resources import files
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any
from urllib.parse import urlencode

import orjson
import psutil

from bench import m11, scale
from bench.figures import Figure, at
from bench.places import Place, office_at, place_of
from engine import audit, definitions
from tasks import api_tokens, cases
from tests.support import postgres
from tests.support.office import OPERATOR, PASSWORD, Office

CLIENTS = 4
_PATIENCE = 60.0  # seconds until a server that gives no answer counts as broken; the first one compiles
_BYTECODE = Path(__file__).resolve().parent.parent / ".venv" / "bench-bytecode"


def measure(server: postgres.Server, completions: int, open_cases: int) -> list[Figure]:
    """REST completions with two processes and four clients on both databases, and the inbox as a page."""
    figures = []
    for on in (None, server):
        with place_of(on) as place, office_at(place) as office:
            token = api_tokens.create(office.site, OPERATOR, "bench", ["petugas"])
            figures += _completions(place, office, token, completions)
            if on is None:
                scale.fill(office, open_cases)
                figures.append(_page(place, open_cases))
    return figures


def start_and_deploy(runs: int = 5) -> list[Figure]:
    """From `alur serve` to its first answer, and publishing Micin Darurat as a file never seen before.

    Starts are measured after one that compiles whatever is not compiled yet, as the first start after setting up does.
    """
    xml = files("bpmn").joinpath("micin_darurat.bpmn").read_bytes()
    deployed, started = [], []
    with place_of(None) as place, office_at(place) as office:
        for number in range(runs):
            fresh = xml.replace(b"</bpmn:definitions>", f"<!-- {number} --></bpmn:definitions>".encode())
            began = perf_counter()
            with office.site.db.begin(OPERATOR) as tx:
                definitions.deploy(tx, fresh)
            deployed.append((perf_counter() - began) * 1e3)
        for _ in range(runs + 1):
            began = perf_counter()
            with served(place, workers=1):
                started.append(perf_counter() - began)
    return [
        Figure("`alur serve` to its first answer", median(started[1:]), "s", "<= 1.5"),
        Figure("deploying Micin Darurat (read, lint, compile, store)", median(deployed), "ms", "<= 150"),
    ]


@contextmanager
def served(place: Place, workers: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`alur serve` on a free port of this machine, from its first answer on; stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = ("serve", "--port", str(port), "--workers", str(workers), "--threads", "4")
    told = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPYCACHEPREFIX": str(_BYTECODE),
        "ALUR_DATABASE_URL": place.url,
        "ALUR_FOLDER": str(place.folder / "alur"),
    }
    command = [sys.executable, "-c", "from web.cli import main; main()", *words]
    process = subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL)
    try:
        _await(port, process)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=_PATIENCE)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    until = perf_counter() + _PATIENCE
    while perf_counter() < until and process.poll() is None:
        try:
            if Client(port).send("GET", "/login")[0] == 200:
                return
        except OSError:
            sleep(0.01)
    raise RuntimeError("alur serve gave no answer")


class Client:
    """A program or browser on a connection that is kept."""

    def __init__(self, port: int, token: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._cookies: SimpleCookie = SimpleCookie()

    def send(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        """Status and body of an answer."""
        headers = {**self._headers, "Cookie": "; ".join(f"{k}={c.value}" for k, c in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = kind
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.load(cookie)
        return answer.status, answer.read()


def _completions(place: Place, office: Office, token: str, completions: int) -> list[Figure]:
    """Cases are begun beforehand; four clients complete them to their end, and every answer is checked."""
    each = max(1, completions // (m11.STEPS * CLIENTS))
    actor = office["petugas1"]
    starts = [cases.start(office.site, actor, m11.KEY, dict(m11.START)) for _ in range(each * CLIENTS)]
    firsts = [started.opened[0] for started in starts]
    with served(place, workers=2) as (port, process), ThreadPoolExecutor(CLIENTS) as pool:
        for share in _shares(firsts[:CLIENTS]):
            _client(port, token, share)  # warms both processes up
        early = _memory(process)
        began = perf_counter()
        waits = list(pool.map(lambda share: _client(port, token, share), _shares(firsts[CLIENTS:])))
        took = perf_counter() - began
        late = _memory(process)
    times = [wait for share in waits for wait in share]
    with office.site.db.read(OPERATOR) as tx:
        faults = audit.verify(tx).faults
    assert not faults, faults
    reach = "150" if place.server is None else "120"
    name = f"{place.name}: REST, 2 processes, {CLIENTS} clients"
    return [
        Figure(f"{name}: completions", len(times) / took, "/s", f">= {reach}"),
        Figure(f"{name}: p50", at(times, 0.5), "ms"),
        Figure(f"{name}: p95", at(times, 0.95), "ms"),
        Figure(f"{place.name}: largest server process when warm", early, "MB", "<= 150"),
        Figure(f"{place.name}: the same after {len(times):,} more completions", late, "MB", "<= 150"),
    ]


def _shares(tasks: list[int]) -> list[list[int]]:
    return [tasks[number::CLIENTS] for number in range(CLIENTS)]


def _client(port: int, token: str, tasks: list[int]) -> list[float]:
    """Complete cases from their first task to their end; milliseconds of each answer."""
    client, times = Client(port, token), []
    for task in tasks:
        current = task
        for number in range(1, m11.STEPS + 1):
            body = orjson.dumps({"variables": m11.answer(number)})
            began = perf_counter()
            status, answer = client.send("POST", f"/api/v1/tasks/{current}/complete", body)
            times.append((perf_counter() - began) * 1e3)
            assert status == 200, answer
            said = orjson.loads(answer)
            current = said["openTasks"][0] if said["openTasks"] else 0
        assert said["status"] == "completed", said
    return times


def _memory(process: subprocess.Popen[bytes]) -> float:
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    return float(max(one.memory_info().rss for one in family)) / 1e6


def _page(place: Place, open_cases: int) -> Figure:
    """The inbox as a browser gets it, signed in."""
    with served(place, workers=2) as (port, _):
        client = Client(port)
        signed_in(client, "petugas1")
        times = []
        for _ in range(30):
            began = perf_counter()
            status, answer = client.send("GET", "/tasks")
            times.append((perf_counter() - began) * 1e3)
            assert status == 200 and b"MD-2026-" in answer, answer
    return Figure(f"{place.name}: the inbox of {open_cases:,} tasks as a page", median(times), "ms", "<= 30")


def signed_in(client: Client, login: str) -> None:
    """Sign one of the office's people in, as a browser does."""
    found = re.search(rb'name="csrf_token" value="([^"]+)"', client.send("GET", "/login")[1])
    assert found is not None, "the sign-in page has no form"
    form = {"csrf_token": found[1].decode(), "login": login, "password": PASSWORD}
    status, answer = client.send(
        "POST", "/login", urlencode(form).encode(), "application/x-www-form-urlencoded"
    )
    assert status == 303, answer
