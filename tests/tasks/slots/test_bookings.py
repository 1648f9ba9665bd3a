"""A seat is held, confirmed, moved once, kept or missed; the counter of its day always tells the truth."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine import audit, schema
from engine.refusals import Conflict, Invalid, NotFound
from tasks import slots
from tasks.slots import Booking
from tests.support.office import OPERATOR, Office
from tests.tasks.slots.booked import (
    FRIDAY,
    GROUP,
    HOLD,
    MONDAY,
    PLACE,
    THURSDAY,
    TUESDAY,
    applications,
    confirmed,
    hold,
    limit,
    move,
    taken,
)


def key_of(refused: pytest.ExceptionInfo[Conflict]) -> str:
    return refused.value.key


def do(office: Office, name: str, booking: Booking) -> Booking:
    with office.site.db.begin(office["petugas1"]) as tx:
        done: Booking = getattr(slots, name)(tx, booking.id)
        return done


def test_a_held_seat_is_taken_and_says_until_when(office: Office) -> None:
    (one,) = applications(office, 1)
    booking = hold(office, one)
    assert (booking.state, booking.day, booking.grp, booking.moves) == ("held", MONDAY, GROUP, 0)
    assert booking.held_until == office.clock() + HOLD
    assert taken(office) == 1


def test_the_last_seat_is_the_last(office: Office) -> None:
    limit(office, 1, MONDAY)
    one, two = applications(office, 2)
    hold(office, one)
    with pytest.raises(Conflict) as refused:
        hold(office, two)
    assert key_of(refused) == "slot.full"
    assert taken(office) == 1


def test_holding_another_day_gives_the_first_seat_back(office: Office) -> None:
    (one,) = applications(office, 1)
    first = hold(office, one)
    second = hold(office, one, TUESDAY)
    assert (taken(office), taken(office, TUESDAY)) == (0, 1)
    with office.site.db.read() as tx:
        assert slots.read(tx, first.id).state == "released"
        assert slots.live(tx, one) == second == slots.newest(tx, one)


def test_a_seat_that_cannot_be_changed_for_another_is_kept(office: Office) -> None:
    limit(office, 0, FRIDAY)
    (one,) = applications(office, 1)
    first = hold(office, one)
    with pytest.raises(Conflict):
        hold(office, one, FRIDAY)
    with office.site.db.read() as tx:
        assert slots.live(tx, one) == first
    assert taken(office) == 1


def test_holding_the_same_seat_again_only_lengthens_it(office: Office) -> None:
    limit(office, 1, MONDAY)
    (one,) = applications(office, 1)
    first = hold(office, one)
    office.clock.move(timedelta(minutes=30))
    again = hold(office, one)
    assert (again.id, again.held_until) == (first.id, office.clock() + HOLD)
    assert taken(office) == 1


def test_a_hold_in_the_past_or_for_nobody_is_refused(office: Office) -> None:
    (one,) = applications(office, 1)
    with office.site.db.begin(office["petugas1"]) as tx:
        with pytest.raises(Invalid):
            slots.hold(tx, one, PLACE, MONDAY, GROUP, tx.now)
        with pytest.raises(NotFound):
            slots.hold(tx, one + 1, PLACE, MONDAY, GROUP, tx.now + HOLD)
        with pytest.raises(NotFound):
            slots.confirm(tx, 99)
    assert taken(office) == 0


def test_a_confirmed_seat_is_not_held_anew_and_not_confirmed_twice(office: Office) -> None:
    (one,) = applications(office, 1)
    booking = confirmed(office, one)
    assert (booking.state, booking.held_until) == ("confirmed", None)
    for again in (lambda: hold(office, one, TUESDAY), lambda: do(office, "confirm", booking)):
        with pytest.raises(Conflict):
            again()
    assert (taken(office), taken(office, TUESDAY)) == (1, 0)


def test_a_released_seat_is_free_for_others_and_released_once(office: Office) -> None:
    limit(office, 1, MONDAY)
    one, two = applications(office, 2)
    booking = confirmed(office, one)
    assert do(office, "release", booking).state == "released"
    with pytest.raises(Conflict):
        do(office, "release", booking)
    assert hold(office, two).state == "held"
    assert taken(office) == 1


def test_a_move_frees_the_old_seat_and_takes_the_new_one(office: Office) -> None:
    (one,) = applications(office, 1)
    moved = move(office, confirmed(office, one), TUESDAY)
    assert (moved.day, moved.state, moved.moves) == (TUESDAY, "confirmed", 1)
    assert (taken(office), taken(office, TUESDAY)) == (0, 1)


def test_a_move_may_go_to_another_place(office: Office) -> None:
    (one,) = applications(office, 1)
    moved = move(office, confirmed(office, one), MONDAY, "kotabaru")
    assert (moved.place, moved.day) == ("kotabaru", MONDAY)
    assert (taken(office), taken(office, MONDAY, "kotabaru")) == (0, 1)


def test_a_seat_moves_once(office: Office) -> None:
    (one,) = applications(office, 1)
    moved = move(office, confirmed(office, one), TUESDAY)
    with pytest.raises(Conflict) as refused:
        move(office, moved, MONDAY)
    assert key_of(refused) == "slot.moved_already"
    assert (taken(office), taken(office, TUESDAY)) == (0, 1)


def test_a_seat_moves_until_the_end_of_the_day_before_in_the_offices_zone(office: Office) -> None:
    one, two = applications(office, 2)
    early, late = confirmed(office, one), confirmed(office, two)
    office.clock.move(timedelta(days=3, hours=15, minutes=59))  # Sunday, 23:59 WITA
    assert move(office, early, TUESDAY).moves == 1
    office.clock.move(timedelta(minutes=1))
    with pytest.raises(Conflict) as refused:
        move(office, late, TUESDAY)
    assert key_of(refused) == "slot.move_too_late"


def test_a_move_to_a_full_or_closed_or_the_same_day_changes_nothing(office: Office) -> None:
    limit(office, 1, TUESDAY)
    one, two = applications(office, 2)
    booking = confirmed(office, one)
    hold(office, two, TUESDAY)
    for day, key in (
        (TUESDAY, "slot.full"),
        (MONDAY + timedelta(5), "slot.closed"),
        (MONDAY, "slot.same_day"),
        (THURSDAY, "slot.too_soon"),
        (date(2026, 6, 2), "slot.too_far"),
    ):
        with pytest.raises(Conflict) as refused:
            move(office, booking, day)
        assert key_of(refused) == key
    with office.site.db.read() as tx:
        assert slots.read(tx, booking.id) == booking
    assert (taken(office), taken(office, TUESDAY)) == (1, 1)


def test_a_seat_that_is_only_held_does_not_move(office: Office) -> None:
    (one,) = applications(office, 1)
    with pytest.raises(Conflict) as refused:
        move(office, hold(office, one), TUESDAY)
    assert key_of(refused) == "slot.other_state"


def test_arriving_is_for_the_day_and_a_missed_day_is_told_after_it_began(office: Office) -> None:
    one, two = applications(office, 2)
    first, second = confirmed(office, one), confirmed(office, two)
    for name, key in (("arrived", "slot.other_day"), ("no_show", "slot.day_to_come")):
        with pytest.raises(Conflict) as refused:
            do(office, name, first)
        assert key_of(refused) == key
    office.clock.move(timedelta(days=4))
    assert do(office, "arrived", first).state == "arrived"
    assert do(office, "no_show", second).state == "no_show"
    for booking in (first, second):
        with pytest.raises(Conflict):
            do(office, "arrived", booking)
    assert taken(office) == 2  # both seats were used up


def test_who_missed_a_day_may_book_another(office: Office) -> None:
    (one,) = applications(office, 1)
    booking = confirmed(office, one)
    office.clock.move(timedelta(days=4))
    do(office, "no_show", booking)
    assert hold(office, one, TUESDAY).state == "held"


def test_every_change_is_in_the_trail_of_the_case(office: Office) -> None:
    (one,) = applications(office, 1)
    booking = move(office, confirmed(office, one), TUESDAY)
    do(office, "release", booking)
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        actions = tx.conn.execute(select(schema.audit.c.action).order_by(schema.audit.c.seq)).scalars().all()
    found = [action for action in actions if action.startswith("slot.")]
    assert found == ["slot.held", "slot.confirmed", "slot.moved", "slot.released"]


def test_seats_taken_away_from_a_day_leave_its_bookings_and_take_no_further_one(office: Office) -> None:
    one, two, three = applications(office, 3)
    hold(office, one)
    hold(office, two)
    limit(office, 1, MONDAY)
    with pytest.raises(Conflict):
        hold(office, three)
    assert taken(office) == 2
