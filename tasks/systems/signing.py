"""The signature of both directions: HMAC-SHA256 over "<timestamp>.<body>" with the system's secret."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

TIMESTAMP, DELIVERY, SIGNATURE = "Alur-Timestamp", "Alur-Delivery", "Alur-Signature"
"""Headers: seconds since 1970, the sender's own name for what it delivers, the signature in hexadecimal."""

FRESH = timedelta(minutes=5)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a body at a moment (seconds since 1970, as sent)."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def fits(secret: str, timestamp: str, body: bytes, signature: str) -> bool:
    """Whether the signature is this secret's; takes as long whichever part differs."""
    return hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.strip().lower().encode())


def is_fresh(timestamp: str, now: datetime) -> bool:
    """Whether a moment lies within five minutes of now."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return False
    return abs(now - datetime.fromtimestamp(int(timestamp), UTC)) <= FRESH
