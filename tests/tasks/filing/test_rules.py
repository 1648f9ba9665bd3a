"""When a scheduled report is due: by working days and by days of a month, holidays, zones, changed calendars."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from engine.office_calendar import DayException, Holiday, HolidayKind, Interval, OfficeCalendar
from engine.refusals import Invalid
from tasks.filing import rules
from tasks.filing.periods import Every, parse
from tasks.filing.rules import On, Rule

_HOURS = (Interval(time(8), time(16)),)
WEEK = (*([_HOURS] * 5), (), ())
CALENDAR = OfficeCalendar("Asia/Makassar", WEEK)  # type: ignore[arg-type]
MARCH = parse(Every.MONTH, "2026-03")


def local(
    rule: Rule, code: str = "2026-03", every: Every = Every.MONTH, calendar: OfficeCalendar = CALENDAR
) -> str:
    due = rules.due(calendar, rule, parse(every, code))
    assert due.tzinfo is UTC
    return f"{due.astimezone(ZoneInfo(calendar.zone)):%Y-%m-%d %H:%M}"


def test_the_nth_working_day_is_counted_from_the_day_after_the_period() -> None:
    assert local(Rule(On.WORKING_DAY, 1)) == "2026-04-01 08:00"  # a Wednesday
    assert local(Rule(On.WORKING_DAY, 3)) == "2026-04-03 08:00"
    assert local(Rule(On.WORKING_DAY, 4)) == "2026-04-06 08:00"
    friday = Holiday("Wafat Yesus Kristus", HolidayKind.NATIONAL)
    holiday = replace(CALENDAR, holidays={date(2026, 4, 3): friday})
    assert local(Rule(On.WORKING_DAY, 3), calendar=holiday) == "2026-04-06 08:00"
    saturday = replace(holiday, exceptions={date(2026, 4, 4): DayException(_HOURS, "Paspor Simpatik")})
    assert local(Rule(On.WORKING_DAY, 3), calendar=saturday) == "2026-04-04 08:00"


def test_a_day_of_a_month_moves_to_the_next_working_day_and_short_months_take_their_last() -> None:
    assert local(Rule(On.DAY, 10)) == "2026-04-10 08:00"
    assert local(Rule(On.DAY, 11)) == "2026-04-13 08:00"  # a Saturday
    assert local(Rule(On.DAY, 31)) == "2026-04-30 08:00"
    assert local(Rule(On.DAY, 31, 2), "2026-S1", Every.HALF) == "2026-08-31 08:00"
    assert local(Rule(On.DAY, 31, 8), "2026", Every.YEAR) == "2027-08-31 08:00"
    assert local(Rule(On.DAY, 30, 2), "2026", Every.YEAR) == "2027-03-01 08:00"  # 28 February is a Sunday


def test_days_are_the_offices_and_its_zone_may_save_daylight() -> None:
    jayapura, berlin = (replace(CALENDAR, zone=zone) for zone in ("Asia/Jayapura", "Europe/Berlin"))
    assert rules.due(jayapura, Rule(On.WORKING_DAY, 1), MARCH) == datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert rules.due(berlin, Rule(On.DAY, 2), parse(Every.MONTH, "2026-02")) == datetime(
        2026, 3, 2, 7, tzinfo=UTC
    )
    assert rules.due(berlin, Rule(On.DAY, 1), MARCH) == datetime(2026, 4, 1, 6, tzinfo=UTC)


def test_what_comes_is_period_after_period_from_the_first_that_is_not_due_yet() -> None:
    now = datetime(2026, 4, 3, 0, 30, tzinfo=UTC)  # 08:30 in Makassar, the third working day
    rule = Rule(On.WORKING_DAY, 3)
    period, due = rules.first_due(CALENDAR, rule, Every.MONTH, now)
    assert (period.code, f"{due:%Y-%m-%d}") == ("2026-04", "2026-05-05")
    codes = [one.code for one, _ in islice(rules.coming(CALENDAR, rule, period), 9)]
    assert codes == [f"2026-{month:02}" for month in range(4, 13)]
    late, _ = rules.first_due(CALENDAR, Rule(On.DAY, 28, 12), Every.YEAR, now)
    assert late.code == "2025"


@pytest.mark.parametrize(
    ("on", "number", "month"),
    [
        *(("kapan-kapan", "1", "1"), ("working_day", "0", "1"), ("working_day", "21", "1")),
        *(("working_day", "tiga", "1"), ("day", "32", "1"), ("day", "1", "2"), ("day", "1", "x")),
        *(("day", "²", "1"), ("day", "9" * 5000, "1"), ("day", "1", "0"), ("day", "0001999", "1")),
    ],
)
def test_a_rule_that_cannot_be_is_refused(on: str, number: str, month: str) -> None:
    with pytest.raises(Invalid):
        rules.checked(Every.MONTH, on, number, month)


def test_a_rule_is_stored_as_it_was_checked() -> None:
    rule = rules.checked(Every.HALF, "day", "15", "2")
    assert rules.read(rule.told()) == rule == Rule(On.DAY, 15, 2)
