"""When two FEEL values are equal, which is the smaller, and whether one lies in the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from engine.feel.guards import Run
from engine.feel.temporal import day_span, instant
from engine.feel.values import Function, Range, Value, YearsMonths, type_name

_SIMPLE = frozenset((bool, Decimal, str, dt.date, dt.timedelta, YearsMonths))
_ORDERED = frozenset((Decimal, str, dt.date, dt.timedelta, YearsMonths))


def _keys(run: Run, left: Value, right: Value) -> tuple[Value, Value]:
    """What stands for two values of one kind when they are compared; without zones, what the clock shows."""
    if not isinstance(left, dt.datetime | dt.time) or (left.tzinfo is None and right.tzinfo is None):
        return left, right
    if isinstance(left, dt.datetime):
        return instant(left, run.zone), instant(right, run.zone)
    day = run.now.date()
    return day_span(left, day, run.zone), day_span(right, day, run.zone)


def equal(run: Run, position: int, left: Value, right: Value) -> bool | None:
    """`left = right`: null equals only null, values of different kinds give null and a warning."""
    kind = left.__class__
    if kind is right.__class__ and kind in _SIMPLE:
        return bool(left == right)
    if left is None or right is None:
        return left is right
    if type_name(left) != type_name(right):
        run.warn("not_comparable", position, sign="=", left=type_name(left), right=type_name(right))
        return None
    return same(run, left, right)


def same(run: Run, left: Value, right: Value) -> bool:
    """Equality inside lists and contexts: different kinds are simply different."""
    kind = left.__class__
    if kind is not right.__class__:
        return isinstance(left, dt.datetime) and isinstance(right, dt.datetime) and left == right
    if kind is list:
        run.spend(len(left))
        return len(left) == len(right) and all(same(run, a, b) for a, b in zip(left, right, strict=True))
    if kind is dict:
        run.spend(len(left))
        return left.keys() == right.keys() and all(same(run, left[key], right[key]) for key in left)
    if kind is Range:
        ends = left.low_closed == right.low_closed and left.high_closed == right.high_closed
        return ends and same(run, left.low, right.low) and same(run, left.high, right.high)
    if isinstance(left, Function):
        return left is right
    first, second = _keys(run, left, right)
    return bool(first == second)


def order(run: Run, left: Value, right: Value) -> int | None:
    """-1, 0 or 1 for two values of one ordered kind, else None."""
    kind = left.__class__
    if kind is not right.__class__:
        if not (isinstance(left, dt.datetime) and isinstance(right, dt.datetime)):
            return None
        left, right = _keys(run, left, right)
    elif kind not in _ORDERED:
        if not isinstance(left, dt.datetime | dt.time):
            return None
        left, right = _keys(run, left, right)
    return 0 if left == right else (-1 if left < right else 1)


_VERDICTS: dict[str, Callable[[int], bool]] = {
    "<": lambda outcome: outcome < 0,
    "<=": lambda outcome: outcome <= 0,
    ">": lambda outcome: outcome > 0,
    ">=": lambda outcome: outcome >= 0,
}


def compare(run: Run, position: int, sign: str, left: Value, right: Value) -> bool | None:
    """Any of the six comparison signs."""
    if sign == "=":
        return equal(run, position, left, right)
    if sign == "!=":
        verdict = equal(run, position, left, right)
        return None if verdict is None else not verdict
    outcome = order(run, left, right)
    if outcome is None:
        run.warn("not_comparable", position, sign=sign, left=type_name(left), right=type_name(right))
        return None
    return _VERDICTS[sign](outcome)


def in_range(run: Run, position: int, value: Value, span: Range) -> bool | None:
    """Whether a value lies between the ends of a range; null when it cannot be compared with them."""
    if span.low is not None:
        outcome = order(run, value, span.low)
        if outcome is None:
            run.warn("not_in_range", position, value=type_name(value), range=type_name(span.low))
            return None
        if outcome < 0 or (outcome == 0 and not span.low_closed):
            return False
    if span.high is not None:
        outcome = order(run, value, span.high)
        if outcome is None:
            run.warn("not_in_range", position, value=type_name(value), range=type_name(span.high))
            return None
        if outcome > 0 or (outcome == 0 and not span.high_closed):
            return False
    return True


def within(run: Run, position: int, value: Value, place: Value) -> bool | None:
    """`value in place` for one place: a range, a list of values and ranges, or a single value."""
    if place.__class__ is Range:
        return in_range(run, position, value, place)
    if place.__class__ is not list:
        return equal(run, position, value, place)
    unknown = False
    for item in place:
        run.spend()
        if item.__class__ is Range and value.__class__ is not Range:
            verdict = in_range(run, position, value, item)
        else:
            verdict = same(run, value, item)
        if verdict:
            return True
        unknown = unknown or verdict is None
    if value.__class__ is list and same(run, value, place):
        return True
    return None if unknown else False
