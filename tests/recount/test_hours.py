"""The slow calendar itself: the eighteen vectors of the domain notes, and the product's quick one beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from engine import office_time
from engine.office_calendar import Interval, OfficeCalendar
from engine.office_calendar_json import to_json
from engine.office_calendar_seed import seed_calendar
from tests.recount.hours import Calendar
from tests.recount.raw import ticks

DAYS = [  # start, working days, closing time of the last
    ("2022-12-12T10:00+08:00", 4, "2022-12-16T16:30+08:00"),
    ("2026-03-12T15:00+08:00", 1, "2026-03-13T15:30+08:00"),
    ("2026-03-13T09:00+08:00", 1, "2026-03-16T15:00+08:00"),
    ("2026-03-17T09:00+08:00", 1, "2026-03-25T16:00+08:00"),
    ("2026-02-14T20:00+08:00", 1, "2026-02-18T16:00+08:00"),
    ("2026-03-12T10:00+08:00", 4, "2026-03-25T16:00+08:00"),
    ("2026-03-16T17:30+00:00", 1, "2026-03-25T16:00+08:00"),
    ("2026-03-12T23:30+07:00", 1, "2026-03-16T15:00+08:00"),
    ("2025-08-15T14:00+08:00", 1, "2025-08-19T16:00+08:00"),
    ("2024-02-13T10:00+08:00", 1, "2024-02-15T16:00+08:00"),
    ("2025-12-31T10:00+08:00", 1, "2026-01-02T16:30+08:00"),
    ("2023-04-18T10:00+08:00", 1, "2023-04-26T16:00+08:00"),
]
MINUTES = [  # start, working minutes, when they have passed
    ("2026-03-06T11:25+08:00", 10, "2026-03-06T12:35+08:00"),
    ("2026-04-10T11:25+08:00", 10, "2026-04-10T13:05+08:00"),
    ("2026-04-09T11:55+08:00", 10, "2026-04-09T13:05+08:00"),
    ("2026-04-10T16:25+08:00", 10, "2026-04-13T07:35+08:00"),
    ("2026-04-11T10:00+08:00", 10, "2026-04-13T07:40+08:00"),
    ("2026-04-09T07:30+08:00", 450, "2026-04-09T16:00+08:00"),
]


def slow(calendar: OfficeCalendar) -> Calendar:
    return Calendar(json.loads(json.dumps(to_json(calendar))))


def at(text: str) -> int:
    return ticks(datetime.fromisoformat(text))


@pytest.mark.parametrize(("start", "days", "due"), DAYS)
def test_working_days_end_where_the_domain_notes_say(start: str, days: int, due: str) -> None:
    assert slow(seed_calendar()).closing(at(start), days) == at(due)


@pytest.mark.parametrize(("start", "minutes", "due"), MINUTES)
def test_working_minutes_end_where_the_domain_notes_say(start: str, minutes: int, due: str) -> None:
    calendar = slow(seed_calendar())
    assert calendar.after(at(start), minutes * 60_000_000) == at(due)
    assert calendar.open_between(at(start), at(due)) == minutes * 60_000_000


@pytest.mark.parametrize(
    "zone", ["Asia/Makassar", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
)
def test_both_calendars_agree_on_any_two_instants(zone: str) -> None:
    """In zones with summer time too, with hours that the change of the clock falls into."""
    night = (Interval(time(1), time(3)), Interval(time(8), time(0)))
    calendar = replace(seed_calendar(), zone=zone, week=(night,) * 7)
    rng, plain = Random(zone), slow(calendar)
    begin = datetime(2026, 2, 1, tzinfo=UTC)
    for _ in range(40):
        a = begin + timedelta(seconds=rng.randrange(300 * 86_400), microseconds=rng.randrange(1_000_000))
        b = a + timedelta(seconds=rng.randrange(12 * 86_400))
        assert office_time.between(calendar, a, b) == timedelta(
            microseconds=plain.open_between(ticks(a), ticks(b))
        )


def test_days_of_23_and_25_hours_have_that_many() -> None:
    """A calendar that is always open, on the days Berlin changes its clocks."""
    always = ((Interval(time(0), time(0)),),) * 7
    calendar = replace(
        seed_calendar(), zone="Europe/Berlin", week=always, holidays={}, exceptions={}, periods=()
    )
    zone = calendar.timetable.zone
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 10, 26), 24)):
        a = datetime.combine(day, time.min, zone)
        b = datetime.combine(day + timedelta(days=1), time.min, zone)
        assert office_time.between(calendar, a, b) == timedelta(hours=hours)
        assert slow(calendar).open_between(ticks(a), ticks(b)) == hours * 3_600_000_000
