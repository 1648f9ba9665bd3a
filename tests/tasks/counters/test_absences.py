"""Who did not come: confirmed after closing time, taken back the same day, told to the case the day after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid
from engine.schema import audit, bookings, instances
from engine.schema import tasks as tasks_table
from tasks import cases, worker
from tasks.counters import absences, arrivals
from tests.support.office import OPERATOR, Office
from tests.tasks.counters.queue import PLACE, TODAY, a_booking, booked, receiving
from tests.tasks.small_processes import deploy
from tests.tasks.test_m_paspor import paid

STRANGER = Actor("luar", "Luar", frozenset({"petugas"}), office="kotabaru")


def states(office: Office) -> list[str]:
    with office.site.db.read() as tx:
        return list(tx.conn.execute(select(bookings.c.state).order_by(bookings.c.id)).scalars())


def to_closing(office: Office) -> None:
    office.clock.move(timedelta(hours=8))  # 16.00, when the office closes


def test_nobody_is_missing_before_closing_time(office: Office) -> None:
    number = booked(office, "MD-2026-00001")
    office.clock.move(timedelta(hours=7, minutes=59))
    with pytest.raises(Conflict, match=r"arrival\.day_goes_on"):
        absences.confirm(office.site, office["petugas1"], [number])
    office.clock.move(timedelta(minutes=1))
    assert absences.confirm(office.site, office["petugas1"], [number]) == 1
    assert states(office) == ["no_show"]


def test_who_has_come_was_confirmed_or_is_of_another_office_is_passed_over(office: Office) -> None:
    numbers = [booked(office, f"MD-2026-0000{n}") for n in range(1, 4)]
    arrivals.check_in(office.site, office["petugas1"], PLACE, "MD-2026-00001")
    to_closing(office)
    assert absences.confirm(office.site, STRANGER, numbers) == 0
    assert absences.confirm(office.site, office["petugas1"], [*numbers, numbers[1]]) == 2
    assert absences.confirm(office.site, office["petugas2"], numbers) == 0
    assert states(office) == ["arrived", "no_show", "no_show"]


def test_somebody_has_to_be_chosen_by_staff(office: Office) -> None:
    number = booked(office, "MD-2026-00001")
    to_closing(office)
    with pytest.raises(Invalid):
        absences.confirm(office.site, office["petugas1"], [])
    for login in ("auditor", "admin"):
        with pytest.raises(Forbidden):
            absences.confirm(office.site, office[login], [number])


def test_a_confirmation_is_taken_back_the_same_day_and_made_again(office: Office) -> None:
    number = booked(office, "MD-2026-00001")
    to_closing(office)
    absences.confirm(office.site, office["petugas1"], [number])
    absences.undo(office.site, office["petugas2"], _confirmation(office, number).id)
    assert states(office) == ["confirmed"]
    assert arrivals.check_in(office.site, office["petugas1"], PLACE, "MD-2026-00001").ticket.number == 1


def test_no_confirmation_is_taken_back_twice_the_day_after_or_by_others(office: Office) -> None:
    number, other = booked(office, "MD-2026-00001"), booked(office, "MD-2026-00002")
    to_closing(office)
    absences.confirm(office.site, office["petugas1"], [number, other])
    first, second = _confirmation(office, number), _confirmation(office, other)
    with pytest.raises(Conflict):
        absences.undo(office.site, STRANGER, first.id)
    with pytest.raises(Forbidden):
        absences.undo(office.site, office["auditor"], first.id)
    absences.undo(office.site, office["petugas1"], first.id)
    office.clock.move(timedelta(hours=9))
    assert not _confirmation(office, other).undoable
    for gone in (first, second):
        with pytest.raises(Conflict, match=r"arrival\.too_late_to_undo"):
            absences.undo(office.site, office["petugas1"], gone.id)


def test_the_case_is_told_the_day_after_as_the_sop_says(office: Office) -> None:
    case, number = _received(office)
    to_closing(office)
    absences.confirm(office.site, office["petugas1"], [number])
    assert absences.settle(office.site) == []
    assert _outcome(office, case) is None
    office.clock.move(timedelta(hours=9))
    for _ in range(2):
        assert absences.settle(office.site) == []
    assert _outcome(office, case) == "END_HANGUS"
    with office.site.db.read() as tx:
        task = tx.conn.execute(select(tasks_table)).one()
        said = select(audit.c.details).where(audit.c.action == "arrival.missed")
        assert tx.conn.execute(said).scalars().all() == ['{"confirmed_by":"petugas1"}']
    assert (task.outcome, task.completed_by) == ("tidak", "system")


def test_m_paspor_ends_with_the_fee_forfeit_and_waits_for_its_receiving_step(office: Office) -> None:
    case = paid(office, datang="2026-04-14").instance
    office.clock.move(timedelta(days=5))  # Tuesday 14 April, 08.00
    worker.settle(office.site)
    with office.site.db.begin() as tx:
        number = a_booking(tx, case, day="2026-04-14")
    to_closing(office)
    absences.confirm(office.site, office["petugas1"], [number])
    office.clock.move(timedelta(hours=9))
    assert absences.settle(office.site) == []
    assert _outcome(office, case) is None  # the day's list was not prepared: nothing asks yet who came
    office.work(case, "siapkan_daftar_hari")
    assert absences.settle(office.site) == []
    assert _outcome(office, case) == "END_HANGUS"


def test_a_confirmation_taken_back_tells_nothing(office: Office) -> None:
    case, number = _received(office)
    to_closing(office)
    absences.confirm(office.site, office["petugas1"], [number])
    absences.undo(office.site, office["petugas1"], _confirmation(office, number).id)
    office.clock.move(timedelta(days=1))
    absences.settle(office.site)
    assert _outcome(office, case) is None


def _confirmation(office: Office, booking: int) -> absences.NoShow:
    with office.site.db.read(office["petugas1"]) as tx:
        return absences.of_bookings(tx, [booking])[booking]


def _received(office: Office) -> tuple[int, int]:
    """A case whose receiving step waits, with a booking of today; its row number and the booking's."""
    deploy(office.site.db, receiving())
    started = cases.start(office.site, OPERATOR, "p", {}, business_key="MP-1")
    with office.site.db.begin() as tx:
        return started.instance, a_booking(tx, started.instance)


def _outcome(office: Office, case: int) -> str | None:
    with office.site.db.read() as tx:
        return tx.conn.execute(select(instances.c.outcome).where(instances.c.id == case)).scalar_one()


def test_the_day_before_can_be_confirmed_too(office: Office) -> None:
    number = booked(office, "MD-2026-00001", day="2026-04-08")
    assert TODAY.isoformat() == "2026-04-09"
    assert absences.confirm(office.site, office["petugas1"], [number]) == 1
