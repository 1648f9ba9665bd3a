"""The five signs of arithmetic on numbers, texts, dates, times and durations (DMN 1.5 tables 54 to 57)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

from engine.feel.guards import Run, text_room
from engine.feel.temporal import (
    DAY,
    MAX_MONTHS,
    add_months,
    day_span,
    instant,
    seconds_of,
    span_from,
    span_seconds,
)
from engine.feel.values import D128, Value, YearsMonths, type_name


class NotDefined(Exception):
    """The sign has no meaning for these kinds of value."""


def calculate(run: Run, position: int, sign: str, left: Value, right: Value) -> Value:
    """`left sign right`; null with a warning when it has no meaning or no result."""
    try:
        return _SIGNS[sign](run, left, right)
    except NotDefined:
        return run.warn("no_arithmetic", position, sign=sign, left=type_name(left), right=type_name(right))
    except ZeroDivisionError:
        return run.warn("division_by_zero", position)
    except (ArithmeticError, ValueError):
        return run.warn("out_of_range", position, sign=sign)


def negate(run: Run, position: int, value: Value) -> Value:
    """`-value` of a number or a duration."""
    if isinstance(value, Decimal):
        return D128.minus(value)
    if isinstance(value, dt.timedelta):
        try:
            return -value
        except OverflowError:
            return run.warn("out_of_range", position, sign="-")
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    return run.warn("no_negation", position, value=type_name(value))


def _months(count: int) -> YearsMonths:
    if abs(count) > MAX_MONTHS:
        raise OverflowError
    return YearsMonths(count)


def _shift(run: Run, value: Value, by: Value) -> Value:
    """A date, instant or time moved by a duration of either kind."""
    if isinstance(by, YearsMonths) and isinstance(value, dt.date):
        moved = add_months(value, by.months)
        if moved is None:
            raise OverflowError
        return moved
    if not isinstance(by, dt.timedelta):
        raise NotDefined
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            return value + by
        # On the time line, not on the wall clock: an hour more is an hour more on every day of the year.
        return (value.astimezone(dt.UTC) + by).astimezone(value.tzinfo)
    if isinstance(value, dt.date):
        return (dt.datetime.combine(value, dt.time()) + by).date()
    if isinstance(value, dt.time):
        moment = dt.datetime.combine(dt.date(2000, 1, 1), dt.time()) + (seconds_of(value) + by) % DAY
        return moment.time().replace(tzinfo=value.tzinfo)
    raise NotDefined


def _add(run: Run, left: Value, right: Value) -> Value:
    if isinstance(left, str) and isinstance(right, str):
        text_room(len(left) + len(right))
        return left + right
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return D128.add(left, right)
    if isinstance(left, dt.timedelta) and isinstance(right, dt.timedelta):
        return left + right
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return _months(left.months + right.months)
    if isinstance(left, dt.timedelta | YearsMonths):
        left, right = right, left
    return _shift(run, left, right)


def _zoned(value: dt.date) -> bool:
    return isinstance(value, dt.datetime) and value.tzinfo is not None


def _subtract(run: Run, left: Value, right: Value) -> Value:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return D128.subtract(left, right)
    if isinstance(left, dt.timedelta) and isinstance(right, dt.timedelta):
        return left - right
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return _months(left.months - right.months)
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        if left.__class__ is right.__class__ and not (_zoned(left) or _zoned(right)):
            return left - right
        return instant(left, run.zone) - instant(right, run.zone)
    if isinstance(left, dt.time) and isinstance(right, dt.time):
        day = run.now.date()
        return day_span(left, day, run.zone) - day_span(right, day, run.zone)
    if isinstance(right, dt.timedelta | YearsMonths) and not isinstance(left, dt.timedelta | YearsMonths):
        return _shift(run, left, -right if isinstance(right, dt.timedelta) else YearsMonths(-right.months))
    raise NotDefined


def _multiply(run: Run, left: Value, right: Value) -> Value:
    if isinstance(right, dt.timedelta | YearsMonths):
        left, right = right, left
    if not isinstance(right, Decimal):
        raise NotDefined
    if isinstance(left, Decimal):
        return D128.multiply(left, right)
    if isinstance(left, dt.timedelta):
        return span_from(D128.multiply(span_seconds(left), right))
    if isinstance(left, YearsMonths):
        return _whole_months(D128.multiply(Decimal(left.months), right))
    raise NotDefined


def _divide(run: Run, left: Value, right: Value) -> Value:
    if isinstance(left, dt.timedelta) and isinstance(right, dt.timedelta):
        return _quotient(span_seconds(left), span_seconds(right))
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return _quotient(Decimal(left.months), Decimal(right.months))
    if not isinstance(right, Decimal):
        raise NotDefined
    if isinstance(left, Decimal):
        return _quotient(left, right)
    if isinstance(left, dt.timedelta):
        return span_from(_quotient(span_seconds(left), right))
    if isinstance(left, YearsMonths):
        return _whole_months(_quotient(Decimal(left.months), right))
    raise NotDefined


def _quotient(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        raise ZeroDivisionError
    return D128.divide(left, right)


def _whole_months(count: Decimal) -> YearsMonths:
    if count.adjusted() > 12:
        raise OverflowError
    return _months(int(count.to_integral_value(ROUND_DOWN)))


def _power(run: Run, left: Value, right: Value) -> Value:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return D128.power(left, right)
    raise NotDefined


_SIGNS: dict[str, Callable[[Run, Value, Value], Value]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "**": _power,
}
