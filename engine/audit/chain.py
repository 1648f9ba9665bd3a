"""Appending to the trail, inside the transaction of the change; two writers on one chain can never fork it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Select, Table, bindparam, insert, select, update

from engine.audit.encoding import GENESIS, Record, canonical, record_hash, text
from engine.prepared import Prepared
from engine.refusals import Conflict
from engine.schema import audit, audit_heads

INSTANCE = "instance:"
"""Prefix of an instance's chain; whoever appends to it holds the instance row, so the head needs no lock."""


class Person(Protocol):
    """Who acts."""

    @property
    def login(self) -> str: ...
    @property
    def on_behalf(self) -> str | None: ...
    @property
    def device_at(self) -> datetime | None: ...


class Writing(Protocol):
    """What the trail needs of a transaction (engine.database.Tx)."""

    @property
    def conn(self) -> Connection: ...
    @property
    def actor(self) -> Person: ...
    @property
    def now(self) -> datetime: ...
    @property
    def memo(self) -> dict[Any, Any]: ...
    def locked(self, query: Select[Any], /) -> Select[Any]:
        """The query as a locking read."""
        ...

    def insert(self, table: Table, /) -> Any:
        """An INSERT that may go on after a conflict."""
        ...

    def claimed(self, query: Select[Any], /) -> Select[Any]:
        """The query as a locking read that passes over locked rows."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be recorded; personal values only as references or fingerprints."""

    action: str
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it stands in the trail."""

    record: Record
    prev: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: its row, and the sequence number and hash of its last record."""

    id: int
    seq: int
    hash: bytes


def append(
    tx: Writing,
    chain: str,
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Record one act; actor, time and device time are the transaction's. See `append_many`."""
    return append_many(tx, chain, (Draft(action, subject, details or {}, reason),))[0]


def append_many(tx: Writing, chain: str, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
    """Record several acts at a chain's end, in order, with one INSERT.

    Raises Conflict("audit.head_moved") when another transaction has appended to an instance's chain meanwhile,
    which means that its instance row was not held. One command touches at most one shared chain, and after the
    instance: that is the lock order.
    """
    if not drafts:
        return ()
    known: Head | None = tx.memo.get(("audit", chain))
    head = known or head_of(tx, chain)
    entries = _entries(tx, chain, head, drafts)
    if not _advance(tx, head, entries[-1]):
        # A savepoint that was rolled back takes the head back with it; the row knows, the memo does not.
        head = head_of(tx, chain)
        entries = _entries(tx, chain, head, drafts)
        if known is None or not _advance(tx, head, entries[-1]):
            raise Conflict("audit.head_moved")
    last = entries[-1]
    tx.memo["audit", chain] = Head(head.id, last.record.seq, last.hash)
    _INSERT.run_each(tx.conn, [_row(head.id, entry) for entry in entries])
    return entries


def know(tx: Writing, chain: str, head: Head) -> None:
    """Tell the end of an instance's chain, read while the instance was held, so that it is not read again."""
    tx.memo.setdefault(("audit", chain), head)


def head_of(tx: Writing, chain: str) -> Head:
    """The end of a chain, made when it has none yet; locked until the transaction ends unless an instance's."""
    query = _HEAD if chain.startswith(INSTANCE) else tx.locked(_HEAD)
    row = tx.conn.execute(query, {"wanted": chain}).one_or_none()
    if row is None:
        new = tx.insert(audit_heads).values(chain=chain, seq=0, hash=GENESIS)
        tx.conn.execute(new.on_conflict_do_nothing())
        row = tx.conn.execute(tx.locked(_HEAD), {"wanted": chain}).one()
    return Head(row.id, row.seq, bytes(row.hash))


_HEAD = select(audit_heads.c.id, audit_heads.c.seq, audit_heads.c.hash).where(
    audit_heads.c.chain == bindparam("wanted")
)
_ADVANCE = Prepared(
    update(audit_heads)
    .where(audit_heads.c.id == bindparam("head"), audit_heads.c.seq == bindparam("old"))
    .values(seq=bindparam("new"), hash=bindparam("latest"))
)
_INSERT = Prepared(insert(audit).inline(), [column.name for column in audit.c])


def _advance(tx: Writing, head: Head, last: Entry) -> bool:
    values = {"head": head.id, "old": head.seq, "new": last.record.seq, "latest": last.hash}
    return _ADVANCE.run(tx.conn, values) == 1


def _entries(tx: Writing, chain: str, head: Head, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    prev = head.hash
    for seq, draft in enumerate(drafts, head.seq + 1):
        record = Record(
            chain=chain,
            seq=seq,
            at=tx.now,
            actor=text(tx.actor.login),
            on_behalf=None if tx.actor.on_behalf is None else text(tx.actor.on_behalf),
            action=draft.action,
            subject=text(draft.subject),
            details=canonical(draft.details).decode(),
            reason=text(draft.reason),
            device_at=tx.actor.device_at,
        )
        entries.append(Entry(record, prev, record_hash(record, prev)))
        prev = entries[-1].hash
    return tuple(entries)


def _row(head_id: int, entry: Entry) -> dict[str, Any]:
    record = entry.record
    return {
        "head_id": head_id,
        "seq": record.seq,
        "at": record.at,
        "actor": record.actor,
        "on_behalf": record.on_behalf,
        "action": record.action,
        "subject": record.subject,
        "details": record.details,
        "reason": record.reason,
        "device_at": record.device_at,
        "prev": entry.prev,
        "hash": entry.hash,
    }
