"""Bills nobody pays end with their seats; the worker sees to it, whoever dies on the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine import audit, schema
from engine.clock import VirtualClock
from engine.database import Database
from tasks import billing, cases, slots, worker
from tasks.duties import DUTIES
from tests.support.office import OPERATOR, Office, furnish
from tests.tasks.billing.billed import LIMIT, bill_of, payment, report, rows, waiting, with_seat
from tests.tasks.slots.test_slot_expiry import kill, stuck_at
from tests.tasks.test_worker import run


def test_a_bill_ends_at_its_limit_and_not_before(office: Office) -> None:
    _, bill, booking = with_seat(office)
    office.clock.move(LIMIT - timedelta(microseconds=1))
    assert worker.settle(office.site, DUTIES) == []
    assert bill_of(office, bill).state == "open"
    office.clock.move(timedelta(microseconds=1))
    for _ in range(2):
        assert worker.settle(office.site, DUTIES) == []
    assert bill_of(office, bill).state == "expired"
    with office.site.db.read() as tx:
        assert slots.read(tx, booking.id).state == "released"
    assert [row.kind for row in rows(office, schema.outbox.c.kind)] == ["slot_released"]


def test_a_seat_outlives_its_time_while_its_bill_can_be_paid(office: Office) -> None:
    _, bill, booking = with_seat(office)
    office.clock.move(LIMIT)
    assert slots.release_expired(office.site) == []
    report(office, payment(office, bill))
    with office.site.db.read() as tx:
        assert slots.read(tx, booking.id).state == "confirmed"


def test_a_paid_bill_does_not_end(office: Office) -> None:
    _, bill, _ = with_seat(office)
    report(office, payment(office, bill))
    office.clock.move(2 * LIMIT)
    assert billing.expire_due(office.site) == []
    assert bill_of(office, bill).state == "paid"


def test_the_bill_of_an_office_sop_ends_with_the_wait(office: Office) -> None:
    case, bill = waiting(office)
    office.clock.move(timedelta(days=7))
    assert worker.settle(office.site, DUTIES) == []
    assert bill_of(office, bill).state == "expired"
    assert cases.read(office.site, office["petugas1"], case.instance).outcome == "END_KEDALUWARSA"


def test_the_bill_of_a_withdrawn_case_is_void(office: Office) -> None:
    case, bill = waiting(office)
    cases.cancel(office.site, office["kasi"], case.instance, "batal")
    assert billing.expire_due(office.site) == []
    assert bill_of(office, bill).state == "void"
    assert report(office, payment(office, bill)).verdict == "expired"


@pytest.fixture
def many(postgres_db: Database, clock: VirtualClock, tmp_path: Path) -> Office:
    """Six bills with seats on PostgreSQL, their time passed."""
    office = furnish(postgres_db, clock, tmp_path)
    for _ in range(6):
        with_seat(office, timedelta(days=1))
    clock.move(timedelta(days=2))
    return office


def test_workers_that_are_killed_end_every_bill_and_seat_once(many: Office) -> None:
    for statement in (8, 14, 20, 26, 32):
        kill(stuck_at(many, statement))
    early = stuck_at(many, 8)
    assert run(many, 0).communicate(timeout=60)[0] == "done 0\n"
    kill(early)
    assert run(many, 0).communicate(timeout=60)[0] == "done 0\n"
    assert [row.state for row in rows(many, schema.bills.c.state)].count("expired") == 6
    assert {row.state for row in rows(many, schema.bookings.c.state)} == {"released"}
    assert [row.taken for row in _counters(many)] == [0]
    assert len(rows(many, schema.outbox.c.key)) == 6
    with many.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        ended = select(func.count()).where(schema.audit.c.action == "bill.expired")
        assert tx.conn.execute(ended).scalar_one() == 6


def _counters(office: Office) -> list[object]:
    with office.site.db.read() as tx:
        return list(tx.conn.execute(select(schema.quotas.c.taken)).all())
