"""Office hours counted day by day from a calendar's stored JSON: slow, plain, and nothing of the product's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MICRO = timedelta(microseconds=1)


class Calendar:
    """A stored version of a calendar."""

    def __init__(self, content: dict[str, Any]) -> None:
        """`content` is the JSON of `calendar_versions`."""
        self.content = content
        self.zone = ZoneInfo(content["zone"])

    def hours(self, day: date) -> list[list[str]]:
        """Opening hours of a day: its exception, else closed on a holiday, else a special period's, else the week's."""
        text, name = day.isoformat(), _NAMES[day.weekday()]
        if text in self.content["exceptions"]:
            return self.content["exceptions"][text]["hours"]  # type: ignore[no-any-return]
        if text in self.content["holidays"]:
            return []
        for period in self.content["periods"]:
            if period["first"] <= text <= period["last"]:
                return period["week"][name]  # type: ignore[no-any-return]
        return self.content["week"][name]  # type: ignore[no-any-return]

    def spans(self, first: date, last: date) -> Iterator[tuple[int, int]]:
        """From when to when the office is open on the days from first to last, in microseconds since 1970."""
        day = first
        while day <= last:
            for opens, closes in self.hours(day):
                yield self._at(day, opens), self._at(day, "24:00" if closes == "00:00" else closes)
            day += timedelta(days=1)

    def open_between(self, start: int, end: int) -> int:
        """Open microseconds in [start, end)."""
        if end <= start:
            return 0
        spans = self.spans(self.day(start), self.day(end))
        return sum(max(0, min(b, end) - max(a, start)) for a, b in spans)

    def day(self, at: int) -> date:
        """The office's day of an instant."""
        return (datetime(1970, 1, 1, tzinfo=UTC) + at * _MICRO).astimezone(self.zone).date()

    def closing(self, start: int, days: int) -> int:
        """Closing time of the n-th working day after the start's day."""
        day = self.day(start)
        while days:
            day += timedelta(days=1)
            days -= bool(self.hours(day))
        return max(end for _, end in self.spans(day, day))

    def after(self, start: int, amount: int) -> int:
        """The instant by which so many open microseconds have passed."""
        first = self.day(start)
        for a, b in self.spans(first, first + timedelta(days=60)):
            opened = max(0, b - max(a, start))
            if opened >= amount:
                return max(a, start) + amount
            amount -= opened
        raise AssertionError("a longer search is needed")

    def _at(self, day: date, wall: str) -> int:
        if wall == "24:00":
            day, wall = day + timedelta(days=1), "00:00"
        local = datetime.combine(day, time.fromisoformat(wall), self.zone)
        return (local - datetime(1970, 1, 1, tzinfo=UTC)) // _MICRO
