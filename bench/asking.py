"""Questions over many facts, and files of a million rows: seconds, and how much memory grows by at its peak."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from tempfile import TemporaryFile
from threading import Event, Thread
from time import perf_counter
from typing import Any

import psutil
from sqlalchemy import select

from bench.figures import Figure
from bench.places import office_at, place_of
from engine import schema
from engine.database import Database
from tasks.asking import exports, rows
from tasks.asking.pivot import pivot
from tasks.asking.question import read
from tests.support import postgres
from tests.support.office import OPERATOR, Office
from tests.tasks.asking.fact_rows import NINE, step

_PERIOD = (("from", "2026-01-01"), ("to", "2028-12-31"))
_QUESTIONS = {
    "count by step and month": (("rows", "step"), ("columns", "month")),
    "share late by step and month": (("rows", "step"), ("columns", "month"), ("measure", "late")),
    "median work by step and month": (
        ("rows", "step"),
        ("columns", "month"),
        ("measure", "median"),
        ("of", "touch"),
    ),
    "p90 by person and weekday": (
        ("rows", "person"),
        ("columns", "weekday"),
        ("measure", "p90"),
        ("of", "lead"),
    ),
    "requests by step and month": (("rows", "step"), ("columns", "month"), ("measure", "cases")),
}
_TIMES = 5
_DRAWN = 100_000


def measure(server: postgres.Server, facts: int, taken: int) -> list[Figure]:
    """Pivots over so many facts of one office, then files of so many rows, on both databases."""
    figures = []
    for on in (None, server):
        with place_of(on) as place, office_at(place) as office:
            fill(office.site.db, facts)
            for name, fields in _QUESTIONS.items():
                wanted = "<= 300" if on is None and facts == 100_000 else ""
                took = 1000 * min(_asked(office, fields) for _ in range(_TIMES))
                figures.append(Figure(f"{place.name}: {name}, {facts:,} steps", took, "ms", wanted))
            fill(office.site.db, taken, facts)
            for made_as in rows.FORMATS:
                took, grown, size = _written(office, made_as)
                name = f"{place.name}: {taken:,} steps as {made_as.upper()}"
                figures += [Figure(name, took, "s"), Figure(f"{name}, size", size / 1e6, "MB")]
                figures.append(Figure(f"{name}, memory it adds at its peak", grown, "MB"))
    return figures


def fill(db: Database, count: int, begun: int = 0) -> None:
    """Steps of one office in 24 months, eleven to a request, of twelve people, from `begun` up to `count`; those beyond
    the first hundred thousand are copies of them under other numbers.
    """
    table, chance = schema.step_facts, random.Random(begun)
    drawn = min(count, _DRAWN)
    with db.begin(OPERATOR) as tx:
        for start in range(begun, drawn, 10_000):
            rows_ = [_step(number, drawn, chance) for number in range(start, min(drawn, start + 10_000))]
            tx.conn.execute(table.insert(), rows_)
        for start in range(max(begun, drawn), count, _DRAWN):
            changed = {"task_id": table.c.task_id + start, "instance_id": table.c.instance_id + start}
            columns = [changed.get(column.name, column).label(column.name) for column in table.columns]
            copied = select(*columns).where(table.c.task_id <= min(_DRAWN, count - start))
            tx.conn.execute(table.insert().from_select([c.name for c in table.columns], copied))


def _step(number: int, count: int, chance: random.Random) -> dict[str, Any]:
    return step(
        number + 1,
        instance_id=number // 11,
        element=f"langkah_{number % 11 + 1}",
        step=str(number % 11 + 1),
        person=f"petugas{chance.randrange(12)}",
        category=("baru_dewasa", "baru_anak", "hilang", "rusak")[chance.randrange(4)],
        queue=chance.randrange(10**10),
        touch=chance.randrange(10**9),
        late=chance.random() < 0.1,
        completed_at=NINE + timedelta(minutes=number * 1_051_200 / max(count, 1)),
    )


def _asked(office: Office, fields: tuple[tuple[str, str], ...]) -> float:
    with office.site.db.snapshot(OPERATOR) as tx:
        began = perf_counter()
        pivot(tx, read((*fields, *_PERIOD), date(2026, 4, 9)))
        return perf_counter() - began


def _written(office: Office, made_as: str) -> tuple[float, float, int]:
    """Seconds, MB that memory grew by at most, and bytes."""
    asked = read((("rows", "sop"), *_PERIOD), date(2026, 4, 9))
    order = rows.checked("steps", made_as, asked, NINE + timedelta(days=999))
    with TemporaryFile() as file, watched() as grown:
        began = perf_counter()
        exports.write(office.site, OPERATOR, order, file)
        return perf_counter() - began, grown() / 1e6, file.tell()


@contextmanager
def watched() -> Iterator[Callable[[], int]]:
    """By how many bytes this process has grown at most since it began to be watched; looked at 20 times a second."""
    process, stop = psutil.Process(), Event()
    before = process.memory_info().rss
    most = [before]

    def look() -> None:
        while not stop.wait(0.05):
            most[0] = max(most[0], process.memory_info().rss)

    looking = Thread(target=look)
    looking.start()
    try:
        yield lambda: max(most[0], process.memory_info().rss) - before
    finally:
        stop.set()
        looking.join()
