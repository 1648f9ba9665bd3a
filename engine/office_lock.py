"""Who changes what stands in an office (calendar, outages) waits for cases that are being started, and they for him.

A case that begins reads what stands and is seen by others only once it is committed. Without the lock a change made in
between would pass it by. Cases that exist already need none: whoever changes what stands holds their rows.
"""

from __future__ import annotations

from zlib import crc32

from sqlalchemy import TextClause, text

from engine.database import Tx

_CLASS = 0x616C7572  # "alur": keeps these locks apart from those of other programs on the same database
_SHARE = text("SELECT pg_advisory_xact_lock_shared(:class, :office)")
_SEIZE = text("SELECT pg_advisory_xact_lock(:class, :office)")


def share(tx: Tx, office: str) -> None:
    """What stands in an office stays so until the transaction ends; to be called before it is read."""
    _lock(tx, _SHARE, office)


def seize(tx: Tx, office: str) -> None:
    """No case of the office begins until the transaction ends; to be called before what stands is read."""
    _lock(tx, _SEIZE, office)


def _lock(tx: Tx, statement: TextClause, office: str) -> None:
    if tx.postgres:  # on SQLite there is one writer at a time anyway
        key = crc32(office.encode()) - 2**31  # PostgreSQL's integers carry a sign
        tx.conn.execute(statement, {"class": _CLASS, "office": key})
