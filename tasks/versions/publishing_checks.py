"""What may keep a file from being published, beside lint: the list that publishing asks, in order."""

from __future__ import annotations

from collections.abc import Callable

from engine.database import Tx
from engine.refusals import Problem
from tasks.sandbox import judging

Check = Callable[[Tx, str, bytes], tuple[Problem, ...]]
"""Asked in a reading transaction with the SOP's key and its file: why it may not be published, nothing if it may."""

PUBLISHING_CHECKS: tuple[Check, ...] = (judging.check,)
"""Each asks for itself and changes nothing. What they import must not import tasks.library, which asks them."""


def problems(tx: Tx, key: str, xml: bytes) -> tuple[Problem, ...]:
    """Everything that keeps a file from being published."""
    return tuple(problem for check in PUBLISHING_CHECKS for problem in check(tx, key, xml))
