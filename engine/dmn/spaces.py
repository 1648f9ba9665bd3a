"""What a table's columns can be asked, cut into pieces within which every cell answers the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from engine.dmn.cells import SIGNS
from engine.dmn.types import Type, is_ordered, value_text
from engine.feel.nodes import RangeNode, Test
from engine.feel.parts import CellPart, constant_of
from engine.feel.values import Value, YearsMonths, type_name

Verdict = bool | None
Question = Callable[[Value], Verdict]


class _Other:
    """The sample for every text that no cell names."""


OTHER = _Other()
_DAY = dt.timedelta(days=1)
_CLASSES: dict[str, type] = {
    "string": str,
    "boolean": bool,
    "number": Decimal,
    "integer": Decimal,
    "date": dt.date,
    "date and time": dt.datetime,
    "days and time duration": dt.timedelta,
    "years and months duration": YearsMonths,
}


class Column(NamedTuple):
    """A condition column: `cells` has one entry for each rule, None for a cell that takes anything."""

    label: str
    type: Type | None
    allowed: CellPart | None
    cells: tuple[CellPart | None, ...]


class Axis(NamedTuple):
    """A column cut into pieces: a sample of each; as bits of pieces, what may come (null aside) and what cells take.

    A mask of None is a cell whose answer cannot be told beforehand; `complete` says that `domain` is certain,
    `line` that the samples lie in order.
    """

    label: str
    samples: tuple[Value, ...]
    domain: int
    null: int
    complete: bool
    line: bool
    masks: tuple[int | None, ...]


class TooMuch(Exception):
    """Looking further would take out of proportion."""


class Work:
    """What may still be spent on looking at the tables of a file."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, steps: int = 1) -> None:
        """Count steps; raises TooMuch when there are none left."""
        self.left -= steps
        if self.left < 0:
            raise TooMuch


def axis(column: Column, work: Work) -> Axis:
    """Cut a column; raises TooMuch."""
    tests = [
        part for part in (column.allowed, column.type.tests if column.type else None) if part is not None
    ]
    questions = [_question(part) for part in column.cells]
    limits = [_question(part) for part in tests]
    base = _base(column, tests)
    if base is None:
        masks = tuple(1 if part is None else None for part in column.cells)
        return Axis(column.label, (OTHER,), 1, 0, False, False, masks)
    samples = _samples(base, [*tests, *(part for part in column.cells if part is not None)])
    samples.append(None)
    distinct = {id(part): question for part, question in zip(column.cells, questions, strict=True)}
    work.spend(len(samples) * (len(distinct) + len(limits)))
    domain = (1 << len(samples) - 1) - 1
    for limit in limits:
        domain &= _mask(limit, samples) if limit is not None else domain
    made = {key: None if question is None else _mask(question, samples) for key, question in distinct.items()}
    masks = tuple(made[id(part)] for part in column.cells)
    complete = all(limit is not None for limit in limits) and domain != 0
    return Axis(
        column.label, tuple(samples), domain, 1 << len(samples) - 1, complete, is_ordered(base), masks
    )


def sample_text(sample: Value) -> str:
    """A sample as findings show it."""
    return "…" if sample is OTHER else value_text(sample)


def _mask(question: Question, samples: Sequence[Value]) -> int:
    return sum(1 << place for place, sample in enumerate(samples) if question(sample) is True)


def _base(column: Column, tests: Sequence[CellPart]) -> str | None:
    """The kind a column's values have: as declared, else that of all its constants; None when it is not known."""
    if column.type is not None and column.type.base != "Any":
        return column.type.base if column.type.base in _CLASSES else None
    found = {
        type_name(value)
        for part in (*tests, *column.cells)
        if part is not None
        for value in _constants(part)
        if value is not None
    }
    kind = found.pop() if len(found) == 1 else None
    return kind if kind in _CLASSES else None


def _constants(part: CellPart) -> Iterable[Value]:
    for test in part.tests:
        span = test.part if isinstance(test.part, RangeNode) and not test.sign else None
        for node in (span.low, span.high) if span else (test.part,):
            known, value = constant_of(node) if node is not None else (False, None)
            if known:
                yield value


