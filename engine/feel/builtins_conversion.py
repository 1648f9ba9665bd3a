"""Built-in functions that make numbers and texts of other values (DMN 1.5 §10.3.4.1)."""

from __future__ import annotations

import re

from engine.feel.guards import Run
from engine.feel.json_values import text_of
from engine.feel.registry import builtin
from engine.feel.values import D128, Value

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def _number(run: Run, position: int, text: str) -> Value:
    if len(text) > 400 or _NUMBER.fullmatch(text) is None:
        return run.warn("not_a_number", position)
    try:
        return D128.create_decimal(text)
    except ArithmeticError:
        return run.warn("not_a_number", position)


@builtin("number", "from: string")
def number(run: Run, position: int, text: str) -> Value:
    """The number a text is written as, with a point before the decimals."""
    return _number(run, position, text)


@builtin("number", "from: string, grouping separator: string or null, decimal separator: string or null")
def number_with_separators(
    run: Run, position: int, text: str, grouping: str | None, decimal: str | None
) -> Value:
    """The number a text is written as with these separators: number("1.250,5", ".", ",") is 1250.5."""
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", "."):
        return run.warn("bad_separators", position)
    if grouping is not None and grouping == decimal:
        return run.warn("bad_separators", position)
    plain = text.replace(grouping, "") if grouping else text
    if decimal == ",":
        if "." in plain:
            return run.warn("not_a_number", position)
        plain = plain.replace(",", ".")
    return _number(run, position, plain)


@builtin("string", "from: any")
def string(run: Run, position: int, value: Value) -> Value:
    """Any value as text; null stays null."""
    return None if value is None else text_of(run, value)
