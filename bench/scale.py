"""What does not grow: a completion's time with many open cases and with a long past, the inbox's first page."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from bench import sizes
from bench.contenders import Alur
from bench.figures import Figure
from bench.places import office_at, place_of
from bench.runs import work as work_cases
from engine import schema
from tasks import inbox
from tests.support import postgres
from tests.support.office import OPERATOR, Office

_AT_A_TIME = 500
_STRIDE = 1_000  # more than the rows one case has in any table


def measure(server: postgres.Server, open_cases: int, loops: int, history: int) -> list[Figure]:
    """Ratios of waiting time, and the inbox, on both databases."""
    figures = []
    for on in (None, server):
        with place_of(on) as place, office_at(place) as office:
            contender = Alur(office, "")
            for _ in range(100):
                contender.begin()
            few = work_cases(contender, 12).p50
            fill(office, open_cases)
            many = work_cases(contender, 12).p50
            name = f"{place.name}: p50 with {open_cases:,} open cases / with 100"
            figures.append(Figure(name, many / few, "x", "<= 1.2"))
            figures.append(_loops(place.name, office, loops))
            figures += _inbox(place.name, office, open_cases)
            if on is None and history:
                fill(office, history, finished=True)
                figures += _inbox(f"{place.name}, {history * 11:,} tasks done", office, open_cases)
    return figures


def fill(office: Office, count: int, *, finished: bool = False) -> None:
    """Copies of one case until there are `count` more: its rows with numbers of their own, open or finished."""
    contender = Alur(office, "")
    model = contender.begin()
    if finished:
        for number in range(1, 12):
            model = contender.complete(model, number)
    with office.site.db.begin(OPERATOR) as tx:
        case = tx.conn.execute(select(func.max(schema.instances.c.id))).scalar_one()
        copies = {
            schema.instances: schema.instances.c.id == case,
            schema.tasks: schema.tasks.c.instance_id == case,
            schema.clocks: schema.clocks.c.instance_id == case,
        }
        for table, condition in copies.items():
            rows = [dict(row) for row in tx.conn.execute(select(table).where(condition)).mappings()]
            _copy(tx.conn, table, rows, case, count)
            _count_on(tx.conn, table)


def _copy(conn: Connection, table: Table, rows: list[dict[str, Any]], case: int, count: int) -> None:
    """Every number moves by a stride per copy, so that references between copied rows stay right."""
    batch: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        for row in rows:
            moved = {**row, "id": row["id"] + number * _STRIDE}
            if table is schema.instances:
                moved["business_key"] = f"SALINAN-{case}-{number:06}"
            else:
                moved["instance_id"] = case + number * _STRIDE
            if row.get("task_id") is not None:
                moved["task_id"] = row["task_id"] + number * _STRIDE
            batch.append(moved)
        if len(batch) >= _AT_A_TIME or number == count:
            conn.execute(table.insert(), batch)
            batch = []


def _count_on(conn: Connection, table: Table) -> None:
    if conn.dialect.name == "postgresql":
        sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
        conn.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {table.name}))"))


def _loops(name: str, office: Office, loops: int) -> Figure:
    """Rounds of a fresh case against rounds of one that has gone round many times."""
    sizes.rounds(office, 5)
    fresh = sizes.rounds(office, 1)
    none = _rounds(office, fresh)
    old = sizes.rounds(office, loops)
    return Figure(
        f"{name}: p50 with {loops} loop-backs in the case / with none",
        _rounds(office, old) / none,
        "x",
        "<= 1.2",
    )


def _rounds(office: Office, task: int) -> float:
    times = []
    for _ in range(25):
        began = perf_counter()
        task = sizes.one_round(office, task)
        times.append(perf_counter() - began)
    return median(times)


def _inbox(name: str, office: Office, open_cases: int) -> list[Figure]:
    who, site = office["petugas1"], office.site

    def page() -> object:
        found = inbox.search(site, who, inbox.Filter())
        assert found.total is not None and found.total >= open_cases
        return found

    return [
        Figure(f"{name}: first page of {open_cases:,} open tasks, counted", _median(page), "ms", "<= 5"),
        Figure(f"{name}: the five numbers above it", _median(lambda: inbox.counts(site, who)), "ms"),
        Figure(f"{name}: what I have done, first page", _median(_done(office)), "ms"),
    ]


def _done(office: Office) -> Callable[[], object]:
    wanted = inbox.Filter(inbox.DONE)
    return lambda: inbox.search(office.site, office["petugas1"], wanted)


def _median(act: Callable[[], object], times: int = 25) -> float:
    act()
    found = []
    for _ in range(times):
        began = perf_counter()
        act()
        found.append((perf_counter() - began) * 1e3)
    return median(found)
