"""Built-in functions on numbers, and `not` (DMN 1.5 §10.3.4.2, §10.3.4.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from engine.feel.guards import Run
from engine.feel.registry import builtin
from engine.feel.values import D128, Value, YearsMonths, whole

MAX_SCALE = 6111
_UNIT = Decimal(1)


@builtin("not", "negand: boolean or null")
def not_(run: Run, position: int, negand: bool | None) -> Value:
    """The other truth value; null stays null."""
    return None if negand is None else not negand


def rounded(run: Run, position: int, value: Decimal, scale: Decimal | None, rounding: str) -> Value:
    """A number with so many decimals; a negative scale rounds to tens, hundreds and so on."""
    digits = whole(scale) if scale is not None else 0
    if digits is None or abs(digits) > MAX_SCALE:
        return run.warn("bad_scale", position)
    if -value.as_tuple().exponent <= digits:  # type: ignore[operator]
        return value
    with_scale = value.quantize(Decimal((0, (1,), -digits)), rounding=rounding, context=D128)
    # A negative scale leaves 1E+2, which is the number 100.
    return with_scale if digits >= 0 else D128.add(with_scale, Decimal(0))


def _declare(name: str, rounding: str, optional: bool) -> None:
    @builtin(name, f"n: number, scale: number{'?' if optional else ''}")
    def body(run: Run, position: int, n: Decimal, scale: Decimal | None = None) -> Value:
        return rounded(run, position, n, scale, rounding)


_declare("decimal", ROUND_HALF_EVEN, False)
_declare("floor", ROUND_FLOOR, True)
_declare("ceiling", ROUND_CEILING, True)
_declare("round up", ROUND_UP, False)
_declare("round down", ROUND_DOWN, False)
_declare("round half up", ROUND_HALF_UP, False)
_declare("round half down", ROUND_HALF_DOWN, False)


@builtin("abs", "n: number")
def abs_number(run: Run, position: int, n: Decimal) -> Value:
    """The number without its sign."""
    return D128.abs(n)


@builtin("abs", "n: duration")
def abs_duration(run: Run, position: int, n: dt.timedelta | YearsMonths) -> Value:
    """The duration without its sign."""
    return YearsMonths(abs(n.months)) if isinstance(n, YearsMonths) else abs(n)


@builtin("modulo", "dividend: number, divisor: number")
def modulo(run: Run, position: int, dividend: Decimal, divisor: Decimal) -> Value:
    """dividend - divisor * floor(dividend / divisor): the sign is the divisor's."""
    if not divisor:
        return run.warn("division_by_zero", position)
    rest = D128.remainder(dividend, divisor)
    return D128.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


def _real(name: str, signature: str, body: Callable[[Decimal], Decimal]) -> None:
    @builtin(name, signature)
    def run_it(run: Run, position: int, number: Decimal) -> Value:
        try:
            return body(number)
        except ArithmeticError:
            return run.warn("out_of_range", position, sign=name)


def _log(number: Decimal) -> Decimal:
    if number <= 0:
        raise ArithmeticError
    return D128.ln(number)


_real("sqrt", "number: number", D128.sqrt)
_real("log", "number: number", _log)
_real("exp", "number: number", D128.exp)


@builtin("odd", "number: number")
def odd(run: Run, position: int, number: Decimal) -> Value:
    """Whether a whole number is odd; a fraction is neither odd nor even."""
    return number == number.to_integral_value() and D128.remainder(number, Decimal(2)) != 0


@builtin("even", "number: number")
def even(run: Run, position: int, number: Decimal) -> Value:
    """Whether a whole number is even; a fraction is neither odd nor even."""
    return number == number.to_integral_value() and D128.remainder(number, Decimal(2)) == 0
