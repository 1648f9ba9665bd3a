"""The kinds of value FEEL knows, and the way from plain JSON to them and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import total_ordering
from typing import Any

Value = Any
"""None, bool, str, Decimal, list, dict, date, time, datetime, timedelta, YearsMonths, Range or Function."""

D128 = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""Arithmetic of IEEE 754 decimal128, which DMN 1.5 §10.3.2.3.1 prescribes for numbers."""

EXPONENT_LIMIT = 300


@total_ordering
@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A duration counted in whole months; it cannot be compared with one counted in seconds."""

    months: int

    def __lt__(self, other: YearsMonths) -> bool:
        return self.months < other.months


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """A span of comparable values; an end that is None is open to infinity."""

    low: Value
    low_closed: bool
    high: Value
    high_closed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something that can be called: `params` are its names, `call` takes the values in that order."""

    params: tuple[str, ...]
    call: Callable[[list[Value]], Value]


def type_name(value: Value) -> str:
    """The name FEEL itself uses for the kind of a value (what `instance of` accepts)."""
    kind = value.__class__
    known = _TYPE_NAMES.get(kind)
    if known is not None:
        return known
    for base, name in _TYPE_NAMES.items():
        if isinstance(value, base):
            return name
    return "function"


_TYPE_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    float: "number",
    str: "string",
    list: "list",
    dict: "context",
    dt.datetime: "date and time",
    dt.date: "date",
    dt.time: "time",
    dt.timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    Range: "range",
}

_READY = frozenset(
    (
        type(None),
        bool,
        str,
        Decimal,
        dt.datetime,
        dt.date,
        dt.time,
        dt.timedelta,
        YearsMonths,
        Range,
        Function,
    )
)


def from_json(value: object) -> Value:
    """Plain JSON (or a FEEL value) as a FEEL value: numbers become Decimal, the rest is copied as it is.

    A float is read by its shortest spelling, so 0.1 is exactly 0.1. NaN, infinities and numbers beyond
    decimal128 become None: FEEL has no such values.
    """
    kind = value.__class__
    if kind in _READY:
        return value
    if kind is int or kind is float:
        try:
            number = D128.create_decimal(repr(value) if kind is float else value)  # type: ignore[arg-type]
        except ArithmeticError:
            return None
        return number if number.is_finite() else None
    if kind is dict:
        return {
            key: item if item.__class__ in _READY else from_json(item)
            for key, item in value.items()  # type: ignore[attr-defined]
        }
    if kind is list or kind is tuple:
        return [item if item.__class__ in _READY else from_json(item) for item in value]  # type: ignore[attr-defined]
    return _from_subclass(value)


def _from_subclass(value: object) -> Value:
    """What is neither a plain JSON kind nor a FEEL kind itself, but may be derived from one."""
    if isinstance(value, list | tuple):
        return [from_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): from_json(item) for key, item in value.items()}
    return value


def whole(value: Decimal) -> int | None:
    """The int a number stands for, None when it has a fraction or is too large to count anything."""
    if value.adjusted() > 18 or value != value.to_integral_value():
        return None
    return int(value)


def number_text(value: Decimal) -> str:
    """A number in plain digits without exponent or trailing zeros: 1E+3 is "1000", 2.50 is "2.5"."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def plain_number(value: Decimal) -> int | float | str:
    """A number for JSON: int when whole, else float; text when no JSON reader could hold it."""
    if value and abs(value.adjusted()) > EXPONENT_LIMIT:
        return str(value)
    if value == value.to_integral_value():
        return int(value)
    return float(value)
