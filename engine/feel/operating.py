"""Closures for operators: three-valued logic, comparison, arithmetic, ranges, lists, contexts and `if`."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal

from engine.feel import nodes as n
from engine.feel.arithmetic import calculate, negate
from engine.feel.compare import compare, order, within
from engine.feel.guards import Run
from engine.feel.reading import made_once
from engine.feel.static import Closure, Locals, Static
from engine.feel.types import conforms
from engine.feel.values import Range, Value, type_name

_DIRECT: dict[str, Callable[[Value, Value], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SAME_KIND = (Decimal, str)


def binary(node: n.Binary, static: Static) -> Closure:
    """Comparison and arithmetic."""
    if node.sign in _DIRECT:
        if isinstance(node.right, n.Literal) and node.right.value is not None:
            return _compare_with(node, static, node.right.value)
        return _compare(node, static)
    position, sign = node.position, node.sign
    left, right = static.build(node.left), static.build(node.right)
    return lambda run, scope: calculate(run, position, sign, left(run, scope), right(run, scope))


def _compare_with(node: n.Binary, static: Static, known: Value) -> Closure:
    position, sign = node.position, node.sign
    left = static.build(node.left)
    kind = known.__class__
    # Booleans are equal or not, but have no order.
    direct = _DIRECT[sign] if kind is not bool or sign in ("=", "!=") else None

    def run_it(run: Run, scope: Locals) -> Value:
        value = left(run, scope)
        if value.__class__ is kind and direct is not None:
            return direct(value, known)
        return compare(run, position, sign, value, known)

    return run_it


def _compare(node: n.Binary, static: Static) -> Closure:
    position, sign = node.position, node.sign
    left, right = static.build(node.left), static.build(node.right)
    direct = _DIRECT[sign]

    def run_it(run: Run, scope: Locals) -> Value:
        value, other = left(run, scope), right(run, scope)
        if value.__class__ is other.__class__ and value.__class__ in _SAME_KIND:
            return direct(value, other)
        return compare(run, position, sign, value, other)

    return run_it


def logic(node: n.Logic, static: Static) -> Closure:
    """`and`, `or` after Kleene: what decides, decides; else null if anything was null."""
    parts = [static.build(part) for part in node.parts]
    decisive = node.sign == "or"
    position, sign = node.position, node.sign

    def run_it(run: Run, scope: Locals) -> Value:
        unknown = False
        for part in parts:
            value = part(run, scope)
            if value is decisive:
                return decisive
            if value.__class__ is not bool:
                unknown = True
                # A null that came of something else has been explained already.
                if value is not None or not run.warnings:
                    run.warn("not_boolean", position, where=sign, found=type_name(value))
        return None if unknown else not decisive

    return run_it


def negation(node: n.Negate, static: Static) -> Closure:
    """`-part`."""
    position, part = node.position, static.build(node.part)
    return lambda run, scope: negate(run, position, part(run, scope))


def between(node: n.Between, static: Static) -> Closure:
    """`part between low and high`, both ends included."""
    position = node.position
    part, low, high = static.build(node.part), static.build(node.low), static.build(node.high)

    def run_it(run: Run, scope: Locals) -> Value:
        value = part(run, scope)
        above = compare(run, position, ">=", value, low(run, scope))
        if above is False:
            return False
        below = compare(run, position, "<=", value, high(run, scope))
        return below if above or below is False else None

    return run_it


def in_tests(node: n.In, static: Static) -> Closure:
    """`part in (tests)`."""
    part = static.build(node.part)
    tests = [test(one, static) for one in node.tests]

    def run_it(run: Run, scope: Locals) -> Value:
        return any_of(run, scope, part(run, scope), tests)

    return run_it


TestClosure = Callable[[Run, Locals, Value], Value]


def test(node: n.Test, static: Static) -> TestClosure:
    """One unary test as a closure that is handed the value tested."""
    position, sign = node.position, node.sign
    part = static.build(node.part)
    if sign:
        return lambda run, scope, value: compare(run, position, sign, value, part(run, scope))
    return lambda run, scope, value: within(run, position, value, part(run, scope))


def any_of(run: Run, scope: Locals, value: Value, tests: list[TestClosure]) -> bool | None:
    """True when any test holds, null when none does and one is null."""
    unknown = False
    for one in tests:
        verdict = one(run, scope, value)
        if verdict is True:
            return True
        unknown = unknown or verdict is not False
    return None if unknown else False


def range_(node: n.RangeNode, static: Static) -> Closure:
    """A range; null when its ends cannot be compared."""
    position, low_closed, high_closed = node.position, node.low_closed, node.high_closed
    low = static.build(node.low) if node.low else None
    high = static.build(node.high) if node.high else None

    def run_it(run: Run, scope: Locals) -> Value:
        first = low(run, scope) if low else None
        last = high(run, scope) if high else None
        if (low and first is None) or (high and last is None):
            return run.warn("range_of_null", position)
        known = first if low else last
        if order(run, known, last if low and high else known) is None:
            return run.warn("range_of_kinds", position, low=type_name(first), high=type_name(last))
        return Range(first, low_closed, last, high_closed)

    if all(end is None or isinstance(end, n.Literal) for end in (node.low, node.high)):
        return made_once(run_it)
    return run_it


def list_(node: n.ListNode, static: Static) -> Closure:
    """`[a, b]`."""
    items = [static.build(item) for item in node.items]
    return lambda run, scope: [item(run, scope) for item in items]


def context(node: n.ContextNode, static: Static) -> Closure:
    """`{key: value}`: later entries see earlier ones, and a function sees itself."""
    entries: list[tuple[str, Closure]] = []
    with static.inside(set()) as layer:
        for key, part in node.entries:
            if isinstance(part, n.Lambda):
                layer.names.add(key)
            entries.append((key, static.build(part)))
            layer.names.add(key)

    def run_it(run: Run, scope: Locals) -> Value:
        inner = dict(scope)
        result = {}
        for key, part in entries:
            inner[key] = result[key] = part(run, inner)
        return result

    return run_it


def if_(node: n.If, static: Static) -> Closure:
    """`if`: everything but true takes the else."""
    position = node.position
    condition, yes, no = static.build(node.test), static.build(node.yes), static.build(node.no)

    def run_it(run: Run, scope: Locals) -> Value:
        verdict = condition(run, scope)
        if verdict is True:
            return yes(run, scope)
        if verdict is not False and verdict is not None:
            run.warn("not_boolean", position, where="if", found=type_name(verdict))
        return no(run, scope)

    return run_it


def instance_of(node: n.InstanceOf, static: Static) -> Closure:
    """`part instance of type`."""
    part, type_ = static.build(node.part), node.type

    def run_it(run: Run, scope: Locals) -> Value:
        value = part(run, scope)
        if value.__class__ is list:
            run.spend(len(value))
        return conforms(value, type_)

    return run_it
