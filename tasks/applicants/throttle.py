"""Tries of the public, counted per what was tried and per address: whether it exists or not makes no difference."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from engine.database import Tx
from engine.schema import account_attempts as table

KEEP = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` failed tries in `window`, counted by who is tried, the address that tries, or both.

    A success forgives the failures before it where `forgiven`: never for addresses, which many people share.
    """

    by: str  # who | address | both
    most: int
    window: timedelta
    forgiven: bool = False


_QUARTER, _HOUR, _DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
LIMITS: dict[str, tuple[Limit, ...]] = {
    "ask": (Limit("who", 3, _QUARTER), Limit("who", 10, _DAY), Limit("address", 30, _HOUR)),
    "guess": (
        Limit("both", 5, _QUARTER, forgiven=True),
        Limit("who", 15, _HOUR, forgiven=True),
        Limit("address", 50, _HOUR),
    ),
    "track": (Limit("who", 5, _QUARTER, forgiven=True), Limit("address", 20, _QUARTER)),
}
"""What is counted: asking for a code, guessing one, guessing a receipt code and birth date."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a try goes on: its row to be marked as succeeded, or how long to wait first."""

    attempt: int | None
    wait: timedelta = timedelta(0)

    @property
    def minutes(self) -> int:
        """The wait in whole minutes, at least one."""
        return max(1, -(-self.wait // timedelta(minutes=1)))


def digest(text: str) -> str:
    """What stands in the table for what was tried: an address somebody only tried is not kept readable."""
    return hashlib.sha256(text.encode()).hexdigest()


def admit(tx: Tx, kind: str, who: str, address: str) -> Admission:
    """Count a try as failed before it is looked at, or say how long to wait; `who` is a digest.

    The caller holds something all tries of this kind wait for, so that many at once count each other.
    """
    ends = [_ends(tx, kind, limit, who, address) for limit in LIMITS[kind]]
    until = max((end for end in ends if end is not None), default=None)
    if until is not None and until > tx.now:
        return Admission(None, until - tx.now)
    tx.conn.execute(delete(table).where(table.c.at < tx.now - KEEP))
    row = {"kind": kind, "who": who, "address": address, "at": tx.now, "succeeded": False}
    return Admission(tx.conn.execute(table.insert().values(row).returning(table.c.id)).scalar_one())


def succeeded(tx: Tx, attempt: int) -> None:
    """Mark a try as the right one."""
    tx.conn.execute(update(table).where(table.c.id == attempt).values(succeeded=True))


def _ends(tx: Tx, kind: str, limit: Limit, who: str, address: str) -> datetime | None:
    """When the oldest of the last `most` failures leaves the window; None while there are fewer."""
    counted = _counted(kind, limit, who, address)
    since = tx.now - limit.window
    if limit.forgiven:
        success = tx.conn.scalar(select(func.max(table.c.at)).where(counted, table.c.succeeded))
        since = max(since, success) if success else since
    failures = (
        select(table.c.at)
        .where(counted, table.c.at > since, ~table.c.succeeded)
        .order_by(table.c.at.desc())
        .limit(limit.most)
    )
    times = list(tx.conn.scalars(failures))
    return times[-1] + limit.window if len(times) == limit.most else None


def _counted(kind: str, limit: Limit, who: str, address: str) -> ColumnElement[bool]:
    by_who, by_address = table.c.who == who, table.c.address == address
    which = {"who": by_who, "address": by_address, "both": and_(by_who, by_address)}
    return and_(table.c.kind == kind, which[limit.by])
