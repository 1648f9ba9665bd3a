"""Open hours as sorted tables of microseconds, year by year, so that office time is a binary search."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.refusals import Invalid

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HORIZON = (
    200  # years a deadline may lie away; also the end of the search in a calendar that is always closed
)
_YEARS = range(1900, 9000)

DAY = 86_400_000_000

Spans = Callable[[date], tuple[tuple[int, int], ...]]
"""A day's open spans in microseconds from local midnight, by the wall clock."""


def ticks(instant: datetime) -> int:
    """Microseconds since 1970 of an aware instant; a naive one is a bug and raises TypeError."""
    return (instant - EPOCH) // _MICROSECOND


def moment(at: int) -> datetime:
    """The instant in UTC of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=at)


@dataclass(frozen=True, slots=True)
class Table:
    """The open spans of whole years: span i is [starts[i], ends[i]), with before[i] open time before it.

    days[k] is the ordinal of the k-th working day and closings[k] its last closing time.
    The table knows every instant from lower to upper.
    """

    first: int
    last: int
    lower: int
    upper: int
    starts: list[int]
    ends: list[int]
    before: list[int]
    days: list[int]
    closings: list[int]

    def open_until(self, at: int) -> int:
        """Open microseconds from the table's beginning to an instant inside it."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return 0
        return self.before[index] + min(at, self.ends[index]) - self.starts[index]

    def reach(self, amount: int) -> int | None:
        """The earliest instant with that much open time before it; None when the table is too short."""
        index = bisect_left(self.before, amount) - 1
        if index >= len(self.starts):
            return None
        return self.starts[index] + amount - self.before[index]


class Timetable:
    """The tables of one calendar, grown by whole years when asked for; safe to share between threads."""

    def __init__(self, zone: ZoneInfo, spans: Spans) -> None:
        self.zone = zone
        self._spans = spans
        self._table = _empty()

    def covering(self, *instants: int) -> Table:
        """A table that knows all the instants (microseconds since 1970)."""
        table = self._table
        if table.lower <= min(instants) and max(instants) < table.upper:
            return table
        # One year more on both sides: the office's year begins and ends at another instant than UTC's.
        return self._grow(moment(min(instants)).year - 1, moment(max(instants)).year + 1)

    def longer(self, table: Table, origin: int) -> Table:
        """A table about twice as long; refuses when the search has gone beyond every horizon."""
        horizon = moment(origin).year + _HORIZON
        if table.last >= horizon:
            raise Invalid("calendar.beyond_horizon")
        return self._grow(table.first, min(2 * table.last - table.first + 1, horizon))

    def ordinal(self, instant: datetime) -> int:
        """The day an instant falls on in the office's zone."""
        return instant.astimezone(self.zone).toordinal()

    def _grow(self, first: int, last: int) -> Table:
        # Built aside and put in place at once: another thread sees the old table or the new one.
        old = self._table
        if old.starts:
            first, last = min(first, old.first), max(last, old.last)
        if first not in _YEARS or last not in _YEARS:
            raise Invalid("calendar.beyond_horizon")
        self._table = _build(self.zone, self._spans, first, last)
        return self._table


def _empty() -> Table:
    return Table(0, 0, 0, 0, [], [], [0], [], [])


def _build(zone: ZoneInfo, spans: Spans, first: int, last: int) -> Table:
    begin, end = date(first, 1, 1).toordinal(), date(last + 1, 1, 1).toordinal()
    table = Table(first, last, _midnight(begin, zone), _midnight(end, zone), [], [], [0], [], [])
    for ordinal in range(begin, end):
        if day := spans(date.fromordinal(ordinal)):
            _add_day(table, ordinal, zone, day)
    return table


def _add_day(table: Table, ordinal: int, zone: ZoneInfo, spans: tuple[tuple[int, int], ...]) -> None:
    midnight = _midnight(ordinal, zone)
    if _midnight(ordinal + 1, zone) - midnight != DAY:
        spans = tuple((_wall(ordinal, a, zone), _wall(ordinal, b, zone)) for a, b in spans)
        midnight = 0
    known = len(table.ends)
    for opens, closes in spans:
        if closes > opens:  # an hour that the zone's summer time leaves out opens nothing
            table.starts.append(midnight + opens)
            table.ends.append(midnight + closes)
            table.before.append(table.before[-1] + closes - opens)
    if len(table.ends) > known:
        table.days.append(ordinal)
        table.closings.append(table.ends[-1])


def _midnight(ordinal: int, zone: ZoneInfo) -> int:
    return ticks(datetime.combine(date.fromordinal(ordinal), time.min, zone))


def _wall(ordinal: int, wall: int, zone: ZoneInfo) -> int:
    """The instant of a wall time on a day whose length the zone changes."""
    local = datetime.combine(date.fromordinal(ordinal), time.min) + timedelta(microseconds=wall)
    return ticks(local.replace(tzinfo=zone))
