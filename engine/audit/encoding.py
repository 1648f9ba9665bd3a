"""The canonical bytes of an audit record (RFC 8785) and its hash; docs/audit-format.md is the written spec."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson
import rfc8785

from engine.refusals import Invalid

GENESIS = bytes(32)
"""The `prev` of a chain's first record."""

_SAFE = 2**53 - 1  # RFC 8785 keeps to the integers a JavaScript number holds exactly


@dataclass(frozen=True, slots=True)
class Record:
    """All that is hashed of one audit row, apart from the hash of the row before it."""

    chain: str
    seq: int
    at: datetime
    actor: str
    on_behalf: str | None
    action: str
    subject: str
    details: str  # canonical JSON
    reason: str
    device_at: datetime | None


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a value, texts in NFC, instants in UTC with microseconds, bytes in hex.

    Raises Invalid("audit.text_unfit") for text that is no Unicode text, ValueError for what JSON cannot say exactly.
    """
    odd: list[object] = []
    plain = _plain(value, odd)
    try:
        # orjson differs from RFC 8785 in two things only: how floats are written, and the order of keys
        # beyond ASCII. Where neither occurs its bytes are the same and come thirty times faster.
        return rfc8785.dumps(plain) if odd else orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)
    except (orjson.JSONEncodeError, UnicodeEncodeError, rfc8785.CanonicalizationError) as fault:
        raise Invalid("audit.text_unfit") from fault


def record_bytes(record: Record, prev: bytes) -> bytes:
    """The canonical bytes of a record that follows the one whose hash is `prev`."""
    fields = {  # in RFC 8785 order
        "action": record.action,
        "actor": record.actor,
        "at": instant_text(record.at),
        "chain": record.chain,
        "details": orjson.Fragment(record.details),
        "device_at": None if record.device_at is None else instant_text(record.device_at),
        "on_behalf": record.on_behalf,
        "prev": prev.hex(),
        "reason": record.reason,
        "seq": record.seq,
        "subject": record.subject,
    }
    return orjson.dumps(fields)


def record_hash(record: Record, prev: bytes) -> bytes:
    """SHA-256 of the record's canonical bytes."""
    return hashlib.sha256(record_bytes(record, prev)).digest()


@lru_cache(maxsize=256)
def instant_text(instant: datetime) -> str:
    """An aware instant as 2026-04-09T00:00:00.000000Z."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def text(value: str) -> str:
    """A text as the trail keeps it: NFC; Invalid("audit.text_unfit") for NUL and lone surrogates."""
    if value.isascii():
        if "\0" in value:
            raise Invalid("audit.text_unfit")
        return value
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise Invalid("audit.text_unfit")
    return unicodedata.normalize("NFC", value)


def fingerprint(salt: bytes | None, subject: str, value: Any) -> str | None:
    """A value's stand-in inside the chain: 128 bits of SHA-256 over the canonical [salt, subject, value], base64url.

    `salt` is a secret of the case: without it nobody can try birth dates until one fits, and the same value under
    two subjects looks different. Whoever has it can show which value was meant. None once it was erased.
    """
    if salt is None:
        return None
    digest = hashlib.sha256(canonical([salt, subject, value])).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def _plain(value: Any, odd: list[object]) -> Any:
    kind = type(value)
    if kind is str:
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or kind is bool:
        return value
    if kind is int:
        if not -_SAFE <= value <= _SAFE:
            raise ValueError("an audit record holds integers up to 2^53 - 1; write larger ones as text")
        return value
    if kind is dict:
        return _object(value, odd)
    if kind is list or kind is tuple:
        return [_plain(item, odd) for item in value]
    return _rarer(value, odd)


def _rarer(value: Any, odd: list[object]) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _plain(value // timedelta(microseconds=1), odd)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float):
        odd.append(value)
        return value
    if isinstance(value, str):
        return _plain(str(value), odd)
    if isinstance(value, int):
        return _plain(int(value), odd)
    if isinstance(value, Mapping):
        return _object(value, odd)
    if isinstance(value, list | tuple | set | frozenset):
        return [
            _plain(item, odd) for item in (sorted(value) if isinstance(value, set | frozenset) else value)
        ]
    raise ValueError(f"an audit record cannot hold a {type(value).__name__}")


def _object(value: Mapping[Any, Any], odd: list[object]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise ValueError("an audit record's keys are texts")
        if not key.isascii():
            odd.append(key)
            key = unicodedata.normalize("NFC", key)
        if key in plain:
            raise ValueError("two keys of an audit record are the same text in NFC")
        plain[key] = _plain(item, odd)
    return plain
