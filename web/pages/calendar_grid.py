"""A year of the working calendar as month grids: each day with a symbol, a word and a class."""

from __future__ import annotations

import calendar as weeks
from dataclasses import dataclass
from datetime import date
from typing import Literal

from babel.dates import format_date, get_day_names

from engine.office_calendar import DayPlan, HolidayKind, Hours, OfficeCalendar, Source, plan
from engine.office_changes import hours_text
from web.shell.i18n import chosen, gettext, mark

KINDS = {
    "open": ("", mark("Open")),
    "closed": ("·", mark("Closed (weekend)")),
    "national": ("●", mark("National holiday")),
    "cuti_bersama": ("◆", mark("Cuti bersama")),
    "other": ("■", mark("Other decree")),
    "period": ("◐", mark("Special hours (Ramadan)")),
    "opened": ("+", mark("Exception: open")),
    "shut": ("−", mark("Exception: closed")),
}
"""Kind of day: its symbol and its word."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: `kind` is a key of KINDS, `words` say what holds, "" on a plain day."""

    day: date
    kind: str
    symbol: str
    words: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its name, and weeks of seven days from Monday, None outside the month."""

    name: str
    weeks: tuple[tuple[Day | None, ...], ...]


def months(calendar: OfficeCalendar, year: int) -> tuple[Month, ...]:
    """The twelve months of a year."""
    return tuple(_month(calendar, year, month) for month in range(1, 13))


def day_names(width: Literal["abbreviated", "narrow", "short", "wide"] = "wide") -> list[str]:
    """Monday to Sunday in the reader's language."""
    names = get_day_names(width, locale=chosen())
    return [names[number] for number in range(7)]


def kind_of(found: DayPlan) -> str:
    """The kind of a day, a key of KINDS."""
    if found.source is Source.EXCEPTION:
        return "opened" if found.hours else "shut"
    if found.source is Source.HOLIDAY:
        return str(found.kind or HolidayKind.NATIONAL)
    if found.source is Source.PERIOD and found.hours:
        return "period"
    return "open" if found.hours else "closed"


def words_of(found: DayPlan) -> str:
    """What holds on a day, in words."""
    kind = kind_of(found)
    words = [gettext(KINDS[kind][1])] if kind not in ("open",) else []
    words += [found.label] if found.label and kind != "period" else []
    words += [said(found.hours)] if found.hours else []
    return ", ".join(words)


def said(hours: Hours) -> str:
    """Hours as people write them: "07.30–12.00, 13.00–16.00"."""
    return written(hours_text(hours))


def typed(hours: Hours) -> str:
    """Hours for a field: as `said`, empty when closed."""
    return said(hours) if hours else ""


def written(text: str) -> str:
    """Hours of the plain form "07:30-12:00 13:00-16:00" as people write them; "-" is closed."""
    if text == "-":
        return gettext("shut")
    return text.replace(":", "." if chosen() == "id" else ":").replace("-", "–").replace(" ", ", ")


def _month(calendar: OfficeCalendar, year: int, month: int) -> Month:
    rows = weeks.Calendar().monthdatescalendar(year, month)
    name = format_date(date(year, month, 1), "LLLL", locale=chosen())
    return Month(
        name, tuple(tuple(_day(calendar, day) if day.month == month else None for day in row) for row in rows)
    )


def _day(calendar: OfficeCalendar, day: date) -> Day:
    found = plan(calendar, day)
    kind = kind_of(found)
    return Day(day, kind, KINDS[kind][0], "" if kind in ("open", "closed") else words_of(found))
