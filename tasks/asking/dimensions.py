"""What a question may divide and filter by: each dimension's columns, and the keys its values go by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

STEPS, CASES = "steps", "cases"
SUBJECTS = (STEPS, CASES)
NONE = "-"
"""The key of an empty value: no priority group, no outcome."""

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to divide the facts.

    `columns` of the fact table are grouped by; `key` turns their values into the key of the address, which is
    never empty. Of a time, `day` does so for a day. `ordered` ones have an order of their own.
    """

    name: str
    columns: tuple[str, ...]
    key: Callable[..., str]
    subjects: tuple[str, ...] = SUBJECTS
    of_day: bool = False
    ordered: bool = False
    people: bool = False  # names persons: only for who may see cases
    offices: bool = False  # only for who sees more than one


def _code(*values: Any) -> str:
    return "/".join(str(value) for value in values) if all(v != "" for v in values) else NONE


def _yes(value: Any) -> str:
    return YES if value else NO


def day_of(number: int) -> date:
    """The date a fact's day number 20260409 stands for."""
    return date(number // 10000, number // 100 % 100, number % 100)


def number_of(day: date) -> int:
    """A fact's day number of a date."""
    return day.year * 10000 + day.month * 100 + day.day


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


_OF_DAY: Mapping[str, Callable[[date], str]] = {
    "year": lambda day: f"{day.year}",
    "quarter": lambda day: f"{day.year}-Q{(day.month + 2) // 3}",
    "month": lambda day: f"{day.year}-{day.month:02}",
    "week": _week,
    "weekday": lambda day: str(day.isoweekday()),
    "day": lambda day: day.isoformat(),
}
_JUST = (STEPS,)


def _time(name: str) -> Dimension:
    made = _OF_DAY[name]
    return Dimension(name, ("day",), lambda number: made(day_of(number)), of_day=True, ordered=True)


DIMENSIONS: Mapping[str, Dimension] = {
    one.name: one
    for one in (
        Dimension("sop", ("sop",), _code),
        Dimension("version", ("sop", "version"), _code, ordered=True),
        Dimension("step", ("sop", "element"), _code, _JUST, ordered=True),
        Dimension("role", ("lane",), _code, _JUST),
        Dimension("person", ("person",), _code, _JUST, people=True),
        Dimension("office", ("office",), _code, offices=True),
        Dimension("type", ("category",), _code),
        Dimension("priority", ("priority",), _code),
        Dimension("outcome", ("sop", "outcome"), _code),
        Dimension("late", ("late",), _yes, ordered=True),
        Dimension("repeated", ("nth",), lambda nth: _yes(nth > 1), _JUST, ordered=True),
        Dimension("standard", ("standard_kind",), _code, _JUST),
        Dimension("status", ("status",), _code, (CASES,)),
        Dimension("breached", ("breaches",), lambda count: _yes(count > 0), (CASES,), ordered=True),
        Dimension("returned", ("returns",), lambda count: _yes(count > 0), (CASES,), ordered=True),
        *map(_time, _OF_DAY),
        Dimension("hour", ("hour",), lambda hour: f"{int(hour):02}", ordered=True),
    )
}
HOUR = "hour"
"""The one column that is none of the table's: the hour of the day in the office's zone."""


def days(name: str, first: date, last: date, keys: tuple[str, ...]) -> Iterator[int]:
    """The day numbers of a period whose key of this dimension is one of `keys`."""
    made = _OF_DAY[name]
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if made(day) in keys:
            yield number_of(day)


def offered(about: str, *, people: bool, offices: bool) -> tuple[Dimension, ...]:
    """The dimensions of a subject somebody may use."""
    return tuple(
        one
        for one in DIMENSIONS.values()
        if about in one.subjects and (people or not one.people) and (offices or not one.offices)
    )
