"""Checking in: by which codes, with which number, and who is sent away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from engine.schema import audit, bookings
from tasks.counters import arrivals
from tests.support.office import Office
from tests.tasks.counters.queue import PLACE, TODAY, booked
from tests.tasks.rows import a_case, a_task, an_application

STRANGER = Actor("luar", "Luar", frozenset({"petugas"}), office="kotabaru")


def check_in(office: Office, code: str, place: str = PLACE, login: str = "petugas1") -> arrivals.Arrival:
    return arrivals.check_in(office.site, office[login], place, code)


@pytest.mark.parametrize(
    "typed",
    [
        "KODE000001",
        "kode0-00001",
        " KODE 000001 "[1:-1].replace(" ", ""),
        "https://paspor.example/layanan/lacak?kode=KODE000001",
        "https://paspor.example/layanan/lacak/KODE0-00001/",
        "md-2026-00001",
        "MD-2026-00001\r\n".strip(),
    ],
)
def test_a_scanner_or_keyboard_may_type_the_code_in_any_of_these_ways(office: Office, typed: str) -> None:
    booked(office, "MD-2026-00001", title="Siti Aminah")
    found = check_in(office, typed)
    assert (found.ticket.label, found.business_key, found.name) == ("R-001", "MD-2026-00001", "Siti Aminah")


def test_checking_in_marks_the_booking_and_numbers_each_group_on_its_own(office: Office) -> None:
    numbers = []
    for number, grp in enumerate(("reguler", "prioritas", "reguler", "prioritas"), 1):
        booked(office, f"MD-2026-0000{number}", grp)
        office.clock.move(timedelta(minutes=1))
        numbers.append(check_in(office, f"MD-2026-0000{number}").ticket.label)
    assert numbers == ["R-001", "P-001", "R-002", "P-002"]
    with office.site.db.read() as tx:
        assert set(tx.conn.execute(select(bookings.c.state)).scalars()) == {"arrived"}
        given = select(audit.c.details).where(audit.c.action == "ticket.given")
        assert len(tx.conn.execute(given).all()) == 4


def test_who_checks_in_twice_is_told_the_same_number(office: Office) -> None:
    booked(office, "MD-2026-00001")
    first, second = check_in(office, "MD-2026-00001"), check_in(office, "KODE000001")
    assert (first.known, second.known, first.ticket.id) == (False, True, second.ticket.id)


def test_who_is_booked_elsewhere_or_has_not_paid_is_sent_away_without_a_number(office: Office) -> None:
    for key, changes, refused in (
        ("MD-2026-00001", {"day": "2026-04-10"}, "slot.other_day"),
        ("MD-2026-00002", {"place": "kotabaru"}, "arrival.other_place"),
        ("MD-2026-00003", {"state": "held"}, "arrival.unpaid"),
        ("MD-2026-00004", {"status": "canceled"}, "instance.ended"),
    ):
        booked(office, key, **changes)
        with pytest.raises(Conflict) as raised:
            check_in(office, key)
        assert raised.value.key == refused
    booked(office, "MD-2026-00005")
    assert check_in(office, "MD-2026-00005").ticket.label == "R-001"


def test_a_running_case_without_a_booking_gets_a_number_of_its_group(office: Office) -> None:
    with office.site.db.begin() as tx:
        a_case(tx, "MD-2026-00001")
        case = a_case(tx, "MD-2026-00002")
        an_application(tx, case, priority="lansia", receipt_code="ABCDE23456")
    assert check_in(office, "MD-2026-00001").ticket.label == "R-001"
    assert check_in(office, "ABCDE-23456").ticket.label == "P-001"


def test_the_receiving_step_is_offered_and_left_to_the_officer(office: Office) -> None:
    booked(office, "MD-2026-00001")
    with office.site.db.begin() as tx:
        task = a_task(tx, 1, element="datang_kantor")
    assert check_in(office, "MD-2026-00001").task == task


def test_nonsense_unknown_codes_and_strangers_are_refused(office: Office) -> None:
    booked(office, "MD-2026-00001")
    for nonsense in ("", "   ", "///", "x" * 300, "A\x00B"):
        with pytest.raises(Invalid):
            check_in(office, nonsense)
    for unknown in ("MD-2026-99999", "KODE999999", "' OR 1=1 --"):
        with pytest.raises(NotFound):
            check_in(office, unknown)
    with pytest.raises(Invalid):
        check_in(office, "MD-2026-00001", place="bulan")
    with pytest.raises(Forbidden):
        check_in(office, "MD-2026-00001", login="auditor")
    with pytest.raises(NotFound):
        arrivals.check_in(office.site, STRANGER, PLACE, "MD-2026-00001")


def test_numbers_taken_at_once_have_no_gap_and_none_is_given_twice(office: Office) -> None:
    keys = [f"MD-2026-{number:05}" for number in range(1, 17)]
    for number, key in enumerate(keys):
        booked(office, key, "prioritas" if number % 4 == 0 else "reguler")
    with ThreadPoolExecutor(8) as pool:
        labels = sorted(pool.map(lambda key: check_in(office, key).ticket.label, keys))
    assert labels == [*(f"P-{n:03}" for n in range(1, 5)), *(f"R-{n:03}" for n in range(1, 13))]


def test_one_person_checked_in_by_many_at_once_gets_one_number(office: Office) -> None:
    booked(office, "MD-2026-00001")
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: check_in(office, "MD-2026-00001"), range(6)))
    assert {one.ticket.label for one in found} == {"R-001"}
    assert [one.known for one in found].count(False) == 1


def test_a_refused_check_in_leaves_no_gap(office: Office) -> None:
    booked(office, "MD-2026-00001", day="2026-04-10")
    booked(office, "MD-2026-00002")
    with pytest.raises(Conflict):
        check_in(office, "MD-2026-00001")
    assert check_in(office, "MD-2026-00002").ticket.number == 1


def test_the_list_of_the_day_tells_who_is_here(office: Office) -> None:
    booked(office, "MD-2026-00001", title="Zainab")
    booked(office, "MD-2026-00002", title="Ahmad")
    booked(office, "MD-2026-00003", "prioritas", title="Hj. Aminah")
    booked(office, "MD-2026-00004", day="2026-04-10")
    booked(office, "MD-2026-00005", state="released")
    check_in(office, "MD-2026-00001")
    found = arrivals.of_day(office.site, office["petugas1"], PLACE, TODAY)
    assert [(line.name, line.state, line.ticket) for line in found] == [
        ("Hj. Aminah", "confirmed", ""),
        ("Ahmad", "confirmed", ""),
        ("Zainab", "arrived", "R-001"),
    ]
    with pytest.raises(Forbidden):
        arrivals.of_day(office.site, office["admin"], PLACE, TODAY)
