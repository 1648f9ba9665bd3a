"""A game of simulation and what is written down of it: cases, tasks, instants in microseconds since 1970 (ticks)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from engine.office_calendar import OfficeCalendar
from tasks.simulation.net import Net
from tasks.simulation.numbers import Numbers


@dataclass(slots=True)
class Done:
    """One task: instants as ticks, `None` where the month ended first; `minutes` of work."""

    element: str
    role: str
    opened: int
    started: int | None = None
    ended: int | None = None
    minutes: float = 0.0
    person: int = -1
    tied: int | None = None  # until when it kept the person


@dataclass(slots=True)
class Played:
    """One case: `measured` ones came in the period that is looked at."""

    number: int
    came: int
    measured: bool
    category: str = ""
    settled: int | None = None
    works: list[Done] = field(default_factory=list)
    stood: list[tuple[int, int]] = field(default_factory=list)
    marks: dict[str, list[int]] = field(default_factory=dict)
    visits: Counter[str] = field(default_factory=Counter)
    chosen: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    """What each decision and call last came to."""


@dataclass(frozen=True, slots=True)
class Game:
    """What is played: the net, its numbers, the working hours, and how luck is named."""

    net: Net
    numbers: Numbers
    calendar: OfficeCalendar
    seed: int
    names: dict[str, str]  # element -> its id in the other version, so that both have the same luck
    end: int  # when the looking ends


@dataclass(frozen=True, slots=True)
class Month:
    """What was played: the cases, and the work of other SOPs beside them."""

    cases: list[Played]
    others: list[Done]
