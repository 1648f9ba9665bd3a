"""A server that plays the systems outside, for the demo and the tests: it speaks the HTTP contract of docs/systems.md.

It takes signed requests, answers each by a signed webhook a moment later with a code that the seed decides, and lets a
payment be made. It knows codes alone, nothing of any person.
"""

from __future__ import annotations

import hashlib
import logging
import random
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Lock, Timer
from typing import Any

import orjson

from engine.clock import Clock, system_clock
from tasks.systems import signing
from tasks.systems.needs import CODES, SIMPONI

log = logging.getLogger("alur.demo_systems")

WIB = timezone(timedelta(hours=7), "WIB")
_LARGEST = 64_000
_TRIES, _PAUSE = 5, 1.0
_RARE = 0.05  # how often a system answers with its other code


@dataclass
class Systems:
    """The systems' memory: what they were asked, and how they answer.

    `alur` is the address of the installation they deliver to, `secrets` are by system.
    """

    alur: str
    secrets: Mapping[str, str]
    delay: float = 1.0
    seed: int = 2022
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    delivered: Queue[tuple[int, dict[str, Any]]] = field(default_factory=Queue)
    clock: Clock = system_clock
    lock: Lock = field(default_factory=Lock)

    def ask(self, system: str, request: dict[str, Any]) -> bool:
        """Take a request once by its reference; its answer follows after the delay. False when it came before."""
        with self.lock:
            known = self.asked.setdefault(request["reference"], request) is not request
        if not known and CODES[system]:
            self._later(system, self.answer(system, str(request["reference"])))
        return not known

    def answer(self, system: str, reference: str) -> dict[str, Any]:
        """What a system says: the usual code, at times the other; the same seed says the same."""
        chance = random.Random(f"{self.seed}:{reference}").random()
        usual, other = CODES[system]
        if system == "bms":
            usual, other = "no_hit", "hit"
        return {"reference": reference, "code": other if chance < _RARE else usual, "occurredAt": self._now()}

    def pay(self, code: str, amount: int) -> dict[str, Any]:
        """A bank takes money for a billing code; SIMPONI tells at once. The NTPN follows from code and amount."""
        number = hashlib.sha256(f"{self.seed}:{code}:{amount}".encode()).hexdigest()[:16].upper()
        said = {"billingCode": code, "amount": amount, "ntpn": number, "paidAt": self._now()}
        self._later(SIMPONI, said, 0.0)
        return said

    def _now(self) -> str:
        return self.clock().astimezone(WIB).isoformat(timespec="seconds")

    def _later(self, system: str, said: dict[str, Any], delay: float | None = None, tried: int = 0) -> None:
        timer = Timer(self.delay if delay is None else delay, self._deliver, (system, said, tried))
        timer.daemon = True
        timer.start()

    def _deliver(self, system: str, said: dict[str, Any], tried: int) -> None:
        """Send a webhook; again a few times under the same name when nobody answers."""
        body = orjson.dumps(said)
        name = hashlib.sha256(body).hexdigest()[:32]
        timestamp = str(int(self.clock().timestamp()))
        headers = {
            "Content-Type": "application/json",
            signing.TIMESTAMP: timestamp,
            signing.DELIVERY: name,
            signing.SIGNATURE: signing.sign(self.secrets[system], timestamp, body),
        }
        address = f"{self.alur}/api/v1/webhooks/{system}"
        made = urllib.request.Request(address, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(made, timeout=10) as taken:
                self._note(taken.status, orjson.loads(taken.read(_LARGEST)))
        except urllib.error.HTTPError as refused:
            with refused:
                self._note(refused.code, {})
        except OSError as fault:
            log.warning("nobody answers at %s: %s", address, fault)
            if tried < _TRIES:
                self._later(system, said, _PAUSE, tried + 1)

    def _note(self, status: int, answer: dict[str, Any]) -> None:
        self.delivered.put((status, answer))
        log.info("delivered: %s %s", status, answer.get("verdict", ""))


def server(systems: Systems, port: int) -> ThreadingHTTPServer:
    """The server on 127.0.0.1, not yet serving; `port` 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = self.path.strip("/").split("/")
            body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _LARGEST))
            status, answer = _answered(systems, parts, self.headers, body)
            raw = orjson.dumps(answer)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: Any) -> None:
            log.info(format, *args)

    made = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    made.daemon_threads = True
    return made


def _answered(systems: Systems, parts: list[str], headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
    """POST /<system>/requests, signed: 202, or 200 when it was known. POST /simponi/payments: a payment is made."""
    system = parts[0]
    if len(parts) != 2 or system not in systems.secrets:
        return 404, {}
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return 400, {}
    if parts[1] == "payments" and system == SIMPONI:
        return 202, systems.pay(str(said["billingCode"]), int(said["amount"]))
    timestamp = headers.get(signing.TIMESTAMP, "")
    signature = headers.get(signing.SIGNATURE, "")
    if not signing.fits(systems.secrets[system], timestamp, body, signature):
        return 401, {}
    if headers.get("Idempotency-Key") != said.get("reference"):
        return 422, {}
    return (202 if systems.ask(system, said) else 200), {"reference": said["reference"]}


def new_secret() -> str:
    """A secret nobody can guess."""
    return secrets.token_urlsafe(24)
