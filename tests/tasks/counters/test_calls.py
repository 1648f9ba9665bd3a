"""Calls to a counter: whose turn it is, and that two counters never get the same number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import settings
from tasks.counters import board, calls
from tests.support.office import Office
from tests.tasks.counters.queue import PLACE, TODAY, taken, ticket

STRANGER = Actor("luar", "Luar", frozenset({"petugas"}), office="kotabaru")


def called(office: Office, counter: str = "loket1", login: str = "petugas1") -> str | None:
    office.clock.move(timedelta(minutes=1))
    found = calls.next_one(office.site, office[login], PLACE, counter)
    return found.label if found else None


def finish(office: Office, counter: str = "loket1") -> None:
    current = board.counter(office.site, office["petugas1"], PLACE, counter).current
    assert current is not None
    calls.done(office.site, office["petugas1"], current.ticket.id)


def order(office: Office, many: int) -> list[str | None]:
    found = []
    for _ in range(many):
        found.append(called(office))
        finish(office)
    return found


def queue(office: Office, groups: str) -> None:
    for number, letter in enumerate(groups, 1):
        taken(office, f"MD-2026-{number:05}", {"R": "reguler", "P": "prioritas"}[letter])


def test_priority_goes_first_as_the_office_comes_out_of_the_box(office: Office) -> None:
    queue(office, "RRPP")
    assert order(office, 4) == ["P-001", "P-002", "R-001", "R-002"]
    assert called(office) is None


def test_one_priority_number_after_so_many_regular_ones(office: Office) -> None:
    settings.change(
        office.site,
        office["admin"],
        {"counters.priority_first": False, "counters.regular_per_priority": 2},
    )
    queue(office, "RRRRRPPP")
    assert order(office, 8) == ["R-001", "R-002", "P-001", "R-003", "R-004", "P-002", "R-005", "P-003"]


def test_a_counter_finishes_before_it_calls_the_next(office: Office) -> None:
    queue(office, "RR")
    assert called(office) == "R-001"
    with pytest.raises(Conflict, match=r"counter\.busy"):
        called(office)
    assert called(office, "loket2") == "R-002"
    finish(office)
    assert called(office) is None


def test_a_number_is_called_again_served_and_done(office: Office) -> None:
    queue(office, "R")
    called(office)
    number = 1
    office.clock.move(timedelta(minutes=2))
    again = calls.again(office.site, office["petugas1"], number)
    assert (again.calls, again.called_at == again.last_called_at) == (2, False)
    assert calls.serve(office.site, office["petugas1"], number).state == "serving"
    for too_late in (calls.again, calls.serve, calls.absent, calls.back):
        with pytest.raises(Conflict, match=r"ticket\.moved"):
            too_late(office.site, office["petugas1"], number)
    done = calls.done(office.site, office["petugas1"], number)
    assert (done.state, done.done_at == office.clock()) == ("done", True)
    with pytest.raises(Conflict):
        calls.done(office.site, office["petugas1"], number)


def test_who_was_absent_comes_back_with_the_same_number_that_day(office: Office) -> None:
    queue(office, "RR")
    called(office)
    calls.absent(office.site, office["petugas1"], 1)
    assert called(office) == "R-002"
    finish(office)
    assert [
        row.ticket.label for row in board.counter(office.site, office["petugas1"], PLACE, "loket1").absent
    ] == ["R-001"]
    calls.back(office.site, office["petugas1"], 1)
    assert called(office) == "R-001"
    calls.absent(office.site, office["petugas1"], 1)
    office.clock.move(timedelta(days=1))
    with pytest.raises(Conflict, match=r"ticket\.other_day"):
        calls.back(office.site, office["petugas1"], 1)


def test_counters_that_call_at_once_never_get_the_same_number(office: Office) -> None:
    settings.change(
        office.site,
        office["admin"],
        {"counters.list": [{"code": f"l{n}", "label": f"Loket {n}"} for n in range(8)]},
    )
    queue(office, "RRRRRP")

    def call(counter: int) -> str | None:
        found = calls.next_one(office.site, office["petugas1"], PLACE, f"l{counter}")
        return found.label if found else None

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(call, range(8)))
    assert sorted(label or "-" for label in found) == [
        *("-", "-"),
        *("P-001", "R-001", "R-002", "R-003", "R-004", "R-005"),
    ]


def test_two_officers_at_one_counter_call_one_number(office: Office) -> None:
    queue(office, "RRRR")

    def call(login: str) -> str:
        try:
            found = calls.next_one(office.site, office[login], PLACE, "loket1")
        except Conflict as refused:
            return refused.key
        return found.label if found else ""

    with ThreadPoolExecutor(3) as pool:
        said = sorted(pool.map(call, ("petugas1", "petugas2", "petugas3")))
    assert said == ["R-001", "counter.busy", "counter.busy"]


def test_only_staff_of_the_office_call(office: Office) -> None:
    queue(office, "R")
    for login in ("auditor", "admin", "pemilik"):
        with pytest.raises(Forbidden):
            called(office, login=login)
    with pytest.raises(Invalid):
        called(office, "loket9")
    assert calls.next_one(office.site, STRANGER, PLACE, "loket1") is None
    with pytest.raises(NotFound):
        calls.absent(office.site, STRANGER, 1)
    assert ticket(office, 1).state == "waiting"


def test_the_display_names_numbers_and_counters_alone(office: Office) -> None:
    queue(office, "RRRRP")
    called(office)
    called(office, "loket2")
    finish(office)
    called(office)
    shown = board.display(office.site, PLACE)
    assert {code: call.label for code, call in shown.now.items()} == {"loket1": "R-002", "loket2": "R-001"}
    assert [call.label for call in shown.last] == ["R-002", "R-001", "P-001"]
    assert shown.waiting == {"reguler": 2, "prioritas": 0}
    assert board.display(office.site, "kotabaru").waiting == {"reguler": 0, "prioritas": 0}
    with pytest.raises(NotFound):
        board.display(office.site, "bulan")


def test_waits_are_told_per_hour_and_group(office: Office) -> None:
    queue(office, "RRP")  # at 08.00
    office.clock.move(timedelta(minutes=9))
    order(office, 2)  # P-001 at 08.10, R-001 at 08.11
    office.clock.move(timedelta(minutes=19))
    order(office, 1)  # R-002 at 08.31
    found = board.waits(office.site, office["petugas1"], PLACE, TODAY)
    assert [(wait.hour, wait.grp, wait.called, wait.mean, wait.longest) for wait in found] == [
        (8, "prioritas", 1, timedelta(minutes=10), timedelta(minutes=10)),
        (8, "reguler", 2, timedelta(minutes=21), timedelta(minutes=31)),
    ]
