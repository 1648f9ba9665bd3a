"""Bookings: a seat held until it is paid for, confirmed, moved once, kept or missed.

Every command holds the case first, then its booking, then the days' counters; the callers' transactions commit it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from engine import audit, instances
from engine.database import Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import applications
from engine.schema import bookings as table
from tasks.slots import days, places, seats
from tasks.slots.seats import Seat

HELD, CONFIRMED, RELEASED, ARRIVED, NO_SHOW = "held", "confirmed", "released", "arrived", "no_show"
LIVE = (HELD, CONFIRMED)
MOST_MOVES = 1  # M-Paspor row 13: reschedule once


@dataclass(frozen=True, slots=True)
class Booking:
    """A seat of an application; `moves` counts how often its day was changed after paying."""

    id: int
    application_id: int
    office: str
    place: str
    day: date
    grp: str
    state: str
    moves: int
    held_until: datetime | None
    created_at: datetime
    changed_at: datetime

    @property
    def seat(self) -> Seat:
        """The seat it takes."""
        return Seat(self.day.isoformat(), self.office, self.place, self.grp)


_COLUMNS = tuple(table.c[name] for name in Booking.__slots__)


def hold(tx: Tx, application_id: int, place: str, day: date, grp: str, until: datetime) -> Booking:
    """Hold a seat for an application until an instant; a seat it held before is given back with the same commit.

    Raises NotFound, Invalid for an unknown place, Conflict: the day cannot be chosen or is full, a seat is
    confirmed already (then `move` it).
    """
    office, case = _hold_case(tx, application_id)
    before = live(tx, application_id)
    if before and before.state == CONFIRMED:
        raise Conflict("slot.confirmed_already")
    if until <= tx.now:
        raise Invalid("form.invalid", Problem("slot.held_in_the_past", "until"))
    wanted = Seat(day.isoformat(), office, place, grp)
    if before and before.seat == wanted:
        return _change(tx, before, case, "slot.held", held_until=until)
    found = days.require_open(tx, office, place, grp, day)
    seats.exchange(tx, free=before.seat if before else None, take=wanted, most=found.seats)
    if before:
        _change(tx, before, case, "slot.released", state=RELEASED, held_until=None)
    values = {"application_id": application_id, **wanted._asdict(), "state": HELD, "moves": 0}
    values |= {"held_until": until, "created_at": tx.now, "changed_at": tx.now}
    number = tx.conn.execute(table.insert().values(**values).returning(table.c.id)).scalar_one()
    made = read(tx, number)
    _record(tx, made, case, "slot.held")
    return made


def confirm(tx: Tx, booking_id: int) -> Booking:
    """The seat is paid for. Raises NotFound, Conflict when it is not held any more."""
    booking, case = _held(tx, booking_id, HELD)
    return _change(tx, booking, case, "slot.confirmed", state=CONFIRMED, held_until=None)


def release(tx: Tx, booking_id: int) -> Booking:
    """Give a held or confirmed seat back. Raises NotFound, Conflict when it is neither."""
    booking, case = _held(tx, booking_id, *LIVE)
    released = _change(tx, booking, case, "slot.released", state=RELEASED, held_until=None)
    seats.exchange(tx, free=booking.seat)
    return released


def move(tx: Tx, booking_id: int, day: date, place: str | None = None) -> Booking:
    """Change the day of a confirmed seat, and the place; what was paid stays paid.

    Once per booking, until the end of the day before in the office's zone (M-Paspor row 13). Raises NotFound,
    Invalid for an unknown place, Conflict: moved already, too late, the same seat, the day cannot be chosen.
    """
    booking, case = _held(tx, booking_id, CONFIRMED)
    if booking.moves >= MOST_MOVES:
        raise Conflict("slot.moved_already")
    if places.today(tx) >= booking.day:
        raise Conflict("slot.move_too_late")
    wanted = Seat(day.isoformat(), booking.office, place or booking.place, booking.grp)
    if wanted == booking.seat:
        raise Conflict("slot.same_day")
    found = days.require_open(tx, booking.office, wanted.place, booking.grp, day)
    where = {"day": wanted.day, "place": wanted.place}
    moved = _change(tx, booking, case, "slot.moved", moves=booking.moves + 1, **where)
    seats.exchange(tx, free=booking.seat, take=wanted, most=found.seats)
    return moved


def arrived(tx: Tx, booking_id: int) -> Booking:
    """The applicant is here, on the day. Raises NotFound, Conflict: another day, not confirmed."""
    booking, case = _held(tx, booking_id, CONFIRMED)
    if places.today(tx) != booking.day:
        raise Conflict("slot.other_day")
    return _change(tx, booking, case, "slot.arrived", state=ARRIVED)


def no_show(tx: Tx, booking_id: int) -> Booking:
    """The applicant did not come; the seat stays counted. Raises NotFound, Conflict: not confirmed, day to come."""
    booking, case = _held(tx, booking_id, CONFIRMED)
    if places.today(tx) < booking.day:
        raise Conflict("slot.day_to_come")
    return _change(tx, booking, case, "slot.no_show", state=NO_SHOW)


def undo_no_show(tx: Tx, booking_id: int) -> Booking:
    """It was said by mistake that nobody came. Raises NotFound, Conflict: not said, or booked anew meanwhile."""
    booking, case = _held(tx, booking_id, NO_SHOW)
    if live(tx, booking.application_id) is not None:
        raise Conflict("slot.other_state")
    return _change(tx, booking, case, "slot.no_show_undone", state=CONFIRMED)


def read(tx: Tx, booking_id: int) -> Booking:
    """A booking. Raises NotFound."""
    row = tx.conn.execute(select(*_COLUMNS).where(table.c.id == booking_id)).one_or_none()
    if row is None:
        raise NotFound("slot.unknown")
    return _booking(row)


def live(tx: Tx, application_id: int) -> Booking | None:
    """The seat an application holds or has confirmed; None without one."""
    same = (table.c.application_id == application_id) & table.c.state.in_(LIVE)
    row = tx.conn.execute(select(*_COLUMNS).where(same)).one_or_none()
    return None if row is None else _booking(row)


def newest(tx: Tx, application_id: int) -> Booking | None:
    """The last booking of an application, whatever became of it."""
    query = select(*_COLUMNS).where(table.c.application_id == application_id)
    row = tx.conn.execute(query.order_by(table.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _booking(row)


def of_case(tx: Tx, instance_id: int) -> Booking | None:
    """The seat held or confirmed for the application of a case; None without one."""
    number = _application_of(tx, instance_id)
    return None if number is None else live(tx, number)


def newest_of_case(tx: Tx, instance_id: int) -> Booking | None:
    """The last booking of the application of a case, whatever became of it."""
    number = _application_of(tx, instance_id)
    return None if number is None else newest(tx, number)


def _application_of(tx: Tx, instance_id: int) -> int | None:
    query = select(applications.c.id).where(applications.c.instance_id == instance_id)
    return tx.conn.execute(query).scalar_one_or_none()


def of_day(tx: Tx, office: str, place: str, day: date) -> tuple[Booking, ...]:
    """Every booking of a day but those given back, in the order they were made."""
    t = table.c
    same = (t.office == office) & (t.place == place) & (t.day == day.isoformat()) & (t.state != RELEASED)
    return tuple(_booking(row) for row in tx.conn.execute(select(*_COLUMNS).where(same).order_by(t.id)))


def _hold_case(tx: Tx, application_id: int) -> tuple[str, int]:
    """Office and case of an application, its case locked."""
    a = applications.c
    row = tx.conn.execute(select(a.office, a.instance_id).where(a.id == application_id)).one_or_none()
    if row is None:
        raise NotFound("slot.unknown")
    instances.hold(tx, row.instance_id)
    return row.office, row.instance_id


def _held(tx: Tx, booking_id: int, *states: str) -> tuple[Booking, int]:
    """A booking in one of the states, its case locked, and the case. Raises NotFound, Conflict."""
    _, case = _hold_case(tx, read(tx, booking_id).application_id)
    booking = read(tx, booking_id)
    if booking.state not in states:
        raise Conflict("slot.other_state")
    return booking, case


def _change(tx: Tx, booking: Booking, case: int, action: str, **values: Any) -> Booking:
    """Write what a command makes of a booking; the conditional update is the last word on races."""
    same = (table.c.id == booking.id) & (table.c.state == booking.state) & (table.c.moves == booking.moves)
    if tx.conn.execute(table.update().where(same).values(**values, changed_at=tx.now)).rowcount != 1:
        raise Conflict("slot.other_state")
    changed = read(tx, booking.id)
    _record(tx, changed, case, action)
    return changed


def _record(tx: Tx, booking: Booking, case: int, action: str) -> None:
    details = {"day": booking.day.isoformat(), "place": booking.place, "group": booking.grp}
    audit.append(tx, f"instance:{case}", action, f"booking:{booking.id}", details)


def _booking(row: Any) -> Booking:
    values = dict(zip(Booking.__slots__, row, strict=True))
    return Booking(**{**values, "day": date.fromisoformat(values["day"])})
