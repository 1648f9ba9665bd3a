"""The numbers a simulation runs on, each with where it comes from; plain data that is kept with the run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from tasks.simulation.chance import Fit, Spread

CLOSED = 7
"""Class of days on which the office is closed, beside the weekdays 0 (Monday) to 6 of open days."""


class Origin(StrEnum):
    """Where a number comes from."""

    MEASURED = "measured"  # from what happened
    TYPED = "typed"
    ASSUMED = "assumed"  # nothing is known: from the waktu cell, or a guess that the page names


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something takes, in minutes; `count` measurements, and how well the curve fits them (chance.Fit)."""

    spread: Spread
    origin: Origin
    count: int = 0
    distance: float = 0.0
    limit: float = 0.0


@dataclass(frozen=True, slots=True)
class StepNumbers:
    """A step: minutes of work, minutes of open office until somebody takes it though somebody is free, and the share
    of its work that keeps one person from other work."""

    work: Lasting
    pickup: Lasting
    hands: float = 1.0


@dataclass(frozen=True, slots=True)
class WaitNumbers:
    """A wait: minutes by the wall clock, the share that never come, and when those are given up (minutes)."""

    lasts: Lasting
    never: float = 0.0
    cut: Lasting | None = None


@dataclass(frozen=True, slots=True)
class BranchNumbers:
    """Shares of a gateway's ways in the order of the file; they sum to 1."""

    shares: tuple[float, ...]
    origin: Origin
    count: int = 0


@dataclass(frozen=True, slots=True)
class Arrivals:
    """New cases: mean number in an hour of a day, by "class-hour" ("0-8": open Mondays from 8 to 9); `per_day` says how
    many a working day brings on average."""

    hourly: dict[str, float]
    per_day: float
    origin: Origin
    count: int = 0


@dataclass(frozen=True, slots=True)
class OtherWork:
    """What a role does for other SOPs: tasks in an open hour, and minutes of each."""

    per_hour: float
    work: Lasting


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything but the net; `people` are the roles each person of the office may work in."""

    steps: dict[str, StepNumbers]
    waits: dict[str, WaitNumbers]
    branches: dict[str, BranchNumbers]
    arrivals: Arrivals
    people: tuple[tuple[str, ...], ...]
    other: dict[str, OtherWork] = field(default_factory=dict)
    categories: dict[str, float] = field(default_factory=dict)  # kinds of application and their shares
    canceled: float = 0.0  # share of past cases that were withdrawn midway: not played, only told


_ADAPTER: TypeAdapter[Numbers] = TypeAdapter(Numbers)


def to_json(numbers: Numbers) -> dict[str, Any]:
    """As JSON values; `from_json` gives equal numbers back."""
    found: dict[str, Any] = _ADAPTER.dump_python(numbers, mode="json")
    return found


def from_json(value: Any) -> Numbers:
    """What `to_json` wrote."""
    return _ADAPTER.validate_python(value)


def measured(fit: Fit | None, otherwise: Spread) -> Lasting:
    """A fitted length, else an assumed one."""
    if fit is None:
        return Lasting(otherwise, Origin.ASSUMED)
    return Lasting(fit.spread, Origin.MEASURED, fit.count, fit.distance, fit.limit)
