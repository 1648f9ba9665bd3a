"""Reading the rows of the trail as they come and naming the first wrong one of each chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain as chained
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, exists, select, type_coerce
from sqlalchemy.types import NULLTYPE

from engine.audit.encoding import GENESIS, Record, record_hash
from engine.audit.report import Fault, Wrong
from engine.schema import audit, audit_heads

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEARCHED = 10_000  # places looked at to find where a moved record came from
# Raw values: a tampered row may hold what the column's type cannot read, and has to be named all the same.
_RAW: list[Any] = [type_coerce(column, NULLTYPE).label(column.name) for column in audit.c]
_HEAD: tuple[Any, ...] = (
    audit_heads.c.chain,
    audit_heads.c.seq.label("head_seq"),
    type_coerce(audit_heads.c.hash, NULLTYPE).label("head_hash"),
)


End = tuple[str, int, bytes]
"""A chain's name, and the number and hash of its last record."""


def check_chains(
    conn: Connection, chains: Sequence[str] | None
) -> Iterator[tuple[int, Fault | None, End | None]]:
    """For each chain the number of records read, the first fault, and its end where there is none; by their numbers,
    in constant memory.
    """
    query: Select[Any] = select(*_RAW, *_HEAD).join(
        audit_heads, audit.c.head_id == audit_heads.c.id, isouter=True
    )
    query = _only(query, chains).order_by(audit.c.head_id, audit.c.seq)
    with conn.execute(query, execution_options={"yield_per": 500}) as rows:
        for _, of_one in groupby(rows, key=lambda row: row.head_id):
            yield _check(conn, of_one)
    yield from ((0, fault, None) for fault in _empty_chains(conn, chains))


def _empty_chains(conn: Connection, chains: Sequence[str] | None) -> Iterator[Fault]:
    some = exists().where(audit.c.head_id == audit_heads.c.id)
    query = _only(select(audit_heads.c.chain).where(audit_heads.c.seq > 0, ~some), chains)
    for name in conn.execute(query, execution_options={"yield_per": 500}).scalars():
        yield Fault(Wrong.CUT_OFF, name, 1)


def _only(query: Select[Any], chains: Sequence[str] | None) -> Select[Any]:
    return query if chains is None else query.where(audit_heads.c.chain.in_(chains))


def _check(conn: Connection, rows: Iterator[Row[Any]]) -> tuple[int, Fault | None, End | None]:
    first = next(rows)
    if first.chain is None:
        return 1 + sum(1 for _ in rows), Fault(Wrong.CUT_OFF, f"#{first.head_id}", None), None
    fault, count = None, 0
    before, prev, last = b"", GENESIS, first
    for row in chained((first,), rows):
        count += 1
        if fault is None:
            fault = _fault(conn, row, count, prev, before)
            before, prev, last = prev, _bytes(row.hash), row
    fault = fault or _fault_at_end(last)
    return count, fault, None if fault else (last.chain, last.seq, _bytes(last.hash))


def _fault(conn: Connection, row: Row[Any], place: int, prev: bytes, before: bytes) -> Fault | None:
    """What is wrong with a row at `place`, where `prev` and `before` are the hashes of the two rows before it."""
    linked = _bytes(row.prev) == prev
    if row.seq != place:
        wrong = Wrong.REORDERED if linked and _own(row, place) else Wrong.DELETED
        return Fault(wrong, row.chain, place)
    if not _own(row, place):
        return Fault(*_misplaced(conn, row, place, (before, prev)))
    if linked:
        return None
    if before and _bytes(row.prev) == before:
        return Fault(Wrong.FORKED, row.chain, place)
    # The row is as it was written and names another predecessor: that one was rewritten, hash and all.
    return Fault(Wrong.EDITED, row.chain, max(1, place - 1))


def _misplaced(
    conn: Connection, row: Row[Any], place: int, hashes: tuple[bytes, bytes]
) -> tuple[Wrong, str, int]:
    """What is wrong with a row whose hash is not right for its place, after rows with these two hashes."""
    before, prev = hashes
    origin = _origin(row, place)
    if place > row.head_seq or (origin == place - 1 and _bytes(row.hash) == prev):
        return Wrong.INSERTED, row.chain, place
    if origin is None:
        return Wrong.EDITED, row.chain, place
    if origin == place - 1 and _bytes(row.prev) == before:
        return Wrong.INSERTED, row.chain, place - 1
    if origin > place and not _known(conn, row.head_id, _bytes(row.prev)):
        return Wrong.DELETED, row.chain, place
    return Wrong.REORDERED, row.chain, place


def _origin(row: Row[Any], place: int) -> int | None:
    """The sequence number a row's hash was made with; None when its content is not what was written."""
    near = (place - 1, place + 1)
    far = range(1, min(_SEARCHED, max(row.head_seq, place)) + 1)
    return next((seq for seq in chained(near, far) if _own(row, seq)), None)


def _known(conn: Connection, head_id: int, wanted: bytes) -> bool:
    query = select(audit.c.seq).where(audit.c.head_id == head_id, audit.c.hash == wanted).limit(1)
    return conn.execute(query).first() is not None


def _fault_at_end(last: Row[Any]) -> Fault | None:
    if last.head_seq > last.seq:
        return Fault(Wrong.CUT_OFF, last.chain, last.seq + 1)
    if last.head_seq < last.seq:
        return Fault(Wrong.INSERTED, last.chain, last.head_seq + 1)
    if _bytes(last.head_hash) != _bytes(last.hash):
        return Fault(Wrong.EDITED, last.chain, last.seq)
    return None


def _own(row: Row[Any], seq: int) -> bool:
    """Whether the row's content, taken as number `seq`, has the row's hash."""
    try:
        record = Record(
            row.chain,
            seq,
            _instant(row.at),
            row.actor,
            row.on_behalf,
            row.action,
            row.subject,
            row.details,
            row.reason,
            None if row.device_at is None else _instant(row.device_at),
        )
        return record_hash(record, _bytes(row.prev)) == _bytes(row.hash)
    except (TypeError, ValueError, OverflowError, orjson.JSONEncodeError):
        return False  # nothing the product ever wrote


def _instant(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    return _EPOCH + timedelta(microseconds=value)


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else b""
