"""Trying a model out: a question asked for nobody, nothing kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import decision_models
from engine.database import Actor
from engine.deciding import Answer, answer_of
from tasks.site import Site


def evaluate(
    site: Site, actor: Actor, key: str, decision: str, inputs: Mapping[str, Any], version: int | None = None
) -> Answer:
    """The answer of a version (default: the newest) to inputs as typed. Raises NotFound, Conflict, as `ask` does."""
    with site.db.read(actor) as tx:
        if version is None:
            return answer_of(tx, decision_models.latest(tx, key), decision, inputs)
        return answer_of(tx, decision_models.numbered(tx, key, version), decision, inputs)
