"""The grammar of FEEL as recursive descent over tokens, one function per construct, never going back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from engine.feel import nodes as n
from engine.feel.cursor import Cursor
from engine.feel.guards import FeelSyntaxError
from engine.feel.lexer import string_value
from engine.feel.precedence import COMPARISONS, LEVELS, NO_OPERAND, SUM
from engine.feel.values import D128

_CONSTANTS = {"true": True, "false": False, "null": None}


def unary_tests(cursor: Cursor) -> tuple[n.Test, ...]:
    """Tests with commas between them."""
    tests = [_test(cursor)]
    while cursor.found(","):
        tests.append(_test(cursor))
    return tuple(tests)


def _test(cursor: Cursor) -> n.Test:
    position = cursor.starts[cursor.at]
    sign = cursor.kinds[cursor.at]
    if sign in COMPARISONS:
        cursor.at += 1
        return n.Test(position, sign, operators(cursor, SUM))
    return n.Test(position, "", expression(cursor))


def expression(cursor: Cursor) -> n.Node:
    """Anything, as far as it goes."""
    cursor.enter()
    outer, cursor.range_end = cursor.range_end, False
    node = operators(cursor, 1)
    cursor.range_end = outer
    cursor.depth -= 1
    return node


def operators(cursor: Cursor, least: int, left: n.Node | None = None) -> n.Node:
    """Operands joined by operators that bind at least this tightly."""
    if left is None:
        left = _operand(cursor)
    kinds = cursor.kinds
    while True:
        sign = kinds[cursor.at]
        level = LEVELS.get(sign, 0)
        if level < least or level == 0:
            return left
        position = cursor.starts[cursor.at]
        cursor.at += 1
        if level <= 2:
            right = operators(cursor, level + 1)
            before = left.parts if isinstance(left, n.Logic) and left.sign == sign else (left,)
            left = n.Logic(position if len(before) == 1 else left.position, sign, (*before, right))
        elif sign == "between":
            low = operators(cursor, SUM)
            cursor.take("and")
            left = n.Between(position, left, low, operators(cursor, SUM))
        elif sign == "in":
            left = n.In(position, left, _in_tests(cursor))
        elif sign == "instance":
            if cursor.texts[cursor.at] != "of":
                raise cursor.error("expected", expected="of", found=cursor.texts[cursor.at][:40])
            cursor.at += 1
            left = n.InstanceOf(position, left, cursor.type())
        else:
            left = n.Binary(position, sign, left, operators(cursor, level + 1))


def _in_tests(cursor: Cursor) -> tuple[n.Test, ...]:
    position = cursor.starts[cursor.at]
    if not cursor.found("("):
        if cursor.kinds[cursor.at] in COMPARISONS:
            return (_test(cursor),)
        return (n.Test(position, "", operators(cursor, SUM)),)
    tests = unary_tests(cursor)
    if len(tests) > 1 or tests[0].sign:
        cursor.take(")")
        return tests
    inner = tests[0].part
    if cursor.kinds[cursor.at] == "..":
        inner = _range(cursor, position, inner, False)
    else:
        cursor.take(")")
    return (n.Test(position, "", operators(cursor, SUM, _postfix(cursor, inner))),)


def _operand(cursor: Cursor) -> n.Node:
    if cursor.kinds[cursor.at] != "-":
        return _postfix(cursor, _primary(cursor))
    position = cursor.starts[cursor.at]
    cursor.at += 1
    cursor.enter()
    part = _operand(cursor)
    cursor.depth -= 1
    if isinstance(part, n.Literal) and isinstance(part.value, Decimal):
        return n.Literal(position, D128.minus(part.value))
    return n.Negate(position, part)


def _postfix(cursor: Cursor, node: n.Node) -> n.Node:
    while True:
        kind = cursor.kinds[cursor.at]
        position = cursor.starts[cursor.at]
        if kind == ".":
            cursor.at += 1
            node = n.Path(position, node, cursor.key())
        elif kind == "(":
            cursor.at += 1
            node = _call(cursor, position, node)
        elif kind == "[" and not (cursor.range_end and cursor.kinds[cursor.at + 1] in NO_OPERAND):
            cursor.at += 1
            node = n.Filter(position, node, expression(cursor))
            cursor.take("]")
        else:
            return node


def _call(cursor: Cursor, position: int, target: n.Node) -> n.Node:
    values: list[n.Node] = []
    names: list[str] = []
    named = cursor.argument_name()
    while not cursor.found(")"):
        if values:
            cursor.take(",")
        if named:
            names.append(cursor.declared(":"))
            cursor.take(":")
        values.append(expression(cursor))
    start = target.position if isinstance(target, n.Name) else position
    return n.Call(start, target, tuple(values), tuple(names))


def _primary(cursor: Cursor) -> n.Node:
    kind = cursor.kinds[cursor.at]
    position = cursor.starts[cursor.at]
    if kind == "word":
        return n.Name(position, cursor.variable())
    cursor.at += 1
    text = cursor.texts[cursor.at - 1]
    if kind == "number":
        try:
            return n.Literal(position, D128.create_decimal(text))
        except ArithmeticError:
            raise FeelSyntaxError("number_too_large", position) from None
    if kind == "string":
        return n.Literal(position, string_value(text, position))
    if kind in _CONSTANTS:
        return n.Literal(position, _CONSTANTS[kind])
    reader = _READERS.get(kind)
    if reader is None:
        cursor.at -= 1
        raise cursor.unexpected()
    return reader(cursor, position)


def _at(cursor: Cursor, position: int) -> n.Node:
    start = cursor.take("string")
    return n.At(position, string_value(cursor.texts[cursor.at - 1], start))


def _input(cursor: Cursor, position: int) -> n.Node:
    if not cursor.unary:
        raise FeelSyntaxError("input_outside_test", position)
    return n.Input(position)


def _range(cursor: Cursor, position: int, low: n.Node, closed: bool) -> n.Node:
    """The rest of a range, from its two dots on."""
    cursor.take("..")
    cursor.enter()
    outer, cursor.range_end = cursor.range_end, True
    high = operators(cursor, SUM)
    cursor.range_end = outer
    cursor.depth -= 1
    end = cursor.kinds[cursor.at]
    if end not in ("]", ")", "["):
        raise cursor.unexpected()
    cursor.at += 1
    return n.RangeNode(position, low, closed, high, end == "]")


def _open_range(cursor: Cursor, position: int) -> n.Node:
    return _range(cursor, position, expression(cursor), False)


def _parenthesis(cursor: Cursor, position: int) -> n.Node:
    sign = cursor.kinds[cursor.at]
    if sign in ("<", "<=", ">", ">="):
        cursor.at += 1
        end = operators(cursor, SUM)
        cursor.take(")")
        if sign in ("<", "<="):
            return n.RangeNode(position, None, False, end, sign == "<=")
        return n.RangeNode(position, end, sign == ">=", None, False)
    node = expression(cursor)
    if cursor.kinds[cursor.at] == "..":
        return _range(cursor, position, node, False)
    cursor.take(")")
    return node


def _list(cursor: Cursor, position: int) -> n.Node:
    items: list[n.Node] = []
    while not cursor.found("]"):
        if items:
            cursor.take(",")
        items.append(expression(cursor))
        if len(items) == 1 and cursor.kinds[cursor.at] == "..":
            return _range(cursor, position, items[0], True)
    return n.ListNode(position, tuple(items))


def _context(cursor: Cursor, position: int) -> n.Node:
    entries: list[tuple[str, n.Node]] = []
    seen: set[str] = set()
    while not cursor.found("}"):
        if entries:
            cursor.take(",")
        start = cursor.starts[cursor.at]
        if cursor.kinds[cursor.at] == "string":
            key = string_value(cursor.texts[cursor.at], start)
            cursor.at += 1
        else:
            key = cursor.declared(":")
        if key in seen:
            raise FeelSyntaxError("key_twice", start, {"name": key[:60]})
        seen.add(key)
        cursor.take(":")
        entries.append((key, expression(cursor)))
    return n.ContextNode(position, tuple(entries))


def _if(cursor: Cursor, position: int) -> n.Node:
    test = expression(cursor)
    cursor.take("then")
    yes = expression(cursor)
    cursor.take("else")
    return n.If(position, test, yes, expression(cursor))


def _iterations(cursor: Cursor) -> tuple[n.Iteration, ...]:
    found: list[n.Iteration] = []
    while True:
        name = cursor.declared("in")
        cursor.take("in")
        start = expression(cursor)
        end = expression(cursor) if cursor.found("..") else None
        found.append(n.Iteration(name, start, end))
        if not cursor.found(","):
            return tuple(found)


def _for(cursor: Cursor, position: int) -> n.Node:
    iterations = _iterations(cursor)
    cursor.take("return")
    return n.For(position, iterations, expression(cursor))


def _quantified(every: bool, cursor: Cursor, position: int) -> n.Node:
    iterations = _iterations(cursor)
    cursor.take("satisfies")
    return n.Quantified(position, every, iterations, expression(cursor))


def _lambda(cursor: Cursor, position: int) -> n.Node:
    cursor.take("(")
    params: list[str] = []
    types: list[n.TypeNode | None] = []
    while not cursor.found(")"):
        if params:
            cursor.take(",")
        params.append(cursor.declared(":", ",", ")"))
        types.append(cursor.type() if cursor.found(":") else None)
    if cursor.texts[cursor.at] == "external":
        raise cursor.error("external_function")
    return n.Lambda(position, tuple(params), tuple(types), expression(cursor))


_READERS: Mapping[str, Callable[[Cursor, int], n.Node]] = {
    "(": _parenthesis,
    "[": _list,
    "]": _open_range,
    "{": _context,
    "@": _at,
    "?": _input,
    "if": _if,
    "for": _for,
    "some": partial(_quantified, False),
    "every": partial(_quantified, True),
    "function": _lambda,
}
