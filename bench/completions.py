"""Completions in one process: processor time, rate and waiting time, of all contenders in turns."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time

from bench import m11
from bench.contenders import Alur, Bare, Contender, PlainSpiff, bare_on_postgres, bare_on_sqlite
from bench.figures import Figure, at
from bench.places import office_at, place_of
from tests.support import postgres

RUNS = 5


@dataclass(slots=True)
class Times:
    """Processor and wall time of completions in milliseconds, by run."""

    cpu: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


def compare(contenders: Sequence[Contender], size: int) -> dict[str, Times]:
    """Medians of five runs; in each run every contender works `size` cases, so that noise meets all of them."""
    times = {contender.name: Times() for contender in contenders}
    for contender in contenders:
        work(contender, max(2, size // 4))
    for _ in range(RUNS):
        for contender in contenders:
            cpu, wall = work(contender, size)
            found = times[contender.name]
            found.cpu.append(sum(cpu) / len(cpu))
            found.rate.append(1e3 * len(wall) / sum(wall))
            found.wall += wall
    return times


def work(contender: Contender, size: int) -> tuple[list[float], list[float]]:
    """Processor and wall milliseconds of each completion of `size` cases."""
    cpu, wall = [], []
    gc.collect()
    for _ in range(size):
        case = contender.begin()
        for number in range(1, m11.STEPS + 1):
            used, began = process_time(), perf_counter()
            case = contender.complete(case, number)
            wall.append((perf_counter() - began) * 1e3)
            cpu.append((process_time() - used) * 1e3)
    return cpu, wall


def measure(server: postgres.Server, size: int) -> list[Figure]:
    """Alur on both databases beside plain SpiffWorkflow and the bare transaction."""
    with ExitStack() as open_:
        on_sqlite = open_.enter_context(place_of(None))
        on_postgres = open_.enter_context(place_of(server))
        contenders: list[Contender] = [
            bare_sqlite := bare_on_sqlite(on_sqlite.folder),
            PlainSpiff(on_sqlite.folder),
            Alur(open_.enter_context(office_at(on_sqlite)), "Alur, SQLite"),
            bare_postgres := bare_on_postgres(on_postgres.url),
            Alur(open_.enter_context(office_at(on_postgres)), "Alur, PostgreSQL"),
        ]
        times = compare(contenders, size)
        bare_sqlite.close()
        bare_postgres.close()
    return _figures(times, bare_sqlite, bare_postgres)


_REACH = {"Alur, SQLite": ("<= 2.5", "<= 12"), "Alur, PostgreSQL": ("<= 3", "<= 12")}


def _figures(times: dict[str, Times], on_sqlite: Bare, on_postgres: Bare) -> list[Figure]:
    figures = []
    for name, found in times.items():
        reach = _REACH.get(name, ("", ""))[0]
        figures += [
            Figure(f"{name}: processor time per completion", median(found.cpu), "ms", reach),
            Figure(f"{name}: completions, one client", median(found.rate), "/s"),
            Figure(f"{name}: p50", at(found.wall, 0.5), "ms"),
            Figure(f"{name}: p95", at(found.wall, 0.95), "ms"),
        ]
    plain = median(times[PlainSpiff.name].cpu)
    for name, bare in (("Alur, SQLite", on_sqlite), ("Alur, PostgreSQL", on_postgres)):
        cpu = median(times[name].cpu)
        figures.append(
            Figure(f"{name} / bare transaction", cpu / median(times[bare.name].cpu), "x", _REACH[name][1])
        )
        figures.append(Figure(f"{name} / plain SpiffWorkflow", cpu / plain, "x", "<= 1"))
    return figures
