"""Requests to systems over HTTP: claimed for a moment, sent, written down; again with backoff, never lost.

What is sent names the application, the step and when it was asked; who the applicant is stays here.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from time import monotonic
from typing import Any

import orjson
from sqlalchemy import select, update

from engine.database import SYSTEM, Tx
from engine.schema import instances as cases
from engine.schema import outages
from engine.schema import system_calls as table
from tasks import billing
from tasks.site import Site
from tasks.systems.asking import OPEN
from tasks.systems.needs import CODES, SIMPONI
from tasks.systems.signing import SIGNATURE, TIMESTAMP, sign
from tasks.systems.ways import Way

LEASE = timedelta(minutes=2)
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""Then every four hours, as long as the step is open: what is asked by hand meanwhile ends it."""

TIMEOUT = 10.0  # seconds
_BUDGET = 20.0
_LONGEST_ANSWER, _LONGEST_FAULT = 64_000, 300


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: headers and the JSON body."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class Unsent(Exception):
    """A request that was not taken; its text is shown to administrators."""


Send = Callable[[Request], None]
"""Sends a request. Raises Unsent unless the answer is 2xx."""


@dataclass(frozen=True, slots=True)
class _Claim:
    id: int
    system: str
    instance_id: int
    reference: str
    element: str
    attempts: int
    asked_at: datetime
    business_key: str
    until: datetime


def send_due(site: Site, ways: Mapping[str, Way], send: Send | None = None) -> int:
    """Send what is due to the systems that have an address; how many were taken.

    A system that is declared down is left alone until it is back. One that does not answer is not asked again in
    this round.
    """
    reached = {system for system, way in ways.items() if way.url}
    sent, end = 0, monotonic() + _BUDGET
    while reached and monotonic() < end and (claim := _claim(site, reached)) is not None:
        try:
            (send or post)(_request(ways[claim.system], claim, site))
        except Unsent as fault:
            reached.discard(claim.system)
            _put_off(site, claim, str(fault))
        else:
            sent += 1
            _sent(site, claim)
    return sent


def post(request: Request) -> None:
    """Send a request by HTTP; redirects are not followed. Raises Unsent."""
    made = urllib.request.Request(
        request.url, data=request.body, headers=dict(request.headers), method="POST"
    )
    try:
        with _OPENER.open(made, timeout=TIMEOUT) as answer:
            answer.read(_LONGEST_ANSWER)
    except urllib.error.HTTPError as refused:
        with refused:
            raise Unsent(f"HTTP {refused.code}") from None
    except (OSError, HTTPException, ValueError) as fault:
        reason = getattr(fault, "reason", fault)
        raise Unsent(f"{type(reason).__name__}: {reason}") from None


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_StayHere)


def _claim(site: Site, reached: Iterable[str]) -> _Claim | None:
    with site.db.read(SYSTEM) as tx:
        if tx.conn.execute(_due(tx, reached).limit(1)).first() is None:
            return None
    with site.db.begin(SYSTEM) as tx:
        query = _due(tx, reached).order_by(table.c.due_at, table.c.id).limit(1)
        if tx.postgres:
            query = query.with_for_update(skip_locked=True, of=table)
        row = tx.conn.execute(query).one_or_none()
        if row is None:
            return None
        until = tx.now + LEASE
        tx.conn.execute(update(table).where(table.c.id == row.id).values(due_at=until))
        return _Claim(**row._mapping, until=until)


def _due(tx: Tx, reached: Iterable[str]) -> Any:
    """Open calls that are due, of systems that are up; a network or power that is out keeps all of them."""
    down = select(outages.c.id).where(
        outages.c.office == cases.c.office,
        outages.c.ended_at.is_(None),
        (outages.c.system == table.c.system) | outages.c.system.not_in(sorted(CODES)),
    )
    columns = [table.c[name] for name in _Claim.__slots__ if name not in ("business_key", "until")]
    return (
        select(*columns, cases.c.business_key)
        .join(cases, cases.c.id == table.c.instance_id)
        .where(
            table.c.due_at <= tx.now,
            table.c.state == OPEN,
            table.c.system.in_(sorted(reached)),
            ~down.exists(),
        )
    )


def _request(way: Way, claim: _Claim, site: Site) -> Request:
    said: dict[str, Any] = {
        "system": claim.system,
        "reference": claim.reference,
        "applicationNumber": claim.business_key,
        "step": claim.element,
        "askedAt": claim.asked_at.isoformat(),
    }
    if claim.system == SIMPONI:
        said |= _bill(site, claim)
    body = orjson.dumps(said)
    timestamp = str(int(site.db.clock().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": claim.reference,
        TIMESTAMP: timestamp,
        SIGNATURE: sign(way.secret, timestamp, body),
    }
    return Request(f"{way.url}/requests", headers, body)


def _bill(site: Site, claim: _Claim) -> dict[str, Any]:
    """What is to be paid, where a bill was issued here."""
    with site.db.read(SYSTEM) as tx:
        bill = billing.open_of(tx, claim.instance_id)
    if bill is None:
        return {}
    expires_at = bill.expires_at.isoformat() if bill.expires_at else None
    return {"billingCode": bill.code, "amount": bill.amount, "expiresAt": expires_at}


def _sent(site: Site, claim: _Claim) -> None:
    """Write down that it was taken; the answer may have come before us."""
    with site.db.begin(SYSTEM) as tx:
        values = {"due_at": None, "sent_at": tx.now, "fault": "", "attempts": claim.attempts + 1}
        tx.conn.execute(update(table).where(table.c.id == claim.id).values(**values))


def _put_off(site: Site, claim: _Claim, fault: str) -> None:
    attempts = claim.attempts + 1
    later = BACKOFF[min(attempts, len(BACKOFF)) - 1]
    with site.db.begin(SYSTEM) as tx:
        # Not when the call was answered meanwhile, or the claim ran out and somebody else has it.
        same = (table.c.id == claim.id) & (table.c.due_at == claim.until)
        values = {"due_at": tx.now + later, "attempts": attempts, "fault": fault[:_LONGEST_FAULT]}
        tx.conn.execute(update(table).where(same).values(**values))
