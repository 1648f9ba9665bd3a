"""Office time holds its laws on any calendar: inverse, order, pauses, agreement with a naive count."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import office_time
from engine.office_calendar import (
    DayException,
    Holiday,
    HolidayKind,
    Hours,
    Interval,
    OfficeCalendar,
    Period,
    plan,
)
from engine.office_calendar_json import content_hash, from_json, to_json
from engine.office_calendar_seed import seed_calendar

FIRST, LAST = date(2025, 12, 1), date(2026, 3, 31)
days = st.dates(FIRST, LAST)
zones = st.sampled_from(
    ["Asia/Makassar", "Asia/Jakarta", "Asia/Jayapura", "America/New_York", "Europe/London"]
)


@st.composite
def day_hours(draw: st.DrawFn, least: int = 0) -> Hours:
    marks = sorted(draw(st.sets(st.integers(0, 95), min_size=least, max_size=6)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple(Interval(time(a // 4, a % 4 * 15), time(b // 4, b % 4 * 15)) for a, b in pairs)


weeks = st.tuples(*[day_hours()] * 6, day_hours(least=2))


@st.composite
def calendars(draw: st.DrawFn) -> OfficeCalendar:
    first = draw(days)
    period = Period("Ramadan", first, first + timedelta(days=draw(st.integers(0, 40))), draw(weeks))
    holiday = st.builds(Holiday, st.just("Libur"), st.sampled_from(HolidayKind), st.just("SKB"))
    exception = st.builds(DayException, day_hours(), st.just("alasan"))
    return OfficeCalendar(
        zone=draw(zones),
        week=draw(weeks),
        periods=draw(st.sampled_from([(), (period,)])),
        holidays=draw(st.dictionaries(days, holiday, max_size=8)),
        exceptions=draw(st.dictionaries(days, exception, max_size=4)),
        decreed_years=frozenset(draw(st.sets(st.integers(2020, 2030)))),
    )


instants = st.datetimes(
    datetime(2025, 12, 1),  # noqa: DTZ001 - the strategy wants naive limits and adds the zone itself
    datetime(2026, 3, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
amounts = st.timedeltas(timedelta(0), timedelta(days=20))
anyhow = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@anyhow
@given(calendars(), instants, amounts)
def test_between_undoes_add(calendar: OfficeCalendar, start: datetime, working: timedelta) -> None:
    due = office_time.add(calendar, start, working)
    assert office_time.between(calendar, start, due) == working
    assert due >= start


@anyhow
@given(calendars(), instants, instants)
def test_add_of_between_never_overshoots(calendar: OfficeCalendar, a: datetime, b: datetime) -> None:
    a, b = sorted((a, b))
    reached = office_time.add(calendar, a, office_time.between(calendar, a, b))
    assert reached <= b
    assert office_time.between(calendar, reached, b) == timedelta(0)
    if office_time.is_open(calendar, b):
        assert reached == b


@anyhow
@given(calendars(), instants, instants, amounts, amounts)
def test_order_is_kept(
    calendar: OfficeCalendar, a: datetime, b: datetime, short: timedelta, long: timedelta
) -> None:
    a, b = sorted((a, b))
    short, long = sorted((short, long))
    assert office_time.add(calendar, a, short) <= office_time.add(calendar, a, long)
    assert office_time.add(calendar, a, short) <= max(b, office_time.add(calendar, b, short))
    number = 1 + long.days
    due = office_time.working_day_due(calendar, a, number)
    assert a < office_time.working_day_due(calendar, a, 0) <= office_time.working_day_due(calendar, a, 1)
    assert due < office_time.working_day_due(calendar, a, number + 1)
    assert due <= office_time.working_day_due(calendar, b, number)


@anyhow
@given(calendars(), instants, instants, instants)
def test_time_in_two_parts_is_time_in_one(
    calendar: OfficeCalendar, a: datetime, b: datetime, c: datetime
) -> None:
    whole = office_time.between(calendar, a, c)
    assert office_time.between(calendar, a, b) + office_time.between(calendar, b, c) == whole
    assert office_time.between(calendar, c, a) == -whole


@anyhow
@given(calendars(), instants, instants)
def test_open_and_closed_spans_sum_to_the_whole(calendar: OfficeCalendar, a: datetime, b: datetime) -> None:
    a, b = sorted((a, b))
    spans = sorted([*office_time.open_spans(calendar, a, b), *office_time.closed_spans(calendar, a, b)])
    assert sum((end - start for start, end in spans), timedelta()) == b - a
    assert [start for start, _ in spans][1:] == [end for _, end in spans][:-1]
    opened = sum((end - start for start, end in office_time.open_spans(calendar, a, b)), timedelta())
    assert opened == office_time.between(calendar, a, b)


pauses = st.lists(st.tuples(instants, instants).map(lambda pair: (min(pair), max(pair))), max_size=5)


@anyhow
@given(calendars(), instants, instants, pauses)
def test_pauses_never_lengthen_net_time(
    calendar: OfficeCalendar, a: datetime, b: datetime, paused: list[tuple[datetime, datetime]]
) -> None:
    a, b = sorted((a, b))
    gross = office_time.between(calendar, a, b)
    net = office_time.net(calendar, a, b, paused)
    assert timedelta(0) <= net <= gross
    for index in range(len(paused)):
        assert net <= office_time.net(calendar, a, b, paused[:index])


@anyhow
@given(calendars(), instants, amounts, pauses)
def test_a_budget_shifted_by_pauses_is_used_up_net(
    calendar: OfficeCalendar, start: datetime, working: timedelta, paused: list[tuple[datetime, datetime]]
) -> None:
    due = office_time.shift(calendar, start, working, paused)
    assert office_time.net(calendar, start, due, paused) == working
    assert due >= office_time.add(calendar, start, working)


@anyhow
@given(calendars(), instants, st.integers(0, 10), pauses)
def test_pauses_never_bring_a_working_day_deadline_forward(
    calendar: OfficeCalendar, start: datetime, number: int, paused: list[tuple[datetime, datetime]]
) -> None:
    due = office_time.working_day_due(calendar, start, number, paused)
    assert due >= office_time.working_day_due(calendar, start, number)
    assert not any(begin <= due < end for begin, end in paused)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calendars(), instants, st.integers(0, 3 * 24 * 60))
def test_a_naive_count_of_minutes_agrees(calendar: OfficeCalendar, start: datetime, length: int) -> None:
    start = start.replace(second=0, microsecond=0)
    zone = calendar.timetable.zone
    counted = 0
    for number in range(length):
        local = (start + timedelta(minutes=number)).astimezone(zone)
        at = timedelta(hours=local.hour, minutes=local.minute)
        counted += any(i.start <= at < i.end for i in plan(calendar, local.date()).hours)
    expected = office_time.between(calendar, start, start + timedelta(minutes=length))
    assert timedelta(minutes=counted) == expected


@anyhow
@given(calendars())
def test_a_calendar_survives_json(calendar: OfficeCalendar) -> None:
    again = from_json(to_json(calendar))
    assert again == calendar
    assert content_hash(again) == content_hash(calendar)


@pytest.mark.parametrize("minute", range(0, 24 * 60, 37))
def test_every_minute_of_a_ramadan_friday_adds_and_undoes(minute: int) -> None:
    start = datetime(2026, 3, 5, 16, tzinfo=UTC) + timedelta(minutes=minute)
    for working in (0, 1, 209, 210, 211, 390, 391):
        due = office_time.add(seed_calendar(), start, timedelta(minutes=working))
        assert office_time.between(seed_calendar(), start, due) == timedelta(minutes=working)
