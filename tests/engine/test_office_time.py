"""Office time by example: openings, spans, pauses, readings of a working day, and every kind of standard."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from engine import office_time
from engine.office_calendar import (
    DayCount,
    DayException,
    HolidayKind,
    Interval,
    OfficeCalendar,
    Source,
    normal_day,
    plan,
)
from engine.office_calendar_seed import proposal, seed_calendar
from engine.office_due import due
from engine.refusals import Invalid
from processes.model import TimeKind, TimeStandard, TimeUnit


def at(text: str) -> datetime:
    """An instant from wall time in the office."""
    return datetime.fromisoformat(text + "+08:00")


def hours(*pairs: tuple[int, int]) -> tuple[Interval, ...]:
    return tuple(Interval(time(opens), time(closes % 24)) for opens, closes in pairs)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def test_the_office_is_open_at_opening_time_and_not_at_closing_time() -> None:
    calendar = seed_calendar()
    assert not office_time.is_open(calendar, at("2026-04-09T07:29:59"))
    assert office_time.is_open(calendar, at("2026-04-09T07:30:00"))
    assert not office_time.is_open(calendar, at("2026-04-09T12:00:00"))
    assert office_time.is_open(calendar, at("2026-04-09T15:59:59"))
    assert not office_time.is_open(calendar, at("2026-04-09T16:00:00"))
    assert not office_time.is_open(calendar, at("2026-04-11T10:00:00"))


def test_the_next_opening_is_now_while_open() -> None:
    calendar = seed_calendar()
    assert office_time.next_opening(calendar, at("2026-04-09T08:00:00")) == at("2026-04-09T08:00:00")
    assert office_time.next_opening(calendar, at("2026-04-09T12:00:00")) == at("2026-04-09T13:00:00")
    assert office_time.next_opening(calendar, at("2026-03-17T15:00:00")) == at("2026-03-25T07:30:00")


def test_no_working_time_at_all_is_due_at_once() -> None:
    assert office_time.add(seed_calendar(), at("2026-04-11T10:00:00"), minutes(0)) == at(
        "2026-04-11T10:00:00"
    )
    with pytest.raises(ValueError, match="backwards"):
        office_time.add(seed_calendar(), at("2026-04-11T10:00:00"), minutes(-1))


def test_a_naive_instant_is_refused_as_a_bug() -> None:
    with pytest.raises(TypeError):
        office_time.add(seed_calendar(), datetime(2026, 4, 9, 10), minutes(1))  # noqa: DTZ001


def test_microseconds_are_counted_exactly() -> None:
    start = at("2026-04-09T11:59:59.999999")
    assert office_time.between(seed_calendar(), start, at("2026-04-09T13:00:00.000001")) == timedelta(
        microseconds=2
    )
    assert office_time.add(seed_calendar(), start, timedelta(microseconds=2)) == at(
        "2026-04-09T13:00:00.000001"
    )


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-04-09T10:00", "2026-04-09T16:00"),  # open: this day's closing
        ("2026-04-09T16:00", "2026-04-10T16:30"),  # closed already: the next working day's
        ("2026-04-11T10:00", "2026-04-13T16:00"),  # a closed day: the next working day's
    ],
)
def test_zero_working_days_end_with_the_day_that_is_still_open(start: str, expected: str) -> None:
    assert office_time.working_day_due(seed_calendar(), at(start), 0) == at(expected)


def test_the_other_readings_of_a_working_day_can_be_chosen() -> None:
    saturday_night = at("2026-04-11T20:00")
    answers = {
        count: office_time.working_day_due(replace(seed_calendar(), day_count=count), saturday_night, 1)
        for count in DayCount
    }
    assert answers == {
        DayCount.CLOSING: at("2026-04-13T16:00"),
        DayCount.FROM_WORKING_DAY: at("2026-04-14T16:00"),
        DayCount.HOURS: at("2026-04-13T16:00"),
    }
    by_hours = replace(seed_calendar(), day_count=DayCount.HOURS)
    assert office_time.working_day_due(by_hours, at("2026-04-09T10:00"), 1) == at("2026-04-10T10:00")
    assert normal_day(by_hours) == timedelta(hours=7.5)


def test_exceptions_open_a_saturday_and_close_a_working_day() -> None:
    calendar = replace(
        seed_calendar(),
        exceptions={
            date(2026, 4, 11): DayException(hours((8, 12)), "Paspor Simpatik"),
            date(2026, 4, 9): DayException((), "Listrik padam"),
            date(2026, 3, 19): DayException(hours((9, 11)), "Piket Nyepi"),
        },
    )
    assert office_time.add(calendar, at("2026-04-11T10:00"), minutes(150)) == at("2026-04-13T08:00")
    assert office_time.working_day_due(calendar, at("2026-04-08T10:00"), 1) == at("2026-04-10T16:30")
    assert office_time.working_day_due(calendar, at("2026-04-10T10:00"), 1) == at("2026-04-11T12:00")
    assert office_time.is_open(calendar, at("2026-03-19T10:00"))
    assert plan(calendar, date(2026, 4, 11)).source is Source.EXCEPTION


def test_a_day_says_what_decides_it() -> None:
    calendar = seed_calendar()
    assert plan(calendar, date(2026, 4, 9)).source is Source.WEEK
    ramadan = plan(calendar, date(2026, 3, 12))
    assert (ramadan.source, ramadan.label) == (Source.PERIOD, "Ramadan")
    holiday = plan(calendar, date(2025, 8, 18))
    assert (holiday.source, holiday.kind) == (Source.HOLIDAY, HolidayKind.CUTI_BERSAMA)
    assert holiday.decree == "SKB 933/1/3 Tahun 2025 (perubahan)"


def test_hours_may_last_to_midnight() -> None:
    always = ((Interval(time.min, time.min),),) * 7
    calendar = OfficeCalendar("Asia/Makassar", always)
    assert office_time.between(calendar, at("2026-01-01T00:00"), at("2026-01-08T00:00")) == timedelta(days=7)
    assert list(office_time.closed_spans(calendar, at("2026-01-01T00:00"), at("2026-01-08T00:00"))) == []


def test_a_zone_with_summer_time_loses_and_gains_an_hour() -> None:
    calendar = OfficeCalendar("Europe/Amsterdam", (hours((0, 24)),) * 7)
    spring, autumn = datetime(2026, 3, 29, 12, tzinfo=UTC).date(), date(2026, 10, 25)
    for day, length in ((spring, 23), (autumn, 25)):
        ((opens, closes),) = office_time.intervals(calendar, day)
        assert closes - opens == timedelta(hours=length)


def test_closed_and_open_spans_take_turns() -> None:
    first, last = at("2026-04-09T11:00"), at("2026-04-10T08:00")
    assert list(office_time.closed_spans(seed_calendar(), first, last)) == [
        (at("2026-04-09T12:00"), at("2026-04-09T13:00")),
        (at("2026-04-09T16:00"), at("2026-04-10T07:30")),
    ]
    assert list(office_time.open_spans(seed_calendar(), first, last)) == [
        (at("2026-04-09T11:00"), at("2026-04-09T12:00")),
        (at("2026-04-09T13:00"), at("2026-04-09T16:00")),
        (at("2026-04-10T07:30"), at("2026-04-10T08:00")),
    ]
    assert list(office_time.closed_spans(seed_calendar(), last, first)) == []


def test_overlapping_pauses_are_taken_off_once() -> None:
    pauses = [
        (at("2026-04-09T09:00"), at("2026-04-09T10:00")),
        (at("2026-04-09T09:30"), at("2026-04-09T10:30")),
        (at("2026-04-09T15:30"), at("2026-04-09T20:00")),
    ]
    net = office_time.net(seed_calendar(), at("2026-04-09T08:00"), at("2026-04-09T15:45"), pauses)
    assert net == timedelta(hours=6, minutes=45) - minutes(90) - minutes(15)


def test_years_without_cuti_bersama_are_named_not_guessed() -> None:
    calendar = seed_calendar()
    assert office_time.missing_years(calendar, at("2026-01-01T00:00"), at("2026-12-31T23:59")) == ()
    # 31 December 2026 16:30 UTC is already 2027 in the office.
    late = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert office_time.missing_years(calendar, at("2026-12-01T00:00"), late) == (2027,)
    assert office_time.missing_years(calendar, at("2021-06-01T00:00"), at("2028-01-01T00:00")) == (
        2021,
        2027,
        2028,
    )


def test_a_proposal_for_a_later_year_carries_no_decree() -> None:
    days = proposal(2027)
    assert days[date(2027, 8, 17)].kind is HolidayKind.NATIONAL
    assert days[date(2027, 3, 9)].kind is HolidayKind.CUTI_BERSAMA
    assert {holiday.decree for holiday in days.values()} == {""}
    assert "perkiraan" in days[date(2027, 3, 10)].name
    assert not any(h.kind is HolidayKind.CUTI_BERSAMA for h in proposal(2028).values())


def test_a_calendar_that_is_closed_for_ages_is_refused_in_the_end() -> None:
    closed = replace(seed_calendar(), week=((),) * 7, periods=())
    start = at("2026-01-01T00:00")
    for search in (
        partial(office_time.add, closed, start, minutes(1)),
        partial(office_time.working_day_due, closed, start, 1),
        partial(office_time.next_opening, closed, start),
    ):
        with pytest.raises(Invalid) as refused:
            search()
        assert refused.value.key == "calendar.beyond_horizon"


def standard(kind: TimeKind, amount: int | None, unit: TimeUnit | None) -> TimeStandard:
    return TimeStandard("waktu", kind, amount, unit)


@pytest.mark.parametrize(
    ("kind", "amount", "unit", "expected"),
    [
        (TimeKind.SERVICE, 10, TimeUnit.MINUTE, "2026-04-10T16:35"),
        (TimeKind.SERVICE, 2, TimeUnit.HOUR, "2026-04-10T18:25"),
        (TimeKind.WORKING_TIME, 10, TimeUnit.MINUTE, "2026-04-13T07:35"),
        (TimeKind.WORKING_TIME, 1, TimeUnit.HOUR, "2026-04-13T08:25"),
        (TimeKind.WORKING_DAYS, 1, TimeUnit.WORKING_DAY, "2026-04-13T16:00"),
        (TimeKind.WORKING_DAYS, 4, TimeUnit.DAY, "2026-04-16T16:00"),
        (TimeKind.ELAPSED, 3, TimeUnit.DAY, "2026-04-13T16:25"),
        (TimeKind.ELAPSED, 2, TimeUnit.WEEK, "2026-04-24T16:25"),
        (TimeKind.ELAPSED, 1, TimeUnit.MONTH, "2026-05-10T16:25"),
        (TimeKind.ELAPSED, 90, TimeUnit.MINUTE, "2026-04-10T17:55"),
    ],
)
def test_every_kind_of_standard_falls_due(kind: TimeKind, amount: int, unit: TimeUnit, expected: str) -> None:
    answer = due(seed_calendar(), standard(kind, amount, unit), at("2026-04-10T16:25"))
    assert answer == at(expected)
    assert answer is not None and answer.tzinfo is UTC


def test_a_month_ends_with_a_shorter_month() -> None:
    month = standard(TimeKind.ELAPSED, 1, TimeUnit.MONTH)
    assert due(seed_calendar(), month, at("2026-01-31T09:00")) == at("2026-02-28T09:00")
    assert due(seed_calendar(), month, at("2026-12-31T09:00")) == at("2027-01-31T09:00")


def test_a_cell_without_a_readable_standard_is_never_due() -> None:
    start = at("2026-04-10T16:25")
    assert due(seed_calendar(), standard(TimeKind.NONE, None, None), start) is None
    assert due(seed_calendar(), standard(TimeKind.SERVICE, None, None), start) is None


@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        (TimeKind.SERVICE, TimeUnit.WORKING_DAY),
        (TimeKind.ELAPSED, TimeUnit.WORKING_DAY),
        (TimeKind.WORKING_DAYS, TimeUnit.MINUTE),
        (TimeKind.WORKING_TIME, TimeUnit.MONTH),
    ],
)
def test_a_unit_that_does_not_fit_the_kind_is_refused(kind: TimeKind, unit: TimeUnit) -> None:
    with pytest.raises(Invalid) as refused:
        due(seed_calendar(), standard(kind, 1, unit), at("2026-04-10T16:25"))
    assert refused.value.key == "time.unit_unfit"


@pytest.mark.parametrize(
    ("kind", "amount", "unit", "expected"),
    [
        (TimeKind.SERVICE, 60, TimeUnit.MINUTE, "2026-04-13T11:00"),
        (TimeKind.WORKING_TIME, 60, TimeUnit.MINUTE, "2026-04-13T11:00"),
        (TimeKind.WORKING_DAYS, 1, TimeUnit.WORKING_DAY, "2026-04-13T16:00"),
        (TimeKind.WORKING_DAYS, 0, TimeUnit.WORKING_DAY, "2026-04-13T16:00"),
    ],
)
def test_a_pause_moves_the_deadline(kind: TimeKind, amount: int, unit: TimeUnit, expected: str) -> None:
    pause = (at("2026-04-10T09:00"), at("2026-04-13T10:15"))
    earlier = (at("2026-04-09T09:00"), at("2026-04-09T10:00"))
    later = (at("2026-05-09T09:00"), at("2026-05-11T10:00"))
    answer = due(
        seed_calendar(), standard(kind, amount, unit), at("2026-04-10T08:45"), [later, pause, earlier]
    )
    assert answer == at(expected)
