"""Deliveries from systems: signed, fresh, taken once; a refused one learns nothing and stands in the trail."""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import orjson
from sqlalchemy import select

from engine.database import SYSTEM, Actor, Tx
from engine.refusals import Conflict, Forbidden, Invalid, Problem, Recorded
from engine.schema import webhook_deliveries as table
from tasks import attempts, billing
from tasks.billing import Payment
from tasks.site import Site
from tasks.systems import answers, signing
from tasks.systems.answers import HTTP, Answer
from tasks.systems.needs import SIMPONI
from tasks.systems.ways import Way

log = logging.getLogger("alur.systems")

LARGEST = 64_000  # bytes
KEPT = timedelta(days=30)
_LONGEST_NAME = 100
_ROUTE = "POST /api/v1/webhooks/<system>"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came: the system's name in the address, the three headers, the body as sent."""

    system: str
    timestamp: str
    name: str
    signature: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to a delivery; `again` says that it is the stored answer of an earlier one."""

    status: int
    answer: dict[str, Any]
    again: bool


def take(site: Site, way: Way | None, delivery: Delivery) -> Taken:
    """Take a delivery: check it, do what it says, keep the answer.

    Raises Forbidden("webhook.refused") for an unknown system, a wrong signature or an old timestamp alike,
    Conflict for a signature that was taken under another name, Invalid for another body under a name that was
    taken, and for a body that says nothing we know.
    """
    actor = Actor(f"sistem:{delivery.system}" if way else "sistem", roles=frozenset({"system"}))
    reason = _reason(way, delivery, site.db.clock())
    if way is None or reason:
        _note(site, actor, reason or "webhook.unknown_system", delivery)
        raise Forbidden("webhook.refused")
    try:
        with site.db.begin(actor) as tx:
            return _once(tx, delivery)
    except (Conflict, Invalid) as refusal:
        _note(site, actor, refusal.key, delivery)
        raise


def purge(site: Site) -> list[Exception]:
    """Forget deliveries older than thirty days; their timestamps were refused long before. A duty of the worker."""
    with site.db.begin(SYSTEM) as tx:
        tx.conn.execute(table.delete().where(table.c.at < tx.now - KEPT))
    return []


def _reason(way: Way | None, delivery: Delivery, now: datetime) -> str:
    """Why a delivery is refused; empty when it is the system's and fresh."""
    secret = way.secret if way else "x" * 32  # an unknown system takes as long as a known one
    fits = signing.fits(secret, delivery.timestamp, delivery.body, delivery.signature)
    if way is None:
        return "webhook.unknown_system"
    if not fits:
        return "webhook.wrong_signature"
    if not signing.is_fresh(delivery.timestamp, now):
        return "webhook.old_timestamp"
    named = delivery.name and len(delivery.name) <= _LONGEST_NAME and delivery.name.isprintable()
    return "" if named else "webhook.no_delivery"


def _once(tx: Tx, delivery: Delivery) -> Taken:
    fingerprint = hashlib.sha256(delivery.body).hexdigest()
    claim = {
        "system": delivery.system,
        "delivery": delivery.name,
        "fingerprint": fingerprint,
        "signature": delivery.signature.strip().lower(),
        "status": 0,
        "answer": {},
        "at": tx.now,
    }
    # A twin that comes while the first still works waits here, then finds the first's answer.
    first = tx.insert(table).values(**claim).on_conflict_do_nothing().returning(table.c.delivery)
    if tx.conn.execute(first).first() is None:
        return _again(tx, delivery, fingerprint)
    answer = _done(tx, delivery.system, _said(delivery.body))
    own = (table.c.system == delivery.system) & (table.c.delivery == delivery.name)
    tx.conn.execute(table.update().where(own).values(status=200, answer=answer))
    return Taken(200, answer, again=False)


def _again(tx: Tx, delivery: Delivery, fingerprint: str) -> Taken:
    own = (table.c.system == delivery.system) & (table.c.delivery == delivery.name)
    row = tx.conn.execute(
        select(table.c.fingerprint, table.c.status, table.c.answer).where(own)
    ).one_or_none()
    if row is None:
        raise Conflict("webhook.replayed")
    if row.fingerprint != fingerprint:
        raise Invalid("webhook.other_body", Problem("webhook.other_body", signing.DELIVERY))
    return Taken(row.status, row.answer, again=True)


def _said(body: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Invalid("webhook.not_json") from None
    if not isinstance(said, dict):
        raise Invalid("webhook.not_json")
    return said


def _done(tx: Tx, system: str, said: dict[str, Any]) -> dict[str, Any]:
    if system == SIMPONI:
        return _paid(tx, _payment(said))
    reference, code, at = _texts(said, ("reference", "code", "occurredAt"))
    answer = Answer(system, reference, code, instant(at, "occurredAt"))
    return {"verdict": answers.take(tx, answer, HTTP)}


def _paid(tx: Tx, payment: Payment) -> dict[str, Any]:
    """What became of a payment; `first` is what its number was answered when it came first."""
    try:
        done = billing.report_held(tx, payment)
    except Recorded:  # the payment stands; the step behind it failed and has an incident
        return {"verdict": billing.ACCEPTED, "first": billing.ACCEPTED}
    return {"verdict": done.verdict, "first": done.first}


def _payment(said: dict[str, Any]) -> Payment:
    code, ntpn, at = _texts(said, ("billingCode", "ntpn", "paidAt"))
    amount = said.get("amount")
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise Invalid("form.invalid", Problem("form.type", "amount"))
    return Payment(code, amount, ntpn, instant(at, "paidAt"), HTTP)


def _texts(said: dict[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    """These fields of a body. Raises Invalid naming every one that is no text of fit length."""
    wrong = [
        Problem("form.required" if name not in said else "form.type", name)
        for name in names
        if not (isinstance(said.get(name), str) and 0 < len(said[name]) <= 200 and said[name].isprintable())
    ]
    if wrong:
        raise Invalid("form.invalid", *wrong)
    return tuple(said[name] for name in names)


def instant(text: str, where: str) -> datetime:
    """An instant with its zone, RFC 3339. Raises Invalid naming the field."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("form.invalid", Problem("form.format", where)) from None
    if at.tzinfo is None:
        raise Invalid("form.invalid", Problem("system.no_zone", where))
    return at


# Anybody may knock here: past so many lines in a minute the trail is spared, the log tells on.
_MOST_NOTED, _WINDOW = 60, 60.0
_noted: deque[float] = deque(maxlen=_MOST_NOTED)


def _note(site: Site, actor: Actor, key: str, delivery: Delivery) -> None:
    log.warning("a delivery to %s was refused: %s", _ROUTE, key)
    now = monotonic()
    if len(_noted) < _MOST_NOTED or now - _noted[0] > _WINDOW:
        _noted.append(now)
        attempts.note_refused(site, actor, key, _ROUTE, f"system:{delivery.system[:40]}")
