"""Who did not come: an officer confirms it after closing time, may take it back the same day, then the case is told.

SOP M-Paspor row 15: not coming without changing the day forfeits the fee ("biaya hangus"). A step of a case cannot be
undone, so the case's receiving step is answered with "no" by the worker once the day of the confirmation is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from engine import audit, calendars, office_time, settings
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.refusals import Conflict, Invalid, Problem
from engine.schema import applications
from engine.schema import bookings as bookings_table
from engine.schema import no_shows as table
from engine.schema import tasks as tasks_table
from tasks import case_forms, completion, held, rights, slots, worker
from tasks.counters.arrivals import ARRIVAL
from tasks.forms import ABSENT, CHOICE, GATE, Form
from tasks.rights import ALL_LANES
from tasks.site import Site
from tasks.slots import bookings, places
from tasks.states import OPEN_STATES, PENDING

_NO = "tidak"
_NOTE = "Pemohon tidak hadir"
_MOST = 500


@dataclass(frozen=True, slots=True)
class NoShow:
    """A confirmation; `undoable` until its day is over."""

    id: int
    booking: int
    confirmed_at: datetime
    confirmed_by: str
    undoable: bool


def day_is_over(tx: Tx, day: date) -> bool:
    """Whether the office has closed on a day of its zone (at once on a day it is closed all day)."""
    if day != places.today(tx):
        return day < places.today(tx)
    spans = office_time.intervals(calendars.current(tx, tx.actor.office), day)
    return not spans or tx.now >= spans[-1][1]


def confirm(site: Site, actor: Actor, chosen: Sequence[int]) -> int:
    """Say of bookings that nobody came, each in a transaction of its own; how many were confirmed.

    Raises Forbidden, Invalid when none was chosen, Conflict before closing time; a booking that has arrived or was
    confirmed meanwhile is passed over.
    """
    rights.require_case_worker(actor)
    if not chosen or len(chosen) > _MOST:
        raise Invalid("form.invalid", Problem("arrival.choose", "booking"))
    return sum(_confirm(site, actor, number) for number in dict.fromkeys(chosen))


def undo(site: Site, actor: Actor, no_show_id: int) -> None:
    """Take a confirmation back: the booking is as it was. Raises Forbidden, Conflict after its day."""
    rights.require_case_worker(actor)
    with site.db.begin(actor) as tx:
        query = select(table).join(bookings_table).where(table.c.id == no_show_id)
        row = tx.conn.execute(query.where(bookings_table.c.office == actor.office)).one_or_none()
        if row is None or not _undoable(tx, row):
            raise Conflict("arrival.too_late_to_undo")
        slots.undo_no_show(tx, row.booking_id)
        changed = table.update().where(table.c.id == no_show_id, _open())
        if tx.conn.execute(changed.values(undone_at=tx.now, undone_by=actor.login)).rowcount != 1:
            raise Conflict("arrival.too_late_to_undo")


def of_bookings(tx: Tx, numbers: Sequence[int]) -> dict[int, NoShow]:
    """The confirmations that stand, by booking."""
    query = select(table).where(table.c.booking_id.in_(numbers), table.c.undone_at.is_(None))
    return {
        row.booking_id: NoShow(row.id, row.booking_id, row.confirmed_at, row.confirmed_by, _undoable(tx, row))
        for row in tx.conn.execute(query)
    }


def settle(site: Site) -> list[Exception]:
    """Tell each case whose confirmation can no longer be taken back; returns what failed. A duty of the worker."""
    return worker.each_case(site, _due, _settle)


def _confirm(site: Site, actor: Actor, booking_id: int) -> bool:
    with site.db.begin(actor) as tx:
        booking = bookings.read(tx, booking_id)
        if booking.office != actor.office or booking.state != bookings.CONFIRMED:
            return False
        if not day_is_over(tx, booking.day):
            raise Conflict("arrival.day_goes_on")
        slots.no_show(tx, booking_id)
        row = {"booking_id": booking_id, "confirmed_at": tx.now, "confirmed_by": actor.login}
        tx.conn.execute(table.insert().values(**row))
        return True


def _undoable(tx: Tx, row: Any) -> bool:
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    same_day = row.confirmed_at.astimezone(zone).date() == tx.now.astimezone(zone).date()
    return same_day and row.undone_at is None and row.settled_at is None


def _open() -> Any:
    return table.c.undone_at.is_(None) & table.c.settled_at.is_(None)


def _waiting(tx: Tx) -> Select[Any]:
    """Confirmations of days before today, with the cases whose receiving step is open; others wait for it."""
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    midnight = tx.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    t = tasks_table.c
    joined = table.join(bookings_table).join(applications)
    joined = joined.join(tasks_table, t.instance_id == applications.c.instance_id)
    query = select(table.c.id, applications.c.instance_id, table.c.confirmed_by, t.id.label("task"))
    query = query.select_from(joined).where(t.element == ARRIVAL, t.state.in_(OPEN_STATES))
    return query.where(_open(), table.c.confirmed_at < midnight).order_by(table.c.id)


def _due(tx: Tx, most: int) -> tuple[int, ...]:
    found = tx.conn.execute(_waiting(tx).limit(most)).all()
    return tuple(dict.fromkeys(row.instance_id for row in found))


def _settle(tx: Tx, instance: Instance) -> bool:
    rows = tx.conn.execute(_waiting(tx).where(applications.c.instance_id == instance.id)).all()
    for row in rows:
        _answer_no(tx, instance, row.task, row.confirmed_by)
        tx.conn.execute(table.update().where(table.c.id == row.id).values(settled_at=tx.now))
    return bool(rows)


def _answer_no(tx: Tx, instance: Instance, task: int, officer: str) -> None:
    """Complete the receiving step with "no"; it is left to people where it asks something else or is handed over."""
    details = {"confirmed_by": officer}
    audit.append(tx, f"instance:{instance.id}", "arrival.missed", f"task:{task}", details)
    acting = replace(tx.actor, roles=tx.actor.roles | {ALL_LANES}, office=instance.office)
    told = replace(tx, actor=acting)
    taken = held.hold(told, task, None)
    form = case_forms.form_of(told, taken.task, taken.instance, taken.definition).form
    if _NO in {option.value for option in form.options} and taken.task.delegation != PENDING:
        completion.complete_held(told, task, _refused(form))


def _refused(form: Form) -> dict[str, Any]:
    given: dict[str, Any] = {CHOICE: _NO}
    if form.gate:
        given[GATE] = {item.code: {"nilai": ABSENT, "catatan": _NOTE} for item in form.gate}
    return given
