"""Runs every measurement and prints its tables; QUICK=1 takes small sizes, words on the line choose some."""

from __future__ import annotations

import os
import platform
import sys

from bench import completions, scale, served, sizes
from bench.figures import Figure, show
from tests.support import postgres

QUICK = os.environ.get("QUICK", "0") not in ("", "0")
PARTS = ("completions", "sizes", "scale", "served", "start")


def main() -> None:
    """Measure on a PostgreSQL server of our own and on SQLite files; both are gone afterwards."""
    chosen = sys.argv[1:] or PARTS
    if unknown := set(chosen) - set(PARTS):
        raise SystemExit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    server = postgres.start(durable=True)
    try:
        for part in chosen:
            show(*_measured(server, part))
    finally:
        server.stop()


def _measured(server: postgres.Server, part: str) -> tuple[str, list[Figure]]:
    if part == "completions":
        return "Completions of M11, one client", completions.measure(server, 5 if QUICK else 20)
    if part == "sizes":
        return "Room on disk", sizes.measure(server, 20 if QUICK else 100)
    if part == "scale":
        few, many = (1_000, 50, 0), (10_000, 300, 90_910)
        return "What does not grow", scale.measure(server, *(few if QUICK else many))
    if part == "served":
        few_served, many_served = (440, 1_000), (10_000, 10_000)
        return "Over HTTP", served.measure(server, *(few_served if QUICK else many_served))
    return "Start", served.start_and_deploy(2 if QUICK else 5)


if __name__ == "__main__":
    main()
