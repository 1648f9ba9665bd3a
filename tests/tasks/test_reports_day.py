"""Any day of any year: versions and calendar in force, what was done by whom, for whom it may be read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine import definitions
from engine.database import Actor
from engine.refusals import Forbidden, NotFound
from tasks import library, outages
from tasks.reports import day
from tests.support.office import OPERATOR, Office
from tests.tasks.test_breach_closing import late

NINTH = date(2026, 4, 9)
STRANGER = Actor("orang_luar", "Orang Luar", frozenset({"auditor"}), "kotabaru")


def test_a_day_tells_what_was_done_what_was_missing_and_what_was_late(office: Office) -> None:
    late(office)
    gate = office.start().instance
    office.until(gate, "pastikan_persyaratan")
    office.do(gate, "petugas2", missing={"kk": "tidak_ada"}, keputusan="tidak")
    found = day.of(office.site, office["auditor"], NINTH)
    assert (found.begun, found.missed, found.done.total) == (2, 1, 3)
    first, _, checked = found.done.rows
    assert (first.late, first.reason, first.completed_by) == (True, "jaringan", "petugas1")
    assert (checked.outcome, [one.verdict for one in checked.missing]) == ("tidak", ["tidak_ada"])
    assert checked.applicant == "S*** A***"
    assert [line.task for line in day.of(office.site, office["kasi"], NINTH, "petugas2").done.rows] == [
        checked.task
    ]
    for other in (NINTH - timedelta(days=1), NINTH + timedelta(days=1)):
        empty = day.of(office.site, office["auditor"], other)
        assert (empty.begun, empty.missed, empty.done.rows) == (0, 0, ())


def test_days_are_those_of_the_office_not_of_greenwich(office: Office) -> None:
    office.clock.move(
        datetime(2026, 4, 9, 16, 30, tzinfo=UTC) - office.clock()
    )  # 00:30 on the tenth in Batulicin
    office.start()
    assert day.of(office.site, office["auditor"], NINTH).begun == 0
    assert day.of(office.site, office["auditor"], NINTH + timedelta(days=1)).begun == 1


def test_a_day_knows_the_versions_in_force_also_one_that_came_at_noon(office: Office) -> None:
    office.clock.move(timedelta(days=5, hours=4))
    changed = library.xml(office.site, OPERATOR, "micin_darurat").replace(
        b"Keluarga pemohon", b"Wakil pemohon", 1
    )
    with office.site.db.begin(OPERATOR) as tx:
        definitions.deploy(tx, changed, "wakil")
    office.clock.move(timedelta(days=5))
    with office.site.db.begin(OPERATOR) as tx:
        definitions.withdraw(tx, "micin_darurat", 2, "dicabut")
    office.clock.move(timedelta(days=5))
    in_force = {
        number: [
            version.version
            for version in day.of(office.site, office["auditor"], NINTH + timedelta(days=number)).sops
            if version.key == "micin_darurat"
        ]
        for number in (0, 5, 6, 10, 11)
    }
    assert in_force == {0: [1], 5: [1, 2], 6: [2], 10: [2], 11: []}


def test_a_day_names_the_calendar_and_the_outages_of_then(office: Office) -> None:
    first = outages.declare(office.site, office["kasi"], "jaringan", "T-1")
    office.clock.move(timedelta(days=1))
    outages.end(office.site, office["kasi"], first)
    told = [day.of(office.site, office["auditor"], NINTH + timedelta(days=days)) for days in (-1, 0, 1, 2)]
    assert [len(one.outages) for one in told] == [0, 1, 1, 0]
    assert {one.calendar for one in told} == {1}
    assert day.of(office.site, office["auditor"], date(2026, 3, 20)).plan.hours == ()  # cuti bersama


def test_only_who_may_see_requests_may_see_a_day_and_only_of_the_own_office(office: Office) -> None:
    late(office)
    for who in (office["pemilik"], office["petugas1"], office["admin"]):
        with pytest.raises(Forbidden):
            day.of(office.site, who, NINTH)
    with pytest.raises(NotFound) as none:
        day.of(office.site, STRANGER, NINTH)
    assert none.value.key == "calendar.none"  # that office has nothing, least of all ours
