"""Why a case cannot be moved, in facts a sentence is made of: a key, the step it is about, its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.spiff import CannotCarry, Fault, StateRefused
from processes import matching
from processes.diagram import Diagram

LINKS, STATE, FAILED, LEFT = "links", "state", "failed", "left"
"""Beside what the engine says: called SOPs do not fit, an unreadable state, a fault, a case no longer meant."""

GIVEN_BACK = "given_back"
"""Told of a case that moved: who had a task may not do it any more, so everybody of its lane may take it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `step` is the row's number (empty where the element is none), `name` what the element is called;
    `to` the same of the element it was to go to."""

    key: str
    element: str = ""
    step: str = ""
    name: str = ""
    to: str = ""


def of_refusal(refused: CannotCarry | StateRefused, old: Diagram, new: Diagram) -> tuple[Reason, ...]:
    """What the engine says, told by steps."""
    if isinstance(refused, StateRefused):
        return (Reason(STATE),)
    return tuple(_told(one, old, new) for one in refused.faults)


def stored(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """Reasons as a row keeps them."""
    return [{name: getattr(one, name) for name in Reason.__slots__ if getattr(one, name)} for one in reasons]


def read(rows: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """As `stored`, the other way."""
    return tuple(Reason(**row) for row in rows)


def _told(fault: Fault, old: Diagram, new: Diagram) -> Reason:
    number, name = matching.number(old, fault.element), matching.title(old, fault.element)
    to = matching.title(new, fault.to) or fault.to if fault.to != fault.element else ""
    return Reason(fault.key, fault.element, number, name, to)
