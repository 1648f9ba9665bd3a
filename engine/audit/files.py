"""Reading a checkpoint's file from outside the database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import orjson

from engine.audit.encoding import canonical
from engine.refusals import Invalid


@dataclass(frozen=True, slots=True)
class Filed:
    """What a checkpoint's file says: the signed statement and the chain ends under its root."""

    statement: bytes
    signature: bytes
    public_key: bytes
    heads: tuple[tuple[str, int, bytes], ...]


def read_file(path: Path) -> Filed | None:
    """The file's content; None when it is missing. One that cannot be understood says nothing at all."""
    try:
        content = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except orjson.JSONDecodeError:
        return _UNREADABLE
    try:
        return Filed(
            canonical(content["statement"]),
            bytes.fromhex(content["signature"]),
            bytes.fromhex(content["public_key"]),
            tuple((str(chain), int(seq), bytes.fromhex(digest)) for chain, seq, digest in content["heads"]),
        )
    except (KeyError, TypeError, ValueError, Invalid):
        return _UNREADABLE


_UNREADABLE = Filed(b"", b"", b"", ())
