"""The numbers people know cases by, and the audit chains that stand for them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from engine.database import Tx
from engine.schema import instances

_CHAIN = "instance:"


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
