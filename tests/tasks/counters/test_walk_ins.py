"""Walk-ins: a new case and its number, both or none; the priority counter's hours and quota."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.refusals import Conflict, Forbidden, Invalid, Refusal
from engine.schema import instances
from tasks import settings
from tasks.applicants import applications, tracking
from tasks.counters import arrivals, walk_ins
from tests.support.office import Office
from tests.tasks.counters.queue import PLACE

FORM = {"service": "kelompok_rentan", "name": "Hj. Aminah", "type": "habis_berlaku"}


def begin(office: Office, login: str = "petugas1", **changes: str) -> walk_ins.Begun:
    return walk_ins.begin(office.site, office[login], PLACE, FORM | changes)


def cases(office: Office) -> int:
    with office.site.db.read() as tx:
        return int(tx.conn.execute(select(func.count()).select_from(instances)).scalar_one())


def test_a_vulnerable_walk_in_gets_a_case_and_a_priority_number(office: Office) -> None:
    begun = begin(office)
    assert begun.ticket.label == "P-001" and len(begun.opened) == 1
    with office.site.db.read() as tx:
        row = tx.conn.execute(select(instances)).one()
    assert (row.title, row.category, row.business_key) == ("Hj. Aminah", "habis_berlaku", begun.business_key)


def test_lost_and_damaged_passports_get_regular_numbers_and_other_types_are_refused(office: Office) -> None:
    form = {"service": "penerbitan_penggantian"}
    assert begin(office, **form, type="hilang").ticket.label == "R-001"
    with pytest.raises(Invalid) as refused:
        begin(office, **form, type="baru_dewasa")
    assert [p.key for p in refused.value.problems] == ["walk_in.other_type"]
    assert begin(office, service="micin_darurat", type="baru_dewasa").ticket.label == "R-002"


def test_every_wrong_field_is_named_and_nothing_is_begun(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        begin(office, type="", name=" ")
    assert [p.where for p in refused.value.problems] == ["type", "name"]
    for login in ("auditor", "admin"):
        with pytest.raises(Forbidden):
            begin(office, login)
    with pytest.raises(Invalid):
        begin(office, service="m_paspor")
    assert cases(office) == 0


def test_with_a_birth_date_the_walk_in_follows_the_request_by_a_receipt_code(office: Office) -> None:
    begun = begin(office, birth="1950-02-01", email="aminah@example.id")
    asked = {"code": begun.receipt_code, "birth.day": "1", "birth.month": "2", "birth.year": "1950"}
    assert tracking.track(office.site, asked, "127.0.0.1").stands.case.id == begun.instance
    with office.site.db.read() as tx:
        found = applications.of_case(tx, begun.instance)
    assert found is not None
    assert (found.channel, found.place, found.email) == ("walk_in", PLACE, "aminah@example.id")
    assert begin(office).receipt_code == ""
    for wrong, where in (({"birth": "2050-01-01"}, "birth"), ({"email": "a@example.id"}, "birth")):
        with pytest.raises(Invalid) as refused:
            begin(office, **wrong)
        assert [p.where for p in refused.value.problems] == [where]


def test_who_comes_again_to_fetch_waits_in_the_same_group(office: Office) -> None:
    begun = begin(office)
    office.clock.move(timedelta(days=4))
    assert (
        arrivals.check_in(office.site, office["petugas1"], PLACE, begun.business_key).ticket.label == "P-001"
    )


def test_priority_numbers_are_given_from_half_past_seven_to_ten(office: Office) -> None:
    office.clock.move(timedelta(hours=1, minutes=59))
    begin(office)  # 09.59
    office.clock.move(timedelta(minutes=1))
    with pytest.raises(Conflict, match=r"walk_in\.not_now"):
        begin(office)
    assert begin(office, service="penerbitan_penggantian", type="rusak").ticket.label == "R-001"
    settings.change(office.site, office["admin"], {"counters.priority_hours": "07.30-16.00"})
    assert begin(office).ticket.label == "P-002"


def test_the_last_priority_number_is_given_to_one_of_many(office: Office) -> None:
    settings.change(office.site, office["admin"], {"counters.priority_quota": 3})

    def try_one(number: int) -> str:
        try:
            return begin(office, name=f"Pemohon {number}").ticket.label
        except Refusal as refusal:
            return refusal.key

    with ThreadPoolExecutor(6) as pool:
        said = sorted(pool.map(try_one, range(6)))
    assert said == ["P-001", "P-002", "P-003", *["walk_in.no_quota"] * 3]
    assert cases(office) == 3
    with office.site.db.read(office["petugas1"]) as tx:
        assert walk_ins.priority(tx, PLACE).left == 0
