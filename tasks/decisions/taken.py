"""The decisions taken in a case, as its page lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import deciding, decision_models
from engine.database import Tx
from engine.decision_models import DecisionModel, Version
from engine.fired_rules import RuleFired
from engine.schema import decisions_taken as table
from tasks.privacy.covering import ERASED, ERASED_INPUTS, sees, values


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
    found = (_taken(tx, row, models[row.model_id]) for row in rows)
    if sees(tx, instance_id):
        return tuple(found)
    return tuple(replace(one, inputs=values(one.inputs)) for one in found)


def _taken(tx: Tx, row: Any, model: DecisionModel) -> Taken:
    if row.inputs == ERASED_INPUTS:
        head = (row.id, row.task_id, model.version, row.decision, row.decision)
        return Taken(*head, {}, ERASED, (), row.at)
    said = deciding.kept_answer(tx, model, row.decision, row.inputs, row.at)
    return Taken(
        *(row.id, row.task_id, model.version, row.decision, said.name),
        *(row.inputs, said.value, said.rules, row.at),
    )
