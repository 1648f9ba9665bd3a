"""Runs every measurement and prints its tables; QUICK=1 takes small sizes, FULL=1 the largest, words choose some.

PostgreSQL is a server of our own that waits for the disk; SQLite has WAL and synchronous=FULL.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable

from bench import (
    applicant_pages,
    application,
    asking,
    beside,
    completions,
    dmn,
    evidence,
    facts,
    feel,
    moving,
    scale,
    served,
    simulation,
    sizes,
    spiff_state,
    trail,
    year,
)
from bench.figures import Figure, show
from tests.support import postgres

QUICK, FULL = (os.environ.get(name, "0") not in ("", "0") for name in ("QUICK", "FULL"))
Measured = Callable[[postgres.Server], list[Figure]]


def _small(quick: int, full: int) -> int:
    return quick if QUICK else full


PARTS: dict[str, tuple[str, Measured]] = {
    "completions": (
        "Completions of M11, one client",
        lambda server: completions.measure(server, _small(5, 20)),
    ),
    "rivals": (
        "Completions of M11 beside rivals, one client each",
        lambda server: beside.measure(server, _small(5, 20)),
    ),
    "sizes": ("Room on disk", lambda server: sizes.measure(server, _small(20, 100))),
    "scale": (
        "What does not grow",
        lambda server: scale.measure(server, _small(1_000, 10_000), _small(50, 300), _small(0, 90_910)),
    ),
    "served": (
        "Over HTTP",
        lambda server: served.measure(server, _small(440, 10_000), _small(1_000, 10_000)),
    ),
    "evidence": (
        "Evidence taken away",
        lambda server: evidence.measure(server, _small(500, 10_000)),
    ),
    "asking": (
        "Questions of one's own over the facts, and files of them",
        lambda server: asking.measure(server, _small(10_000, 100_000), _small(30_000, 1_000_000)),
    ),
    "facts": (
        "Figures over many offices and months",
        lambda server: facts.measure(
            server, 10_000_000 if FULL else _small(50_000, 1_000_000), _small(100, 1_000)
        ),
    ),
    "trail": (
        "Raw rows of many offices, and the trail",
        lambda server: trail.measure(server, _small(50_000, 1_000_000), _small(50_000, 1_000_000)),
    ),
    "simulation": (
        "Replay and simulation",
        lambda server: simulation.measure(server, _small(200, 2_000), _small(1_000, 10_000)),
    ),
    "start": ("Start", lambda _: served.start_and_deploy(_small(2, 5))),
    "states": ("State and step of the engine alone", lambda _: spiff_state.measure()),
    "feel": ("Conditions in FEEL, and expressions written to do harm", lambda _: feel.measure()),
    "application": (
        "A whole application through M-Paspor and Penerbitan",
        lambda server: application.measure(server, _small(2, 20)),
    ),
    "year": ("The year of the paper, played", lambda _: year.measure(0.02 if QUICK else 1.0)),
    "applicant_pages": ("The applicant's pages on a phone", lambda _: applicant_pages.measure()),
    "moving": (
        "Running cases to another version",
        lambda server: moving.measure(server, _small(100, 1_000)),
    ),
    "dmn": ("Decision tables", lambda _: dmn.measure()),
}


def main() -> None:
    """Measure on a PostgreSQL server of our own and on SQLite files; both are gone afterwards."""
    chosen = sys.argv[1:] or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        raise SystemExit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    server = postgres.start(durable=True)
    try:
        for part in chosen:
            title, measured = PARTS[part]
            show(title, measured(server))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
