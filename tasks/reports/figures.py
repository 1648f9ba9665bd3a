"""Count, mean, median and percentiles of lengths of time, exact, and the length between two columns in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said of `count` lengths of time; the mean and an even median are cut to the microsecond.

    The median is the middle one, between two middle ones their mean; p90 is the smallest length that at least
    90 of 100 do not exceed (nearest rank), so it is a length that happened; p75 and p95 alike.
    """

    count: int
    mean: timedelta
    median: timedelta
    p75: timedelta
    p90: timedelta
    p95: timedelta
    longest: timedelta


def figures(microseconds: Sequence[int]) -> Figures | None:
    """The figures of lengths in microseconds, in any order; None when there are none."""
    count = len(microseconds)
    if not count:
        return None
    ordered = sorted(microseconds)
    median, p75, p90, p95 = (_span(nearest(ordered, percent)) for percent in (50, 75, 90, 95))
    return Figures(count, _span(sum(ordered) // count), median, p75, p90, p95, _span(ordered[-1]))


def nearest(ordered: Sequence[int], percent: int) -> int:
    """The percentile of ordered values, at least one: by nearest rank; of 50 the median, as `Figures` says."""
    count, half = len(ordered), len(ordered) // 2
    if percent == 50 and count % 2 == 0:
        return (ordered[half - 1] + ordered[half]) // 2
    return ordered[-(-count * percent // 100) - 1]


def mean(total: timedelta, count: int) -> timedelta:
    """The mean of `count` lengths that sum to the total; zero when there are none."""
    return total // count if count else timedelta()


def _span(microseconds: int) -> timedelta:
    return timedelta(microseconds=microseconds)


class Microseconds(FunctionElement[int]):
    """`Microseconds(a, b)`: whole microseconds from instant a to instant b; the database subtracts."""

    type = BigInteger()
    inherit_cache = True


@compiles(Microseconds, "sqlite")
def _sqlite(element: Microseconds, compiler: SQLCompiler, **kw: Any) -> str:
    a, b = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({b} - {a})"  # instants are microseconds there (engine.types)


@compiles(Microseconds, "postgresql")
def _postgresql(element: Microseconds, compiler: SQLCompiler, **kw: Any) -> str:
    a, b = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(extract(epoch FROM {b} - {a}) * 1000000 AS bigint)"
