"""The decisions taken in a case, as its page lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import decision_models
from engine.database import Tx
from engine.deciding import RuleFired, fired
from engine.decision_models import Version
from engine.schema import decisions_taken as table


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision taken: what was asked of which version, what it was told, what it came to, by which rules."""

    id: int
    task_id: int | None
    model: Version
    decision: str
    name: str
    inputs: Mapping[str, Any]
    value: Any
    rules: tuple[RuleFired, ...]
    at: datetime


def of_instance(tx: Tx, instance_id: int, task_id: int | None = None) -> tuple[Taken, ...]:
    """Decisions of a case, newest first; of one of its tasks alone where `task_id` is given."""
    query = select(table).where(table.c.instance_id == instance_id).order_by(table.c.id.desc())
    if task_id is not None:
        query = query.where(table.c.task_id == task_id)
    rows = tx.conn.execute(query).all()
    models = decision_models.lines(tx, sorted({row.model_id for row in rows}))
    return tuple(_taken(row, models[row.model_id]) for row in rows)


def _taken(row: Any, model: Version) -> Taken:
    tables = row.rules or []
    names = {one["owner"]: one["name"] for one in tables}
    return Taken(
        row.id,
        row.task_id,
        model,
        row.decision,
        names.get(row.decision, row.decision),
        row.inputs,
        row.result,
        fired(tables),
        row.at,
    )
