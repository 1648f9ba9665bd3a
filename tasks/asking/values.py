"""The values a filter may name: those the facts of the period have, with how many facts each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from engine.database import Tx
from tasks.asking import reading
from tasks.asking.conditions import columns, table_of, where
from tasks.asking.dimensions import DIMENSIONS
from tasks.asking.question import Question


def values(tx: Tx, asked: Question, dimension: str) -> dict[str, int]:
    """How many facts of the period, whatever else is filtered, have each key of a dimension. Raises Forbidden."""
    whole = replace(asked, rows=dimension, columns="", keep={}, drop={}, least={}, most={})
    reading.require(tx.actor, whole)
    one = DIMENSIONS[dimension]
    groups = columns(tx, whole, one)
    query: Any = select(*groups, func.count()).select_from(table_of(asked.about)).where(*where(tx, whole))
    found: dict[str, int] = {}
    for row in tx.conn.execute(query.group_by(*groups)):
        key = one.key(*row[:-1])
        found[key] = found.get(key, 0) + row[-1]
    return dict(sorted(found.items()))
