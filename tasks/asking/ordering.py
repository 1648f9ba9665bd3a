"""Which rows and columns of a pivot are shown by themselves, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tasks.asking.dimensions import DIMENSIONS
from tasks.asking.step_names import StepName
from tasks.asking.tallies import Value


@dataclass(frozen=True, slots=True)
class Wish:
    """How keys are asked to stand (`tasks.asking.question.ORDERS`), and at most how many."""

    order: str
    most: int


def shown(
    dimension: str, values: Mapping[str, Value], steps: Mapping[str, StepName], wish: Wish
) -> tuple[str, ...]:
    """The keys shown by themselves, in their order.

    Where some are left out, of a time the newest stay, of anything else those with the largest figures (with the
    least ones, if asked in that order). Without an order asked for, times and steps stand in their own.
    """
    by_name = _by_name(dimension, steps)
    if wish.order == "least":
        return tuple(
            sorted(values, key=lambda key: (*_known_first(values[key], 1), by_name(key)))[: wish.most]
        )
    ranked = sorted(values, key=lambda key: (*_known_first(values[key], -1), by_name(key)))
    if wish.order == "name" or (not wish.order and DIMENSIONS[dimension].ordered):
        newest = DIMENSIONS[dimension].of_day
        kept = sorted(values, key=by_name)[-wish.most :] if newest else ranked[: wish.most]
        return tuple(sorted(kept, key=by_name))
    return tuple(ranked[: wish.most])


def _known_first(value: Value, sign: int) -> tuple[bool, float]:
    return value.number is None, sign * (value.number or 0)


def _by_name(dimension: str, steps: Mapping[str, StepName]) -> Callable[[str], Any]:
    if dimension == "step":
        return lambda key: (steps[key].place if key in steps else len(steps), key)
    if dimension == "version":
        return lambda key: (key.partition("/")[0], int(key.partition("/")[2] or 0))
    return lambda key: key
