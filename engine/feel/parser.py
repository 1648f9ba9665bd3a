"""A whole text to a syntax tree; only a cell that begins with `not(` may be read a second time."""

from __future__ import annotations

from collections.abc import Collection

from engine.feel import nodes as n
from engine.feel.cursor import Cursor, NameTable
from engine.feel.grammar import expression, unary_tests
from engine.feel.guards import FeelSyntaxError
from engine.feel.lexer import tokenize


def parse(text: str, names: Collection[str], builtin: NameTable) -> n.Node:
    """One expression that fills the whole text; raises FeelSyntaxError."""
    cursor = Cursor(tokenize(text), names, builtin, unary=False)
    try:
        node = expression(cursor)
    except RecursionError:
        raise cursor.error("too_deep", limit=cursor.depth) from None
    if cursor.kinds[cursor.at] != "end":
        raise cursor.unexpected()
    return node


def parse_unary(text: str, names: Collection[str], builtin: NameTable) -> tuple[bool, tuple[n.Test, ...]]:
    """The tests of a decision table cell: (negated, tests); no tests at all means anything matches."""
    cursor = Cursor(tokenize(text), names, builtin, unary=True)
    try:
        return _cell(cursor)
    except RecursionError:
        raise cursor.error("too_deep", limit=cursor.depth) from None


def _cell(cursor: Cursor) -> tuple[bool, tuple[n.Test, ...]]:
    if cursor.kinds[:2] == ["-", "end"]:
        return False, ()
    if cursor.texts[:2] == ["not", "("]:
        try:
            cursor.at = 2
            tests = unary_tests(cursor)
            cursor.take(")")
            cursor.take("end")
            return True, tests
        except FeelSyntaxError as refused:
            if refused.key in ("too_deep", "too_complex"):
                raise
            cursor.at = cursor.depth = 0
            cursor.range_end = False
    tests = unary_tests(cursor)
    if cursor.kinds[cursor.at] != "end":
        raise cursor.unexpected()
    return False, tests
