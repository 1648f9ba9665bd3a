"""One run of a contender: cases of M11 worked one after the other, what each completion took, and medians of runs.

The processes of bench/rivals measure with this too, so it imports nothing that Alur brings.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from time import perf_counter, process_time
from typing import Any, Protocol

from bench import m11
from bench.figures import at

RUNS = 5


class Contender(Protocol):
    """Works M11; a case is begun outside the measured time, each completion is measured."""

    name: str

    def begin(self) -> Any:
        """Start a case; what `complete` needs to go on with it."""

    def complete(self, case: Any, number: int) -> Any:
        """Complete task `number` (from 1) durably; what the next completion needs."""


@dataclass(frozen=True, slots=True)
class Run:
    """Milliseconds of processor time (every thread of the process) and of waiting per completion, completions
    per second, and bytes a finished case adds to the database (0 where nobody looked)."""

    cpu: float
    rate: float
    p50: float
    p95: float
    bytes: float = 0.0


def work(contender: Contender, cases: int) -> Run:
    """Begin and complete `cases` cases; only the completions are measured."""
    cpu, wall = [], []
    gc.collect()
    for _ in range(cases):
        case = contender.begin()
        for number in range(1, m11.STEPS + 1):
            used, began = process_time(), perf_counter()
            case = contender.complete(case, number)
            wall.append((perf_counter() - began) * 1e3)
            cpu.append((process_time() - used) * 1e3)
    return Run(fmean(cpu), 1e3 * len(wall) / sum(wall), at(wall, 0.5), at(wall, 0.95))


def warm_up(cases: int) -> int:
    """How many cases a contender works unmeasured before runs of `cases` cases."""
    return max(2, cases // 4)


def middle(runs: Sequence[Run]) -> Run:
    """The median of each figure of time, and the mean growth: databases grow by pages, not by cases."""
    return Run(
        median(run.cpu for run in runs),
        median(run.rate for run in runs),
        median(run.p50 for run in runs),
        median(run.p95 for run in runs),
        fmean(run.bytes for run in runs),
    )
