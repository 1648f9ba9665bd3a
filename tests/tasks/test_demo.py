"""The demo office: a few played days are consistent, told by the trail, and played only once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Table, func, select

from engine import audit, calendars, instances, office_time, schema
from engine.clock import VirtualClock
from tasks import demo, inbox
from tasks.demo.chance import Chance
from tasks.demo.staff import DEMO_PEOPLE, STAFF
from tests.support.office import OPERATOR, Office
from tests.tasks.test_walks import check


def short() -> Chance:
    chance = Chance()
    chance.given |= {"days": 12, "per_working_day": 1.2, "still_open": 2}
    chance.given |= {
        "outages": [{"day": 4, "at": "09:20", "hours": 2.0, "system": "jaringan", "ticket": "T"}]
    }
    return chance


def test_a_short_play_is_consistent_and_is_not_played_twice(office: Office, clock: VirtualClock) -> None:
    shares: list[float] = []
    end = clock()
    assert demo.play(office.site, lambda done, total: shares.append(done / total), short())
    assert clock() == end and shares == sorted(shares) and 0.5 < shares[-1] <= 1
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        cases = tx.conn.execute(select(schema.instances.c.id).order_by(schema.instances.c.id)).scalars().all()
        assert len(cases) >= 5
        for table in (schema.breaches, schema.pauses, schema.tasks, schema.outages):
            assert tx.conn.execute(select(func.count()).select_from(table)).scalar_one() > 0
        assert not tx.conn.execute(select(schema.incidents.c.id)).all()
        stamps = select(func.max(schema.audit.c.at))
        assert tx.conn.execute(stamps).scalar_one() <= end
        ended = [case for case in cases if instances.read(tx, case).status == instances.COMPLETED]
        assert ended
        received = select(schema.audit.c.at).where(schema.audit.c.action == "message.delivered")
        by_staff = received.where(schema.audit.c.actor.in_(STAFF))
        arrived = tx.conn.execute(by_staff).scalars().all()
        calendar = calendars.current(tx, OPERATOR.office)
    assert arrived and all(office_time.next_opening(calendar, at) == at for at in arrived)
    for case in cases:
        check(office, case)
    assert inbox.counts(office.site, OPERATOR).all >= 1
    assert_there_is_something_to_do_today(office)
    assert not demo.play(office.site, chance=short())


def assert_there_is_something_to_do_today(office: Office) -> None:
    today = "2026-04-09"
    with office.site.db.read(OPERATOR) as tx:

        def count(table: Table, **wanted: str) -> int:
            query = select(func.count()).select_from(table)
            return int(
                tx.conn.execute(query.where(*(table.c[k] == v for k, v in wanted.items()))).scalar_one()
            )

        assert count(schema.bookings, day=today, state="confirmed") >= 2
        assert count(schema.tickets, day=today, state="waiting") >= 1
        assert count(schema.complaints, state="open") >= 1
        assert count(schema.surveys) >= 1
        assert (
            count(schema.accounts, state="active") == len(demo.HOLDERS) - 1
        )  # one applied before these days
        unpaid = select(schema.instances.c.title).join_from(schema.bills, schema.instances)
        unpaid = unpaid.where(
            schema.bills.c.state == "open", schema.bills.c.expires_at < tx.now + timedelta(hours=2)
        )
        assert "Herman Effendi" in tx.conn.execute(unpaid).scalars().all()


def test_the_same_seed_plays_the_same_days() -> None:
    one, two = short(), short()
    assert [one.arrivals() for _ in range(9)] == [two.arrivals() for _ in range(9)]
    assert [one.queue() for _ in range(9)] == [two.queue() for _ in range(9)]


def test_all_four_sops_are_played_and_end_in_every_way(office: Office) -> None:
    chance = short()
    chance.given |= {"days": 40, "per_working_day": 0.3, "passports_per_working_day": 1.5, "outages": []}
    chance.given["passports"]["failing"] = 0.4
    chance.given["passports"]["vulnerable"]["share"] = 0.2
    chance.given["passports"]["asked"] = {"baru": 0.4, "habis_berlaku": 0.2, "hilang": 0.25, "rusak": 0.15}
    assert demo.play(office.site, chance=chance)
    with office.site.db.read(OPERATOR) as tx:
        cases = schema.instances.join(schema.definitions)
        query = select(schema.instances.c.id, schema.definitions.c.key, schema.instances.c.outcome)
        found = tx.conn.execute(query.select_from(cases)).all()
        assert not audit.verify(tx).faults
        assert not tx.conn.execute(select(schema.incidents.c.id)).all()
        lanes = select(schema.tasks.c.lane, schema.tasks.c.completed_by).distinct()
        by_people = schema.tasks.c.completed_by.is_not(None) & (schema.tasks.c.completed_by != "system")
        done = tx.conn.execute(lanes.where(by_people)).all()  # the worker ends those who did not come
    assert {row.key for row in found} == {
        "m_paspor",
        "penerbitan_penggantian",
        "kelompok_rentan",
        "micin_darurat",
    }
    ends = {row.outcome for row in found}
    assert {"END_SELESAI", "END_DITARIK", "END_HANGUS", "canceled"} <= ends
    assert ends & {"END_DITUNDA", "END_KEDALUWARSA", "END_DITOLAK"}
    assert all(lane in DEMO_PEOPLE[login][1] for lane, login in done)
    for row in found:
        check(office, row.id)
