"""Which passports the demo office issues when: the paper's monthly counts spread over the office's working days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from engine import office_time
from engine.office_calendar import OfficeCalendar

LOST = ("hilang", "rusak")


@dataclass(frozen=True, slots=True)
class Planned:
    """One passport: its application type, when its applicant comes, when it is ready, and when it was applied for
    through M-Paspor (None: the applicant walked in)."""

    category: str
    applied: datetime | None
    arrives: datetime
    ready: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """How many passports of a kind ("baru", "habis_berlaku", "hilang", "rusak") are ready in a month."""

    month: date
    kind: str
    count: int
    m_paspor: bool


def targets() -> tuple[Target, ...]:
    """The counts of bpmn/statistics.yaml (Tabel 2 and 3), month by month."""
    source = yaml.safe_load((files("bpmn") / "statistics.yaml").read_text("utf-8"))
    return tuple(
        Target(date.fromisoformat(f"{month}-01"), kind, table[kind][place], table["m_paspor"])
        for table in source["tables"]
        for place, month in enumerate(table["months"])
        for kind in ("baru", "habis_berlaku", *LOST)
    )


class Planner:
    """Draws the days of each passport; the same random numbers give the same plan."""

    def __init__(self, calendar: OfficeCalendar, given: dict[str, Any], rng: Random) -> None:
        self.calendar = calendar
        self.given = given
        self.rng = rng

    def plan(self, wanted: Sequence[Target]) -> tuple[Planned, ...]:
        """Every passport of the targets, the earliest first."""
        found = [one for target in wanted for one in self._of(target)]
        return tuple(sorted(found, key=lambda one: one.applied or one.arrives))

    def _of(self, target: Target) -> Iterator[Planned]:
        days = [day for day in _month(target.month) if office_time.intervals(self.calendar, day)]
        for _ in range(target.count):
            yield self._ready(target, self.rng.choice(days))

    def arriving(self, kind: str, day: date, *, m_paspor: bool) -> Planned:
        """One whose applicant comes on a working day."""
        return self._passport(kind, (day, self.off(day, self._lasts(kind))), m_paspor)

    def between(self, applied: date, arrives: date) -> Planned:
        """Somebody who applies and comes on these working days; the passport takes four."""
        return Planned(
            "baru_dewasa",
            self._moment(applied, "08:00", "11:00"),
            self._at(arrives, "arrival"),
            self._at(self.off(arrives, 4), "ready"),
        )

    def off(self, day: date, working_days: int) -> date:
        """The day so many working days later, or earlier where negative."""
        return self._step(day, abs(working_days), 1 if working_days > 0 else -1)

    def _ready(self, target: Target, day: date) -> Planned:
        return self._passport(target.kind, (self.off(day, -self._lasts(target.kind)), day), target.m_paspor)

    def _passport(self, kind: str, days: tuple[date, date], m_paspor: bool) -> Planned:
        arrival_day, ready_day = days
        applied = None
        if m_paspor and kind not in LOST:
            earliest = arrival_day - timedelta(days=self.given["most_days_ahead"])
            applied_day = max(earliest, self.off(arrival_day, -self._drawn("days_ahead")))
            moment = self._moment(applied_day, "07:00", "21:00")
            applied = moment if applied_day >= self.given["m_paspor_from"] else None
        return Planned(
            self._category(kind),
            applied,
            self._at(arrival_day, "arrival"),
            self._at(ready_day, "ready"),
        )

    def _lasts(self, kind: str) -> int:
        return self._drawn("days_lost" if kind in LOST else "days_to_ready")

    def _category(self, kind: str) -> str:
        if kind != "baru":
            return kind
        kinds = self.given["kinds"]
        return str(self.rng.choices(list(kinds), list(kinds.values()))[0])

    def _drawn(self, name: str) -> int:
        days, shares = zip(*self.given[name], strict=True)
        return int(self.rng.choices(days, shares)[0])

    def _step(self, day: date, working_days: int, way: int) -> date:
        while working_days:
            day += timedelta(days=way)
            working_days -= bool(office_time.intervals(self.calendar, day))
        return day

    def _at(self, day: date, name: str) -> datetime:
        window = self.given[name]
        return self._moment(day, window["from"], window["to"])

    def _moment(self, day: date, first: str, last: str) -> datetime:
        zone: ZoneInfo = self.calendar.timetable.zone
        begin, end = (datetime.combine(day, time.fromisoformat(text), zone) for text in (first, last))
        return begin + (end - begin) * self.rng.random()


def _month(first: date) -> Iterator[date]:
    day = first
    while day.month == first.month:
        yield day
        day += timedelta(days=1)
