"""Control charts: which values of a series are a real shift and which are the usual to and fro (Shewhart, Wheeler)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from math import sqrt

_MOVING_RANGE = 2.66  # 3 / 1.128: three standard deviations from the mean moving range of two
_RUN = 8  # values in a row on one side of the centre
ENOUGH = 6  # values before limits say anything


class Signal(StrEnum):
    """Why a value is not the usual to and fro."""

    HIGH = "high"
    LOW = "low"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Controlled:
    """A series' centre line, its limits at each value, and the signal of each (None: the usual)."""

    centre: float
    low: tuple[float, ...]
    high: tuple[float, ...]
    signals: tuple[Signal | None, ...]


def individuals(values: Sequence[float]) -> Controlled | None:
    """An XmR chart of values that each stand for themselves; None for a series too short. Never below 0."""
    if len(values) < ENOUGH:
        return None
    centre = sum(values) / len(values)
    moved = [abs(b - a) for a, b in pairwise(values)]
    half = _MOVING_RANGE * sum(moved) / len(moved)
    low, high = (max(0.0, centre - half),) * len(values), (centre + half,) * len(values)
    return Controlled(centre, low, high, _signals(values, centre, low, high))


def shares(hits: Sequence[int], counts: Sequence[int]) -> Controlled | None:
    """A p chart of rates, each of its own number of trials (all positive); None for a series too short."""
    if len(counts) < ENOUGH:
        return None
    centre = sum(hits) / sum(counts)
    half = [3 * sqrt(centre * (1 - centre) / count) for count in counts]
    low = tuple(max(0.0, centre - one) for one in half)
    high = tuple(min(1.0, centre + one) for one in half)
    rates = [hit / count for hit, count in zip(hits, counts, strict=True)]
    return Controlled(centre, low, high, _signals(rates, centre, low, high))


def _signals(
    values: Sequence[float], centre: float, low: Sequence[float], high: Sequence[float]
) -> tuple[Signal | None, ...]:
    runs = _runs(values, centre)
    return tuple(
        Signal.HIGH if value > above else Signal.LOW if value < below else Signal.RUN if run >= _RUN else None
        for value, below, above, run in zip(values, low, high, runs, strict=True)
    )


def _runs(values: Sequence[float], centre: float) -> list[int]:
    """For each value how many in a row lie on its side of the centre; 0 on the line itself."""
    found: list[int] = []
    for side, same in groupby(values, key=lambda value: (value > centre) - (value < centre)):
        length = len(list(same))
        found += [length if side else 0] * length
    return found
