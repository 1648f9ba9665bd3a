"""After sending: another day once, until the day before; withdrawing; what a proof shows."""

from __future__ import annotations

from sqlalchemy import select

from engine import audit, instances
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, Problem
from engine.schema import tasks as tasks_table
from tasks import cases, outbox, slots
from tasks.applicants import advancing, applications, choosing, questions, steps
from tasks.applicants.applications import Application, Held
from tasks.site import Site
from tasks.slots import Booking, places
from tasks.slots.bookings import CONFIRMED, HELD
from tasks.states import COMPLETED

MOVABLE = frozenset({steps.PROOF, steps.MOVE_DAY})


def may_move(tx: Tx, application: Application, booking: Booking | None) -> bool:
    """Whether the day can still be changed: paid, not changed before, not later than the day before."""
    if booking is None or booking.state != CONFIRMED or booking.moves >= 1:
        return False
    return applications.awaited(tx, application.instance_id) in MOVABLE and places.today(tx) < booking.day


def move_day(site: Site, actor: Actor, number: int, day: str) -> Booking:
    """Take another day; what was paid stays paid (SOP M-Paspor, row 13).

    Raises NotFound, Invalid without a day, Conflict: changed before, too late, the day is full or closed.
    """
    wanted = choosing.read_day(day)
    with site.db.begin(actor) as tx:
        held = applications.hold_own(tx, number)
        booking = slots.live(tx, number)
        if booking is None or not may_move(tx, held.application, booking):
            raise Conflict("slot.move_too_late" if booking and not booking.moves else "slot.moved_already")
        moved = slots.move(tx, booking.id, wanted)
        _follow(tx, held, moved)
        answers = {**held.application.answers, questions.DAY: {"hari": wanted.isoformat()}}
        applications.put(tx, held.application, answers=answers)
        _tell_moved(tx, held.application, moved)
        return moved


def may_withdraw(tx: Tx, application: Application) -> bool:
    """Whether the applicant may withdraw by themselves: until an officer has done a step of the case."""
    if application.withdrawn_at or instances.read(tx, application.instance_id).status != instances.ACTIVE:
        return False
    same = (tasks_table.c.instance_id == application.instance_id) & (tasks_table.c.state == COMPLETED)
    return tx.conn.execute(select(tasks_table.c.id).where(same).limit(1)).first() is None


def withdraw(site: Site, actor: Actor, number: int, sure: bool) -> None:
    """Withdraw an application: its seat goes back, its bill is void, what was paid is not returned.

    Raises NotFound, Invalid when it was not confirmed, Conflict when officers have begun or it has ended.
    """
    if not sure:
        raise Invalid("form.invalid", Problem("form.tick", "yakin"))
    with site.db.begin(actor) as tx:
        held = applications.hold_own(tx, number)
        if not may_withdraw(tx, held.application):
            raise Conflict("application.not_withdrawn")
        booking = slots.live(tx, number)
        if booking is not None and booking.state in (HELD, CONFIRMED):
            slots.release(tx, booking.id)
        cases.cancel_held(tx, instances.hold(tx, held.instance.id), "Ditarik oleh pemohon")
        applications.put(tx, held.application, withdrawn_at=tx.now)
        audit.append(
            tx, f"instance:{held.instance.id}", "application.withdrawn", f"instance:{held.instance.id}"
        )
        _tell(tx, held.application, "withdrawn", f"withdrawn:{number}", {})


def _follow(tx: Tx, held: Held, moved: Booking) -> None:
    """Lead the case through rows 12, 13 and 9 again, to the new day."""
    if applications.awaited(tx, held.instance.id) == steps.PROOF:
        advancing.say(tx, held, steps.PROOF, {"keputusan": "ya"})
    advancing.say(tx, held, steps.MOVE_DAY, {"keputusan": "ya"})
    day = {"keputusan": "ya", "tanggal_datang": moved.day.isoformat()}
    advancing.say(tx, held, steps.PICK_DAY, day)


def _tell_moved(tx: Tx, application: Application, moved: Booking) -> None:
    place = places.of_office(tx).get(moved.place, moved.place)
    values = {"arrival_on": moved.day, "place": place, "receipt_code": application.receipt_code}
    _tell(tx, application, "schedule_changed", f"schedule_changed:{moved.id}:{moved.moves}", values)


def _tell(tx: Tx, application: Application, kind: str, key: str, values: dict[str, object]) -> None:
    case = instances.read(tx, application.instance_id)
    told = {"name": case.title, "number": case.business_key, **values}
    outbox.write(tx, kind, application.email, told, key=key, locale=application.locale, instance_id=case.id)
