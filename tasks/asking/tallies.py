"""What is gathered for a cell, so that cells can be put together: sums, largest values, values, distinct cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func

from tasks.asking.conditions import length, table_of
from tasks.asking.measures import PERCENTILES
from tasks.asking.question import Question
from tasks.reports.figures import nearest
from tasks.reports.rates import Interval, wilson


@dataclass(frozen=True, slots=True)
class Value:
    """A cell's figure: a count, a share of 1 or a length in whole microseconds, made of `count` facts.

    `number` is None where there is nothing to make it of; a share has its 95 % interval.
    """

    number: float | None
    count: int
    likely: Interval | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How a measure is gathered: its columns in SQL, one group's row as a tally, two tallies as one, a tally as value.

    One that `remembers` holds every value.
    """

    columns: Callable[[Question], tuple[ColumnElement[Any], ...]]
    read: Callable[..., Any]
    join: Callable[[Iterable[Any]], Any]
    value: Callable[[Any], Value]
    remembers: bool = False


def tally_of(measure: str) -> Tally:
    """How this measure is gathered."""
    if measure in PERCENTILES:
        return _bag(PERCENTILES[measure])
    return _OTHERS[measure]


def _whole(number: Any) -> int:
    return int(number or 0)  # PostgreSQL sums bigints to decimals


def _add(tallies: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*tallies, strict=True)))


def _summed(
    columns: Callable[[Question], tuple[ColumnElement[Any], ...]], value: Callable[[tuple[int, ...]], Value]
) -> Tally:
    return Tally(columns, lambda *row: tuple(map(_whole, row)), _add, value)


def _hits(condition: Callable[[Any], Any], among: Callable[[Any], Any] | None = None) -> Any:
    """Columns of a share: how many, how many of those it can be asked of, how many are hits."""

    def columns(asked: Question) -> tuple[ColumnElement[Any], ...]:
        c = table_of(asked.about).c
        could = among(c) if among and asked.about == "steps" else None
        hit = condition(c) if could is None else could & condition(c)
        pool: Any = func.count() if could is None else func.sum(case((could, 1), else_=0))
        return func.count(), pool, func.sum(case((hit, 1), else_=0))

    return columns


def _share(tally: tuple[int, ...]) -> Value:
    _, pool, hits = tally
    return Value(hits / pool, pool, wilson(hits, pool)) if pool else Value(None, 0)


def _second(tally: tuple[int, ...]) -> Value:
    return Value(tally[1], tally[0])


def _column(name: str) -> Any:
    return lambda asked: (func.count(), func.sum(table_of(asked.about).c[name]))


def _lengths(asked: Question) -> tuple[ColumnElement[Any], ...]:
    return func.count(length(asked.about, asked.of)), func.sum(length(asked.about, asked.of))


def _mean(tally: tuple[int, ...]) -> Value:
    count, total = tally
    return Value(total // count if count else None, count)


def _largest(tallies: Iterable[tuple[int, int]]) -> tuple[int, int]:
    known = list(tallies)
    return sum(count for count, _ in known), max((most for count, most in known if count), default=0)


def _bag(percent: int) -> Tally:
    def values(asked: Question) -> tuple[ColumnElement[Any], ...]:
        return (func.aggregate_strings(cast(length(asked.about, asked.of), Text), ","),)

    def figure(found: list[int]) -> Value:
        return Value(nearest(sorted(found), percent) if found else None, len(found))

    def join(bags: Iterable[list[int]]) -> list[int]:
        # Sorted pieces one behind the other are what Python's sort is quickest at.
        return sorted(chain.from_iterable(bags))

    return Tally(values, lambda text: sorted(map(int, text.split(","))) if text else [], join, figure, True)


def _distinct(asked: Question) -> tuple[ColumnElement[Any], ...]:
    return (func.aggregate_strings(cast(table_of(asked.about).c.instance_id, Text), ","),)


_OTHERS: Mapping[str, Tally] = {
    "count": _summed(lambda _: (func.count(),), lambda tally: Value(tally[0], tally[0])),
    "late": _summed(_hits(lambda c: c.late, lambda c: c.judged.is_not(None)), _share),
    "breached": _summed(_hits(lambda c: c.breaches > 0), _share),
    "repeats": _summed(
        lambda asked: (func.count(), func.sum(case((table_of(asked.about).c.nth > 1, 1), else_=0))), _second
    ),
    "breaches": _summed(_column("breaches"), _second),
    "returns": _summed(_column("returns"), _second),
    "pauses": _summed(_column("pauses"), _second),
    "mean": _summed(_lengths, _mean),
    "sum": _summed(_lengths, lambda tally: Value(tally[1] if tally[0] else None, tally[0])),
    "max": Tally(
        lambda asked: (func.count(length(asked.about, asked.of)), func.max(length(asked.about, asked.of))),
        lambda count, most: (count, _whole(most)),
        _largest,
        lambda tally: Value(tally[1] if tally[0] else None, tally[0]),
    ),
    "cases": Tally(
        _distinct,
        lambda text: set(text.split(",")),
        lambda sets: set().union(*sets),
        lambda found: Value(len(found), len(found)),
        remembers=True,
    ),
}
