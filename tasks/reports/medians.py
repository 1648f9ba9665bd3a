"""How sure a median is: intervals for one, and for the difference of two, whatever the shape of the distribution."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, floor, sqrt
from typing import NamedTuple

_SMALL = 0.025  # of the chance, at either end
_Z = 1.959963984540054
_EXACT = 500  # from this many on the binomial tail is taken from the normal distribution
FEWEST = 6  # with fewer no two of the values enclose the median with 95 % confidence


class Range(NamedTuple):
    """From where to where the true value lies with 95 % confidence, in the unit of the values."""

    low: int
    high: int


def interval(values: Sequence[int]) -> Range | None:
    """The 95 % interval of the median: two of the values themselves (Thompson 1936); None for fewer than `FEWEST`.

    It asks nothing of the distribution, and ties only make it safer.
    """
    rank = _rank(len(values))
    if rank < 1:
        return None
    ordered = sorted(values)
    return Range(ordered[rank - 1], ordered[-rank])


def middle(values: Sequence[int]) -> int:
    """The median of at least one value, cut as `figures` cuts it."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) // 2


def difference(before: Sequence[int], after: Sequence[int]) -> Range | None:
    """The 95 % interval of how much the median rose; None where either side has fewer than `FEWEST` values.

    The intervals of the two medians are joined by squaring and adding (Zou and Donner 2008), as Newcombe's method
    joins those of two shares in `rates.difference`: no bell curve and no equal shapes are assumed, as times of work
    have neither. Where it holds no 0, the change is more than chance.
    """
    old, new = interval(before), interval(after)
    if old is None or new is None:
        return None
    first, second = middle(before), middle(after)
    rise = second - first
    low = rise - sqrt((second - new.low) ** 2 + (old.high - first) ** 2)
    high = rise + sqrt((new.high - second) ** 2 + (first - old.low) ** 2)
    return Range(round(low), round(high))


def _rank(count: int) -> int:
    """The largest rank whose value lies above the median with a chance of at most 2.5 %; 0 when there is none."""
    if count > _EXACT:
        return floor((count - _Z * sqrt(count)) / 2)
    below, rank, all_ways = 0, 0, 2**count
    while (below := below + comb(count, rank)) <= _SMALL * all_ways:
        rank += 1
    return rank
