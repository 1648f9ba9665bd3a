"""Office time: adding, measuring and dating in an office's working hours; pure functions over a calendar.

Every instant that goes in is aware, every instant that comes out is in UTC.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from engine.office_calendar import DayCount, OfficeCalendar, normal_day
from engine.office_timetable import moment, ticks

Span = tuple[datetime, datetime]
"""From an instant (inside) to a later one (outside)."""

_MICROSECOND = timedelta(microseconds=1)


def add(calendar: OfficeCalendar, start: datetime, working: timedelta) -> datetime:
    """The earliest instant, not before `start`, with exactly `working` open time since `start`.

    A budget used up at closing time is due at closing time, not at the next opening. Raises ValueError for a
    negative amount and Invalid("calendar.beyond_horizon") when it lies centuries away.
    """
    amount, origin = working // _MICROSECOND, ticks(start)
    if amount <= 0:
        if amount < 0:
            raise ValueError("working time never runs backwards")
        return moment(origin)
    timetable = calendar.timetable
    table = timetable.covering(origin)
    while (at := table.reach(table.open_until(origin) + amount)) is None:
        table = timetable.longer(table, origin)
    return moment(at)


def between(calendar: OfficeCalendar, a: datetime, b: datetime) -> timedelta:
    """Open time from a to b; negative when b lies before a."""
    first, last = ticks(a), ticks(b)
    table = calendar.timetable.covering(first, last)
    return timedelta(microseconds=table.open_until(last) - table.open_until(first))


def working_day_due(
    calendar: OfficeCalendar, start: datetime, days: int, pauses: Iterable[Span] = ()
) -> datetime:
    """Closing time of the n-th working day after the start's day in the office's zone, which is day 0.

    0 days is due at closing time of the day itself, or of the next working day when the office is closed that
    day or has closed already: nothing is due before it began. A working day whose closing time lies in a
    pause does not count. The calendar's `day_count` chooses another reading. Raises ValueError below 0.
    """
    if days < 0:
        raise ValueError("working days never run backwards")
    if calendar.day_count is DayCount.HOURS:
        return _shifted(calendar, start, normal_day(calendar) * days, merged(pauses))
    timetable, origin = calendar.timetable, ticks(start)
    table = timetable.covering(origin)
    day = timetable.ordinal(start)
    paused = [(ticks(a), ticks(b)) for a, b in merged(pauses)]
    while True:
        index = _first_counted(table.days, day, calendar.day_count, days)
        due = _nth_closing(table.closings, index, max(days, 1), origin, paused)
        if due is not None:
            return moment(due)
        table = timetable.longer(table, origin)


def is_open(calendar: OfficeCalendar, instant: datetime) -> bool:
    """Whether the office is open; it is at opening time and no longer at closing time."""
    at = ticks(instant)
    table = calendar.timetable.covering(at)
    index = bisect_right(table.starts, at) - 1
    return index >= 0 and at < table.ends[index]


def next_opening(calendar: OfficeCalendar, instant: datetime) -> datetime:
    """The instant itself while the office is open, else the next opening."""
    at = ticks(instant)
    table = calendar.timetable.covering(at)
    while True:
        index = bisect_right(table.ends, at)
        if index < len(table.starts):
            return moment(max(at, table.starts[index]))
        table = calendar.timetable.longer(table, at)


def intervals(calendar: OfficeCalendar, day: date) -> tuple[Span, ...]:
    """The open spans of a day of the office's zone."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.timetable.zone)
    return tuple(open_spans(calendar, midnight, midnight + timedelta(days=1)))


def open_spans(calendar: OfficeCalendar, a: datetime, b: datetime) -> Iterator[Span]:
    """The open spans inside [a, b), in order."""
    first, last = ticks(a), ticks(b)
    table = calendar.timetable.covering(first, last)
    index = bisect_right(table.ends, first)
    while first < last and index < len(table.starts) and table.starts[index] < last:
        yield moment(max(first, table.starts[index])), moment(min(last, table.ends[index]))
        index += 1


def closed_spans(calendar: OfficeCalendar, a: datetime, b: datetime) -> Iterator[Span]:
    """The closed spans inside [a, b), in order; with open_spans they sum exactly to b - a."""
    at, end = moment(ticks(a)), moment(ticks(b))
    for opens, closes in open_spans(calendar, a, b):
        if at < opens:
            yield at, opens
        at = closes
    if at < end:
        yield at, end


def net(calendar: OfficeCalendar, a: datetime, b: datetime, pauses: Iterable[Span] = ()) -> timedelta:
    """Open time from a to b minus pauses; overlapping pauses count once, what lies outside not at all."""
    inside = [(max(a, start), min(b, end)) for start, end in merged(pauses)]
    return between(calendar, a, b) - sum(
        (between(calendar, start, end) for start, end in inside if start < end), timedelta()
    )


def missing_years(calendar: OfficeCalendar, first: datetime, last: datetime) -> tuple[int, ...]:
    """The years of the office's zone from first to last for which no cuti bersama is entered."""
    zone = calendar.timetable.zone
    years = range(first.astimezone(zone).year, last.astimezone(zone).year + 1)
    return tuple(year for year in years if year not in calendar.decreed_years)


def shift(calendar: OfficeCalendar, start: datetime, working: timedelta, pauses: Iterable[Span]) -> datetime:
    """Like `add`, with pauses that do not consume the budget."""
    return _shifted(calendar, start, working, merged(pauses))


def _shifted(calendar: OfficeCalendar, start: datetime, working: timedelta, pauses: list[Span]) -> datetime:
    due = add(calendar, start, working)
    for begin, end in pauses:
        if begin >= due:
            break
        if end > start:
            working += between(calendar, max(begin, start), end)
            due = add(calendar, start, working)
    return due


def merged(pauses: Iterable[Span]) -> list[Span]:
    """The pauses in order, overlapping and touching ones joined, empty ones left out."""
    joined: list[Span] = []
    for begin, end in sorted(pauses):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif begin < end:
            joined.append((begin, end))
    return joined


def _first_counted(days: list[int], day: int, count: DayCount, number: int) -> int:
    """Index of the first working day that counts."""
    here = bisect_left(days, day)
    if number == 0:
        return here
    if count is DayCount.FROM_WORKING_DAY:
        return here + 1
    return bisect_right(days, day)


def _nth_closing(
    closings: list[int], index: int, number: int, origin: int, paused: list[tuple[int, int]]
) -> int | None:
    if not paused and index + number <= len(closings) and closings[index] > origin:
        return closings[index + number - 1]
    for closing in closings[index:]:
        if closing > origin and not any(begin <= closing < end for begin, end in paused):
            number -= 1
            if number == 0:
                return closing
    return None
