"""The stored answer to a command that may be sent twice: same key and same body give the same answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import select

from engine.database import Tx
from engine.refusals import Invalid, Problem
from engine.schema import idempotency as table

KEPT = timedelta(hours=48)
LONGEST_KEY = 255
_CLAIMED = 0  # no answer yet: its transaction works still, or ended in a recorded incident


@dataclass(frozen=True, slots=True)
class Once:
    """An Idempotency-Key and the fingerprint of the request it came with."""

    key: str
    body: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered the first time: the HTTP status and the JSON body."""

    status: int
    body: Any


def fingerprint(*parts: Any) -> str:
    """SHA-256 of what makes two requests the same: method, path and JSON body, keys in any order."""
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def recall(tx: Tx, key: str, body: str) -> Answer | None:
    """The stored answer, or None when this transaction is the first and now holds the key.

    Call it before anything else is locked. A twin that comes while the first still works waits here, then
    sees the first's answer; when the first was refused, its claim is gone and the twin does the work.
    `body` is a fingerprint. Raises Invalid when the key was used with another body, or is no fit key.
    """
    _require_fit(key)
    claim = {
        "actor": tx.actor.login,
        "key": key,
        "fingerprint": body,
        "status": _CLAIMED,
        "answer": {},
        "at": tx.now,
    }
    first = tx.insert(table).values(**claim).on_conflict_do_nothing().returning(table.c.key)
    if tx.conn.execute(first).first() is not None:
        return None
    row = tx.conn.execute(
        select(table.c.fingerprint, table.c.status, table.c.answer).where(_own(tx, key))
    ).one()
    if row.fingerprint != body:
        raise Invalid("idempotency.other_body", Problem("idempotency.other_body", "Idempotency-Key"))
    return None if row.status == _CLAIMED and _taken_over(tx, key) else _stored(tx, key)


def _taken_over(tx: Tx, key: str) -> bool:
    # A claim that was committed without an answer: its command ended in a recorded incident. Of several twins
    # that come back the first to lock the row does the work; the others then find its answer.
    left = table.update().where(_own(tx, key), table.c.status == _CLAIMED).values(at=tx.now)
    return tx.conn.execute(left).rowcount == 1


def _stored(tx: Tx, key: str) -> Answer:
    row = tx.conn.execute(select(table.c.status, table.c.answer).where(_own(tx, key))).one()
    return Answer(row.status, row.answer)


def remember(tx: Tx, key: str, body: str, answer: Answer) -> None:
    """Store the answer under the key that `recall` claimed in this same transaction."""
    changed = tx.conn.execute(
        table.update()
        .where(_own(tx, key), table.c.fingerprint == body, table.c.status == _CLAIMED)
        .values(status=answer.status, answer=answer.body)
    )
    if changed.rowcount != 1:
        raise ValueError("remember without recall: the key was not claimed")


def purge(tx: Tx) -> int:
    """Forget answers older than 48 hours; returns how many."""
    return tx.conn.execute(table.delete().where(table.c.at < tx.now - KEPT)).rowcount


def _own(tx: Tx, key: str) -> Any:
    return (table.c.actor == tx.actor.login) & (table.c.key == key)


def _require_fit(key: str) -> None:
    if not key or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Invalid("idempotency.bad_key", Problem("idempotency.bad_key", "Idempotency-Key"))
