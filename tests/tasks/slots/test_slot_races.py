"""Many want the last seat at once, on both databases: as many get one as there are seats, nobody waits for ever."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from engine import audit
from tasks import slots
from tasks.slots import Booking
from tests.support.office import OPERATOR, Office
from tests.tasks.slots.booked import (
    FRIDAY,
    GROUP,
    HOLD,
    MONDAY,
    PLACE,
    TUESDAY,
    applications,
    at_once,
    confirmed,
    hold,
    limit,
    move,
    taken,
)

ROUNDS = 8


def verify(office: Office) -> None:
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults


def test_of_two_applicants_exactly_one_gets_the_last_seat(office: Office) -> None:
    for number in range(1, ROUNDS + 1):
        limit(office, number, MONDAY)  # one more than is taken
        one, two = applications(office, 2)
        answers = at_once(partial(hold, office, one), partial(hold, office, two))
        assert sorted(isinstance(answer, Booking) for answer in answers) == [False, True]
        assert "slot.full" in answers
        assert taken(office) == number
    verify(office)


def test_the_first_seat_of_a_day_nobody_has_touched_is_raced_for_too(office: Office) -> None:
    days = [MONDAY + timedelta(days=7 * week) for week in range(4)]
    limit(office, 1, *days)
    for day in days:
        answers = at_once(*(partial(hold, office, one, day) for one in applications(office, 3)))
        assert sum(isinstance(answer, Booking) for answer in answers) == 1
        assert taken(office, day) == 1


def test_of_twenty_at_once_as_many_get_a_seat_as_there_are(office: Office) -> None:
    limit(office, 7, MONDAY)
    answers = at_once(*(partial(hold, office, one) for one in applications(office, 20)))
    assert sum(isinstance(answer, Booking) for answer in answers) == 7
    assert taken(office) == 7
    verify(office)


def test_moves_that_cross_each_other_do_not_deadlock(office: Office) -> None:
    for _ in range(ROUNDS):
        one, two = applications(office, 2)
        first, second = confirmed(office, one, MONDAY), confirmed(office, two, TUESDAY)
        answers = at_once(partial(move, office, first, TUESDAY), partial(move, office, second, MONDAY))
        assert [isinstance(answer, Booking) for answer in answers] == [True, True]
    assert (taken(office, MONDAY), taken(office, TUESDAY)) == (ROUNDS, ROUNDS)
    verify(office)


def test_many_moves_between_full_days_never_take_more_than_there_is(office: Office) -> None:
    for number in range(3):
        limit(office, 5 * number + 5, FRIDAY, MONDAY, TUESDAY)
        days = [FRIDAY, MONDAY, TUESDAY] * 4
        booked = [
            confirmed(office, one, day) for one, day in zip(applications(office, 12), days, strict=True)
        ]
        ways = {FRIDAY: TUESDAY, MONDAY: FRIDAY, TUESDAY: MONDAY}
        at_once(*(partial(move, office, booking, ways[booking.day]) for booking in booked))
        counts = [taken(office, day) for day in (FRIDAY, MONDAY, TUESDAY)]
        assert sum(counts) == 12 * (number + 1) and max(counts) <= 5 * number + 5
    verify(office)


def test_one_applicant_in_two_windows_has_one_seat(office: Office) -> None:
    for _ in range(ROUNDS):
        (one,) = applications(office, 1)
        answers = at_once(partial(hold, office, one, MONDAY), partial(hold, office, one, TUESDAY))
        assert all(isinstance(answer, Booking) for answer in answers)
        with office.site.db.read() as tx:
            assert slots.live(tx, one) is not None
    assert taken(office, MONDAY) + taken(office, TUESDAY) == ROUNDS
    verify(office)


def test_paying_and_giving_back_at_once_leave_one_of_both(office: Office) -> None:
    def confirm(booking: Booking) -> Booking:
        with office.site.db.begin(office["petugas1"]) as tx:
            return slots.confirm(tx, booking.id)

    for _ in range(ROUNDS):
        (one,) = applications(office, 1)
        with office.site.db.begin(office["petugas1"]) as tx:
            booking = slots.hold(tx, one, PLACE, MONDAY, GROUP, tx.now + HOLD)
        office.clock.move(HOLD)
        answer, faults = at_once(partial(confirm, booking), partial(slots.release_expired, office.site))
        assert faults == []
        slots.release_expired(office.site)
        kept = isinstance(answer, Booking)
        with office.site.db.read() as tx:
            assert slots.read(tx, booking.id).state == ("confirmed" if kept else "released")
        taken(office)
    verify(office)
