"""Condition cells made of constants: asked without FEEL's general machinery, and laid out for lint."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal

from engine.feel.guards import Run
from engine.feel.nodes import RangeNode, Test
from engine.feel.parts import CellPart, constant_of
from engine.feel.static import Locals
from engine.feel.values import Value

TestClosure = Callable[[Run, Locals, Value], Value]
SIGNS: dict[str, Callable[[Value, Value], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def quick_test(part: CellPart) -> TestClosure:
    """The cell's test; numbers and texts are compared directly, whatever else goes FEEL's way and gets its warnings."""
    known = [_constant(test) for test in part.tests]
    kinds = {value.__class__ for value in known}
    if len(kinds) != 1 or not kinds <= {str, Decimal, bool}:
        return _quick_range(part)
    return _among(part.test, frozenset(known), kinds.pop(), part.negated)


def _constant(test: Test) -> Value:
    """The constant a value must be equal to, None for other tests."""
    return constant_of(test.part)[1] if test.sign in ("", "=") else None


def _among(general: TestClosure, known: frozenset[Value], kind: type, negated: bool) -> TestClosure:
    if len(known) == 1 and not negated:
        (only,) = known

        def equals(run: Run, scope: Locals, value: Value) -> Value:
            return value == only if value.__class__ is kind else general(run, scope, value)

        return equals

    def among(run: Run, scope: Locals, value: Value) -> Value:
        return (value in known) is not negated if value.__class__ is kind else general(run, scope, value)

    return among


def _quick_range(part: CellPart) -> TestClosure:
    """A single comparison or range of numbers."""
    general = part.test
    if len(part.tests) != 1 or part.negated:
        return general
    test = part.tests[0]
    if test.sign:
        limit = constant_of(test.part)[1]
        if limit.__class__ is not Decimal:
            return general
        compare = SIGNS[test.sign]
        return lambda run, scope, value: (
            compare(value, limit) if value.__class__ is Decimal else general(run, scope, value)
        )
    span = test.part
    if not isinstance(span, RangeNode) or span.low is None or span.high is None:
        return general
    low, high = constant_of(span.low)[1], constant_of(span.high)[1]
    if low.__class__ is not Decimal or high.__class__ is not Decimal:
        return general
    above = operator.ge if span.low_closed else operator.gt
    below = operator.le if span.high_closed else operator.lt
    return lambda run, scope, value: (
        above(value, low) and below(value, high) if value.__class__ is Decimal else general(run, scope, value)
    )
