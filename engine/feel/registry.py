"""How built-in functions are declared, and how their arguments are checked and bound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from engine.feel.guards import Run, list_room, text_room
from engine.feel.values import Function, Range, Value, YearsMonths, type_name

_DATES = (dt.date, dt.datetime)
_SPANS = (dt.timedelta, YearsMonths)
_KINDS: dict[str, frozenset[type]] = {
    "string": frozenset((str,)),
    "number": frozenset((Decimal,)),
    "boolean": frozenset((bool,)),
    "context": frozenset((dict,)),
    "date": frozenset((dt.date,)),
    "date and time": frozenset((dt.datetime,)),
    "day": frozenset(_DATES),
    "time": frozenset((dt.time,)),
    "days duration": frozenset((dt.timedelta,)),
    "days duration or null": frozenset((dt.timedelta, type(None))),
    "duration": frozenset(_SPANS),
    "range": frozenset((Range,)),
    "function": frozenset((Function,)),
    "point": frozenset((Decimal, str, dt.time, *_DATES, *_SPANS)),
    "string or null": frozenset((str, type(None))),
    "boolean or null": frozenset((bool, type(None))),
}


class Param(NamedTuple):
    """One parameter: `many` takes all the remaining arguments, `optional` may be left out."""

    name: str
    kind: str
    optional: bool
    many: bool


class Overload(NamedTuple):
    """One way to call a built-in: `body(run, position, *arguments)`."""

    params: tuple[Param, ...]
    body: Callable[..., Value]


class Builtin(NamedTuple):
    """A built-in function with all the ways to call it."""

    name: str
    overloads: tuple[Overload, ...]


BUILTINS: dict[str, Builtin] = {}


def builtin(name: str, signature: str) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Declare a built-in: "string: string, length: number?" names, kinds, optional; "*" before a name: many.

    Kinds are the keys of _KINDS, "list" (a single value counts as a list of one) and "any".
    """
    params = tuple(_param(piece) for piece in signature.split(", ")) if signature else ()

    def declare(body: Callable[..., Value]) -> Callable[..., Value]:
        known = BUILTINS.get(name)
        before = known.overloads if known else ()
        BUILTINS[name] = Builtin(name, (*before, Overload(params, body)))
        return body

    return declare


def _param(piece: str) -> Param:
    name, _, kind = piece.partition(": ")
    optional = kind.endswith("?")
    return Param(name.lstrip("*"), kind.rstrip("?"), optional, name.startswith("*"))


class _Unfit(Exception):
    """An argument is not of the kind its parameter takes."""


def _fit(kind: str, value: Value) -> Value:
    """The value, unwrapped from or wrapped into a list of one where that makes it fit (DMN 1.5 §10.3.2.9.4)."""
    if kind == "any":
        return value
    if kind == "list":
        if value.__class__ is list:
            return value
        if value is None:
            raise _Unfit
        return [value]
    if value.__class__ in _KINDS[kind]:
        return value
    if value.__class__ is list and len(value) == 1 and value[0].__class__ in _KINDS[kind]:
        return value[0]
    raise _Unfit


def _bind(params: Sequence[Param], values: Sequence[Value]) -> list[Value]:
    if params and params[-1].many:
        fixed = params[:-1]
        if len(values) <= len(fixed):
            raise _Unfit
        bound = [_fit(param.kind, value) for param, value in zip(fixed, values, strict=False)]
        return [*bound, [_fit(params[-1].kind, value) for value in values[len(fixed) :]]]
    if len(values) > len(params) or any(not param.optional for param in params[len(values) :]):
        raise _Unfit
    return [_fit(param.kind, value) for param, value in zip(params, values, strict=False)]


def _in_order(params: Sequence[Param], values: Sequence[Value], names: Sequence[str]) -> list[Value]:
    given = dict(zip(names, values, strict=True))
    bound: list[Value] = []
    for param in params:
        if param.name in given:
            bound.append(_fit(param.kind, given.pop(param.name)))
        elif param.optional:
            bound.append(None)
        else:
            raise _Unfit
    if given:
        raise _Unfit
    return bound


def invoke(run: Run, position: int, called: Builtin, values: list[Value], names: tuple[str, ...]) -> Value:
    """Call a built-in in the first way its arguments fit; null with a warning when none does."""
    for value in values:
        run.spend(len(value) + 1 if value.__class__ is list else 1)
    for overload in called.overloads:
        try:
            bound = _in_order(overload.params, values, names) if names else _bind(overload.params, values)
        except _Unfit:
            continue
        return _checked(overload.body, run, position, bound)
    return run.warn(
        "wrong_arguments",
        position,
        function=called.name,
        found=", ".join(type_name(value) for value in values[:8]),
        expected=" | ".join(spelled(overload) for overload in called.overloads),
    )


def _checked(body: Callable[..., Value], run: Run, position: int, bound: list[Any]) -> Value:
    result = body(run, position, *bound)
    if result.__class__ is list:
        list_room(len(result))
    elif result.__class__ is str:
        text_room(len(result))
    return result


def spelled(overload: Overload) -> str:
    """A way to call a built-in as text: "string: string, length: number?"."""
    return ", ".join(
        f"{'*' if param.many else ''}{param.name}: {param.kind}{'?' if param.optional else ''}"
        for param in overload.params
    )
