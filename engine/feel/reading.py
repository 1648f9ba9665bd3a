"""Closures for constants, variables and paths: everything that reads."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from engine.feel import nodes as n
from engine.feel.guards import FeelSyntaxError, Run
from engine.feel.registry import Builtin, invoke
from engine.feel.static import Closure, Locals, Static
from engine.feel.temporal import parse_temporal, property_of
from engine.feel.values import D128, Function, Range, Value, YearsMonths, type_name

_MISSING: Any = object()
_whole_number = D128.create_decimal


def constant(value: Value) -> Closure:
    """Always this value."""
    return lambda run, scope: value


def literal(node: n.Literal, static: Static) -> Closure:
    """A number, text, true, false or null."""
    return constant(node.value)


def at_literal(node: n.At, static: Static) -> Closure:
    """@"2020-01-01"; what is no temporal text is refused while compiling."""
    value = parse_temporal(node.text)
    if value is None:
        raise FeelSyntaxError("not_temporal", node.position, {"text": node.text[:60]})
    return constant(value)


def tested(node: n.Input, static: Static) -> Closure:
    """The value a unary test is put to."""
    static.reads_input = True
    return lambda run, scope: run.input


def name(node: n.Name, static: Static) -> Closure:
    """A variable: local, a key of a filtered item, of the context, or a built-in function."""
    variable = node.name
    local, slots = static.resolve(variable)
    if variable == "item" and slots and not local:
        slot = slots[0]
        return _from_items(variable, slots, lambda run, scope: scope[slot])
    if local:
        inner: Closure = lambda run, scope: scope[variable]  # noqa: E731
    else:
        static.reads((variable,), bool(slots))
        inner = _from_context(node, static.builtins.get(variable))
    return _from_items(variable, slots, inner) if slots else inner


def _from_items(variable: str, slots: list[str], otherwise: Closure) -> Closure:
    def read(run: Run, scope: Locals) -> Value:
        for slot in slots:
            item = scope[slot]
            if item.__class__ is dict and variable in item:
                return item[variable]
        return otherwise(run, scope)

    return read


def _from_context(node: n.Name, called: Builtin | None) -> Closure:
    position, variable = node

    def read(run: Run, scope: Locals) -> Value:
        value = run.context.get(variable, _MISSING)
        kind = value.__class__
        if kind is str or kind is bool:
            return value
        if kind is int:
            return _whole_number(value)  # type: ignore[arg-type]
        if value is not _MISSING:
            return run.root(variable)
        if called is not None:
            return as_function(run, position, called)
        return run.warn("unknown_variable", position, name=variable)

    return read


def as_function(run: Run, position: int, called: Builtin) -> Function:
    """A built-in as a value, to be handed to `sort` or put under another name."""
    params = called.overloads[0].params
    names = tuple(param.name for param in params)
    return Function(names, lambda values: invoke(run, position, called, values, ()))


def path(node: n.Path, static: Static) -> Closure:
    """`base.key`; a chain that starts at a variable of the context is walked in plain JSON, without copies."""
    keys = [node.key]
    base = node.base
    while isinstance(base, n.Path):
        keys.append(base.key)
        base = base.base
    before = set(static.paths)
    general = _general(node, static)
    if not isinstance(base, n.Name):
        return general
    local, slots = static.resolve(base.name)
    if local:
        return general
    # Only the whole path is read, not what lies on the way to it.
    static.paths = before
    static.reads((base.name, *reversed(keys)), bool(slots))
    return general if slots else _direct(base.name, tuple(reversed(keys)), general)


def _direct(root: str, keys: tuple[str, ...], general: Closure) -> Closure:
    def read(run: Run, scope: Locals) -> Value:
        value = run.context.get(root)
        for key in keys:
            if value.__class__ is not dict:
                return general(run, scope)
            value = value.get(key)
        kind = value.__class__
        if kind is str or kind is bool:
            return value
        if kind is int:
            return _whole_number(value)  # type: ignore[arg-type]
        return general(run, scope)

    return read


def _general(node: n.Path, static: Static) -> Closure:
    position, key = node.position, node.key
    base = static.build(node.base)

    def read(run: Run, scope: Locals) -> Value:
        value = base(run, scope)
        if value.__class__ is dict and key in value:
            return value[key]
        return step(run, position, value, key)

    return read


def step(run: Run, position: int, value: Value, key: str) -> Value:
    """`value.key` for a context, for each element of a list, or a part of a temporal value or range."""
    kind = value.__class__
    if kind is dict:
        if key in value:
            return value[key]
        return run.warn("no_entry", position, name=key)
    if kind is list:
        run.spend(len(value) + 1)
        return [step(run, position, item, key) for item in value]
    if kind is Range and key in _RANGE_PARTS:
        return getattr(value, _RANGE_PARTS[key])
    if isinstance(value, dt.date | dt.time | dt.timedelta | YearsMonths):
        try:
            return property_of(value, key, run.now.date())
        except KeyError:
            pass
    return run.warn("no_path", position, name=key, value=type_name(value))


_RANGE_PARTS = {
    "start": "low",
    "end": "high",
    "start included": "low_closed",
    "end included": "high_closed",
}


def made_once(make: Closure) -> Closure:
    """For what never changes: made at the first call; one that fails is made each time, for its warning."""
    ready: list[Value] = []

    def run_it(run: Run, scope: Locals) -> Value:
        if ready:
            return ready[0]
        value = make(run, scope)
        if value is not None:
            ready.append(value)
        return value

    return run_it


def number_of(node: n.Node) -> Decimal | None:
    """The number a constant stands for, None for any other node."""
    if isinstance(node, n.Literal) and isinstance(node.value, Decimal):
        return node.value
    return None
