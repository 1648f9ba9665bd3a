"""A month of a quota as a grid: each day with its numbers, a symbol, words and a class."""

from __future__ import annotations

import calendar as weeks
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tasks.slots import Day
from tasks.slots.days import FULL, NO_SEATS
from tasks.slots.quotas import ASSUMED, DAY
from web.shell.formatting import weekday
from web.shell.i18n import gettext, mark, ngettext

KINDS = {
    "open": ("✓", mark("Seats left")),
    "full": ("✕", mark("Full")),
    "over": ("!", mark("More booked than seats")),
    "none": ("−", mark("No seats given")),
    "closed": ("·", mark("Office closed")),
    "outside": ("○", mark("Not to be chosen now")),
}
"""Kind of day: its symbol and its word."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: `kind` is a key of KINDS, `numbers` "12/40" or "", `words` say it all; `marked`: a number of its own."""

    day: date
    kind: str
    symbol: str
    numbers: str
    words: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its first day; weeks of seven cells from Monday, None outside the month; the months beside it."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]
    before: str
    after: str


def first_of(text: str, today: date) -> date:
    """The first day of the month a page names ("2026-04"); this month where it names none."""
    try:
        named = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return named if 2000 < named.year < 2100 else today.replace(day=1)


def days_in(first: date) -> int:
    """How many days a month has."""
    return weeks.monthrange(first.year, first.month)[1]


def month(first: date, days: tuple[Day, ...]) -> Month:
    """The grid of a month, its days given."""
    found: Mapping[date, Day] = {day.day: day for day in days}
    rows = weeks.Calendar().monthdatescalendar(first.year, first.month)
    grid = tuple(tuple(cell(found[day]) if day in found else None for day in row) for row in rows)
    return Month(
        first, grid, _named(first - timedelta(days=1)), _named(first + timedelta(days=days_in(first)))
    )


def cell(day: Day) -> Cell:
    """A day as it is shown."""
    kind = kind_of(day)
    told = bool(day.taken or day.basis)
    numbers = f"{day.taken}/{day.seats}" if told else ""
    return Cell(day.day, kind, KINDS[kind][0], numbers, _words(day, kind, told), day.basis == DAY)


def kind_of(day: Day) -> str:
    """The kind of a day, a key of KINDS."""
    if day.taken > day.seats:
        return "over"
    if day.open:
        return "open"
    if not day.basis:
        return "closed"  # also where the day has passed
    return {FULL: "full", NO_SEATS: "none"}.get(day.why_closed, "outside")


def _words(day: Day, kind: str, told: bool) -> str:
    parts = [weekday(day.day), gettext(KINDS[kind][1])]
    parts += [day.label] if day.label else []
    if told:
        parts.append(gettext("%(taken)s of %(seats)s taken", taken=day.taken, seats=day.seats))
        parts += [ngettext("%(num)d seat left", "%(num)d seats left", day.free)] if kind == "open" else []
    parts += [gettext("assumed number")] if day.basis == ASSUMED else []
    parts += [gettext("a number of its own")] if day.basis == DAY else []
    return ", ".join(parts)


def _named(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"
