"""Checking checkpoints: their own chain and signatures, the records they swear to, and the files outside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select, tuple_

from engine.audit.checkpoint import Checkpoint, file_name, read_row, unpack
from engine.audit.encoding import GENESIS
from engine.audit.files import Filed, read_file
from engine.audit.keys import CHAIN, endorsed, key_id
from engine.audit.merkle import Tree
from engine.audit.report import Fault, Wrong
from engine.schema import audit, audit_checkpoints, audit_heads, audit_keys

Sworn = Mapping[tuple[str, int], bytes]
"""Hashes of records by chain and number."""


def check_checkpoints(conn: Connection, folder: Path | None) -> Iterator[tuple[int, Fault | None]]:
    """For each thing checked how many checkpoints it was (1 or 0) and what is wrong with it."""
    keys, fault = _keys(conn)
    yield 0, fault
    seen: set[str] = set()
    expected, prev = 1, GENESIS
    query = select(audit_checkpoints).order_by(audit_checkpoints.c.id)
    with conn.execute(query, execution_options={"yield_per": 50}) as rows:
        for row in rows:
            made = read_row(row)
            if made.id != expected:
                yield 0, Fault(Wrong.CHECKPOINT_MISSING, checkpoint=expected)
            elif made.prev != prev:
                yield 0, Fault(Wrong.CHECKPOINT_MISMATCH, checkpoint=made.id)
            yield 1, None if _signed(made, keys.get(made.key_id)) else _bad_signature(made.id)
            yield from ((0, fault) for fault in _check_records(conn, made, bytes(row.heads), folder))
            seen.add(file_name(made))
            expected, prev = made.id + 1, hashlib.sha256(made.statement()).digest()
    if folder is not None:
        yield from ((0, fault) for fault in _leftover(folder, seen))


def _keys(conn: Connection) -> tuple[dict[str, bytes], Fault | None]:
    """The public keys that the trail vouches for: the first, and each that an earlier one has signed."""
    query = (
        select(audit.c.seq, audit.c.details)
        .join(audit_heads, audit.c.head_id == audit_heads.c.id)
        .where(audit_heads.c.chain == CHAIN, audit.c.action == "key.created")
        .order_by(audit.c.seq)
    )
    listed = {row.key_id: bytes(row.public_key) for row in conn.execute(select(audit_keys))}
    good: dict[str, bytes] = {}
    for seq, details in conn.execute(query):
        public = _vouched(details, good)
        if public is None or listed.get(key_id(public)) != public:
            return good, Fault(Wrong.SIGNATURE_WRONG, CHAIN, seq)
        good[key_id(public)] = public
    return good, None


def _vouched(details: str, good: Mapping[str, bytes]) -> bytes | None:
    try:
        content = orjson.loads(details)
        public = bytes.fromhex(content["public_key"])
        if not good:
            return public
        endorsement = bytes.fromhex(content["endorsement"])
        return public if _verifies(good.get(content["before"]), endorsement, endorsed(public)) else None
    except (ValueError, KeyError, TypeError):
        return None


def _signed(made: Checkpoint, public: bytes | None) -> bool:
    return _verifies(public, made.signature, made.statement())


def _verifies(public: bytes | None, signature: bytes, message: bytes) -> bool:
    if public is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _bad_signature(number: int) -> Fault:
    return Fault(Wrong.SIGNATURE_WRONG, checkpoint=number)


def _check_records(conn: Connection, made: Checkpoint, packed: bytes, folder: Path | None) -> Iterator[Fault]:
    """The records a checkpoint swears to, against the table; with its file, which of them are others now."""
    tree, found, lost = Tree(), {}, []
    pairs = unpack(packed)
    while batch := list(islice(pairs, 200)):
        rows = _records(conn, batch)
        for head_id, seq in batch:
            chain, digest = rows.get((head_id, seq), (None, None))
            if chain is None or digest is None:
                lost.append(Fault(Wrong.CUT_OFF, chain or f"#{head_id}", seq, made.id))
            else:
                tree.add(chain, seq, digest)
                found[chain, seq] = digest
    filed = None if folder is None else read_file(folder / file_name(made))
    if folder is not None and filed is None:
        yield Fault(Wrong.CHECKPOINT_MISSING, checkpoint=made.id)
    if filed is not None and not _same(filed, made):
        yield _bad_signature(made.id)
        filed = None
    if tree.root() == made.root and tree.leaves == made.heads_count and not lost:
        return
    yield from _differences(made.id, found, filed, lost)


def _differences(number: int, found: Sworn, filed: Filed | None, lost: list[Fault]) -> Iterator[Fault]:
    if filed is None:
        yield from lost or [Fault(Wrong.CHECKPOINT_MISMATCH, checkpoint=number)]
        return
    named = False
    for chain, seq, digest in filed.heads:
        if (chain, seq) not in found:
            named = True
            yield Fault(Wrong.CUT_OFF, chain, seq, number)
        elif found[chain, seq] != digest:
            named = True
            yield Fault(Wrong.CHECKPOINT_MISMATCH, chain, seq, number)
    if not named:
        yield Fault(Wrong.CHECKPOINT_MISMATCH, checkpoint=number)


def _records(
    conn: Connection, pairs: list[tuple[int, int]]
) -> dict[tuple[int, int], tuple[str | None, bytes | None]]:
    query = (
        select(audit_heads.c.id, audit_heads.c.chain, audit.c.seq, audit.c.hash)
        .join(audit, audit.c.head_id == audit_heads.c.id)
        .where(tuple_(audit.c.head_id, audit.c.seq).in_(pairs))
    )
    return {(row.id, row.seq): (row.chain, bytes(row.hash)) for row in conn.execute(query)}


def _same(filed: Filed, made: Checkpoint) -> bool:
    """Whether a file is genuine and says what the table says."""
    tree = Tree()
    for chain, seq, digest in filed.heads:
        tree.add(chain, seq, digest)
    return (
        filed.statement == made.statement()
        and filed.signature == made.signature
        and key_id(filed.public_key) == made.key_id
        and tree.root() == made.root
    )


def _leftover(folder: Path, seen: set[str]) -> Iterator[Fault]:
    """Files whose checkpoint is not in the table: the table's end was cut off, or it was replaced."""
    for path in sorted(folder.glob("checkpoint-*.json")):
        if path.name not in seen:
            number = path.name.split("-")[1]
            yield Fault(Wrong.CHECKPOINT_MISSING, checkpoint=int(number) if number.isdecimal() else None)
