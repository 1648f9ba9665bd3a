"""A calendar in JSON that is wrong is refused with the path of every wrong field, at once."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.office_calendar_json import from_json, to_json
from engine.office_calendar_seed import seed_calendar
from engine.refusals import Invalid


def changed(path: str, value: Any) -> dict[str, Any]:
    """The seed calendar as JSON with one value put in another's place."""
    document: Any = copy.deepcopy(to_json(seed_calendar()))
    *parents, last = path.split("/")
    place = document
    for step in parents:
        place = place[int(step) if isinstance(place, list) else step]
    place[int(last) if isinstance(place, list) else last] = value
    result: dict[str, Any] = document
    return result


def problems(document: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        from_json(document)
    return [(problem.where, problem.key) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("path", "value", "where", "key"),
    [
        ("format", 2, "format", "calendar.format_unknown"),
        ("zone", "Asia/Batulicin", "zone", "calendar.zone_unknown"),
        ("zone", None, "zone", "calendar.zone_unknown"),
        ("zone", "../../etc/passwd", "zone", "calendar.zone_unknown"),
        ("basis", 3, "basis", "calendar.not_a_text"),
        ("basis", "x" * 301, "basis", "calendar.text_too_long"),
        ("basis", "a\0b", "basis", "calendar.text_unfit"),
        ("basis", "\ud800", "basis", "calendar.text_unfit"),
        ("day_count", "24h", "day_count", "calendar.choice_unknown"),
        ("version", -1, "version", "calendar.not_a_number"),
        ("version", True, "version", "calendar.not_a_number"),
        ("surprise", 1, "surprise", "calendar.unknown_field"),
        ("week", [], "week", "calendar.not_an_object"),
        ("week/holiday", [], "week.holiday", "calendar.unknown_field"),
        ("week/monday", "07:30", "week.monday", "calendar.not_a_list"),
        ("week/monday", [["07:30"]], "week.monday.0", "calendar.not_opening_and_closing"),
        ("week/monday/0/0", "7:30", "week.monday.0.0", "calendar.not_a_time"),
        ("week/monday/0/0", "24:00", "week.monday.0.0", "calendar.not_a_time"),
        ("week/monday/0/1", "12:60", "week.monday.0.1", "calendar.not_a_time"),
        ("week/monday/0/1", 720, "week.monday.0.1", "calendar.not_a_time"),
        ("week/monday/0/1", "07:30", "week.monday.0", "calendar.closes_before_opening"),
        ("week/monday/0/1", "13:30", "week.monday", "calendar.hours_overlap"),
        ("periods/0/first", "2022-05-02", "periods.0.last", "calendar.ends_before_start"),
        ("periods/0/first", "2022-02-30", "periods.0.first", "calendar.not_a_date"),
        ("periods/0/name", " ", "periods.0.name", "calendar.missing"),
        ("periods/1/first", "2022-05-01", "periods.1.first", "calendar.periods_overlap"),
        ("periods/0", 1, "periods.0", "calendar.not_an_object"),
        ("holidays/1 Januari", {}, "holidays.1 Januari", "calendar.not_a_date"),
        ("holidays/2026-12-25/kind", "libur", "holidays.2026-12-25.kind", "calendar.choice_unknown"),
        ("holidays/2026-12-25/name", None, "holidays.2026-12-25.name", "calendar.missing"),
        ("exceptions/2026-04-11", {"hours": []}, "exceptions.2026-04-11.reason", "calendar.missing"),
        ("exceptions/2026-04-11", {"reason": "x"}, "exceptions.2026-04-11.hours", "calendar.not_a_list"),
        ("decreed_years/0", 22, "decreed_years.0", "calendar.year_unfit"),
        ("decreed_years", 2022, "decreed_years", "calendar.not_a_list"),
        ("holidays", {str(n): {} for n in range(5001)}, "holidays", "calendar.too_many"),
    ],
)
def test_every_wrong_field_is_named(path: str, value: Any, where: str, key: str) -> None:
    assert (where, key) in problems(changed(path, value))


def test_all_wrong_fields_are_named_at_once() -> None:
    document = changed("zone", "x") | {"basis": 1, "version": "1"}
    assert {where for where, _ in problems(document)} == {"zone", "basis", "version"}


@pytest.mark.parametrize("document", [None, [], "x", 1, {}, {"week": {}}, {1: 2}])
def test_what_is_no_calendar_at_all_is_refused(document: Any) -> None:
    assert problems(document)


def test_a_calendar_that_never_opens_is_refused() -> None:
    week: dict[str, list[Any]] = {name: [] for name in to_json(seed_calendar())["week"]}
    assert ("week", "calendar.never_open") in problems(changed("week", week))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
paths = st.sampled_from(
    ["zone", "week", "week/monday", "week/friday/1", "periods", "periods/0/week", "holidays", "decreed_years"]
)


@settings(max_examples=50, deadline=None)
@given(paths, anything)
def test_any_value_is_read_or_refused(path: str, value: Any) -> None:
    document = changed(path, value)
    try:
        from_json(document)
    except Invalid as refused:
        assert refused.problems
