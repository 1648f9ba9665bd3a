"""Addresses of questions: lengths as people type them, and hostile values, refused by field."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.refusals import Invalid
from tasks.asking import spans
from tasks.asking.question import MOST_VALUES, read

TODAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2 jam 30 menit", 150),
        ("2jam30menit", 150),
        ("2 h 30 min", 150),
        ("2:30", 150),
        ("150", 150),
        ("1,5 jam", 90),
        ("1.5 hours", 90),
        ("1 hari", 1440),
        ("1 minggu 1 hari", 8 * 1440),
        ("90 detik", 1.5),
        (" 2 JAM ", 120),
        ("0", 0),
    ],
)
def test_lengths_are_read_as_people_type_them(text: str, minutes: float) -> None:
    assert spans.read(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jam",
        "2 jam 30",
        "-5",
        "2 jam; DROP TABLE",
        "1e9",
        "9" * 40,
        "3 lustrum",
        "12 abad",
        "nan",
        "1" * 9,
    ],
)
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        spans.read(text)


@given(st.integers(0, 10**8))
def test_a_written_length_is_read_back(seconds: int) -> None:
    assert spans.read(spans.write(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("about", "people", "about"),
        ("rows", "password", "rows"),
        ("rows", "sop; DROP TABLE x", "rows"),
        ("columns", "step", "columns"),
        ("measure", "median()", "measure"),
        ("of", "gross", "of"),
        ("from", "yesterday", "from"),
        ("from", "0001-01-01", "from"),
        ("from", "2001-01-01", "from"),
        ("top", "1000000", "top"),
        ("chart", "<svg>", "chart"),
        ("order", "random", "order"),
        ("in.title", "Siti", "in"),
        ("in.month", "2026-3", "in.month"),
        ("in.version", "a/1; --", "in.version"),
        ("in.weekday", "8", "in.weekday"),
        ("in.sop", "a\x00b", "in.sop"),
        ("in.sop", "x" * 500, "in.sop"),
        ("out.status", "active", "out"),
        ("min.touch", "soon", "min.touch"),
        ("min.day", "1", "min"),
        ("max.nth", "-1", "max.nth"),
    ],
)
def test_hostile_values_are_refused_at_their_field(field: str, value: str, where: str) -> None:
    with pytest.raises(Invalid) as refused:
        read([("rows", "step"), ("measure", "median"), (field, value)], TODAY)
    assert where in {problem.where for problem in refused.value.problems}
    assert all(value not in str(problem) or len(value) < 8 for problem in refused.value.problems)


def test_too_many_values_and_bounds_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(Invalid):
        read([("in.sop", f"s{n}") for n in range(MOST_VALUES + 1)], TODAY)
    with pytest.raises(Invalid):
        read([("min.touch", "2 jam"), ("max.touch", "1 jam")], TODAY)
    turned = read([("from", "2026-03-31"), ("to", "2026-01-01")], TODAY)
    assert (turned.first, turned.last) == (date(2026, 1, 1), date(2026, 3, 31))


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=40)), max_size=8))
def test_whatever_an_address_holds_is_read_or_refused(fields: list[tuple[str, str]]) -> None:
    try:
        read(fields, TODAY)
    except Invalid as refused:
        assert refused.problems
