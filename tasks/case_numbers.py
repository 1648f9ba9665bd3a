"""The numbers people know cases by: how they are given, and the audit chains that stand for them."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from engine import audit, settings
from engine.database import Tx
from engine.refusals import Invalid, Problem
from engine.schema import instances

_CHAIN = "instance:"
_KEY_LENGTH = 64


def next_key(tx: Tx) -> str:
    """A new number: the office's prefix, the year in its zone, and a count without gaps ("MD-2026-00001")."""
    prefix = settings.value(tx, "office.key_prefix")
    year = tx.now.astimezone(ZoneInfo(settings.value(tx, "office.zone"))).year
    stem = f"{prefix}-{year}-"
    # One counter row per prefix and year: two starts at once wait for each other, numbers have no gap.
    return f"{stem}{_count(tx, stem):05d}"


def _count(tx: Tx, stem: str) -> int:
    number = audit.append(tx, f"numbers:{stem}", "number.given", stem).record.seq
    taken = (
        select(func.count()).select_from(instances).where(instances.c.business_key == f"{stem}{number:05d}")
    )
    return number if not tx.conn.execute(taken).scalar_one() else _count(tx, stem)


def checked(key: str) -> str:
    """A number somebody chose themselves. Raises Invalid."""
    if not key.strip() or len(key) > _KEY_LENGTH or not key.isprintable():
        raise Invalid("form.invalid", Problem("case.bad_business_key", "businessKey", {"limit": _KEY_LENGTH}))
    return key


def of_chains(tx: Tx, chains: Iterable[str]) -> dict[str, str]:
    """Business keys by chain, of the chains that are a case's."""
    ids = {
        int(name) for chain in chains if (name := chain.removeprefix(_CHAIN)) != chain and name.isdecimal()
    }
    query = select(instances.c.id, instances.c.business_key).where(instances.c.id.in_(sorted(ids)))
    return {f"{_CHAIN}{row.id}": row.business_key for row in tx.conn.execute(query)}


def chain_of(tx: Tx, typed: str) -> str:
    """The chain of the case with this number; what was typed where there is none, as a chain's own name."""
    query = select(instances.c.id).where(
        instances.c.office == tx.actor.office, func.upper(instances.c.business_key) == typed.upper()
    )
    found: int | None = tx.conn.execute(query.limit(1)).scalar()
    return typed if found is None else f"{_CHAIN}{found}"
