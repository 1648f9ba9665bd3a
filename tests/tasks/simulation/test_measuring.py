"""Measuring the past: how often each way was taken, what work took, and whose attention it had."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.office_calendar_seed import seed_calendar
from tasks.replay.history import Past, Wait, Work
from tasks.simulation import measuring
from tasks.simulation.branching import branches
from tasks.simulation.measuring import Measured, Staffed
from tasks.simulation.numbers import BranchNumbers, Origin
from tests.processes.templates import END, START, flow, task, when
from tests.tasks.simulation.games import net

GATE = '<bpmn:exclusiveGateway id="g" name="Lanjut?"/>\n'
EIGHT = datetime(2026, 4, 9, tzinfo=UTC)  # 08:00 in Batulicin, a Thursday


def at(minutes: float) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


def a_work(number: int, element: str, *stamps: float, outcome: str | None = None) -> Work:
    opened, started, completed = (at(minutes) for minutes in stamps)
    return Work(number, 1, "t", element, "petugas", "COMPLETED", opened, started, completed, outcome, None)


def a_past(works: list[Work], waits: list[Wait] | None = None, outcome: str | None = None) -> Past:
    past = Past(1, "MD-1", "", "", "active", outcome, 1, None, True, EIGHT, None)
    past.works, past.waits = works, waits or []
    return past


def measured(*pasts: Past) -> Measured:
    found = Measured()
    for past in pasts:
        measuring._case(found, past, seed_calendar(), Staffed({}, {"petugas": ("p",)}))
    return found


def shares(found: Measured, flows: str) -> BranchNumbers:
    body = START + task("a") + GATE + task("b") + task("c") + END + flow("s", "a") + flow("a", "g") + flows
    drawn = net(body + flow("b", "e") + flow("c", "e"), "s", "a", "g", "b", "c", "e")
    return branches(drawn, found, lambda name: name)["g"]


ASKED = flow("g", "b", "Ya", when('a.keputusan = "ya"')) + flow(
    "g", "c", "Tidak", when('a.keputusan = "tidak"')
)
HIDDEN = flow("g", "b", "besar", when("nilai &gt; 5")) + flow("g", "c", "kecil", when("nilai &lt;= 5"))


def test_ways_are_counted_by_the_answers_given() -> None:
    found = measured(
        *(a_past([a_work(1, "a", 0, 1, 2, outcome=said)]) for said in ("ya", "ya", "ya", "tidak"))
    )
    assert shares(found, ASKED) == BranchNumbers((0.75, 0.25), Origin.MEASURED, 4)


def test_where_nobody_answers_they_are_counted_by_what_was_opened_at_the_same_instant() -> None:
    one = a_past([a_work(1, "a", 0, 1, 2), a_work(2, "b", 2, 3, 4)])
    other = a_past([a_work(3, "a", 0, 1, 2), a_work(4, "c", 2, 3, 4)])
    later = a_past([a_work(5, "a", 0, 1, 2), a_work(6, "c", 9, 10, 11)])
    found = measured(one, one, one, other, later)
    assert shares(found, HIDDEN) == BranchNumbers((0.75, 0.25), Origin.MEASURED, 4)


def test_where_nothing_is_known_every_way_is_as_likely_and_that_is_said() -> None:
    assert shares(measured(), HIDDEN) == BranchNumbers((0.5, 0.5), Origin.ASSUMED)


def test_work_over_a_night_counts_the_hours_the_office_was_open() -> None:
    calendar = seed_calendar()
    day = a_work(1, "a", 0, 10, 25)
    assert measuring.worked(day, a_past([day]), calendar) == 15
    night = a_work(2, "a", 0, 7.5 * 60, 24 * 60)  # from 15:30 until 08:00: until 16:00, and from 07:30
    assert measuring.worked(night, a_past([night]), calendar) == pytest.approx(60)


def test_works_in_progress_share_a_person_evenly() -> None:
    attention: dict[int, tuple[float, float]] = {}
    measuring._share([(at(0), at(30), 1), (at(10), at(20), 2)], attention)
    assert attention == {1: (25, 30), 2: (5, 10)}


def test_a_queue_is_idle_only_while_somebody_had_nothing_in_progress() -> None:
    staffed = Staffed({"p": ([at(0)], [at(30)])}, {"petugas": ("p",)})
    assert not staffed.anybody_free("petugas", at(10)) and staffed.anybody_free("petugas", at(30))
    assert not staffed.anybody_free("lain", at(10))
