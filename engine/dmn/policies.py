"""Hit policies: what a table answers when some rules apply (DMN 1.5 §8.2.8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from engine.dmn.evaluating import Evaluating
from engine.feel.compare import order, same
from engine.feel.values import D128, Value, type_name


class Hits(NamedTuple):
    """The rows that apply, in the order of their rules or, where that is the policy, by priority.

    `numbers` are their rules' places from 0.
    """

    policy: str
    aggregation: str
    names: tuple[str, ...]
    numbers: tuple[int, ...]
    rows: list[list[Value]]


Ranks = Sequence[dict[tuple[str, Value], int]]
"""For each output, how high its listed values stand: 0 is the highest priority."""


def settle_hits(run: Evaluating, hits: Hits, default: list[list[Value]]) -> Value:
    """The table's answer; null with an error when the policy is broken. `default` has one row or none."""
    if not hits.rows:
        return _of_none(hits, default)
    if hits.policy in _SINGLE:
        return _SINGLE[hits.policy](run, hits)
    if hits.aggregation:
        return _aggregate(run, hits.aggregation, [row[0] for row in hits.rows])
    return [_value(hits, row) for row in hits.rows]


def _of_none(hits: Hits, default: list[list[Value]]) -> Value:
    """No rule applies: the default; else an empty list, a count of 0, or null."""
    many = hits.policy not in _SINGLE and not hits.aggregation
    if default:
        value = _value(hits, default[0])
        return [value] if many else value
    if hits.aggregation == "COUNT":
        return Decimal(0)
    return [] if many else None


def _value(hits: Hits, row: list[Value]) -> Value:
    return row[0] if len(row) == 1 else dict(zip(hits.names, row, strict=True))


def _unique(run: Evaluating, hits: Hits) -> Value:
    if len(hits.rows) > 1:
        return run.fail("unique_broken", rules=_rules(hits))
    return _value(hits, hits.rows[0])


def _any(run: Evaluating, hits: Hits) -> Value:
    first = hits.rows[0]
    if not all(same(run, first, row) for row in hits.rows[1:]):
        return run.fail("any_broken", rules=_rules(hits))
    return _value(hits, first)


def _first(run: Evaluating, hits: Hits) -> Value:
    return _value(hits, hits.rows[0])


_SINGLE: dict[str, Callable[[Evaluating, Hits], Value]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _first,
}


def by_priority(
    numbers: list[int], rows: list[list[Value]], ranks: Ranks
) -> tuple[list[int], list[list[Value]]]:
    """Rules and rows by the first output's priority, then the second's; equal ones keep their rules' order."""
    order = sorted(range(len(rows)), key=lambda place: rank_of(rows[place], ranks))
    return [numbers[place] for place in order], [rows[place] for place in order]


def rank_of(row: list[Value], ranks: Ranks) -> tuple[int, ...]:
    """How high a row stands: smaller goes before."""
    return tuple(_rank(value, places) for value, places in zip(row, ranks, strict=True))


def _rank(value: Value, ranks: dict[tuple[str, Value], int]) -> int:
    """How high a value stands; one that is not listed stands below all that are."""
    if value.__class__ is list or value.__class__ is dict:
        return len(ranks)
    return ranks.get((value.__class__.__name__, value), len(ranks))


def _aggregate(run: Evaluating, aggregation: str, values: list[Value]) -> Value:
    if aggregation == "COUNT":
        return Decimal(len(values))
    if aggregation == "SUM":
        if any(value.__class__ is not Decimal for value in values):
            return run.fail("not_aggregable", aggregation=aggregation, found=_kinds(values))
        total = Decimal(0)
        for value in values:
            total = D128.add(total, value)
        return total
    best = values[0]
    sign = -1 if aggregation == "MIN" else 1
    for value in values:
        outcome = order(run, value, best)
        if outcome is None:
            return run.fail("not_aggregable", aggregation=aggregation, found=_kinds(values))
        if outcome == sign:
            best = value
    return best


def _kinds(values: list[Value]) -> str:
    return ", ".join(sorted({type_name(value) for value in values}))


def _rules(hits: Hits) -> str:
    return ", ".join(str(number + 1) for number in hits.numbers)
