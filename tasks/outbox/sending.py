"""Sending what is due: claimed for a moment, delivered outside of any transaction, then written down.

A worker killed in the middle sends again when its claim has run out, with the same Message-ID: at least once, never
lost. A database that cannot be reached counts as no attempt.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import select, update

from engine import settings
from engine.database import SYSTEM, Tx
from engine.schema import outbox as table
from tasks.outbox.kinds import ONE_TIME
from tasks.outbox.mail import Attach, Channel, Compose, Mail, Message, Text, Undelivered, nothing
from tasks.outbox.writing import FAILED, SENT
from tasks.site import Site

LEASE = timedelta(minutes=2)  # longer than a channel may take
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
EXPIRED = "expired"
_BUDGET = 20.0  # seconds a round may take; timers and deadlines wait for it
_LONGEST_FAULT = 300
COVERED = "••••••"
_COLUMNS = tuple(table.c[name] for name in Message.__slots__)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round of sending came to."""

    sent: int
    undelivered: int


@dataclass(frozen=True, slots=True)
class _Claim:
    message: Message
    until: datetime


def send_due(site: Site, compose: Compose, channel: Channel, attach: Attach = nothing) -> Round:
    """Deliver what is due, one by one; ends early when nobody answers or it takes long.

    A mail that could not be delivered is tried again after 1, 5, 15, 60 and 240 minutes and then is `failed`.
    """
    sent = undelivered = 0
    if not _is_any_due(site):
        return Round(0, 0)
    end = monotonic() + _BUDGET
    while monotonic() < end and (claim := _claim(site)) is not None:
        mail = _mail(site, claim, compose)
        if mail is None:
            continue
        try:
            channel(_with_files(site, claim, mail, attach))
        except Undelivered as fault:
            undelivered += 1
            _put_off(site, claim, mail, str(fault))
            if fault.unreachable:
                break
        else:
            sent += 1
            _done(site, claim, mail)
    return Round(sent, undelivered)


def mark_of(message: Message) -> str:
    """What names a message for ever: derived from its row, the same at every attempt."""
    return f"{message.id}.{hashlib.sha256(message.key.encode()).hexdigest()[:20]}"


def _is_any_due(site: Site) -> bool:
    """A look that locks nothing: most rounds find nothing to do."""
    with site.db.read(SYSTEM) as tx:
        return (
            tx.conn.execute(select(table.c.id).where(table.c.due_at <= tx.now).limit(1)).first() is not None
        )


def _claim(site: Site) -> _Claim | None:
    """Take the message that is due longest, for as long as LEASE."""
    with site.db.begin(SYSTEM) as tx:
        due = select(*_COLUMNS).where(table.c.due_at <= tx.now)
        row = tx.conn.execute(tx.claimed(due.order_by(table.c.due_at, table.c.id).limit(1))).one_or_none()
        if row is None:
            return None
        until = tx.now + LEASE
        tx.conn.execute(update(table).where(table.c.id == row.id).values(due_at=until))
        return _Claim(Message(*row), until)


def _mail(site: Site, claim: _Claim, compose: Compose) -> Mail | None:
    """The mail in words; None for a code that ran out before it could be sent."""
    message = claim.message
    with site.db.begin(SYSTEM) as tx:
        if message.kind in ONE_TIME and datetime.fromisoformat(message.details["expires_at"]) <= tx.now:
            _write(tx, claim, state=FAILED, due_at=None, fault=EXPIRED)
            return None
        return Mail(mark_of(message), message.recipient, compose(tx, message), message.created_at)


def _with_files(site: Site, claim: _Claim, mail: Mail, attach: Attach) -> Mail:
    with site.db.read(SYSTEM) as tx:
        files = attach(tx, claim.message)
    return replace(mail, attachments=files) if files else mail


def _done(site: Site, claim: _Claim, mail: Mail) -> None:
    with site.db.begin(SYSTEM) as tx:
        values = {"state": SENT, "due_at": None, "sent_at": tx.now, "fault": ""}
        _write(tx, claim, **values, **_tried(tx, claim, mail, sent=True))


def _put_off(site: Site, claim: _Claim, mail: Mail, fault: str) -> None:
    with site.db.begin(SYSTEM) as tx:
        tried = _tried(tx, claim, mail)
        values: dict[str, Any] = {"state": FAILED, "due_at": None}
        if tried["attempts"] <= len(BACKOFF):
            values = {"due_at": tx.now + BACKOFF[tried["attempts"] - 1]}
        _write(tx, claim, **values, **tried, fault=fault[:_LONGEST_FAULT])


def _tried(tx: Tx, claim: _Claim, mail: Mail, *, sent: bool = False) -> dict[str, Any]:
    """One attempt more, and the text of it. A code that was sent is forgotten, but where the office is a demo."""
    message, text = claim.message, mail.text
    tried: dict[str, Any] = {"attempts": message.attempts + 1}
    if message.kind in ONE_TIME and not settings.value(tx, "demo.accounts"):
        code = message.details["code"]
        text = Text(text.subject.replace(code, COVERED), text.body.replace(code, COVERED))
        if sent:
            tried["details"] = {**message.details, "code": COVERED}
    return {**tried, "text": asdict(text)}


def _write(tx: Tx, claim: _Claim, **values: Any) -> None:
    """Settle a claim, unless it ran out and somebody else has it now."""
    same = (table.c.id == claim.message.id) & (table.c.due_at == claim.until)
    tx.conn.execute(update(table).where(same).values(**values))
