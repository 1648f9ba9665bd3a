"""Taking chains out of the trail as they stand, with the checkpoints that swear to them, for a verifier elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import orjson
from sqlalchemy import Connection, Row, select, tuple_, type_coerce
from sqlalchemy.types import NULLTYPE

from engine.audit.checkpoint import Checkpoint, file_name, read_row, unpack
from engine.audit.encoding import instant_text
from engine.schema import audit, audit_checkpoints, audit_heads, audit_keys

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Raw values: a tampered row may hold what the column's type cannot read, and must come out all the same.
_RAW: list[Any] = [type_coerce(column, NULLTYPE).label(column.name) for column in audit.c]
_AT_ONCE = 200


class Reading(Protocol):
    """What is needed of a transaction."""

    @property
    def conn(self) -> Connection: ...


def heads(tx: Reading, chains: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number of each chain that there is, and its head as an object: `chain`, `seq`, `hash` (hex), by number."""
    query = select(audit_heads.c.id, audit_heads.c.chain, audit_heads.c.seq, audit_heads.c.hash)
    for row in tx.conn.execute(query.where(audit_heads.c.chain.in_(chains)).order_by(audit_heads.c.id)):
        yield row.id, {"chain": row.chain, "seq": row.seq, "hash": bytes(row.hash).hex()}


def records(tx: Reading, chains: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Every record of these chains as an object, chain by chain, by rising number.

    All hashed fields, `details` as the object and `details_text` as its canonical text, `prev` and `hash` in hex.
    What a tampered row holds is given as it is, so that a verifier finds it.
    """
    query = select(audit_heads.c.chain, *_RAW).join(audit_heads, audit.c.head_id == audit_heads.c.id)
    query = query.where(audit_heads.c.chain.in_(chains)).order_by(audit.c.head_id, audit.c.seq)
    with tx.conn.execute(query, execution_options={"yield_per": 500}) as rows:
        for row in rows:
            yield _record(row)


def public_keys(tx: Reading) -> list[dict[str, str]]:
    """The keys that ever signed, oldest first."""
    query = select(audit_keys).order_by(audit_keys.c.created_at, audit_keys.c.key_id)
    return [
        {
            "key_id": row.key_id,
            "public_key": bytes(row.public_key).hex(),
            "created_at": instant_text(row.created_at),
        }
        for row in tx.conn.execute(query)
    ]


def checkpoints(tx: Reading, head_ids: Collection[int], folder: Path) -> Iterator[bytes]:
    """The files (docs/audit-format.md) of the checkpoints that swear to any of these chains, by rising number.

    A file is given as it lies in `folder`, outside the database; where it is gone, as the tables tell it.
    """
    query = select(audit_checkpoints).order_by(audit_checkpoints.c.id)
    keys = {one["key_id"]: one["public_key"] for one in public_keys(tx)}
    with tx.conn.execute(query, execution_options={"yield_per": 50}) as rows:
        for row in rows:
            packed = bytes(row.heads)
            if any(head in head_ids for head, _ in unpack(packed)):
                made = read_row(row)
                yield _filed(folder, made) or _told(tx, made, packed, keys.get(made.key_id, ""))


def _record(row: Row[Any]) -> dict[str, Any]:
    return {
        "chain": row.chain,
        "seq": row.seq,
        "at": _instant(row.at),
        "actor": row.actor,
        "on_behalf": row.on_behalf,
        "action": row.action,
        "subject": row.subject,
        "details": _parsed(row.details),
        "details_text": row.details,
        "reason": row.reason,
        "device_at": None if row.device_at is None else _instant(row.device_at),
        "prev": _hex(row.prev),
        "hash": _hex(row.hash),
    }


def _instant(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    try:
        return instant_text(_EPOCH + timedelta(microseconds=value))
    except (TypeError, OverflowError):
        return value


def _parsed(text: Any) -> Any:
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, TypeError):
        return None


def _hex(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | bytearray | memoryview) else ""


def _filed(folder: Path, made: Checkpoint) -> bytes | None:
    try:
        content = (folder / file_name(made)).read_bytes()
    except FileNotFoundError:
        return None
    return content.replace(b"\n", b" ")


def _told(tx: Reading, made: Checkpoint, packed: bytes, public: str) -> bytes:
    content = {
        "format": 1,
        "heads": list(_ends(tx, packed)),
        "public_key": public,
        "signature": made.signature.hex(),
        "statement": orjson.Fragment(made.statement()),
    }
    return orjson.dumps(content)


def _ends(tx: Reading, packed: bytes) -> Iterator[list[Any]]:
    """[chain, number, hash] of what a checkpoint swears to, as the records stand; a record that is gone is left out."""
    pairs = unpack(packed)
    query = select(audit.c.head_id, audit.c.seq, audit_heads.c.chain, audit.c.hash).join(audit_heads)
    while batch := list(islice(pairs, _AT_ONCE)):
        rows = tx.conn.execute(query.where(tuple_(audit.c.head_id, audit.c.seq).in_(batch)))
        found = {(row.head_id, row.seq): [row.chain, row.seq, _hex(row.hash)] for row in rows}
        yield from (found[pair] for pair in batch if pair in found)
