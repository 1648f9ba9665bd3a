"""Seeded chance: how long things take and how they turn out, by the stated (invented) assumptions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from processes.model import Step, StepKind, TimeKind, TimeUnit


class Chance:
    """Draws from the assumptions; the same seed plays the same three months."""

    def __init__(self, assumptions: dict[str, Any] | None = None) -> None:
        text = files("tasks.demo").joinpath("assumptions.yaml").read_text("utf-8")
        self.given: dict[str, Any] = assumptions or yaml.safe_load(text)
        self.rng = Random(self.given["seed"])

    def happens(self, name: str) -> bool:
        """Whether something with this stated share happens now."""
        return self.rng.random() < float(self.given[name])

    def share(self, name: str) -> bool:
        """The same for an assumption that carries its share beside other facts."""
        return self.rng.random() < float(self.given[name]["share"])

    def between(self, low: float, high: float) -> float:
        """Any number of the range."""
        return self.rng.uniform(low, high)

    def arrivals(self, rate: float | None = None) -> int:
        """How many requests arrive on a working day (Poisson, by inversion); Micin Darurat's, unless given a rate."""
        mean = float(self.given["per_working_day"]) if rate is None else rate
        limit, count, product = math.exp(-mean), 0, self.rng.random()
        while product > limit:
            count += 1
            product *= self.rng.random()
        return count

    def queue(self, element: str = "") -> timedelta:
        """How long an open task waits until somebody begins; longer where nobody stands at the counter for it."""
        behind = self.given["back_office"]
        if element in behind["steps"]:
            return timedelta(hours=self._skewed(behind["hours"]))
        return timedelta(minutes=self._skewed(self.given["queue"]))

    def days(self, name: str) -> float:
        """Any number of days of the range an assumption gives."""
        return self.between(*self.given[name]["days"])

    def drawn(self, table: Sequence[Sequence[float]]) -> int:
        """One of the numbers of a table of (number, share)."""
        numbers, shares = zip(*table, strict=True)
        return int(self.rng.choices(numbers, shares)[0])

    def kind(self, shares: Mapping[str, float]) -> str:
        """One of the names of a table of name and share."""
        return self.rng.choices(list(shares), list(shares.values()))[0]

    def touch(self, step: Step | None, slow: bool) -> timedelta:
        """How long the work on a step takes."""
        if step is not None and step.kind is StepKind.TRAVEL:
            return self._travel()
        if step is not None and step.kind is StepKind.SUBPROCESS:
            return timedelta(hours=self.between(*self.given["examination"]["hours"]))
        if step is not None and step.time.kind is TimeKind.WORKING_DAYS:
            return timedelta(hours=self._skewed(self.given["printing_hours"]))
        minutes = step.time.amount if step and step.time.unit is TimeUnit.MINUTE and step.time.amount else 8
        factor = float(self.given["slow_day"]["factor"]) if slow else 1.0
        return timedelta(minutes=minutes * self._skewed(self.given["touch"]) * factor)

    def _travel(self) -> timedelta:
        way = self.kind(self.given["travel_by"])
        return timedelta(minutes=self.between(*self.given["travel_minutes"][way]))

    def _skewed(self, law: dict[str, float]) -> float:
        return float(law["median"]) * math.exp(self.rng.gauss(0, float(law["spread"])))
