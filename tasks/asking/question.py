"""A question as data, and as the fields of an address: what is counted, divided by what, of which facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from engine.refusals import Invalid, Problem
from tasks.asking import spans
from tasks.asking.dimensions import DIMENSIONS, NO, NONE, STEPS, SUBJECTS, YES
from tasks.asking.measures import LENGTHS, MEASURES, NUMBERS

ORDERS = ("", "name", "most", "least")
CHARTS = ("", "none", "bars", "lines", "heat")
TOPS = (0, 5, 10, 20, 50)
MOST_VALUES = 200  # of one dimension in a filter
PERIOD = timedelta(days=91)
_LONGEST = timedelta(days=4018)  # eleven years
_LONGEST_VALUE = 120
_NUMBER = re.compile(r"\d{1,6}")
_KEYS = {"year": r"\d{4}", "quarter": r"\d{4}-Q[1-4]", "month": r"\d{4}-\d\d", "week": r"\d{4}-W\d\d"}
_KEYS |= {"weekday": r"[1-7]", "day": r"\d{4}-\d\d-\d\d", "hour": r"[01]\d|2[0-3]", "version": r".+/\d{1,6}"}
_KEYS |= dict.fromkeys(("late", "repeated", "breached", "returned"), f"{YES}|{NO}")
_KEYS |= {"step": r"[^/]+/[^/]+", "outcome": rf"{NONE}|[^/]+/[^/]+"}

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `measure` (of the length `of`) of each `rows` and `columns`, for days `first` to `last`.

    `keep` names the values of a dimension that count, `drop` those that do not; `least` and `most` bound lengths
    (whole microseconds) and numbers. Conditions on different dimensions all hold. `top` of 0 shows every row.
    """

    about: str
    first: date
    last: date
    rows: str = "step"
    columns: str = ""
    measure: str = "count"
    of: str = ""
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    drop: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    least: Mapping[str, int] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)
    order: str = ""
    top: int = 0
    chart: str = ""

    def only(self, dimension: str, keys: tuple[str, ...]) -> Question:
        """The same question for these values of a dimension."""
        return replace(self, keep={**self.keep, dimension: keys})

    def without(self, dimension: str, keys: tuple[str, ...]) -> Question:
        """The same question without these values of a dimension."""
        return replace(self, drop={**self.drop, dimension: (*self.drop.get(dimension, ()), *keys)})


def read(pairs: Pairs, today: date) -> Question:
    """The question of an address's fields; `today` ends the period where none is given, three months before begin it.

    Fields it does not know are left to the page. Raises Invalid naming every field that cannot be.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    wrong: list[Problem] = []
    about = _one_of(given, "about", SUBJECTS, STEPS, wrong)
    fitting = tuple(name for name, one in DIMENSIONS.items() if about in one.subjects)
    last = _day(given, "to", wrong) or today
    first = _day(given, "from", wrong) or last - PERIOD
    first, last = sorted((first, last))
    if last - first > _LONGEST:
        wrong.append(Problem("ask.period", "from", {"years": _LONGEST.days // 365}))
    measures = tuple(name for name, one in MEASURES.items() if about in one.subjects)
    measure = _one_of(given, "measure", measures, "count", wrong)
    of = _one_of(given, "of", LENGTHS[about], LENGTHS[about][0], wrong) if MEASURES[measure].of_length else ""
    rows = _one_of(given, "rows", fitting, "step" if about == STEPS else "sop", wrong)
    columns = _one_of(given, "columns", ("", *fitting), "", wrong)
    if rows == columns:
        wrong.append(Problem("ask.same_twice", "columns"))
    asked = Question(
        about=about,
        first=first,
        last=last,
        rows=rows,
        columns=columns,
        measure=measure,
        of=of,
        keep=_values(given, "in.", fitting, wrong),
        drop=_values(given, "out.", fitting, wrong),
        least=_bounds(given, "min.", about, wrong),
        most=_bounds(given, "max.", about, wrong),
        order=_one_of(given, "order", ORDERS, "", wrong),
        top=int(_one_of(given, "top", tuple(map(str, TOPS)), "0", wrong)),
        chart=_one_of(given, "chart", CHARTS, "", wrong),
    )
    wrong += [
        Problem("ask.bounds", f"max.{name}")
        for name, low in asked.least.items()
        if low > asked.most.get(name, low)
    ]
    if wrong:
        raise Invalid("ask.invalid", *wrong)
    return asked


def pairs(asked: Question, *, period: bool = True) -> list[tuple[str, str]]:
    """The address's fields that `read` takes back to the same question; without a `period` it moves with the day."""
    found = [("about", asked.about), ("rows", asked.rows), ("columns", asked.columns)]
    found += [("measure", asked.measure), ("of", asked.of), ("order", asked.order)]
    found += [("top", str(asked.top) if asked.top else ""), ("chart", asked.chart)]
    if period:
        found += [("from", asked.first.isoformat()), ("to", asked.last.isoformat())]
    for prefix, chosen in (("in.", asked.keep), ("out.", asked.drop)):
        found += [(prefix + name, key) for name, keys in chosen.items() for key in keys]
    for prefix, bounds in (("min.", asked.least), ("max.", asked.most)):
        found += [(prefix + name, _written(asked.about, name, bound)) for name, bound in bounds.items()]
    return [(name, value) for name, value in found if value]


