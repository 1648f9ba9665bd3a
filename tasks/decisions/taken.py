"""The decisions taken in a case, as its page lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import decision_models
from engine.database import Tx
from engine.decision_models import DecisionModel, Version
from engine.fired_rules import RuleFired, rules_kept
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
    models = {number: decision_models.load(tx, number) for number in {row.model_id for row in rows}}
    return tuple(_taken(row, models[row.model_id]) for row in rows)


def _taken(row: Any, model: DecisionModel) -> Taken:
    name = model.decisions.find(row.decision).at.name
    rules = rules_kept(model.decisions, row.rules)
    return Taken(
        row.id, row.task_id, model.version, row.decision, name, row.inputs, row.result, rules, row.at
    )
