"""Payments that race: for one bill, under one number, with the end of the bill. One effect, nobody waits for ever."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from engine import audit, schema
from engine.clock import VirtualClock
from engine.database import Database
from tasks import billing, slots
from tasks.billing import Reported
from tasks.site import Site
from tests.support.office import OPERATOR, Office
from tests.tasks.billing.billed import LIMIT, bill_of, payment, report, rows, verdicts, waiting, with_seat
from tests.tasks.slots.booked import at_once

ROUNDS = 4


def said(answers: list[object]) -> list[str]:
    return sorted(answer.verdict if isinstance(answer, Reported) else str(answer) for answer in answers)


def verify(office: Office) -> None:
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults


def test_one_payment_reported_four_times_at_once_is_accepted_once(office: Office) -> None:
    for number in range(1, ROUNDS + 1):
        _, bill = waiting(office)
        answers = at_once(*[partial(report, office, payment(office, bill, ntpn=f"N{number}"))] * 4)
        assert said(answers) == ["accepted", "duplicate", "duplicate", "duplicate"]
        assert verdicts(office).count("accepted") == number
    verify(office)


def test_two_payments_of_one_bill_at_once_are_one_accepted_and_one_duplicate(office: Office) -> None:
    for _ in range(ROUNDS):
        _, bill = waiting(office)
        pays = [partial(report, office, payment(office, bill)) for _ in range(2)]
        assert said(at_once(*pays)) == ["accepted", "duplicate"]
    verify(office)


def test_one_number_for_two_bills_at_once_pays_one_of_them(office: Office) -> None:
    for number in range(ROUNDS):
        (_, one), (_, two) = waiting(office), waiting(office)
        pays = [partial(report, office, payment(office, bill, ntpn=f"N{number}")) for bill in (one, two)]
        assert said(at_once(*pays)) == ["accepted", "duplicate"]
        assert sorted(bill_of(office, bill).state for bill in (one, two)) == ["open", "paid"]
    verify(office)


def test_a_payment_and_the_end_of_its_bill_never_both_happen(office: Office) -> None:
    for _ in range(ROUNDS):
        _, bill, booking = with_seat(office)
        later = Site(Database(office.site.db.url, VirtualClock(office.clock() + LIMIT)), office.site.folder)
        answer, faults = at_once(
            partial(report, office, payment(office, bill)), partial(billing.expire_due, later)
        )
        assert faults == []
        billing.expire_due(later)
        later.db.close()
        with office.site.db.read() as tx:
            state = slots.read(tx, booking.id).state
        ends = (said([answer])[0], bill_of(office, bill).state, state)
        assert ends in (("accepted", "paid", "confirmed"), ("expired", "expired", "released"))
        office.clock.move(timedelta(minutes=1))
    verify(office)
    counted = {row.taken for row in rows_of_counter(office)}
    confirmed = [row.state for row in rows(office, schema.bookings.c.state)].count("confirmed")
    assert counted == {confirmed}


def rows_of_counter(office: Office) -> list[object]:
    with office.site.db.read() as tx:
        return list(tx.conn.execute(schema.quotas.select()).all())