def _written(about: str, name: str, bound: int) -> str:
    return str(bound) if name in NUMBERS[about] else spans.write(timedelta(microseconds=bound))


def _one_of(
    given: Mapping[str, list[str]], name: str, allowed: tuple[str, ...], usual: str, wrong: list[Problem]
) -> str:
    value = given.get(name, [""])[-1] or usual
    if value in allowed:
        return value
    wrong.append(Problem("ask.unknown", name))
    return usual


def _day(given: Mapping[str, list[str]], name: str, wrong: list[Problem]) -> date | None:
    text = given.get(name, [""])[-1]
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = date.min
    if day is not None and not 1990 <= day.year <= 2200:
        wrong.append(Problem("report.not_a_day", name))
        return None
    return day


def _values(
    given: Mapping[str, list[str]], prefix: str, fitting: tuple[str, ...], wrong: list[Problem]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, values in given.items():
        if not name.startswith(prefix):
            continue
        dimension = name.removeprefix(prefix)
        keys = tuple(dict.fromkeys(value for value in values if value))
        if dimension not in fitting:
            wrong.append(Problem("ask.no_filter", prefix.rstrip(".")))
        elif len(keys) > MOST_VALUES:
            wrong.append(Problem("ask.many_values", name, {"most": MOST_VALUES}))
        elif not all(_fits(dimension, key) for key in keys):
            wrong.append(Problem("ask.unknown", name))
        elif keys:
            found[dimension] = keys
    return found


def _fits(dimension: str, key: str) -> bool:
    if len(key) > _LONGEST_VALUE or not key.isprintable():
        return False
    return re.fullmatch(_KEYS.get(dimension, ".+"), key) is not None


def _bounds(given: Mapping[str, list[str]], prefix: str, about: str, wrong: list[Problem]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, values in given.items():
        if not name.startswith(prefix) or not values[-1].strip():
            continue
        of = name.removeprefix(prefix)
        if of in NUMBERS[about]:
            if _NUMBER.fullmatch(values[-1]):
                found[of] = int(values[-1])
            else:
                wrong.append(Problem("ask.not_a_number", name))
        elif of in LENGTHS[about]:
            try:
                found[of] = spans.read(values[-1]) // timedelta(microseconds=1)
            except ValueError:
                wrong.append(Problem("ask.not_a_length", name))
        else:
            wrong.append(Problem("ask.no_filter", prefix.rstrip(".")))
    return found
