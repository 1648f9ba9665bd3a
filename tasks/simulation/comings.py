"""When cases come in a simulation: by the hour of each day, or as they once came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import exp

from engine.office_calendar import OfficeCalendar
from engine.office_timetable import ticks
from tasks.simulation.chance import uniform
from tasks.simulation.measuring import day_class
from tasks.simulation.numbers import Arrivals

_HOUR = 3_600_000_000
_COMING = 77
BEFORE, AFTER = timedelta(days=14), timedelta(days=14)
"""Cases come so long before the period looked at, that it begins with a usual backlog, and go on coming after it."""


def drawn(
    arrivals: Arrivals, calendar: OfficeCalendar, seed: int, start: datetime, end: datetime
) -> list[tuple[int, bool]]:
    """Instants (ticks) at which cases come, with BEFORE and AFTER, and whether each lies in [start, end)."""
    zone = calendar.timetable.zone
    found: list[tuple[int, bool]] = []
    at, last = start - BEFORE, end + AFTER
    while at < last:
        local = at.astimezone(zone)
        mean = arrivals.hourly.get(f"{day_class(calendar, local.date())}-{local.hour}", 0.0)
        hour = ticks(at)
        if mean > 0:
            for number in range(_poisson(mean, uniform(seed, _COMING, hour // _HOUR))):
                place = uniform(seed, _COMING, hour // _HOUR, number + 1)
                found.append((hour + int(place * _HOUR), start <= at < end))
        at += timedelta(hours=1)
    return sorted(found)


def again(comings: Iterable[datetime], start: datetime, end: datetime) -> list[tuple[int, bool]]:
    """Cases as they came once."""
    return sorted((ticks(at), start <= at < end) for at in comings)


def _poisson(mean: float, share: float) -> int:
    """How many come in an hour, by inversion."""
    number, chance = 0, exp(-mean)
    below = chance
    while share > below and number < 10_000:
        number += 1
        chance *= mean / number
        below += chance
    return number
