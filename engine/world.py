"""What the engine is told of the world: the instant, the office's zone, settings, working time, decision models."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from engine import calendars, deciding, office_time, settings
from engine.database import Tx
from engine.refusals import Conflict, NotFound
from engine.spiff import Context, Ruling, StepFailed


def world_of(tx: Tx, office: str) -> Context:
    """What the engine is told of the world: the one instant, the office's zone, settings, working time."""
    key = ("context", tx.at)
    if key not in tx.memo:
        calendar = calendars.current(tx, office)
        tx.memo[key] = Context(
            now=tx.at,
            zone=ZoneInfo(settings.value(tx, "office.zone")),
            environment=settings.environment(tx),
            working_time=lambda start, span: office_time.add(calendar, start, span),
            decide=partial(_decide, tx),
        )
    found: Context = tx.memo[key]
    return found


def _decide(tx: Tx, element: str, reference: str, names: Mapping[str, Any]) -> Ruling:
    """What a business rule task comes to; an answer that cannot be given is an incident at its element."""
    try:
        answer = deciding.ruling(tx, reference, names)
    except NotFound as refused:
        raise StepFailed(element, "no_decision", reference=reference) from refused
    except Conflict as refused:
        raise StepFailed(element, "undecided", reference=reference) from refused
    return Ruling(answer.value, answer)
