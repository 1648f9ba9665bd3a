"""Built-in relations between points and ranges, and `range` (DMN 1.5 §10.3.4.9, §10.3.4.1, table 78)."""

from __future__ import annotations

from collections.abc import Callable

from engine.feel.compare import order
from engine.feel.guards import FeelSyntaxError, Run
from engine.feel.lexer import string_value, tokenize
from engine.feel.registry import builtin
from engine.feel.temporal import parse_temporal
from engine.feel.values import D128, Range, Value, type_name


class _NoOrder(Exception):
    """Two ends cannot be compared."""


class _Ends:
    """Comparison of ends within one call."""

    __slots__ = ("run",)

    def __init__(self, run: Run) -> None:
        self.run = run

    def __call__(self, left: Value, right: Value) -> int:
        outcome = order(self.run, left, right)
        if outcome is None:
            raise _NoOrder
        return outcome


Relation = Callable[[_Ends, Value, Value], bool]


def _declare(name: str, signature: str, relation: Relation) -> None:
    @builtin(name, signature)
    def body(run: Run, position: int, first: Value, second: Value) -> Value:
        try:
            return relation(_Ends(run), first, second)
        except _NoOrder:
            return run.warn(
                "not_comparable", position, sign=name, left=type_name(first), right=type_name(second)
            )


_POINTS = "point1: point, point2: point"
_POINT_RANGE = "point: point, range: range"
_RANGE_POINT = "range: range, point: point"
_RANGES = "range1: range, range2: range"


def _after_end(ends: _Ends, point: Value, span: Range) -> bool:
    """Whether a point lies behind a range."""
    if span.high is None:
        return False
    outcome = ends(point, span.high)
    return outcome > 0 or (outcome == 0 and not span.high_closed)


def _before_start(ends: _Ends, point: Value, span: Range) -> bool:
    """Whether a point lies before a range."""
    if span.low is None:
        return False
    outcome = ends(point, span.low)
    return outcome < 0 or (outcome == 0 and not span.low_closed)


def _range_before(ends: _Ends, first: Range, second: Range) -> bool:
    if first.high is None or second.low is None:
        return False
    outcome = ends(first.high, second.low)
    return outcome < 0 or (outcome == 0 and not (first.high_closed and second.low_closed))


def _inside(ends: _Ends, span: Range, point: Value) -> bool:
    return not _before_start(ends, point, span) and not _after_end(ends, point, span)


def _low(ends: _Ends, first: Range, second: Range) -> int:
    """Which range begins earlier: -1 the first, 1 the second, 0 both at once."""
    if first.low is None or second.low is None:
        return (first.low is not None) - (second.low is not None)
    return ends(first.low, second.low) or second.low_closed - first.low_closed


def _high(ends: _Ends, first: Range, second: Range) -> int:
    """Which range ends earlier: -1 the first, 1 the second, 0 both at once."""
    if first.high is None or second.high is None:
        return (second.high is not None) - (first.high is not None)
    return ends(first.high, second.high) or first.high_closed - second.high_closed


def _includes(ends: _Ends, first: Range, second: Range) -> bool:
    return _low(ends, first, second) <= 0 and _high(ends, first, second) >= 0


def _meets(ends: _Ends, first: Range, second: Range) -> bool:
    if first.high is None or second.low is None or not (first.high_closed and second.low_closed):
        return False
    return ends(first.high, second.low) == 0


def _overlaps(ends: _Ends, first: Range, second: Range) -> bool:
    return not _range_before(ends, first, second) and not _range_before(ends, second, first)


def _overlaps_before(ends: _Ends, first: Range, second: Range) -> bool:
    begins = _low(ends, first, second) < 0
    return begins and _overlaps(ends, first, second) and _high(ends, first, second) <= 0


def _overlaps_after(ends: _Ends, first: Range, second: Range) -> bool:
    closes = _high(ends, first, second) > 0
    return closes and _overlaps(ends, first, second) and _low(ends, first, second) >= 0


