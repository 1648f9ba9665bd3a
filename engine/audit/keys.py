"""The Ed25519 keys that sign checkpoints: private halves in files outside the database, public ones in the trail."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select

from engine.audit.chain import Writing, append
from engine.schema import audit_keys

CHAIN = "audit-keys"
_SUFFIX = ".ed25519"


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key; `id` is made of the public half, so that no other key can take its name."""

    id: str
    public: bytes
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature."""
        return self.private.sign(message)


def key_id(public: bytes) -> str:
    """The name of a public key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def current(tx: Writing, folder: Path) -> Key:
    """The newest key, made and entered in the trail when the folder has none.

    The folder is made with mode 0700 and lies outside the database; files have mode 0600. Raises OSError when it
    cannot be read or written.
    """
    files = sorted(folder.glob(f"*{_SUFFIX}"))
    if not files:
        return rotate(tx, folder)
    key = _read(files[-1])
    if tx.conn.execute(select(audit_keys.c.key_id).where(audit_keys.c.key_id == key.id)).first() is None:
        _enter(tx, key, _read(files[-2]) if len(files) > 1 else None)
    return key


def rotate(tx: Writing, folder: Path) -> Key:
    """Make a new key, signed for by the one it follows; the old one stays on disk until somebody removes it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = sorted(folder.glob(f"*{_SUFFIX}"))
    before = _read(files[-1]) if files else None
    number = int(files[-1].stem) + 1 if files else 1
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    handle = os.open(folder / f"{number:06d}{_SUFFIX}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(seed)
        file.flush()
        os.fsync(file.fileno())
    key = _key(seed)
    _enter(tx, key, before)
    return key


def endorsed(public: bytes) -> bytes:
    """What the old key signs when a new one follows it."""
    return b"alur audit key\0" + public


def _enter(tx: Writing, key: Key, before: Key | None) -> None:
    tx.conn.execute(insert(audit_keys), {"key_id": key.id, "public_key": key.public, "created_at": tx.now})
    details = {"public_key": key.public.hex()}
    if before is not None:
        details |= {"before": before.id, "endorsement": before.sign(endorsed(key.public)).hex()}
    append(tx, CHAIN, "key.created", f"key:{key.id}", details)


def _read(path: Path) -> Key:
    return _key(path.read_bytes())


def _key(seed: bytes) -> Key:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw()
    return Key(key_id(public), public, private)
