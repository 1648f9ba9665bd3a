"""How the tests put an expression and read its answer as plain JSON."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from engine.feel import Evaluation, compile_expression, compile_unary, to_json

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Makassar")
NOTHING: Mapping[str, object] = {}


def ask(text: str, context: Mapping[str, object] = NOTHING, names: Collection[str] = ()) -> Evaluation:
    """Evaluate at the tests' instant, Monday 2 March 2026, 09:30 in Makassar."""
    return compile_expression(text, names).evaluate(context, now=NOW, zone=ZONE)


def answer(text: str, context: Mapping[str, object] = NOTHING, names: Collection[str] = ()) -> object:
    """The value as plain JSON."""
    return to_json(ask(text, context, names).value)


def passes(cell: str, value: object, context: Mapping[str, object] = NOTHING) -> object:
    """Whether a value passes the tests of a cell."""
    return compile_unary(cell).matches(value, context, now=NOW, zone=ZONE).value


def check(text: str, expected: object) -> None:
    """The answer, of exactly the expected kind; and a null always says why."""
    result = ask(text)
    found = to_json(result.value)
    assert found == expected and type(found) is type(expected), (text, found, result.warnings)
    if expected is None:
        assert result.warnings, f"{text} is null without saying why"
