"""How sure a share is: intervals for a rate, and for the difference of two."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

_Z = 1.959963984540054  # 95 % of a normal distribution lie within so many standard deviations


class Interval(NamedTuple):
    """From where to where the true share lies with 95 % confidence."""

    low: float
    high: float


def wilson(hits: int, count: int) -> Interval:
    """The 95 % interval of a rate (Wilson 1927), good for small counts too; all of 0 to 1 without any."""
    if not count:
        return Interval(0.0, 1.0)
    share, spread = hits / count, _Z * _Z / count
    centre = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(share * (1 - share) / count + spread / (4 * count))
    # Of none and of all the ends are 0 and 1 exactly; subtracting would leave a last digit.
    return Interval(centre - half if hits else 0.0, centre + half if hits < count else 1.0)


def difference(before: tuple[int, int], after: tuple[int, int]) -> Interval:
    """The 95 % interval of how much a rate rose, from (hits, count) to (hits, count) (Newcombe 1998, method 10).

    Where it holds no 0, the change is more than chance.
    """
    (a, m), (b, n) = before, after
    first, second = (a / m if m else 0.0), (b / n if n else 0.0)
    old, new = wilson(a, m), wilson(b, n)
    rise = second - first
    low = rise - sqrt((second - new.low) ** 2 + (old.high - first) ** 2)
    high = rise + sqrt((new.high - second) ** 2 + (first - old.low) ** 2)
    return Interval(max(-1.0, low), min(1.0, high))
