"""FEEL values as plain JSON and as text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from engine.feel.guards import MAX_RESULT_DEPTH, Run, text_room
from engine.feel.temporal import temporal_text
from engine.feel.values import Function, Range, Value, YearsMonths, number_text, plain_number


def to_json(value: Value) -> object:
    """Plain JSON: whole numbers as int, others as float (nearest), temporal values and ranges as their text.

    A function has no JSON form and becomes None. Evaluation results are always small enough for this walk.
    """
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, Function):
        return None
    if isinstance(value, dt.date | dt.time | dt.timedelta | YearsMonths):
        return temporal_text(value)
    if isinstance(value, Range):
        return text_of(None, value)
    return value


def text_of(run: Run | None, value: Value, nested: bool = False, depth: int = 0) -> str:
    """The text `string()` gives: FEEL spelling; texts inside lists, contexts and ranges are quoted."""
    if run is not None:
        run.spend()
    if depth > MAX_RESULT_DEPTH:
        raise RecursionError
    if value is None:
        return "null"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if nested else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, list):
        return _joined("[", [text_of(run, item, True, depth + 1) for item in value], "]")
    if isinstance(value, dict):
        pieces = [f"{key}: {text_of(run, item, True, depth + 1)}" for key, item in value.items()]
        return _joined("{", pieces, "}")
    if isinstance(value, Range):
        return _range_text(run, value)
    if isinstance(value, Function):
        return f"function({', '.join(value.params)})"
    return temporal_text(value)


def _joined(start: str, pieces: list[str], end: str) -> str:
    text_room(sum(map(len, pieces)))
    return start + ", ".join(pieces) + end


def _range_text(run: Run | None, value: Range) -> str:
    if value.low is None or value.high is None:
        sign = ("<" if value.low is None else ">") + ("=" if value.low_closed or value.high_closed else "")
        return f"({sign} {text_of(run, value.high if value.low is None else value.low, True)})"
    low, high = text_of(run, value.low, True), text_of(run, value.high, True)
    return f"{'[' if value.low_closed else '('}{low}..{high}{']' if value.high_closed else ')'}"
