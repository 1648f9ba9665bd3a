"""The periods reports are about: a month, half a year, a year, by the office's days; named by a short code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from engine.refusals import Invalid, Problem
from processes.paper.report.words import MONTHS

_CODE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])|-S([12]))?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1990, 2200


class Every(StrEnum):
    """How often a report is filed."""

    MONTH = "month"
    HALF = "half"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months one report is about."""
        return {Every.MONTH: 1, Every.HALF: 6, Every.YEAR: 12}[self]


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months of the office's zone, from `first` (inside) to `end` (outside), both first days of a month."""

    every: Every
    first: date
    end: date

    @property
    def code(self) -> str:
        """What the period is called in addresses: 2026-04, 2026-S1 (first half), 2026."""
        if self.every is Every.MONTH:
            return f"{self.first:%Y-%m}"
        return f"{self.first:%Y}" + (f"-S{self.first.month // 6 + 1}" if self.every is Every.HALF else "")

    @property
    def words(self) -> str:
        """The period in Indonesian, for documents."""
        if self.every is Every.MONTH:
            return f"{MONTHS[self.first.month - 1]} {self.first.year}"
        if self.every is Every.YEAR:
            return f"Januari–Desember {self.first.year}"
        return f"{'Januari–Juni' if self.first.month == 1 else 'Juli–Desember'} {self.first.year}"

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of its months."""
        return tuple(_later(self.first, place) for place in range(self.every.months))

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its instants [start, end), in UTC: lengths between instants of one zone would leave its clock changes out."""
        start, end = (datetime.combine(day, time.min, zone).astimezone(UTC) for day in (self.first, self.end))
        return start, end

    def moved(self, by: int) -> Period:
        """The period so many later (or earlier)."""
        return containing(self.every, _later(self.first, by * self.every.months))


def containing(every: Every, day: date) -> Period:
    """The period a day lies in."""
    first = date(day.year, (day.month - 1) // every.months * every.months + 1, 1)
    return Period(every, first, _later(first, every.months))


def parse(every: Every, code: str) -> Period:
    """The period a code names. Raises Invalid for one that names none of this length."""
    found = _CODE.fullmatch(code)
    if found is None or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        raise Invalid("report.invalid", Problem("report.not_a_period", "period"))
    month = int(found[2] or (1 if found[3] in (None, "1") else 7))
    period = containing(every, date(int(found[1]), month, 1))
    if period.code != code:
        raise Invalid("report.invalid", Problem("report.not_a_period", "period"))
    return period


def _later(month: date, by: int) -> date:
    place = month.year * 12 + month.month - 1 + by
    return date(place // 12, place % 12 + 1, 1)
