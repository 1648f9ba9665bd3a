"""What a question may ask of each cell: counts, shares, and figures of lengths of time."""

from __future__ import annotations

from dataclasses import dataclass

from engine.schema.facts import PARTS
from tasks.asking.dimensions import CASES, STEPS, SUBJECTS

_PARTS = tuple(f"part_{part}" for part in PARTS)
LENGTHS = {
    STEPS: ("lead", "queue", "touch", "paused", "judged", *_PARTS),
    CASES: ("gross", "net", *_PARTS),
}
"""The lengths of each subject: columns of its facts, and `lead`, the sum of queue, touch and paused."""

NUMBERS = {STEPS: ("nth",), CASES: ("steps", "breaches", "returns", "pauses")}
"""Whole numbers of a fact that a range may be asked of."""

PERCENTILES = {"median": 50, "p75": 75, "p90": 90, "p95": 95}


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a cell; `of_length` ones are asked of a length. `shown_as` says what the number is."""

    name: str
    shown_as: str  # count | share | length
    subjects: tuple[str, ...] = SUBJECTS
    of_length: bool = False


MEASURES = {
    one.name: one
    for one in (
        Measure("count", "count"),
        Measure("cases", "count", (STEPS,)),
        Measure("late", "share"),
        Measure("repeats", "count", (STEPS,)),
        Measure("breached", "share", (CASES,)),
        Measure("breaches", "count", (CASES,)),
        Measure("returns", "count", (CASES,)),
        Measure("pauses", "count", (CASES,)),
        *(Measure(name, "length", of_length=True) for name in (*PERCENTILES, "max", "mean", "sum")),
    )
}
