"""Applications that want a seat, and what is counted of a day, for the tests of slots."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

from sqlalchemy import func, select

from engine import schema
from engine.refusals import Refusal
from tasks import slots
from tasks.slots import Booking, rules
from tests.support.office import Office
from tests.tasks.rows import a_case, an_application

THURSDAY = date(2026, 4, 9)  # today
FRIDAY, MONDAY, TUESDAY = THURSDAY + timedelta(1), THURSDAY + timedelta(4), THURSDAY + timedelta(5)
PLACE, GROUP = "batulicin", slots.REGULAR
HOLD = timedelta(hours=2)


def applications(office: Office, many: int) -> list[int]:
    """New applications, each with its case."""
    with office.site.db.begin(office["petugas1"]) as tx:
        taken = tx.conn.execute(select(func.count()).select_from(schema.instances)).scalar_one()
        return [an_application(tx, a_case(tx, f"MD-2026-{taken + number:05}")) for number in range(many)]


def hold(office: Office, application: int, day: date = MONDAY, place: str = PLACE) -> Booking:
    """Hold a seat for two hours, in a transaction of its own."""
    with office.site.db.begin(office["petugas1"]) as tx:
        return slots.hold(tx, application, place, day, GROUP, tx.now + HOLD)


def confirmed(office: Office, application: int, day: date = MONDAY, place: str = PLACE) -> Booking:
    """A seat that is paid for."""
    with office.site.db.begin(office["petugas1"]) as tx:
        return slots.confirm(tx, slots.hold(tx, application, place, day, GROUP, tx.now + HOLD).id)


def move(office: Office, booking: Booking, day: date, place: str | None = None) -> Booking:
    """Change the day of a seat, in a transaction of its own."""
    with office.site.db.begin(office["petugas1"]) as tx:
        return slots.move(tx, booking.id, day, place)


def limit(office: Office, number: int, *days: date) -> None:
    """So many seats on these days."""
    for day in days:
        rules.set_day(office.site, office["kasi"], PLACE, GROUP, day, number, "uji")


def taken(office: Office, day: date = MONDAY, place: str = PLACE) -> int:
    """Seats taken by the counter; it always equals the bookings that live or were kept."""
    with office.site.db.read(office["petugas1"]) as tx:
        (found,) = slots.calendar(tx, "batulicin", place, GROUP, day, 1)
        alive = [one for one in slots.of_day(tx, "batulicin", place, day) if one.grp == GROUP]
        assert found.taken == len(alive)
        return found.taken


def at_once(*commands: Callable[[], object]) -> list[object]:
    """Answers in order; a refusal is the answer of the command it met. Anything else, a deadlock too, fails."""
    barrier = Barrier(len(commands))

    def go(command: Callable[[], object]) -> object:
        barrier.wait(30)
        try:
            return command()
        except Refusal as refusal:
            return refusal.key

    with ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(go, commands))
