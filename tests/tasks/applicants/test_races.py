"""Applicants at once on PostgreSQL: one last seat, one bill, one application, one visit."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from engine import schema
from engine.clock import VirtualClock
from engine.database import Database
from engine.refusals import Conflict
from tasks import settings
from tasks.applicants import choosing, emergency, filling, submitting
from tests.support.office import OPERATOR, Office, furnish
from tests.tasks.applicants.applying import DAY, FIRST, filled
from tests.tasks.applicants.people import BUDI, SITI, SITI_PERSON, with_person
from tests.tasks.applicants.test_emergency import FORM


@pytest.fixture
def office(postgres_db: Database, clock: VirtualClock, tmp_path: Path) -> Office:
    return furnish(postgres_db, clock, tmp_path / "alur")


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """What each call gave, or the key it was refused with."""

    def tried(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Conflict as refused:
            return refused.key

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(tried, calls))


def count(office: Office, table: Any) -> int:
    with office.site.db.read() as tx:
        return int(tx.conn.execute(select(func.count()).select_from(table)).scalar_one())


def test_of_two_applicants_one_gets_the_last_seat(office: Office) -> None:
    settings.change(office.site, OPERATOR, {"quota.office_regular": 1})
    both = []
    for who, nik in ((SITI, SITI_PERSON["nik"]), (BUDI, "6310014102900002")):
        actor, person = with_person(office.site, who, nik=nik)
        both.append(
            (actor, filled(office.site, actor, person, hari="2026-04-14" if who is SITI else "2026-04-15"))
        )
    calls = [lambda a=actor, n=number: choosing.choose_day(office.site, a, n, DAY) for actor, number in both]
    answers = at_once(calls)
    assert sum(one == "slot.full" for one in answers) == 1
    with office.site.db.read() as tx:
        b = schema.bookings.c
        held = tx.conn.execute(select(b.day, b.state).where(b.state == "held").order_by(b.day)).all()
    assert len(held) == 2 and [row.day for row in held].count(DAY) == 1, "the loser keeps the day held before"


def test_sent_many_times_at_once_there_is_one_bill(office: Office) -> None:
    actor, person = with_person(office.site)
    number = filled(office.site, actor, person)
    answers = at_once([lambda: submitting.submit(office.site, actor, number).code] * 6)
    assert len(set(answers)) == 1 and count(office, schema.bills) == 1


def test_begun_many_times_at_once_there_is_one_application(office: Office) -> None:
    actor, person = with_person(office.site)
    answers = at_once([lambda: filling.begin(office.site, actor, person, FIRST)] * 6)
    assert len(set(answers)) == 1 and count(office, schema.instances) == 1


def test_asked_for_many_times_at_once_the_team_comes_once(office: Office) -> None:
    actor, _ = with_person(office.site)
    answers = at_once([lambda: emergency.request(office.site, actor, FORM)] * 6)
    assert len(set(answers)) == 1 and count(office, schema.instances) == 1
