"""Built-in functions on lists (DMN 1.5 §10.3.4.4); positions count from 1, or from the end when negative."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key

from engine.feel.compare import order, same
from engine.feel.guards import LimitReached, Run, list_room
from engine.feel.registry import builtin
from engine.feel.values import Function, Value, type_name, whole

MAX_FLATTEN_DEPTH = 100


def has(run: Run, items: list[Value], value: Value) -> bool:
    """Whether a list has an element equal to the value."""
    for item in items:
        run.spend()
        if same(run, item, value):
            return True
    return False


@builtin("list contains", "list: list, element: any")
def list_contains(run: Run, position: int, items: list[Value], element: Value) -> Value:
    """Whether an element is in the list; null can be."""
    return has(run, items, element)


@builtin("count", "list: list")
def count(run: Run, position: int, items: list[Value]) -> Value:
    """Number of elements."""
    return Decimal(len(items))


def _declare_truth(name: str, decisive: bool) -> None:
    def body(run: Run, position: int, items: list[Value]) -> Value:
        unknown = False
        for item in items:
            if item is decisive:
                return decisive
            if not isinstance(item, bool):
                unknown = True
                run.warn("not_boolean", position, where=name, found=type_name(item))
        return None if unknown else not decisive

    builtin(name, "list: list")(body)
    builtin(name, "*list: any")(body)


_declare_truth("all", False)
_declare_truth("any", True)


def _place(run: Run, position: int, items: list[Value], number: Decimal, room: int = 0) -> int | None:
    """A FEEL position as a Python index; `room` 1 lets it point just behind the end."""
    index = whole(number)
    if not index or abs(index) > len(items) + room:
        run.warn("no_such_element", position, index=str(number)[:20], size=len(items))
        return None
    return index - 1 if index > 0 else len(items) + index


@builtin("sublist", "list: list, start position: number, length: number?")
def sublist(
    run: Run, position: int, items: list[Value], start: Decimal, length: Decimal | None = None
) -> Value:
    """So many elements from a position on."""
    index = _place(run, position, items, start)
    size = len(items) if length is None else whole(length)
    if index is None:
        return None
    if size is None or size < 0:
        return run.warn("bad_position", position, size=len(items))
    return items[index : index + size]


@builtin("append", "list: list, *items: any")
def append(run: Run, position: int, items: list[Value], more: list[Value]) -> Value:
    """The list with more elements at its end."""
    return [*items, *more]


@builtin("concatenate", "*lists: list")
def concatenate(run: Run, position: int, lists: list[list[Value]]) -> Value:
    """All lists one after the other."""
    list_room(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, position: int, items: list[Value], where: Decimal, item: Value) -> Value:
    """The list with an element put in before a position."""
    index = _place(run, position, items, where)
    return None if index is None else [*items[:index], item, *items[index:]]


@builtin("remove", "list: list, position: number")
def remove(run: Run, position: int, items: list[Value], where: Decimal) -> Value:
    """The list without the element at a position."""
    index = _place(run, position, items, where)
    return None if index is None else [*items[:index], *items[index + 1 :]]


@builtin("list replace", "list: list, position: number, newItem: any")
def list_replace(run: Run, position: int, items: list[Value], where: Decimal, item: Value) -> Value:
    """The list with another element at a position."""
    index = _place(run, position, items, where)
    return None if index is None else [*items[:index], item, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def list_replace_matching(run: Run, position: int, items: list[Value], match: Function, item: Value) -> Value:
    """The list with another element wherever match(element, new element) is true."""
    verdicts = [match.call([old, item]) for old in items]
    for verdict in verdicts:
        if not isinstance(verdict, bool):
            return run.warn(
                "wrong_element",
                position,
                function="list replace",
                found=type_name(verdict),
                expected="boolean",
            )
    return [item if verdict else old for old, verdict in zip(items, verdicts, strict=True)]


@builtin("reverse", "list: list")
def reverse(run: Run, position: int, items: list[Value]) -> Value:
    """The elements from last to first."""
    return items[::-1]


@builtin("index of", "list: list, match: any")
def index_of(run: Run, position: int, items: list[Value], match: Value) -> Value:
    """All positions of an element."""
    return [Decimal(index) for index, item in enumerate(items, 1) if same(run, item, match)]


def distinct(run: Run, items: list[Value]) -> list[Value]:
    """The elements without repetitions, in the order of their first appearance."""
    kept: list[Value] = []
    simple: set[Value] = set()
    for item in items:
        run.spend()
        if isinstance(item, str | Decimal):
            if item in simple:
                continue
            simple.add(item)
        elif has(run, kept, item):
            continue
        kept.append(item)
    return kept


@builtin("union", "*lists: list")
def union(run: Run, position: int, lists: list[list[Value]]) -> Value:
    """All lists one after the other, without repetitions."""
    return distinct(run, concatenate(run, position, lists))


@builtin("distinct values", "list: list")
def distinct_values(run: Run, position: int, items: list[Value]) -> Value:
    """The elements without repetitions."""
    return distinct(run, items)


@builtin("flatten", "list: list")
def flatten(run: Run, position: int, items: list[Value]) -> Value:
    """Lists within the list dissolved into their elements."""
    flat: list[Value] = []
    _flatten(run, items, flat, 0)
    return flat


def _flatten(run: Run, items: list[Value], into: list[Value], depth: int) -> None:
    if depth > MAX_FLATTEN_DEPTH:
        raise LimitReached("limit_depth")
    for item in items:
        run.spend()
        if item.__class__ is list:
            _flatten(run, item, into, depth + 1)
        else:
            into.append(item)
    list_room(len(into))


def _sorted(run: Run, items: list[Value], precedes: Callable[[Value, Value], bool]) -> list[Value]:
    def outcome(left: Value, right: Value) -> int:
        run.spend()
        return -1 if precedes(left, right) else (1 if precedes(right, left) else 0)

    return sorted(items, key=cmp_to_key(outcome))


@builtin("sort", "list: list, precedes: function")
def sort(run: Run, position: int, items: list[Value], precedes: Function) -> Value:
    """The elements in the order that precedes(x, y) makes."""
    return _sorted(run, items, lambda left, right: precedes.call([left, right]) is True)


@builtin("sort", "list: list")
def sort_naturally(run: Run, position: int, items: list[Value]) -> Value:
    """The elements from smallest to largest; null when they have no common order."""
    for item in items:
        if order(run, items[0], item) is None:
            return run.warn(
                "not_comparable", position, sign="<", left=type_name(items[0]), right=type_name(item)
            )
    return _sorted(run, items, lambda left, right: order(run, left, right) == -1)
