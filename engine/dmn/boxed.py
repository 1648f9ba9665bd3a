"""Closures for boxed expressions other than tables."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.dmn.building import Builder, Scope, fitted, typed
from engine.dmn.evaluating import Evaluating, Spot
from engine.dmn.model import (
    Conditional,
    Context,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Items,
    Iterator,
    Literal,
    Relation,
    Table,
)
from engine.dmn.tables import table
from engine.dmn.types import Type, given_by
from engine.feel.guards import MAX_CALLS, LimitReached, Run, list_room
from engine.feel.static import Closure, Locals
from engine.feel.values import Function, Range, Value, type_name, whole


def build(box: Expression, scope: Scope, builder: Builder) -> Closure:
    """The closure of any boxed expression, whose value fits the type written at the box."""
    closure = _BUILDERS[box.__class__](box, scope, builder)
    if not box.type or isinstance(box, FunctionDefinition):
        return closure
    return typed(closure, builder.types.named(box.type, box.at), scope.spot(box.at), "result")


def _literal(box: Literal, scope: Scope, builder: Builder) -> Closure:
    inner = builder.expression(box.text, box.at, scope)
    spot = scope.spot(box.at, text=box.text)

    def run_it(run: Run, values: Locals) -> Value:
        run.spot = spot  # type: ignore[attr-defined]
        return inner(run, values)

    return run_it


def _context(box: Context, scope: Scope, builder: Builder) -> Closure:
    """Later entries see earlier ones, and a function sees itself."""
    entries: list[tuple[str, Closure]] = []
    result: Closure | None = None
    inner = scope
    for entry in box.entries:
        own = (
            inner.plus((entry.name,)) if isinstance(entry.value, FunctionDefinition) and entry.name else inner
        )
        closure = build(entry.value, own, builder)
        if not entry.name:
            result = closure
            continue
        if entry.type:
            spot = scope.spot(entry.at, column=entry.name)
            closure = typed(closure, builder.types.named(entry.type, entry.at), spot, "result")
        entries.append((entry.name, closure))
        inner = inner.plus((entry.name,))

    def run_it(run: Run, values: Locals) -> Value:
        known = dict(values)
        made: dict[str, Value] = {}
        for name, closure in entries:
            known[name] = None
            known[name] = made[name] = closure(run, known)
        return made if result is None else result(run, known)

    return run_it


def _items(box: Items, scope: Scope, builder: Builder) -> Closure:
    items = [build(item, scope, builder) for item in box.items]
    return lambda run, values: [item(run, values) for item in items]


def _relation(box: Relation, scope: Scope, builder: Builder) -> Closure:
    rows = [[build(cell, scope, builder) for cell in row] for row in box.rows]
    columns = box.columns

    def run_it(run: Run, values: Locals) -> Value:
        return [{name: cell(run, values) for name, cell in zip(columns, row, strict=True)} for row in rows]

    return run_it


def _conditional(box: Conditional, scope: Scope, builder: Builder) -> Closure:
    test, yes, no = (build(part, scope, builder) for part in (box.test, box.yes, box.no))
    spot = scope.spot(box.at)

    def run_it(run: Run, values: Locals) -> Value:
        verdict = test(run, values)
        if verdict is True:
            return yes(run, values)
        if verdict is not False and verdict is not None:
            _fail(run, spot, "not_boolean", found=type_name(verdict))
        return no(run, values)

    return run_it


def _filter(box: Filter, scope: Scope, builder: Builder) -> Closure:
    source = build(box.source, scope, builder)
    slot = builder.new_slot()
    match = build(box.match, scope.with_item(slot), builder)
    spot = scope.spot(box.at)

    def run_it(run: Run, values: Locals) -> Value:
        items = _listed(run, spot, source(run, values))
        kept: list[Value] = []
        for item in items or ():
            run.spend()
            verdict = match(run, {**values, slot: item})
            if verdict is True:
                kept.append(item)
            elif verdict is not False and verdict is not None:
                return _fail(run, spot, "not_boolean", found=type_name(verdict))
        return None if items is None else kept

    return run_it


def _iterator(box: Iterator, scope: Scope, builder: Builder) -> Closure:
    source = build(box.source, scope, builder)
    names = (box.variable, "partial") if box.kind == "for" else (box.variable,)
    outer, builder.used = builder.used, set()
    body = build(box.body, scope.plus(names), builder)
    sees_partial = box.kind == "for" and "partial" in builder.used
    builder.used |= outer
    spot, variable, kind = scope.spot(box.at), box.variable, box.kind

    def run_it(run: Run, values: Locals) -> Value:
        items = _listed(run, spot, source(run, values))
        if items is None:
            return None
        results: list[Value] = []
        for item in items:
            run.spend(len(results) + 1 if sees_partial else 1)
            found = body(run, {**values, variable: item, "partial": list(results) if sees_partial else []})
            if kind != "for" and found is (kind == "some"):
                return found
            results.append(found)
        if kind == "for":
            return results
        return None if any(found is not (kind == "every") for found in results) else kind == "every"

    return run_it


def _listed(run: Run, spot: Spot, value: Value) -> list[Value] | None:
    """What is gone through: a list, a range of whole numbers, or a single value; null is an error."""
    if value.__class__ is list:
        return value
    if value is None:
        _fail(run, spot, "loop_over_null")
        return None
    if not isinstance(value, Range):
        return [value]
    ends = [whole(end) if type_name(end) == "number" else None for end in (value.low, value.high)]
    first, last = ends
    if first is None or last is None or not (value.low_closed and value.high_closed):
        _fail(run, spot, "loop_over_range")
        return None
    list_room(abs(last - first) + 1)
    step = 1 if last >= first else -1
    return [Decimal(number) for number in range(first, last + step, step)]


def _invocation(box: Invocation, scope: Scope, builder: Builder) -> Closure:
    called = build(box.called, scope, builder)
    bindings = [
        (one.name, build(one.value, scope, builder) if one.value is not None else None)
        for one in box.bindings
    ]
    _check_bindings(box, builder)
    spot = scope.spot(box.at)

    def run_it(run: Run, values: Locals) -> Value:
        function = called(run, values)
        given = {name: None if closure is None else closure(run, values) for name, closure in bindings}
        run.spot = spot  # type: ignore[attr-defined]
        if not isinstance(function, Function):
            return _fail(run, spot, "no_function", found=type_name(function))
        if not set(given) <= set(function.params):
            return _fail(
                run, spot, "wrong_names", expected=", ".join(function.params), found=", ".join(given)
            )
        return function.call([given.get(param) for param in function.params])

    return run_it


def _check_bindings(box: Invocation, builder: Builder) -> None:
    """What is called by its plain name is known already, and so are its parameters."""
    if not isinstance(box.called, Literal):
        return
    params = builder.functions.get(box.called.text)
    if params is None:
        return
    for binding in box.bindings:
        if binding.name and binding.name not in params:
            builder.draft.refuse(
                binding.at, "unknown_binding", binding=binding.name, params=", ".join(params)
            )
    missing = [param for param in params if param not in {binding.name for binding in box.bindings}]
    if missing:
        builder.draft.refuse(box.at, "missing_binding", missing=", ".join(missing), called=box.called.text)


def _function(box: FunctionDefinition, scope: Scope, builder: Builder) -> Closure:
    make = function(box, scope, builder)
    return lambda run, values: make(run, values)


def function(box: FunctionDefinition, scope: Scope, builder: Builder) -> Callable[[Run, Locals], Function]:
    """What makes a function value out of a boxed one and the locals of the place where it stands."""
    types = [builder.types.named(param.type, box.at) for param in box.params]
    params = tuple(param.name for param in box.params)
    body = build(box.body, scope.plus(params, dict(zip(params, types, strict=True))), builder)
    if box.type:
        gives = given_by(builder.types.named(box.type, box.at))
        body = typed(body, gives, scope.spot(box.at), "result")
    spot = scope.spot(box.at)

    def make(run: Run, values: Locals) -> Function:
        def call(given: list[Value]) -> Value:
            bound = bind(run, spot, params, types, given)
            if bound is None:
                return None
            return enter(run, lambda: body(run, {**values, **bound}))

        return Function(params, call)

    return make


def bind(
    run: Run, spot: Spot, params: tuple[str, ...], types: list[Type], given: list[Value]
) -> Locals | None:
    """Parameters with their values; None and an error when they do not fit."""
    if len(given) != len(params):
        _fail(run, spot, "wrong_count", expected=len(params), found=len(given))
        return None
    bound: Locals = {}
    for param, type_, value in zip(params, types, given, strict=True):
        where = spot._replace(column=param)
        bound[param] = fitted(run, value, type_, where, "parameter")
        if value is not None and bound[param] is None:
            return None
    return bound


def enter(run: Run, body: Callable[[], Value]) -> Value:
    """Run a function's body: bounded nesting, and back to where it was called from."""
    if run.calls >= MAX_CALLS:
        raise LimitReached("limit_calls", limit=MAX_CALLS)
    run.spend()
    run.calls += 1
    back = run.spot  # type: ignore[attr-defined]
    result = body()
    run.spot = back  # type: ignore[attr-defined]
    run.calls -= 1
    return result


def _fail(run: Run, spot: Spot, key: str, **values: str | int) -> Any:
    assert isinstance(run, Evaluating)
    run.spot = spot
    return run.fail(key, **values)


_BUILDERS: dict[type, Callable[[Any, Scope, Builder], Closure]] = {
    Literal: _literal,
    Context: _context,
    Items: _items,
    Relation: _relation,
    FunctionDefinition: _function,
    Conditional: _conditional,
    Filter: _filter,
    Iterator: _iterator,
    Invocation: _invocation,
    Table: table,
}
