"""The days an applicant may choose from: open by the office's calendar, within lead time and horizon, with a seat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from engine import calendars, settings
from engine.database import Tx
from engine.office_calendar import DayPlan, plan
from engine.refusals import Conflict
from engine.schema import quotas as table
from tasks.slots import places, quotas

PAST, TOO_SOON, TOO_FAR, CLOSED, NO_SEATS, FULL = "past", "too_soon", "too_far", "closed", "no_seats", "full"
_BOUNDS = ("lead", "horizon")
_LONGEST = 400  # days asked for at once


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its seats and how many are taken; `open` when it can be chosen, else `why_closed`.

    `why_closed` is past | too_soon | too_far | closed | no_seats | full, "" when open; `label` names what closes the
    office (a holiday); `basis` says what gave the number of seats: day | rule | assumed.
    """

    day: date
    seats: int
    taken: int
    open: bool
    why_closed: str = ""
    label: str = ""
    basis: str = ""

    @property
    def free(self) -> int:
        """Seats left; never below zero, though a rule may have been lowered under what is taken."""
        return max(0, self.seats - self.taken)


def calendar(tx: Tx, office: str, place: str, grp: str, first: date, days: int) -> tuple[Day, ...]:
    """`days` days of a place and group from `first` on, as they stand now. Raises Invalid for an unknown place."""
    places.require(tx, place, grp)
    wanted = [first + timedelta(days=number) for number in range(min(days, _LONGEST))]
    quota = quotas.of_place(tx, office, place, grp)
    taken = _taken(tx, office, place, grp, first, first + timedelta(days=len(wanted)))
    hours, today = calendars.current(tx, office), places.today(tx)
    lead, horizon = (today + timedelta(days=settings.value(tx, f"slots.{name}_days")) for name in _BOUNDS)
    found = []
    for day in wanted:
        planned = plan(hours, day)
        seats, basis = quota.on(day) if planned.hours else (0, "")
        used = taken.get(day.isoformat(), 0)
        why = _why(day, today, lead, horizon) or _full(planned, seats, used)
        found.append(Day(day, seats, used, not why, why, "" if planned.hours else planned.label, basis))
    return tuple(found)


def require_open(tx: Tx, office: str, place: str, grp: str, day: date) -> Day:
    """The day, when it can be chosen. Raises Invalid for an unknown place, Conflict saying why not."""
    (found,) = calendar(tx, office, place, grp, day, 1)
    if found.why_closed == FULL:
        raise Conflict("slot.full")
    if found.why_closed in (PAST, TOO_SOON):
        raise Conflict("slot.too_soon")
    if found.why_closed == TOO_FAR:
        raise Conflict("slot.too_far")
    if not found.open:
        raise Conflict("slot.closed")
    return found


def _why(day: date, today: date, lead: date, horizon: date) -> str:
    if day < today:
        return PAST
    if day < lead:
        return TOO_SOON
    return TOO_FAR if day > horizon else ""


def _full(planned: DayPlan, seats: int, taken: int) -> str:
    if not planned.hours:
        return CLOSED
    if seats == 0:
        return NO_SEATS
    return FULL if taken >= seats else ""


def _taken(tx: Tx, office: str, place: str, grp: str, first: date, end: date) -> dict[str, int]:
    t = table.c
    ours = (t.office == office) & (t.place == place) & (t.grp == grp)
    query = select(t.day, t.taken).where(ours, t.day >= first.isoformat(), t.day < end.isoformat())
    return {str(row.day): int(row.taken) for row in tx.conn.execute(query)}
