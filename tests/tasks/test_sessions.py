"""Sign-in, throttling on a virtual clock, sessions that end in time or when told to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select

from engine import schema
from engine.clock import VirtualClock
from engine.database import SYSTEM, Actor, Database
from engine.refusals import Forbidden, NotFound
from tasks import passwords, people, sessions
from tasks.people import NewPerson
from tasks.site import Site

PASSWORD = "sungai-kusan-2026"
HOME, AWAY = "10.0.0.1", "203.0.113.9"
BUDI = Actor("budi", "Budi", frozenset({"petugas"}))


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    made = Site(db, tmp_path / "alur")
    for login in ("budi", "ani"):
        people.add(made, SYSTEM, NewPerson(login, login.title(), ["petugas"], PASSWORD))
    return made


def sign_in(site: Site, login: str = "budi", password: str = PASSWORD, address: str = HOME) -> str:
    return sessions.sign_in(site, login, password, address, "Firefox/1").secret


def fail(site: Site, times: int, login: str = "budi", address: str = HOME) -> None:
    for _ in range(times):
        with pytest.raises(Forbidden) as refused:
            sign_in(site, login, "salah-sama-sekali", address)
        assert refused.value.key == "sign_in.wrong"


def refused_key(site: Site, login: str = "budi", address: str = HOME) -> str:
    with pytest.raises(Forbidden) as refused:
        sign_in(site, login, PASSWORD, address)
    return refused.value.key


def test_the_secret_is_kept_only_as_its_hash(site: Site) -> None:
    secret = sign_in(site, " Budi ")
    with site.db.read() as tx:
        row = tx.conn.execute(select(schema.sessions)).one()
    assert secret not in str(row)
    assert len(row.secret_hash) == 64
    assert sessions.resolve(site, secret) == BUDI


def test_wrong_login_and_wrong_password_sound_alike(site: Site) -> None:
    fail(site, 1)
    fail(site, 1, login="tiada")


def test_five_failures_close_the_door_for_fifteen_minutes(site: Site, clock: VirtualClock) -> None:
    fail(site, 5)
    with pytest.raises(Forbidden) as refused:
        sign_in(site)
    assert (refused.value.key, refused.value.values) == ("sign_in.throttled", {"minutes": 15})
    clock.move(timedelta(minutes=14))
    assert refused_key(site) == "sign_in.throttled"
    clock.move(timedelta(minutes=1, seconds=1))
    assert sessions.resolve(site, sign_in(site)) is not None


def test_a_stranger_elsewhere_does_not_lock_the_owner_out(site: Site) -> None:
    fail(site, 5, address=AWAY)
    assert refused_key(site, address=AWAY) == "sign_in.throttled"
    assert sign_in(site)


def test_twenty_failures_from_anywhere_close_the_login(site: Site) -> None:
    for number in range(4):
        fail(site, 5, address=f"203.0.113.{number}")
    assert refused_key(site) == "sign_in.throttled"
    assert sign_in(site, "ani")


def test_an_address_that_tries_many_logins_is_throttled(site: Site) -> None:
    for number in range(sessions.FAILURES_PER_ADDRESS):
        fail(site, 1, login=f"orang{number}")
    assert refused_key(site) == "sign_in.throttled"
    assert sign_in(site, address=AWAY)


def test_a_success_forgives_earlier_failures(site: Site, clock: VirtualClock) -> None:
    fail(site, 4)
    clock.move(timedelta(seconds=1))
    sign_in(site)
    clock.move(timedelta(seconds=1))
    fail(site, 4)
    assert sign_in(site)


def test_every_sign_in_and_every_refusal_leaves_a_line_without_what_was_typed(site: Site) -> None:
    fail(site, 1, login="kata-sandi-salah-kotak")
    fail(site, 5)
    refused_key(site)
    sign_in(site, "ani")
    with site.db.read() as tx:
        query = select(schema.audit).where(schema.audit.c.action.startswith("sign_in."))
        rows = tx.conn.execute(query.order_by(schema.audit.c.seq)).all()
    actions = [row.action.removeprefix("sign_in.") for row in rows]
    assert actions == ["refused"] * 6 + ["throttled", "accepted"]
    assert [rows[0].subject, rows[1].subject, rows[7].actor] == ["person:?", "person:budi", "ani"]
    assert "kotak" not in str(rows)


def test_a_session_ends_after_twelve_idle_hours(site: Site, clock: VirtualClock) -> None:
    secret = sign_in(site)
    clock.move(timedelta(hours=11, minutes=59))
    assert sessions.resolve(site, secret) is not None
    clock.move(timedelta(hours=11, minutes=59))
    assert sessions.resolve(site, secret) is not None
    clock.move(timedelta(hours=12))
    assert sessions.resolve(site, secret) is None


def test_a_session_ends_after_seven_days_even_when_used(site: Site, clock: VirtualClock) -> None:
    secret = sign_in(site)
    for _ in range(13):
        clock.move(timedelta(hours=11))
        assert sessions.resolve(site, secret) is not None
    clock.move(timedelta(days=7) - 13 * timedelta(hours=11))
    assert sessions.resolve(site, secret) is None


def test_asking_who_is_there_is_one_select_and_at_most_one_write_a_minute(
    site: Site, clock: VirtualClock
) -> None:
    secret = sign_in(site)
    said: list[str] = []
    event.listen(site.db.engine, "before_cursor_execute", lambda *call: said.append(call[2].split()[0]))
    clock.move(timedelta(seconds=59))
    sessions.resolve(site, secret)
    assert [word for word in said if word in ("SELECT", "UPDATE")] == ["SELECT"]
    clock.move(timedelta(seconds=1))
    sessions.resolve(site, secret)
    sessions.resolve(site, secret)
    assert [word for word in said if word in ("SELECT", "UPDATE")] == [
        "SELECT",
        "SELECT",
        "UPDATE",
        "SELECT",
    ]


def test_own_sessions_are_listed_and_ended_one_by_one(site: Site, clock: VirtualClock) -> None:
    old = sign_in(site)
    clock.move(timedelta(minutes=2))
    present = sign_in(site)
    other_person = sign_in(site, "ani")
    mine = sessions.own(site, BUDI, present)
    assert [one.current for one in mine] == [True, False]
    sessions.revoke(site, BUDI, mine[1].handle)
    assert sessions.resolve(site, old) is None
    assert sessions.resolve(site, present) is not None
    theirs = sessions.own(site, Actor("ani"), other_person)[0]
    for handle in (theirs.handle, mine[1].handle, "%" * 16, ""):
        with pytest.raises(NotFound):
            sessions.revoke(site, BUDI, handle)
    assert sessions.resolve(site, other_person) is not None


def test_all_other_sessions_end_at_once(site: Site) -> None:
    first, second, other_person = sign_in(site), sign_in(site), sign_in(site, "ani")
    assert sessions.revoke_others(site, BUDI, second) == 1
    assert [sessions.resolve(site, one) is None for one in (first, second, other_person)] == [
        True,
        False,
        False,
    ]


def test_signing_out_ends_the_session_once(site: Site) -> None:
    secret = sign_in(site)
    sessions.sign_out(site, BUDI, secret)
    sessions.sign_out(site, BUDI, secret)
    assert sessions.resolve(site, secret) is None
    with site.db.read() as tx:
        actions = list(tx.conn.scalars(select(schema.audit.c.action)))
    assert actions.count("sign_out") == 1


def test_a_made_up_secret_is_nobody(site: Site) -> None:
    assert sessions.resolve(site, "x" * 43) is None
    assert sessions.resolve(site, "\x00'; --") is None
