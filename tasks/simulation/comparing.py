"""Many played months as one: means with ranges, two versions beside each other, and how far the model is off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.simulation.figuring import Figures

LOW, HIGH = 0.05, 0.95
_FEW = 5  # cases of a step below which its shares say little


@dataclass(frozen=True, slots=True)
class Range:
    """A figure over all plays: its mean, and what 90 of 100 plays lie between."""

    mean: float
    low: float
    high: float


def ranges(plays: Sequence[Figures]) -> dict[str, Range]:
    """Every figure over the plays that have it."""
    found: dict[str, list[float]] = {}
    for figures in plays:
        for name, value in figures.items():
            found.setdefault(name, []).append(value)
    return {name: of(values) for name, values in found.items()}


def differences(before: Sequence[Figures], after: Sequence[Figures]) -> dict[str, Range]:
    """After less before, play by play: both had the same luck, so that what differs is the version."""
    found: dict[str, list[float]] = {}
    for one, other in zip(before, after, strict=False):
        for name in one.keys() & other.keys():
            found.setdefault(name, []).append(other[name] - one[name])
    return {name: of(values) for name, values in found.items()}


def of(values: Sequence[float]) -> Range:
    """The range of some numbers; quantiles between two of them lie on the line between."""
    ordered = sorted(values)
    return Range(sum(ordered) / len(ordered), _quantile(ordered, LOW), _quantile(ordered, HIGH))


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


@dataclass(frozen=True, slots=True)
class Miss:
    """One figure of the past month: as recorded, as modelled, and whether the record lies in the model's range."""

    name: str
    recorded: float
    modelled: Range
    inside: bool

    @property
    def off(self) -> float:
        """How far the model's mean is off: for shares in points (0 to 1), else as a share of the recorded."""
        gap = self.modelled.mean - self.recorded
        if self.name.endswith("late"):
            return gap
        return gap / self.recorded if self.recorded else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well the past month was reproduced: `waits` and `shares` are the middle absolute misses of the steps' median
    waits (share of the recorded) and late shares (points), `inside` of `count` figures lie within the model's range.
    """

    misses: tuple[Miss, ...]
    waits: float | None
    shares: float | None
    inside: int
    count: int

    def miss(self, name: str) -> Miss | None:
        """One figure's miss."""
        return next((one for one in self.misses if one.name == name), None)


def verdict(recorded: Mapping[str, float], plays: Sequence[Figures]) -> Verdict:
    """The recorded month beside its plays."""
    modelled = ranges(plays)
    misses = tuple(
        Miss(name, value, modelled[name], modelled[name].low <= value <= modelled[name].high)
        for name, value in recorded.items()
        if name in modelled and not name.endswith(("/came", "/settled"))
    )
    often = {
        name.rpartition("/")[0]
        for name, value in recorded.items()
        if name.endswith("/done") and value >= _FEW
    }
    told = [one for one in misses if one.name.startswith("step/") and one.name.rpartition("/")[0] in often]
    waits = [abs(one.off) for one in told if one.name.endswith("/wait_median") and one.recorded > 0]
    shares = [abs(one.off) for one in told if one.name.endswith("/late")]
    counted = [one for one in (*told, *misses) if one.name.startswith("whole/") or one in told]
    counted = list(dict.fromkeys(one for one in counted if not one.name.endswith("/done")))
    return Verdict(misses, _middle(waits), _middle(shares), sum(one.inside for one in counted), len(counted))


def _middle(values: Sequence[float]) -> float | None:
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
