"""Chance that can be repeated: each draw is named by what it is for, so two versions get the same luck."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from zlib import crc32

_MASK = (1 << 64) - 1
_NORMAL = NormalDist()
_QUANTILES = 200  # an empirical distribution keeps at most so many
_FEW = 8  # measurements from which on a curve is fitted


def code(name: str) -> int:
    """A number for a name, the same in every process."""
    return crc32(name.encode())


def uniform(*named: int) -> float:
    """A number in (0, 1) that depends on the numbers alone (splitmix64), alike for any order of asking."""
    state = 0
    for number in named:
        state = (state + number + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return ((state >> 11) + 0.5) / 9007199254740992


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution of lengths in minutes. `kind` says what `numbers` are:

    "fixed": the length; "triangle": min, most likely, max; "lognormal": mean and deviation of the logarithm, and a
    most (twice the longest measured, so that a wide curve draws nothing absurd); "measured": quantiles at even steps
    from the least to the most.
    """

    kind: str
    numbers: tuple[float, ...]

    def at(self, share: float) -> float:
        """The length that this share (0 to 1) of all stay below."""
        return _AT[self.kind](self.numbers, share)

    @property
    def median(self) -> float:
        """The middle length."""
        return self.at(0.5)


def _fixed(numbers: Sequence[float], _share: float) -> float:
    return numbers[0]


def _triangle(numbers: Sequence[float], share: float) -> float:
    low, peak, high = numbers
    if high <= low:
        return low
    turn = (peak - low) / (high - low)
    if share < turn:
        return low + sqrt(share * (high - low) * (peak - low))
    return high - sqrt((1 - share) * (high - low) * (high - peak))


def _lognormal(numbers: Sequence[float], share: float) -> float:
    return min(exp(numbers[0] + numbers[1] * _NORMAL.inv_cdf(share)), numbers[2])


def _measured(numbers: Sequence[float], share: float) -> float:
    place = share * (len(numbers) - 1)
    below = min(int(place), len(numbers) - 1)
    above = min(below + 1, len(numbers) - 1)
    return numbers[below] + (numbers[above] - numbers[below]) * (place - below)


_AT = {"fixed": _fixed, "triangle": _triangle, "lognormal": _lognormal, "measured": _measured}


@dataclass(frozen=True, slots=True)
class Fit:
    """A distribution fitted to `count` measurements. `distance` is the largest gap between the measured and the fitted
    share (Kolmogorov-Smirnov), which the lognormal must keep below `limit`; else what was measured is drawn from.
    """

    spread: Spread
    count: int
    distance: float
    limit: float


def fit(minutes: Sequence[float]) -> Fit | None:
    """The lognormal where it describes the measurements, else the measurements themselves; None without any.

    The limit is Lilliefors' at 5 % (0.886 / sqrt(n)), because the lognormal's numbers come from the same data.
    """
    ordered = sorted(max(0.0, one) for one in minutes)
    count = len(ordered)
    if not count:
        return None
    limit = 0.886 / sqrt(count)
    if count >= _FEW and ordered[0] > 0:
        logs = [log(one) for one in ordered]
        mean = sum(logs) / count
        deviation = sqrt(sum((one - mean) ** 2 for one in logs) / (count - 1))
        distance = _distance(logs, mean, deviation)
        if distance <= limit and deviation > 0:
            return Fit(Spread("lognormal", (mean, deviation, 2 * ordered[-1])), count, distance, limit)
        return Fit(_as_measured(ordered), count, distance, limit)
    return Fit(_as_measured(ordered), count, 0.0, limit)


def _distance(logs: Sequence[float], mean: float, deviation: float) -> float:
    if deviation <= 0:
        return 1.0
    count, normal = len(logs), NormalDist(mean, deviation)
    shares = [normal.cdf(one) for one in logs]
    return max(max((i + 1) / count - share, share - i / count) for i, share in enumerate(shares))


def _as_measured(ordered: Sequence[float]) -> Spread:
    if len(ordered) == 1:
        return Spread("fixed", (ordered[0],))
    if len(ordered) <= _QUANTILES:
        return Spread("measured", tuple(ordered))
    last = len(ordered) - 1
    return Spread("measured", tuple(ordered[round(i * last / (_QUANTILES - 1))] for i in range(_QUANTILES)))


def pick(shares: Sequence[float], share: float) -> int:
    """Which of several ways a draw takes, by running sums of their shares that end at 1."""
    return min(bisect_right(shares, share), len(shares) - 1)
