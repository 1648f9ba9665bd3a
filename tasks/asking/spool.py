"""Rows kept on the disk between reading them and making a file of them: packed pieces, one behind the other."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import zstandard

_LENGTH = struct.Struct("<I")


def append(path: Path, kept: int, rows: Sequence[Sequence[Any]]) -> int:
    """Put rows behind the first `kept` bytes, what a dead worker left beyond them cut off; returns the new length."""
    piece = zstandard.ZstdCompressor(level=3).compress(orjson.dumps(rows))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.truncate(kept)
        file.write(_LENGTH.pack(len(piece)) + piece)
        file.flush()
        os.fsync(file.fileno())
    return kept + _LENGTH.size + len(piece)


def pieces(path: Path, kept: int) -> Iterator[list[list[Any]]]:
    """The rows of the first `kept` bytes, a piece at a time."""
    at = 0
    if not kept:
        return
    with path.open("rb") as file:
        while at < kept:
            (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
            yield orjson.loads(zstandard.ZstdDecompressor().decompress(file.read(length)))
            at += _LENGTH.size + length
