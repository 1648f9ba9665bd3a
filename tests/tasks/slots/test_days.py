"""Which days can be chosen: the office's calendar, lead time, horizon, rules, single days, seats left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import settings
from engine.database import Tx
from engine.refusals import Conflict, Forbidden, Invalid
from tasks import slots
from tasks.slots import Day, days, quotas, rules, seats
from tests.support.office import Office

THURSDAY = date(2026, 4, 9)  # today
FRIDAY, SATURDAY, MONDAY = THURSDAY + timedelta(1), THURSDAY + timedelta(2), THURSDAY + timedelta(4)
LABOUR_DAY = date(2026, 5, 1)  # a Friday
PLACE, GROUP = "batulicin", slots.REGULAR


def shown(
    office: Office, first: date, many: int = 1, place: str = PLACE, grp: str = GROUP
) -> tuple[Day, ...]:
    with office.site.db.read(office["petugas1"]) as tx:
        return slots.calendar(tx, "batulicin", place, grp, first, many)


def change(office: Office, **changes: object) -> None:
    with office.site.db.begin(office["admin"]) as tx:
        settings.put(tx, {key.replace("__", "."): value for key, value in changes.items()})


def test_today_is_too_soon_and_weekends_are_closed(office: Office) -> None:
    found = shown(office, THURSDAY - timedelta(1), 6)
    assert [day.why_closed for day in found] == ["past", "too_soon", "", "closed", "closed", ""]
    assert [day.open for day in found] == [False, False, True, False, False, True]
    assert [day.seats for day in found] == [40, 40, 40, 0, 0, 40]


def test_a_holiday_is_closed_and_named(office: Office) -> None:
    (day,) = shown(office, LABOUR_DAY)
    assert (day.why_closed, day.seats, day.open) == ("closed", 0, False)
    assert "Buruh" in day.label


def test_beyond_the_horizon_nothing_can_be_chosen(office: Office) -> None:
    last = THURSDAY + timedelta(days=30)  # a Saturday
    found = shown(office, last - timedelta(1), 4)
    assert [day.why_closed for day in found] == ["", "closed", "too_far", "too_far"]


def test_lead_time_and_horizon_are_settings(office: Office) -> None:
    change(office, slots__lead_days=4, slots__horizon_days=5)
    assert [day.open for day in shown(office, FRIDAY, 7)] == [False, False, False, True, True, False, False]


def test_the_day_is_that_of_the_offices_zone(office: Office) -> None:
    office.clock.move(timedelta(hours=17))  # 01:00 of Friday in Batulicin, still Thursday in UTC
    assert [day.why_closed for day in shown(office, THURSDAY, 2)] == ["past", "too_soon"]


@pytest.mark.parametrize(
    ("place", "grp", "number"),
    [
        ("batulicin", "reguler", 40),
        ("batulicin", "prioritas", 10),
        ("kotabaru", "reguler", 15),
        ("kotabaru", "prioritas", 5),
    ],
)
def test_without_rules_the_assumed_numbers_of_the_settings_hold(
    office: Office, place: str, grp: str, number: int
) -> None:
    (day,) = shown(office, FRIDAY, 1, place, grp)
    assert (day.seats, day.basis) == (number, quotas.ASSUMED)


def test_a_rule_holds_from_its_day_on_for_its_weekday_place_and_group(office: Office) -> None:
    rules.set_week(office.site, office["kasi"], PLACE, GROUP, {0: 7, 4: 0}, MONDAY)
    found = {day.day: day for day in shown(office, FRIDAY, 9)}
    assert (found[FRIDAY].seats, found[FRIDAY].basis) == (40, quotas.ASSUMED)
    assert (found[MONDAY].seats, found[MONDAY].basis) == (7, quotas.RULE)
    assert found[FRIDAY + timedelta(7)].why_closed == "no_seats"
    assert [day.seats for day in shown(office, MONDAY, 1, PLACE, slots.PRIORITY)] == [10]
    assert [day.seats for day in shown(office, MONDAY, 1, "kotabaru")] == [15]


def test_of_several_rules_the_latest_in_force_holds_and_the_last_written_of_a_day(office: Office) -> None:
    for since, number in ((MONDAY, 7), (MONDAY + timedelta(14), 9), (MONDAY, 8)):
        rules.set_week(office.site, office["kasi"], PLACE, GROUP, {0: number}, since)
    assert [day.seats for day in shown(office, MONDAY, 22)[::7]] == [8, 8, 9, 9]


def test_a_single_day_is_stronger_than_its_rule_until_it_is_taken_back(office: Office) -> None:
    rules.set_week(office.site, office["kasi"], PLACE, GROUP, {0: 7}, THURSDAY)
    rules.set_day(office.site, office["kasi"], PLACE, GROUP, MONDAY, 2, "Apel pagi")
    assert [(day.seats, day.basis) for day in shown(office, MONDAY)] == [(2, quotas.DAY)]
    rules.set_day(office.site, office["kasi"], PLACE, GROUP, MONDAY, None, "Apel batal")
    assert [(day.seats, day.basis) for day in shown(office, MONDAY)] == [(7, quotas.RULE)]


def test_a_full_day_is_told_before_it_is_chosen(office: Office) -> None:
    rules.set_day(office.site, office["kasi"], PLACE, GROUP, MONDAY, 0, "Pindah ruangan")
    with office.site.db.read(office["petugas1"]) as tx, pytest.raises(Conflict) as refused:
        days.require_open(tx, "batulicin", PLACE, GROUP, MONDAY)
    assert refused.value.key == "slot.closed"


def test_an_unknown_place_or_group_is_refused_by_name(office: Office) -> None:
    with office.site.db.read(office["petugas1"]) as tx, pytest.raises(Invalid) as refused:
        slots.calendar(tx, "batulicin", "banjarmasin", "vip", FRIDAY, 1)
    assert [problem.where for problem in refused.value.problems] == ["place", "group"]


def test_only_supervisors_and_administrators_change_seats(office: Office) -> None:
    for login in ("petugas1", "auditor", "pemilik"):
        with pytest.raises(Forbidden):
            rules.set_week(office.site, office[login], PLACE, GROUP, {0: 7}, MONDAY)
        with pytest.raises(Forbidden):
            rules.set_day(office.site, office[login], PLACE, GROUP, MONDAY, 7, "uji")
    assert shown(office, MONDAY)[0].seats == 40


def test_wrong_numbers_and_past_days_are_refused_by_field(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        rules.set_week(office.site, office["admin"], PLACE, GROUP, {0: -1, 4: 2001}, THURSDAY - timedelta(1))
    assert [problem.where for problem in refused.value.problems] == ["since", "seats.0", "seats.4"]
    with pytest.raises(Invalid):
        rules.set_week(office.site, office["admin"], PLACE, GROUP, {}, MONDAY)
    with pytest.raises(Invalid):
        rules.set_day(office.site, office["admin"], PLACE, GROUP, MONDAY, 5, " ")


def test_every_change_is_in_the_history_and_the_trail(office: Office) -> None:
    rules.set_week(office.site, office["kasi"], PLACE, GROUP, {0: 7, 4: 5}, MONDAY)
    office.clock.move(timedelta(minutes=1))
    rules.set_day(office.site, office["admin"], PLACE, GROUP, FRIDAY, 3, "Gladi")
    with office.site.db.read(office["petugas1"]) as tx:
        found = rules.history(tx, PLACE, GROUP)
        assert rules.history(tx, PLACE, slots.PRIORITY) == ()
    assert [(one.week, one.day, one.seats, one.reason, one.by) for one in found] == [
        ((), FRIDAY, 3, "Gladi", "admin"),
        (((0, 7), (4, 5)), MONDAY, None, "", "kasi"),
    ]


def test_a_rule_that_changes_nothing_is_refused_and_an_assumed_number_may_become_one(office: Office) -> None:
    rules.set_week(office.site, office["kasi"], PLACE, GROUP, {0: 40}, MONDAY)
    assert [(day.seats, day.basis) for day in shown(office, MONDAY)] == [(40, quotas.RULE)]
    with pytest.raises(Invalid) as refused:
        rules.set_week(office.site, office["kasi"], PLACE, GROUP, {0: 40}, MONDAY)
    assert refused.value.key == "quota.unchanged"
    with office.site.db.read(office["kasi"]) as tx:
        week = quotas.of_place(tx, "batulicin", PLACE, GROUP).week(MONDAY)
    assert [(one.seats, one.since) for one in week[:2]] == [(40, MONDAY), (40, None)]


def test_a_preview_names_the_days_that_are_booked_above_it_and_stores_nothing(office: Office) -> None:
    with office.site.db.begin(office["petugas1"]) as tx:
        _booked(tx, MONDAY, 5)
        _booked(tx, MONDAY + timedelta(7), 2)
    with office.site.db.read(office["kasi"]) as tx:
        found = rules.preview_week(tx, PLACE, GROUP, {0: 3}, MONDAY)
        later = rules.preview_week(tx, PLACE, GROUP, {0: 1}, MONDAY + timedelta(7))
        single = rules.preview_day(tx, PLACE, GROUP, MONDAY, 4)
    assert [(one.day, one.seats, one.taken) for one in found] == [(MONDAY, 3, 5)]
    assert [one.day for one in later] == [MONDAY + timedelta(7)]
    assert [(one.day, one.seats, one.taken) for one in single] == [(MONDAY, 4, 5)]
    assert shown(office, MONDAY)[0].seats == 40


def _booked(tx: Tx, day: date, many: int) -> None:
    for _ in range(many):
        seats.exchange(tx, take=seats.Seat(day.isoformat(), "batulicin", PLACE, GROUP), most=99)
