"""Held seats nobody paid for go back once, whoever looks for them and whoever dies on the way."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine import audit, schema
from engine.clock import VirtualClock
from engine.database import Database
from tasks import slots, worker
from tasks.duties import DUTIES
from tests.support.office import OPERATOR, Office, furnish
from tests.tasks.slots.booked import HOLD, MONDAY, TUESDAY, applications, confirmed, hold, limit, taken
from tests.tasks.test_worker import run


def released(office: Office) -> dict[str, int]:
    """How often each case's trail says that its seat went back."""
    s = schema
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        query = (
            select(s.audit_heads.c.chain, func.count())
            .join(s.audit, s.audit.c.head_id == s.audit_heads.c.id)
            .where(s.audit.c.action == "slot.released")
            .group_by(s.audit_heads.c.chain)
        )
        return {str(chain): number for chain, number in tx.conn.execute(query)}


def test_a_held_seat_goes_back_when_its_time_has_passed_and_not_before(office: Office) -> None:
    limit(office, 1, MONDAY)
    one, two = applications(office, 2)
    hold(office, one)
    office.clock.move(HOLD - HOLD / 7200)
    assert slots.release_expired(office.site) == [] and taken(office) == 1
    office.clock.move(HOLD / 7200)
    assert slots.release_expired(office.site) == [] and taken(office) == 0
    assert slots.release_expired(office.site) == []
    assert list(released(office).values()) == [1]
    hold(office, two)


def test_the_applicant_is_told_once_by_mail(office: Office) -> None:
    (one,) = applications(office, 1)
    booking = hold(office, one)
    with office.site.db.begin() as tx:
        tx.conn.execute(schema.applications.update().values(email="siti@example.org", locale="en"))
    office.clock.move(HOLD)
    for _ in range(2):
        slots.release_expired(office.site)
    o = schema.outbox.c
    with office.site.db.read() as tx:
        found = tx.conn.execute(select(o.kind, o.recipient, o.locale, o.key, o.details)).all()
    details = {"name": "Siti Rahma", "number": "MD-2026-00000", "arrival_on": "2026-04-13"}
    assert found == [("slot_released", "siti@example.org", "en", f"slot_released:{booking.id}", details)]


def test_a_paid_seat_stays(office: Office) -> None:
    (one,) = applications(office, 1)
    confirmed(office, one)
    office.clock.move(2 * HOLD)
    slots.release_expired(office.site)
    assert taken(office) == 1


def test_a_broken_booking_does_not_keep_the_others(office: Office) -> None:
    one, two = applications(office, 2)
    hold(office, one)
    hold(office, two, TUESDAY)
    with office.site.db.begin() as tx:
        tx.conn.execute(schema.quotas.delete().where(schema.quotas.c.day == MONDAY.isoformat()))
    office.clock.move(HOLD)
    assert len(slots.release_expired(office.site)) == 1
    assert taken(office, TUESDAY) == 0


def test_the_worker_sees_to_it(office: Office) -> None:
    (one,) = applications(office, 1)
    hold(office, one)
    office.clock.move(HOLD)
    assert worker.settle(office.site, DUTIES) == []
    assert taken(office) == 0


@pytest.fixture
def many(postgres_db: Database, clock: VirtualClock, tmp_path: Path) -> Office:
    """Twelve seats held on PostgreSQL, their time passed."""
    office = furnish(postgres_db, clock, tmp_path)
    for one in applications(office, 12):
        hold(office, one)
    clock.move(HOLD)
    return office


def test_several_workers_never_give_a_seat_back_twice(many: Office) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: slots.release_expired(many.site), range(6)))
    assert [fault for faults in answers for fault in faults] == []
    slots.release_expired(many.site)
    assert taken(many) == 0
    assert list(released(many).values()) == [1] * 12


def test_workers_that_are_killed_lose_no_seat_and_give_none_back_twice(many: Office) -> None:
    for statement in (9, 12, 15, 18, 21, 24):  # one after the other: they meet at the counter of the day
        kill(stuck_at(many, statement))
    early = stuck_at(many, 9)  # holds a case, not yet the counter
    assert run(many, 0).communicate(timeout=60)[0] == "done 0\n"
    kill(early)
    assert run(many, 0).communicate(timeout=60)[0] == "done 0\n"
    assert taken(many) == 0
    assert list(released(many).values()) == [1] * 12


def stuck_at(office: Office, statement: int) -> subprocess.Popen[str]:
    process = run(office, statement)
    assert process.stdout is not None and process.stdout.readline() == "stuck\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate(timeout=60)
