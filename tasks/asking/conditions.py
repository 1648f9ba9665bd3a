"""A question's conditions on the fact tables, and the columns its dimensions group by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Table, case, literal, not_, or_, tuple_

from engine import settings
from engine.database import Tx
from engine.schema import case_facts, step_facts
from engine.types import Instant
from tasks.asking.dimensions import DIMENSIONS, HOUR, NONE, STEPS, YES, Dimension, days
from tasks.asking.measures import NUMBERS
from tasks.asking.question import Question
from tasks.asking.reading import everywhere
from tasks.reports.figures import Microseconds

_OF_MONTHS = ("year", "quarter", "month")
_HOUR = 3_600_000_000  # microseconds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STRIDE = timedelta(days=1)
_QUARTER = timedelta(minutes=15)  # no zone changes its offset at another minute


def table_of(about: str) -> Table:
    """The facts a question is about."""
    return step_facts if about == STEPS else case_facts


def moment_of(about: str) -> ColumnElement[datetime]:
    """The instant that puts a fact into a period: a step's completion, a case's start."""
    return step_facts.c.completed_at if about == STEPS else case_facts.c.started_at


def length(about: str, name: str) -> ColumnElement[int]:
    """A length of a fact, whole microseconds."""
    c = table_of(about).c
    return c.queue + c.touch + c.paused if name == "lead" else c[name]


def columns(tx: Tx, asked: Question, dimension: Dimension) -> tuple[ColumnElement[Any], ...]:
    """What is grouped by for a dimension; of a time that months make up, the first of the month stands for its days."""
    c = table_of(asked.about).c
    if dimension.name in _OF_MONTHS:
        return (c.day // 100 * 100 + 1,)
    return tuple(_hour(tx, asked) if name == HOUR else c[name] for name in dimension.columns)


def bounds(tx: Tx, asked: Question) -> tuple[datetime, datetime]:
    """The question's period [start, end) as instants of the office's zone."""
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    first, after = (
        datetime.combine(day, time.min, zone) for day in (asked.first, asked.last + timedelta(days=1))
    )
    return first, after


def where(tx: Tx, asked: Question, *, by_number: bool = False) -> tuple[ColumnElement[bool], ...]:
    """Every condition of a question, with the offices its asker may see.

    With `by_number` the rows are read by their number: the office is asked for so that no index of it is chosen.
    """
    start, end = bounds(tx, asked)
    at = moment_of(asked.about)
    found: list[ColumnElement[bool]] = [at >= start, at < end]
    if not everywhere(tx.actor):
        office = table_of(asked.about).c.office
        found.append((literal("") + office if by_number else office) == tx.actor.office)
    found += [_any_of(tx, asked, name, keys) for name, keys in asked.keep.items()]
    found += [not_(_any_of(tx, asked, name, keys)) for name, keys in asked.drop.items()]
    found += [_value(asked.about, name) >= bound for name, bound in asked.least.items()]
    found += [_value(asked.about, name) <= bound for name, bound in asked.most.items()]
    return tuple(found)


def _value(about: str, name: str) -> ColumnElement[int]:
    return table_of(about).c[name] if name in NUMBERS[about] else length(about, name)


def _any_of(tx: Tx, asked: Question, name: str, keys: tuple[str, ...]) -> ColumnElement[bool]:
    dimension = DIMENSIONS[name]
    c = table_of(asked.about).c
    if dimension.of_day:
        # Rendered as they are: a period of years has more days than a statement may have parameters.
        numbers = tuple(days(name, asked.first, asked.last, keys))
        return c.day.in_([literal(number, literal_execute=True) for number in numbers])
    if name == HOUR:
        return _hour(tx, asked).in_([int(key) for key in keys])
    if name in _YES:
        return or_(*(_YES[name](c) if key == YES else not_(_YES[name](c)) for key in keys))
    return _codes(dimension, c, keys)


_YES: dict[str, Any] = {
    "late": lambda c: c.late,
    "repeated": lambda c: c.nth > 1,
    "breached": lambda c: c.breaches > 0,
    "returned": lambda c: c.returns > 0,
}


def _codes(dimension: Dimension, c: Any, keys: tuple[str, ...]) -> ColumnElement[bool]:
    *_, last = (c[name] for name in dimension.columns)
    empty = [last == ""] if NONE in keys else []
    named = [key for key in keys if key != NONE]
    if len(dimension.columns) == 1:
        return or_(last.in_(named), *empty)
    pairs = [tuple(key.split("/", 1)) for key in named]
    if dimension.name == "version":
        pairs = [(sop, int(number)) for sop, number in pairs]  # type: ignore[misc]
    return or_(tuple_(*(c[name] for name in dimension.columns)).in_(pairs), *empty)


def _hour(tx: Tx, asked: Question) -> ColumnElement[int]:
    """The hour of the day in the office's zone, summer time and all: one offset for each stretch that has it."""
    since = Microseconds(literal(_EPOCH, Instant), moment_of(asked.about))
    start, end = bounds(tx, asked)
    stretches = list(_offsets(start, end))
    offset: Any = literal(stretches[-1][1])
    if len(stretches) > 1:
        at = moment_of(asked.about)
        offset = case(*((at < until, shift) for until, shift in stretches[:-1]), else_=stretches[-1][1])
    hour: ColumnElement[int] = ((since + offset) // _HOUR) % 24
    return hour


def _offsets(start: datetime, end: datetime) -> Iterator[tuple[datetime, int]]:
    """The zone's offsets in a period, in order: until when, and microseconds east of UTC."""
    zone = start.tzinfo
    at, shift = start.astimezone(UTC), _east(start)
    while at < end:
        following = at + _STRIDE
        if _east(following.astimezone(zone)) != shift:
            following = at + _QUARTER
            while _east(following.astimezone(zone)) == shift:
                following += _QUARTER
            yield following, shift
            shift = _east(following.astimezone(zone))
        at = following
    yield end, shift


def _east(at: datetime) -> int:
    return (at.utcoffset() or timedelta()) // timedelta(microseconds=1)
