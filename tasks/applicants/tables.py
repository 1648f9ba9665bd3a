"""Asking the office's decision tables for the pages: looked up, nothing kept."""

from __future__ import annotations

from collections.abc import Mapping

from engine.database import Tx
from engine.refusals import Conflict
from tasks import decisions
from tasks.decisions import Answer

_TIME = "limit_time"


def look(tx: Tx, model: str, decision: str, told: Mapping[str, object]) -> Answer:
    """What a table says; asked a second time where the first was cut short by the engine's limit on its time.

    The limit is there for tables made to run for ever. A table of the office takes a millisecond, unless the whole
    process had to stop just then. Raises Conflict, NotFound.
    """
    try:
        return decisions.look(tx, model, decision, told)
    except Conflict as refused:
        if not any(problem.key.endswith(_TIME) for problem in refused.problems):
            raise
        return decisions.look(tx, model, decision, told)
