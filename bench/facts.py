"""Figures over many offices and months from the facts, kept in step; DuckDB over the same facts beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb
from sqlalchemy import select

from bench import facts_duckdb, m11
from bench.facts_duckdb import Answer, Parquet
from bench.facts_fill import MONTHS, OFFICES, ZONE, Filled, Made, Sums, fill, made
from bench.figures import Figure
from bench.places import office_at, place_of
from bench.scale import fill as fill_cases
from engine import audit, schema
from engine.database import Actor
from tasks.facts import reading, refreshing
from tasks.facts.reading import Months, Step
from tasks.offices.figures import Months as OfficeMonths
from tasks.offices.figures import all_offices
from tasks.reports.figures import Figures
from tasks.reports.scope import ReportFilter
from tasks.roles import INSPECTOR
from tests.support import postgres
from tests.support.office import OPERATOR, Office

_OFFICE = OFFICES[40]
_MONTH = ReportFilter(
    m11.KEY, datetime(2025, 10, 1, tzinfo=ZONE), datetime(2025, 11, 1, tzinfo=ZONE), _OFFICE
)
_ALL = Months(m11.KEY, 202404, 202603)
_MEASURES = ("queue", "touch", "paused", "lead", "judged")
_US = timedelta(microseconds=1)
_INSPECTOR = Actor("inspektur", roles=frozenset({INSPECTOR}))


def measure(server: postgres.Server, steps: int, dirty: int) -> list[Figure]:
    """The issue's questions on both databases and by DuckDB; every answer is held against DuckDB's."""
    figures: list[Figure] = []
    known: Sums = {}
    with TemporaryDirectory(prefix="alur-bench-") as folder, duckdb.connect() as duck:
        parquet = Parquet(Path(folder, "steps.parquet"))
        for on in (None, server):
            with place_of(on) as place, office_at(place) as office:
                parts = made(steps)
                filled = fill(office.site.db, _kept(parts, parquet) if on is None else parts, known)
                if on is None:
                    exact, theirs = _by_duck(duck, parquet, filled)
                    figures += theirs
                figures += _room(place.name, filled)
                figures += _asked(place.name, office, exact)
                figures += _refreshed(place.name, office, dirty)
    return figures


def _kept(parts: Iterator[Made], parquet: Parquet) -> Iterator[Made]:
    for part in parts:
        parquet.write(part.steps)
        yield part


def _by_duck(
    duck: duckdb.DuckDBPyConnection, parquet: Parquet, filled: Filled
) -> tuple[tuple[Answer, Answer], list[Figure]]:
    size = parquet.close()
    month = f"office = '{_OFFICE}' AND day BETWEEN 20251001 AND 20251031"
    span = f"day BETWEEN {_ALL.first}00 AND {_ALL.last}99"

    def asked(where: str) -> Answer:
        return facts_duckdb.ask(duck, parquet.file, m11.KEY, where)

    name = f"DuckDB over Parquet, {filled.steps:,} facts"
    return (asked(month), asked(span)), [
        Figure(f"{name}: one office and month", _median(lambda: asked(month), 5), "ms"),
        Figure(f"{name}: all offices, {MONTHS} months", _median(lambda: asked(span), 3), "ms"),
        Figure(f"{name}: bytes per fact", size / filled.steps, "B"),
    ]


def _room(name: str, filled: Filled) -> list[Figure]:
    return [
        Figure(f"{name}: step facts of {len(OFFICES)} offices in {MONTHS} months", filled.steps, ""),
        Figure(
            f"{name}: bytes per step fact, its share of the case's and all indexes in", filled.step_bytes, "B"
        ),
        Figure(f"{name}: rollups", filled.rollups, ""),
        Figure(f"{name}: bytes per rollup", filled.rollup_bytes, "B"),
    ]


def _asked(name: str, office: Office, exact: tuple[Answer, Answer]) -> list[Figure]:
    def month() -> tuple[Step, ...]:
        with office.site.db.read(OPERATOR) as tx:
            return reading.steps(tx, _MONTH)

    def everything() -> tuple[Step, ...]:
        with office.site.db.read(OPERATOR) as tx:
            return reading.steps_of_months(tx, _ALL)

    def offices() -> int:
        found = all_offices(office.site, _INSPECTOR, OfficeMonths(_ALL.first, _ALL.last, _ALL.sop))
        return sum(line.cases > 0 for line in found.lines)

    def series() -> int:
        with office.site.db.read(OPERATOR) as tx:
            return len(reading.series(tx, _ALL))

    assert (offices(), series()) == (len(OFFICES), MONTHS)
    small, large = _furthest(month(), exact[0]), _furthest(everything(), exact[1])
    return [
        Figure(f"{name}: step timings of one office and month, exact", _median(month), "ms", "<= 100"),
        Figure(f"{name}: furthest from DuckDB's percentiles", small * 100, "%", "0"),
        Figure(f"{name}: of all offices, {MONTHS} months", _median(everything, 5), "ms", "<= 2000"),
        Figure(f"{name}: furthest from DuckDB's percentiles", large * 100, "%", "<= 0.5"),
        Figure(
            f"{name}: each office beside the others, {MONTHS} months", _median(offices, 3), "ms", "<= 2000"
        ),
        Figure(f"{name}: month by month, all offices", _median(series, 3), "ms"),
    ]


def _furthest(told: Sequence[Step], exact: Answer) -> float:
    """How far any 90th percentile is from the exact one, as a share; the counts have to be equal."""
    assert {step.element for step in told} == exact.keys()
    worst = 0.0
    for step in told:
        completed, late, ranks = exact[step.element]
        assert (step.numbers.completed, step.numbers.late) == (completed, late)
        for measure, true in zip(_MEASURES, ranks, strict=True):
            near: Figures = getattr(step.numbers, measure)
            worst = max(worst, abs(near.p90 // _US - true) / max(true, 1))
    return worst


def _refreshed(name: str, office: Office, dirty: int) -> list[Figure]:
    """Cases new to the facts, then the same ones after one more line of the trail each."""
    fill_cases(office, dirty - 1, finished=True)
    refreshing.refresh_all(office.site)
    with office.site.db.read() as tx:
        cases = tx.conn.execute(select(schema.instances.c.id)).scalars().all()
    for number in cases:
        with office.site.db.begin(OPERATOR) as tx:
            audit.append(tx, f"{audit.INSTANCE}{number}", "bench.noted", f"{audit.INSTANCE}{number}")
            tx.conn.execute(schema.step_facts.delete().where(schema.step_facts.c.instance_id == number))
    began = perf_counter()
    turn = refreshing.refresh_all(office.site)
    took = perf_counter() - began
    assert not turn.faults and turn.cases == len(cases)
    return [
        Figure(f"{name}: refresh of {turn.cases:,} dirty cases of {m11.STEPS} steps", took, "s"),
        Figure(
            f"{name}: a turn when nothing is dirty", _median(lambda: refreshing.refresh(office.site)), "ms"
        ),
    ]


def _median(act: Callable[[], object], times: int = 25) -> float:
    act()
    found = []
    for _ in range(times):
        began = perf_counter()
        act()
        found.append((perf_counter() - began) * 1e3)
    return median(found)