def _point_finishes(ends: _Ends, point: Value, span: Range) -> bool:
    return span.high is not None and span.high_closed and ends(point, span.high) == 0


def _point_starts(ends: _Ends, point: Value, span: Range) -> bool:
    return span.low is not None and span.low_closed and ends(point, span.low) == 0


def _finishes(ends: _Ends, first: Range, second: Range) -> bool:
    return _high(ends, first, second) == 0 and _low(ends, first, second) >= 0


def _starts(ends: _Ends, first: Range, second: Range) -> bool:
    return _low(ends, first, second) == 0 and _high(ends, first, second) <= 0


def _swapped(relation: Relation) -> Relation:
    return lambda ends, first, second: relation(ends, second, first)


_declare("before", _POINTS, lambda ends, first, second: ends(first, second) < 0)
_declare("before", _POINT_RANGE, _before_start)
_declare("before", _RANGE_POINT, _swapped(_after_end))
_declare("before", _RANGES, _range_before)
_declare("after", _POINTS, lambda ends, first, second: ends(first, second) > 0)
_declare("after", _POINT_RANGE, _after_end)
_declare("after", _RANGE_POINT, _swapped(_before_start))
_declare("after", _RANGES, _swapped(_range_before))
_declare("meets", _RANGES, _meets)
_declare("met by", _RANGES, _swapped(_meets))
_declare("overlaps", _RANGES, _overlaps)
_declare("overlaps before", _RANGES, _overlaps_before)
_declare("overlaps after", _RANGES, _overlaps_after)
_declare("finishes", _POINT_RANGE, _point_finishes)
_declare("finishes", _RANGES, _finishes)
_declare("finished by", _RANGE_POINT, _swapped(_point_finishes))
_declare("finished by", _RANGES, _swapped(_finishes))
_declare("includes", _RANGE_POINT, _inside)
_declare("includes", _RANGES, _includes)
_declare("during", _POINT_RANGE, _swapped(_inside))
_declare("during", _RANGES, _swapped(_includes))
_declare("starts", _POINT_RANGE, _point_starts)
_declare("starts", _RANGES, _starts)
_declare("started by", _RANGE_POINT, _swapped(_point_starts))
_declare("started by", _RANGES, _swapped(_starts))
_declare("coincides", _POINTS, lambda ends, first, second: ends(first, second) == 0)
_declare(
    "coincides",
    _RANGES,
    lambda ends, first, second: _low(ends, first, second) == 0 and _high(ends, first, second) == 0,
)


@builtin("range", "from: string")
def range_from(run: Run, position: int, text: str) -> Value:
    """A range of the text that writes it: "[1..5)", "(\\"a\\"..\\"c\\"]", "[@\\"2020-01-01\\"..@\\"2020-02-01\\"]"."""
    made = _read_range(text)
    if made is None or order(run, made.low, made.high) not in (-1, 0):
        return run.warn("not_a_range", position)
    return made


def _read_range(text: str) -> Range | None:
    if len(text) > 200 or text[:1] not in ("[", "(", "]") or text[-1:] not in ("]", ")", "["):
        return None
    low, dots, high = text[1:-1].partition("..")
    first, last = _end(low.strip()), _end(high.strip())
    if not dots or first is None or last is None:
        return None
    return Range(first, text[0] == "[", last, text[-1] == "]")


def _end(text: str) -> Value:
    """A number, a quoted text, @"..." or a temporal function on a text; None for anything else."""
    try:
        tokens = tokenize(text)
    except FeelSyntaxError:
        return None
    kinds, texts = tokens.kinds[:-1], tokens.texts[:-1]
    if kinds in (["number"], ["-", "number"]):
        return D128.create_decimal("".join(texts))
    if kinds == ["string"]:
        return string_value(texts[0], 0)
    quoted = kinds == ["@", "string"] or (len(texts) >= 4 and texts[0] in ("date", "time", "duration"))
    strings = [piece for piece, kind in zip(texts, kinds, strict=True) if kind == "string"]
    return parse_temporal(string_value(strings[0], 0)) if quoted and len(strings) == 1 else None
