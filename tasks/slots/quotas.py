"""How many seats a day has: a day's own number before its weekday's rule before the setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine import settings
from engine.database import Tx
from engine.schema import quota_days, quota_rules
from tasks.slots import places

DAY, RULE, ASSUMED = "day", "rule", "assumed"
"""What gave a day its number of seats; the settings are assumed until the office makes a rule."""

_SETTINGS = {
    (True, places.REGULAR): "quota.office_regular",
    (True, places.PRIORITY): "quota.office_priority",
    (False, places.REGULAR): "quota.booth_regular",
    (False, places.PRIORITY): "quota.booth_priority",
}


@dataclass(frozen=True, slots=True)
class Weekday:
    """What holds for a weekday (Monday is 0): seats, since when (None: assumed), and what comes later."""

    weekday: int
    seats: int
    since: date | None
    coming: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """Seats of one place and group: rules per weekday as (from when, seats), oldest first; single days; the rest."""

    rules: Mapping[int, tuple[tuple[date, int], ...]]
    days: Mapping[date, int]
    assumed: int

    def on(self, day: date) -> tuple[int, str]:
        """Seats of a day when the office is open, and what gave the number: DAY, RULE or ASSUMED."""
        if day in self.days:
            return self.days[day], DAY
        since, seats = self.ruled(day.weekday(), day)
        return seats, ASSUMED if since is None else RULE

    def ruled(self, weekday: int, on: date) -> tuple[date | None, int]:
        """The weekday's rule in force on a date, single days apart: since when (None: assumed) and its seats."""
        in_force = [rule for rule in self.rules.get(weekday, ()) if rule[0] <= on]
        return in_force[-1] if in_force else (None, self.assumed)

    def week(self, today: date) -> tuple[Weekday, ...]:
        """Monday to Sunday as it holds today, and the rules that come later."""
        return tuple(
            Weekday(
                number,
                self.ruled(number, today)[1],
                self.ruled(number, today)[0],
                tuple(rule for rule in self.rules.get(number, ()) if rule[0] > today),
            )
            for number in range(7)
        )


def of_place(tx: Tx, office: str, place: str, grp: str) -> Quota:
    """The rules of a place and group as they stand; what was written last wins where several say something."""
    r, d = quota_rules.c, quota_days.c
    ours = (r.office == office) & (r.place == place) & (r.grp == grp)
    query = select(r.weekday, r.valid_from, r.seats).where(ours).order_by(r.valid_from, r.id)
    rules: dict[int, list[tuple[date, int]]] = {}
    for weekday, since, seats in tx.conn.execute(query):
        rules.setdefault(weekday, []).append((date.fromisoformat(since), seats))
    days: dict[date, int] = {}
    single = (d.office == office) & (d.place == place) & (d.grp == grp)
    for day, seats in tx.conn.execute(select(d.day, d.seats).where(single).order_by(d.id)):
        days[date.fromisoformat(day)] = seats
    named = {day: seats for day, seats in days.items() if seats is not None}
    return Quota({weekday: tuple(found) for weekday, found in rules.items()}, named, assumed(tx, place, grp))


def assumed(tx: Tx, place: str, grp: str) -> int:
    """Seats where no rule says any: a setting, for the office itself (the first place) or a booth."""
    is_office = place == next(iter(places.of_office(tx)), place)
    seats: int = settings.value(tx, _SETTINGS[is_office, grp])
    return seats
