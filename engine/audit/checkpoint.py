"""Checkpoints: the chain ends that moved since the last one, under one signed root, also outside the database."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Select, Update, bindparam, insert, select, update

from engine.audit import keys
from engine.audit.chain import Writing, head_of
from engine.audit.encoding import GENESIS, canonical, instant_text
from engine.audit.merkle import Tree
from engine.schema import audit_checkpoints, audit_heads

_MOST = 5000  # heads under one root; more moved heads make several checkpoints, so that memory stays small


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement about the ends of `heads_count` chains; `prev` is the hash of the statement before."""

    id: int
    at: datetime
    root: bytes
    heads_count: int
    prev: bytes
    key_id: str
    signature: bytes = b""

    def statement(self) -> bytes:
        """The canonical bytes that are signed."""
        return canonical(
            {
                "at": instant_text(self.at),
                "heads_count": self.heads_count,
                "id": self.id,
                "key_id": self.key_id,
                "prev": self.prev.hex(),
                "root": self.root.hex(),
            }
        )


def checkpoint(tx: Writing, key_folder: Path, folder: Path, most: int = _MOST) -> Checkpoint:
    """Sign the chains that moved since the last checkpoint; write it into the table and as a file into `folder`.

    `key_folder` holds the signing keys; both folders are made when missing. A chain somebody is writing to at this
    moment is left for the next checkpoint. More than `most` moved chains make several checkpoints, of which the
    last is returned. Raises OSError when a file cannot be written, and nothing is stored.
    """
    key = keys.current(tx, key_folder)
    head_of(tx, keys.CHAIN)  # its lock lets one checkpoint be made at a time
    while True:
        made, full = _next(tx, key, folder, most)
        if not full:
            return made


def _next(tx: Writing, key: keys.Key, folder: Path, most: int) -> tuple[Checkpoint, bool]:
    moved = tx.conn.execute(tx.claimed(_moved(most))).all()
    tree = Tree()
    for head in moved:
        tree.add(head.chain, head.seq, bytes(head.hash))
    last = _last(tx)
    prev = hashlib.sha256(last.statement()).digest() if last else GENESIS
    unsigned = Checkpoint(last.id + 1 if last else 1, tx.now, tree.root(), tree.leaves, prev, key.id)
    made = Checkpoint(*_stated(unsigned), signature=key.sign(unsigned.statement()))
    row = {name: getattr(made, name) for name in Checkpoint.__slots__}
    tx.conn.execute(insert(audit_checkpoints), {**row, "heads": pack((h.id, h.seq) for h in moved)})
    if moved:
        tx.conn.execute(_anchor(), [{"head": head.id, "to": head.seq} for head in moved])
    _write(folder, made, key.public, [[head.chain, head.seq, bytes(head.hash).hex()] for head in moved])
    return made, len(moved) == most


def _moved(most: int) -> Select[Any]:
    heads = audit_heads.c
    query = select(heads.id, heads.chain, heads.seq, heads.hash)
    return query.where(heads.anchored < heads.seq).order_by(heads.id).limit(most)


def _anchor() -> Update:
    return update(audit_heads).where(audit_heads.c.id == bindparam("head")).values(anchored=bindparam("to"))


def _last(tx: Writing) -> Checkpoint | None:
    query = select(audit_checkpoints).order_by(audit_checkpoints.c.id.desc()).limit(1)
    row = tx.conn.execute(query).one_or_none()
    return read_row(row) if row else None


def read_row(row: Any) -> Checkpoint:
    """The checkpoint in a row of the table."""
    return Checkpoint(
        row.id, row.at, bytes(row.root), row.heads_count, bytes(row.prev), row.key_id, bytes(row.signature)
    )


def _stated(made: Checkpoint) -> tuple[int, datetime, bytes, int, bytes, str]:
    return made.id, made.at, made.root, made.heads_count, made.prev, made.key_id


def pack(pairs: Iterator[tuple[int, int]]) -> bytes:
    """(head id, seq) pairs in rising ids as LEB128 numbers: the step from the id before, then seq."""
    packed, before = bytearray(), 0
    for head, seq in pairs:
        for number in (head - before, seq):
            while number > 127:
                packed.append(number & 127 | 128)
                number >>= 7
            packed.append(number)
        before = head
    return bytes(packed)


def unpack(packed: bytes) -> Iterator[tuple[int, int]]:
    """The pairs of `pack`; bytes that are cut short give the pairs that are whole."""
    numbers: list[int] = []
    number = shift = before = 0
    for byte in packed:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(number)
            number = shift = 0
        if len(numbers) == 2:
            before += numbers[0]
            yield before, numbers[1]
            numbers.clear()


def file_name(made: Checkpoint) -> str:
    """checkpoint-<id>-<start of the root>.json: one that was rolled back never hides the one that counts."""
    return f"checkpoint-{made.id:08d}-{made.root.hex()[:12]}.json"


def _write(folder: Path, made: Checkpoint, public: bytes, heads: list[list[Any]]) -> None:
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    content = {
        "format": 1,
        "heads": heads,
        "public_key": public.hex(),
        "signature": made.signature.hex(),
        "statement": orjson.Fragment(made.statement()),
    }
    path = folder / file_name(made)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(orjson.dumps(content))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