def _samples(base: str, parts: Sequence[CellPart]) -> list[Value]:
    """A value of each piece that the constants cut."""
    if base == "boolean":
        return [True, False]
    kind = _CLASSES[base]
    named: set[Any] = {value for part in parts for value in _constants(part) if value.__class__ is kind}
    if base == "string":
        return [*sorted(named), OTHER]
    if not is_ordered(base) or not _same_zone(named):
        return [*named, OTHER]
    points = sorted(named)
    if not points:
        return [OTHER]
    found = [_beside(points[0], -1)]
    for point, following in zip(points, [*points[1:], None], strict=True):
        found.append(point)
        found.append(_beside(point, 1) if following is None else _between(base, point, following))
    return [sample for sample in found if sample is not None]


def _same_zone(values: Iterable[Value]) -> bool:
    """Whether instants can be put in order: with a zone or without, but not mixed."""
    return len({value.tzinfo is None for value in values if isinstance(value, dt.datetime)}) < 2


def _beside(value: Value, side: int) -> Value:
    """A value beyond the last or before the first that is named; None where there is none."""
    try:
        if isinstance(value, YearsMonths):
            return YearsMonths(value.months + side)
        return value + (side if isinstance(value, Decimal) else side * _DAY)
    except OverflowError:
        return None


def _between(base: str, low: Value, high: Value) -> Value:
    """A value between two, None when there is none: whole numbers, days and months have gaps."""
    if isinstance(low, YearsMonths):
        return YearsMonths(low.months + 1) if high.months - low.months > 1 else None
    if base == "date":
        return low + _DAY if high - low > _DAY else None
    if base == "integer":
        return low + 1 if high - low > 1 else None
    if isinstance(low, Decimal):
        return low + 1 if high - low > 1 else (low + high) / 2
    return low + (high - low) / 2


def _question(part: CellPart | None) -> Question | None:
    """A cell as a question to samples; None when it is made of more than constants."""
    if part is None:
        return lambda value: True
    tests = [_test(test) for test in part.tests]
    negated = part.negated
    if any(test is None for test in tests):
        return None

    def ask(value: Value) -> Verdict:
        verdicts = [test(value) for test in tests if test is not None]
        verdict = True if True in verdicts else (None if None in verdicts else False)
        return verdict if not negated or verdict is None else not verdict

    return ask


def _test(test: Test) -> Question | None:
    if isinstance(test.part, RangeNode) and not test.sign:
        return _span(test.part)
    known, constant = constant_of(test.part)
    if not known or constant.__class__ in (list, dict):
        return None
    if test.sign in ("", "="):
        return lambda value: _equal(value, constant)
    if test.sign == "!=":
        return lambda value: None if _equal(value, constant) is None else not _equal(value, constant)
    sign = test.sign
    return lambda value: _compare(value, sign, constant)


def _span(span: RangeNode) -> Question | None:
    ends = [constant_of(end) if end is not None else (True, None) for end in (span.low, span.high)]
    if not all(known for known, _ in ends):
        return None
    (_, low), (_, high) = ends
    above, below = (">=" if span.low_closed else ">"), ("<=" if span.high_closed else "<")

    def ask(value: Value) -> Verdict:
        first = True if span.low is None else _compare(value, above, low)
        last = True if span.high is None else _compare(value, below, high)
        return None if first is None or last is None else first and last

    return ask


def _equal(value: Value, constant: Value) -> Verdict:
    """FEEL's `=`: null is only null, other kinds cannot be compared."""
    if value is OTHER:
        return False
    if value is None or constant is None:
        return value is constant
    return bool(value == constant) if value.__class__ is constant.__class__ else None


def _compare(value: Value, sign: str, constant: Value) -> Verdict:
    if value.__class__ is not constant.__class__ or value.__class__ is bool or value is None:
        return None
    return SIGNS[sign](value, constant)
