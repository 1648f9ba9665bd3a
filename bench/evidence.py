"""Evidence taken away: event logs and packs of many cases, how fast, and that memory does not grow with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

import psutil

from bench import m11
from bench.figures import Figure
from bench.places import THURSDAY, office_at, place_of
from bench.scale import fill
from engine.database import Tx
from tasks.evidence import ocel, pack, xes
from tasks.evidence.scope import Purpose, Scope
from tasks.reports.scope import ReportFilter
from tests.support import postgres
from tests.support.office import OPERATOR, Office

_DAY = THURSDAY.replace(hour=0)
WANTED = ReportFilter(m11.KEY, _DAY, _DAY.replace(day=30), OPERATOR.office)
SCOPE = Scope(OPERATOR.office, period=WANTED)
Chunks = Callable[[Tx, Scope], Iterator[bytes]]


def measure(server: postgres.Server, count: int) -> list[Figure]:
    """Exports of a tenth of the cases, then of all, on both databases."""
    figures = []
    for on in (None, server):
        with place_of(on) as place, office_at(place) as office:
            fill(office, count // 10, finished=True)
            _, few, _ = _run(_exported(office, xes.chunks))
            fill(office, count - count // 10, finished=True)
            took, many, size = _run(_exported(office, xes.chunks))
            name = f"{place.name}: {count:,} cases"
            figures += [
                Figure(f"{name} of {m11.STEPS} tasks as XES", took, "s", "<= 30" if count == 10_000 else ""),
                Figure(f"{name}: cases per second", count / took, "/s"),
                Figure(f"{name}: size", size / 1e6, "MB"),
                Figure(f"{name}: memory it adds at its peak", many, "MB"),
                Figure(f"{place.name}: the same with {count // 10:,} cases", few, "MB"),
            ]
            took, most, _ = _run(_exported(office, ocel.json_chunks))
            figures.append(Figure(f"{name} as OCEL, JSON ({most:.0f} MB at its peak)", took, "s"))
            made = pack.of_period(office.site, OPERATOR, WANTED, Purpose("lain"))
            took, most, size = _run(made.content)
            figures.append(Figure(f"{name} as a pack ({most:.0f} MB at its peak)", took, "s"))
            figures.append(Figure(f"{name}: size of the pack", size / 1e6, "MB"))
    return figures


def _exported(office: Office, chunks: Chunks) -> Iterator[bytes]:
    with office.site.db.snapshot(OPERATOR) as tx:
        yield from chunks(tx, SCOPE)


def _run(content: Iterator[bytes]) -> tuple[float, float, int]:
    """Seconds, MB that memory grew by at most, and bytes."""
    process = psutil.Process()
    before = most = process.memory_info().rss
    began, size = perf_counter(), 0
    for number, piece in enumerate(content):
        size += len(piece)
        if number % 50 == 0:
            most = max(most, process.memory_info().rss)
    took = perf_counter() - began
    return took, (max(most, process.memory_info().rss) - before) / 1e6, size
