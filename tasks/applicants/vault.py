"""Identity numbers under seal: AES-GCM with a key outside the database, bound to the account they belong to."""

from __future__ import annotations

import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tasks import key_files

_VERSION = b"\x01"  # AES-256-GCM, 96-bit nonce
_NONCE = 12


def seal(keys: Path, plain: str, owner: str) -> bytes:
    """The text under seal; only `opened` with the same owner reads it again."""
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + nonce + _cipher(keys).encrypt(nonce, plain.encode(), owner.encode())


def opened(keys: Path, sealed: bytes, owner: str) -> str:
    """What was sealed. Raises ValueError for another version, owner or key, or bytes that were changed."""
    if sealed[:1] != _VERSION:
        raise ValueError("sealed by a newer Alur")
    nonce, rest = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return _cipher(keys).decrypt(nonce, rest, owner.encode()).decode()
    except InvalidTag as fault:
        raise ValueError("the seal does not fit") from fault


def _cipher(keys: Path) -> AESGCM:
    return AESGCM(key_files.of(keys, "nik"))
