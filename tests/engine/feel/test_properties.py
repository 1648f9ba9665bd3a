"""What must hold for any value: temporal arithmetic, text forms, and no unexpected error for any text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import (
    FeelSyntaxError,
    YearsMonths,
    compile_expression,
    compile_unary,
    parse_duration,
    to_json,
)
from engine.feel.builtins import BUILTINS
from tests.engine.feel.asking import NOW, ZONE, answer, ask

steady = settings(derandomize=True, deadline=None, max_examples=30, database=None)
DATES = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
SPANS = st.timedeltas(dt.timedelta(days=-40_000), dt.timedelta(days=40_000))
ZONES = st.sampled_from([dt.UTC, ZoneInfo("Asia/Makassar"), ZoneInfo("Europe/Berlin")])
EPOCH = dt.datetime(1971, 1, 1, tzinfo=dt.UTC)
INSTANTS = st.builds(
    lambda seconds, zone: (EPOCH + dt.timedelta(seconds=seconds)).astimezone(zone),
    st.integers(0, 4_000_000_000),
    ZONES,
) | st.dates(dt.date(1971, 1, 1), dt.date(2100, 1, 1)).map(
    lambda day: dt.datetime.combine(day, dt.time(7, 30))
)
MONTHS = st.integers(-2400, 2400).map(YearsMonths)


@steady
@given(INSTANTS, SPANS)
def test_adding_a_span_and_taking_it_away_leads_back(instant: dt.datetime, span: dt.timedelta) -> None:
    assert answer("(t + s) - s = t and (t + s) - t = s", {"t": instant, "s": span}) is True


@steady
@given(DATES, DATES)
def test_the_distance_of_two_dates_leads_from_one_to_the_other(first: dt.date, second: dt.date) -> None:
    context = {"a": first, "b": second}
    assert answer('a + (b - a) = b and b - a = -(a - b) and (a < b) = (b - a > @"PT0S")', context) is True


@steady
@given(DATES, MONTHS)
def test_adding_months_keeps_the_day_or_ends_the_month(day: dt.date, months: YearsMonths) -> None:
    moved = ask("d + m", {"d": day, "m": months}).value
    assert moved.day == day.day or (moved.day < day.day and (moved + dt.timedelta(days=1)).day == 1)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months.months


@steady
@given(DATES, DATES)
def test_months_between_never_overshoot(first: dt.date, second: dt.date) -> None:
    start, end = sorted((first, second))
    context = {"a": start, "b": end}
    text = '{m: years and months duration(a, b), r: a + m <= b and a + m + @"P1M" >= b - @"P3D"}.r'
    assert answer(text, context) is True


@steady
@given(SPANS)
def test_a_span_is_read_back_from_its_text(span: dt.timedelta) -> None:
    assert parse_duration(str(to_json(span))) == span
    assert answer("duration(string(s)) = s", {"s": span}) is True


@steady
@given(MONTHS)
def test_months_are_read_back_from_their_text(months: YearsMonths) -> None:
    assert parse_duration(str(to_json(months))) == months


@steady
@given(INSTANTS)
def test_an_instant_is_read_back_from_its_text(instant: dt.datetime) -> None:
    assert answer("is(date and time(string(t)), t)", {"t": instant}) is True


@steady
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_a_number_is_read_back_from_its_text(number: Decimal) -> None:
    assert answer("number(string(n)) = n", {"n": number}) is True


@steady
@given(st.lists(st.integers(-50, 50), max_size=12))
def test_lists_keep_their_laws(numbers: list[int]) -> None:
    context = {"l": numbers}
    assert answer("sort(l, function(x, y) x < y)", context) == sorted(numbers)
    assert answer("reverse(reverse(l)) = l and count(l) = count(for x in l return x)", context) is True
    assert answer("count(l[item > 0]) + count(l[item <= 0]) = count(l)", context) is True
    assert answer("distinct values(l) = union(l, l)", context) is True


WORDS = """a b item partial ? 1 2.5 0 -1 1e9 true false null and or not in between instance of
if then else for return some every satisfies function number string list<number>
+ - * / ** = != < <= > >= ( ) [ ] { } , : . .. @ ( ) ( ) [ ]
"x" "" "P1D" "2026-01-01" "10:00:00" @"P1M" "a(b" /* // {a:1} a:"""
PIECES = st.sampled_from([*sorted(BUILTINS), *WORDS.split(), '"'])
CONTEXT: dict[str, object] = {"a": [1, {"b": "x"}, None], "b": {"a": 2.5, "item": True}, "item": "x"}


def _try(text: str) -> None:
    try:
        compile_unary(text).matches(5, CONTEXT, now=NOW, zone=ZONE)
    except FeelSyntaxError as refused:
        assert 0 <= refused.position <= len(text)
    try:
        made = compile_expression(text, ["a b"])
    except FeelSyntaxError as refused:
        assert 0 <= refused.position <= len(text)
        return
    result = made.evaluate(CONTEXT, now=NOW, zone=ZONE)
    to_json(result.value)
    assert all(0 <= one.position <= len(text) for one in result.warnings)


@settings(steady, max_examples=150)
@given(st.lists(PIECES, min_size=1, max_size=14).map(" ".join))
def test_random_tokens_never_raise_anything_unexpected(text: str) -> None:
    _try(text)


@settings(steady, max_examples=80)
@given(st.text(max_size=40))
def test_random_text_never_raises_anything_unexpected(text: str) -> None:
    _try(text)


OPERANDS = """null true 1 -2.5 1e30 "" "abc" [] [1,2] ["a"] [null] {} {a:1} [1..5] ["a".."b") (>5) max
@"2026-01-31" @"9999-12-31" @"0001-01-01T00:00:00+14:00" @"10:00:00" @"10:00:00@Asia/Makassar"
@"2026-03-02T10:00:00Z" @"P1M" @"-P999999999D" @"P1D"
function(x)x function(x,y)x<y"""
VALUES = st.sampled_from(OPERANDS.split())
SIGNS = "+ - * / ** = != < <= > >= and or in between"


@settings(steady, max_examples=250)
@given(st.sampled_from(sorted(BUILTINS)), st.lists(VALUES, max_size=4))
def test_built_in_functions_never_raise_anything_unexpected(name: str, values: list[str]) -> None:
    _try(f"{name}({', '.join(values)})")


@settings(steady, max_examples=150)
@given(VALUES, st.sampled_from(SIGNS.split()), VALUES)
def test_operators_never_raise_anything_unexpected(left: str, sign: str, right: str) -> None:
    _try(f"{left} {sign} {right}{' and 1' if sign == 'between' else ''}")


@settings(steady, max_examples=50)
@given(VALUES, st.sampled_from(["year", "a", "hour", "time offset", "start", "days", "months", "timezone"]))
def test_parts_never_raise_anything_unexpected(value: str, part: str) -> None:
    _try(f"({value}).{part}")
    _try(f"({value})[{part} = 1]")
    _try(f"for x in {value} return x.{part}")
