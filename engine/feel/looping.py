"""Closures for what goes through lists: for, some, every, filters; and for functions and their calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from engine.feel import nodes as n
from engine.feel.guards import MAX_CALLS, LimitReached, Run, list_room
from engine.feel.reading import made_once, number_of
from engine.feel.registry import Builtin, invoke
from engine.feel.static import Closure, Locals, Static
from engine.feel.types import conforms_or_null
from engine.feel.values import Function, Range, Value, type_name, whole

Source = tuple[str, Closure]


class _NoList(Exception):
    """What is to be gone through is null, or a range without steps."""


def _source(node: n.Iteration, static: Static, position: int) -> Closure:
    """What a loop goes through, as a closure that gives an iterable of values."""
    start = static.build(node.start)
    if node.end is None:
        return lambda run, scope: _through(run, position, start(run, scope))
    end = static.build(node.end)
    return lambda run, scope: _span(run, position, start(run, scope), end(run, scope))


def _through(run: Run, position: int, value: Value) -> Iterable[Value]:
    if value.__class__ is list:
        return value
    if value is None:
        run.warn("loop_over_null", position)
        raise _NoList
    if isinstance(value, Range):
        if not (value.low_closed and value.high_closed):
            run.warn("loop_over_range", position)
            raise _NoList
        return _span(run, position, value.low, value.high)
    return [value]


def _span(run: Run, position: int, start: Value, end: Value) -> Iterable[Value]:
    """Whole numbers or dates from start to end, both included, up or down."""
    if start.__class__ is Decimal and end.__class__ is Decimal:
        first, last = whole(start), whole(end)
        if first is not None and last is not None:
            list_room(abs(last - first) + 1)
            step = 1 if last >= first else -1
            return (Decimal(number) for number in range(first, last + step, step))
    if start.__class__ is dt.date and end.__class__ is dt.date:
        first, last = start.toordinal(), end.toordinal()
        list_room(abs(last - first) + 1)
        step = 1 if last >= first else -1
        return (dt.date.fromordinal(number) for number in range(first, last + step, step))
    run.warn("loop_over_range", position)
    raise _NoList


def _sources(
    iterations: tuple[n.Iteration, ...], static: Static, position: int, names: set[str]
) -> list[Source]:
    found: list[Source] = []
    for iteration in iterations:
        found.append((iteration.name, _source(iteration, static, position)))
        names.add(iteration.name)
    return found


def _scopes(run: Run, scope: Locals, sources: list[Source], index: int) -> Iterator[Locals]:
    """The locals of each round: the last source turns fastest and may read the variables before it."""
    name, source = sources[index]
    last = index + 1 == len(sources)
    for item in source(run, scope):
        run.spend()
        inner = {**scope, name: item}
        if last:
            yield inner
        else:
            yield from _scopes(run, inner, sources, index + 1)


def for_(node: n.For, static: Static) -> Closure:
    """`for ... return`; `partial` is the list of the results so far."""
    names: set[str] = set()
    with static.inside(names) as layer:
        sources = _sources(node.iterations, static, node.position, names)
        names.add("partial")
        body = static.build(node.body)
        sees_partial = "partial" in layer.used

    def run_it(run: Run, scope: Locals) -> Value:
        results: list[Value] = []
        try:
            for inner in _scopes(run, scope, sources, 0):
                if sees_partial:
                    run.spend(len(results))
                    inner["partial"] = list(results)
                results.append(body(run, inner))
        except _NoList:
            return None
        list_room(len(results))
        return results

    return run_it


def quantified(node: n.Quantified, static: Static) -> Closure:
    """`some` and `every`: `or` and `and` over the rounds, with null where the outcome is not known."""
    names: set[str] = set()
    with static.inside(names):
        sources = _sources(node.iterations, static, node.position, names)
        body = static.build(node.body)
    decisive = not node.every
    position = node.position

    def run_it(run: Run, scope: Locals) -> Value:
        unknown = False
        try:
            for inner in _scopes(run, scope, sources, 0):
                verdict = body(run, inner)
                if verdict is decisive:
                    return decisive
                if verdict.__class__ is not bool:
                    unknown = True
                    if verdict is not None or not run.warnings:
                        run.warn("not_boolean", position, where="satisfies", found=type_name(verdict))
        except _NoList:
            return None
        return None if unknown else not decisive

    return run_it


def filter_(node: n.Filter, static: Static) -> Closure:
    """`base[number]` picks one element, counted from 1 or from the end; `base[test]` keeps those it holds for."""
    base = static.build(node.base)
    position = node.position
    number = number_of(node.test)
    if number is not None:
        return lambda run, scope: _pick(run, position, _listed(base(run, scope)), number)
    slot = static.new_slot()
    with static.inside(set(), slot):
        test = static.build(node.test)

    def run_it(run: Run, scope: Locals) -> Value:
        items = _listed(base(run, scope))
        if items is None:
            return run.warn("filter_of_null", position)
        if not items:
            return _pick_from_none(run, position, test, {**scope, slot: None})
        kept: list[Value] = []
        for item in items:
            run.spend()
            verdict = test(run, {**scope, slot: item})
            if verdict is True:
                kept.append(item)
            elif verdict.__class__ is Decimal:
                return _pick(run, position, items, verdict)
            elif verdict is not False and verdict is not None:
                run.warn("not_boolean", position, where="[ ]", found=type_name(verdict))
        return kept

    return run_it


def _pick_from_none(run: Run, position: int, test: Closure, scope: Locals) -> Value:
    """An empty list stays empty, unless what stands in the brackets is a position after all."""
    before = list(run.warnings) if run.warnings else None
    verdict = test(run, scope)
    run.warnings = before
    return _pick(run, position, [], verdict) if verdict.__class__ is Decimal else []


def _listed(value: Value) -> list[Value] | None:
    if value.__class__ is list or value is None:
        return value
    return [value]


def _pick(run: Run, position: int, items: list[Value] | None, number: Decimal) -> Value:
    if items is None:
        return run.warn("filter_of_null", position)
    index = whole(number)
    if not index or abs(index) > len(items):
        return run.warn("no_such_element", position, index=str(number)[:20], size=len(items))
    return items[index - 1 if index > 0 else index]


def lambda_(node: n.Lambda, static: Static) -> Closure:
    """`function(params) body`, which keeps the locals of the place where it was written."""
    params, types, position = node.params, node.types, node.position
    with static.inside(set(params)):
        body = static.build(node.body)

    def run_it(run: Run, scope: Locals) -> Value:
        def call(values: list[Value]) -> Value:
            if len(values) != len(params):
                return run.warn("wrong_count", position, expected=len(params), found=len(values))
            for param, type_, value in zip(params, types, values, strict=True):
                if type_ is not None and not conforms_or_null(value, type_):
                    return run.warn(
                        "wrong_parameter", position, name=param, expected=type_.name, found=type_name(value)
                    )
            if run.calls >= MAX_CALLS:
                raise LimitReached("limit_calls", limit=MAX_CALLS)
            run.spend()
            run.calls += 1
            result = body(run, {**scope, **dict(zip(params, values, strict=True))})
            run.calls -= 1
            return result

        return Function(params, call)

    return run_it


def call(node: n.Call, static: Static) -> Closure:
    """`target(values)`: a built-in by its name, else whatever function the target is at run time."""
    position, names = node.position, node.names
    values = [static.build(value) for value in node.values]
    fixed = all(isinstance(value, n.Literal) for value in node.values)
    target = node.target
    if isinstance(target, n.Name):
        called = static.builtins.get(target.name)
        local, slots = static.resolve(target.name)
        if called is not None and not local and target.name not in static.known:
            return _builtin_call(position, called, values, names, fixed and target.name in _CONSTRUCTORS)
        if not (local or slots) and target.name not in static.known:
            static.unknown_calls.add(target.name)
            return _unknown(position, target.name)
    function = static.build(target)

    def run_it(run: Run, scope: Locals) -> Value:
        found = function(run, scope)
        if not isinstance(found, Function):
            return run.warn("no_function", position, found=type_name(found))
        given = [value(run, scope) for value in values]
        if not names:
            return found.call(given)
        if sorted(names) != sorted(found.params):
            return run.warn("wrong_names", position, expected=", ".join(found.params), found=", ".join(names))
        by_name = dict(zip(names, given, strict=True))
        return found.call([by_name[param] for param in found.params])

    return run_it


_CONSTRUCTORS = frozenset(("date", "time", "date and time", "duration"))
"""Built-ins that give the same immutable value for the same constants, at whatever time and place."""


def _builtin_call(
    position: int, called: Builtin, values: list[Closure], names: tuple[str, ...], once: bool
) -> Closure:
    def run_it(run: Run, scope: Locals) -> Value:
        return invoke(run, position, called, [value(run, scope) for value in values], names)

    return made_once(run_it) if once else run_it


def _unknown(position: int, name: str) -> Closure:
    """The context holds plain JSON, hence no functions: a name that is no built-in can never be called."""
    return lambda run, scope: run.warn("unknown_function", position, name=name)
