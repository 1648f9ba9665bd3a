"""Addresses nobody can guess, of a case's survey and of a complaint; nothing has to be stored for them."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from tasks import key_files

SURVEY, COMPLAINT = "survey", "complaint"
_KEY = "links"
_BYTES = 18  # 144 bits, 24 characters
_DIGITS = 18


def token(keys: Path, subject: str, number: int) -> str:
    """The token of a row: its number and a keyed mark of it, as "17-Zk3…"; the same at every call."""
    mark = keyed(keys, f"{subject}:{number}")[:_BYTES]
    return f"{number}-{urlsafe_b64encode(mark).decode()}"


def number_of(keys: Path, subject: str, given: str) -> int | None:
    """The row number a token belongs to; None for one that was never given out."""
    number, _, _mark = given.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
        return None
    expected = token(keys, subject, int(number))
    return int(number) if hmac.compare_digest(expected.encode(), given.encode()) else None


def keyed(keys: Path, text: str) -> bytes:
    """32 bytes that tell whether two texts are the same, and nothing of them without the key."""
    return hmac.digest(key_files.of(keys, _KEY), text.encode(), sha256)
