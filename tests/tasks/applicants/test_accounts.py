"""Registering, codes by mail, and that guessing is throttled, locked and told nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from engine import schema
from engine.clock import VirtualClock
from engine.database import Database
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks.applicants import accounts, afterwards, closing, consent, family, filling, sessions
from tasks.site import Site
from tests.support.office import Office
from tests.tasks.applicants.applying import FIRST
from tests.tasks.applicants.people import (
    AWAY,
    BUDI,
    HOME,
    SITI,
    joined,
    mailed_code,
    registering,
    with_person,
)


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    return Site(db, tmp_path / "alur")


def refused(site: Site, email: str, code: str, address: str = HOME) -> str:
    with pytest.raises(Forbidden) as found:
        accounts.sign_in(site, email, code, address)
    return found.value.key


def wrong_code(site: Site, email: str) -> str:
    return f"{(int(mailed_code(site, email)) + 1) % 1_000_000:06d}"


def rows(site: Site, table: Any) -> list[Any]:
    with site.db.read() as tx:
        return list(tx.conn.execute(select(table)))


def test_an_account_is_active_once_its_code_came_back(site: Site) -> None:
    assert accounts.register(site, registering(SITI), HOME, "id") == "siti@example.id"
    (row,) = rows(site, schema.accounts)
    assert (row.state, row.phone, row.consent_version) == ("pending", "081234567890", "2026-1")
    signed_in = accounts.sign_in(site, " Siti@Example.ID ", mailed_code(site, "siti@example.id"), HOME)
    actor = sessions.resolve(site, signed_in.secret)
    assert actor is not None
    assert (actor.login, actor.roles) == (f"pemohon:{row.id}", frozenset({"applicant"}))
    assert [row.state for row in rows(site, schema.accounts)] == ["active"]
    assert sorted(row.kind for row in rows(site, schema.outbox)) == ["otp", "welcome"]


def test_every_wrong_field_is_named_and_nothing_is_ticked_for_anybody(site: Site) -> None:
    with pytest.raises(Invalid) as found:
        accounts.register(site, {"email": "siti@", "phone": "12", "consent_version": "2020-1"}, HOME, "id")
    told = {(problem.where, problem.key) for problem in found.value.problems}
    assert told == {
        ("name", "text.required"),
        ("email", "form.email"),
        ("phone", "form.phone"),
        ("consent", "account.consent"),
        ("consent", "account.consent_newer"),
    }
    assert rows(site, schema.accounts) == []


def test_the_words_agreed_to_are_named_in_the_trail(site: Site) -> None:
    joined(site)
    with site.db.read() as tx:
        query = select(schema.audit.c.details).where(schema.audit.c.action == "account.registered")
        said = str(tx.conn.execute(query).scalar_one())
    assert consent.digest(consent.PRIVACY, "2026-1") in said
    assert "siti" not in said.lower()


def test_a_code_is_kept_as_a_hash_and_works_once(site: Site) -> None:
    accounts.register(site, registering(SITI), HOME, "id")
    code = mailed_code(site, "siti@example.id")
    assert code.isdecimal() and len(code) == 6
    assert code not in str(rows(site, schema.account_codes))
    accounts.sign_in(site, "siti@example.id", f"{code[:3]} {code[3:]}", HOME)
    assert refused(site, "siti@example.id", code) == "code.wrong"


def test_a_code_is_good_for_ten_minutes(site: Site, clock: VirtualClock) -> None:
    accounts.register(site, registering(SITI), HOME, "id")
    clock.move(timedelta(minutes=10))
    assert refused(site, "siti@example.id", mailed_code(site, "siti@example.id")) == "code.wrong"


def test_a_new_code_makes_the_old_one_worthless(site: Site, clock: VirtualClock) -> None:
    accounts.register(site, registering(SITI), HOME, "id")
    old = mailed_code(site, "siti@example.id")
    clock.move(timedelta(minutes=1))
    accounts.ask_code(site, {"email": "siti@example.id"}, HOME)
    if old != mailed_code(site, "siti@example.id"):
        assert refused(site, "siti@example.id", old) == "code.wrong"
    assert accounts.sign_in(site, "siti@example.id", mailed_code(site, "siti@example.id"), HOME)


def test_a_code_is_mailed_also_after_the_last_one_was_forgotten(site: Site, clock: VirtualClock) -> None:
    joined(site)
    for _ in range(3):
        clock.move(timedelta(days=2))
        accounts.ask_code(site, {"email": "siti@example.id"}, HOME)
        assert len(rows(site, schema.account_codes)) == 1
        assert accounts.sign_in(site, "siti@example.id", mailed_code(site, "siti@example.id"), HOME)


def test_five_wrong_guesses_wear_the_code_out_and_lock_the_guesser(site: Site, clock: VirtualClock) -> None:
    accounts.register(site, registering(SITI), HOME, "id")
    wrong, right = wrong_code(site, "siti@example.id"), mailed_code(site, "siti@example.id")
    for _ in range(5):
        assert refused(site, "siti@example.id", wrong) == "code.wrong"
    assert refused(site, "siti@example.id", right) == "code.throttled"
    assert refused(site, "siti@example.id", right, AWAY) == "code.wrong"
    clock.move(timedelta(minutes=16))
    accounts.ask_code(site, {"email": "siti@example.id"}, HOME)
    assert accounts.sign_in(site, "siti@example.id", mailed_code(site, "siti@example.id"), HOME)


def test_guessing_from_everywhere_locks_the_account_for_an_hour(site: Site, clock: VirtualClock) -> None:
    accounts.register(site, registering(SITI), HOME, "id")
    for number in range(15):
        assert refused(site, "siti@example.id", "1", f"203.0.113.{number}") == "code.wrong"
    assert refused(site, "siti@example.id", "1", "203.0.113.99") == "code.throttled"
    clock.move(timedelta(minutes=61))
    assert refused(site, "siti@example.id", "1", "203.0.113.99") == "code.wrong"


def test_one_address_that_guesses_at_many_is_locked(site: Site) -> None:
    for number in range(50):
        assert refused(site, f"orang{number}@example.id", "123456") == "code.wrong"
    assert refused(site, "lain@example.id", "123456") == "code.throttled"


def test_asking_for_codes_is_throttled_alike_for_known_and_unknown(site: Site) -> None:
    joined(site)
    for email in ("siti@example.id", "tiada@example.id"):
        left = 2 if email == "siti@example.id" else 3
        for _ in range(left):
            assert accounts.ask_code(site, {"email": email}, HOME) == email
        with pytest.raises(Forbidden) as found:
            accounts.ask_code(site, {"email": email}, HOME)
        assert (found.value.key, found.value.values) == ("code.throttled", {"minutes": 15})


def test_answers_do_not_tell_whether_an_address_is_registered(site: Site) -> None:
    joined(site)
    before = len(rows(site, schema.outbox))
    assert accounts.ask_code(site, {"email": "tiada@example.id"}, HOME) == "tiada@example.id"
    assert len(rows(site, schema.outbox)) == before
    assert refused(site, "tiada@example.id", "123456") == "code.wrong"
    assert refused(site, "siti@example.id", "123456") == "code.wrong"
    assert accounts.register(site, registering({**SITI, "name": "Orang Lain"}), AWAY, "id")
    assert [row.name for row in rows(site, schema.accounts)] == ["Siti Aminah"]


def test_an_address_somebody_only_tried_is_not_kept_readable(site: Site) -> None:
    accounts.ask_code(site, {"email": "tiada@example.id"}, HOME)
    refused(site, "tiada@example.id", "123456")
    for table in (schema.account_attempts, schema.account_codes, schema.audit):
        assert "tiada" not in str(rows(site, table))


def test_a_session_ends_when_idle_when_old_and_when_told(site: Site, clock: VirtualClock) -> None:
    actor = joined(site)
    accounts.ask_code(site, {"email": "siti@example.id"}, HOME)
    secret = accounts.sign_in(site, "siti@example.id", mailed_code(site, "siti@example.id"), HOME).secret
    assert secret not in str(rows(site, schema.account_sessions))
    clock.move(timedelta(hours=23))
    assert sessions.resolve(site, secret) == actor
    clock.move(timedelta(hours=23))
    assert sessions.resolve(site, secret) == actor
    sessions.sign_out_everywhere(site, actor, accounts.number_of(actor))
    assert sessions.resolve(site, secret) is None
    with site.db.read() as tx:
        alive = select(func.count()).where(schema.account_sessions.c.revoked_at.is_(None))
        assert tx.conn.execute(alive).scalar_one() == 0


def test_people_of_the_public_are_no_staff_and_staff_have_no_account(site: Site) -> None:
    from engine.database import Actor
    from tasks import rights, roles

    actor = joined(site, BUDI)
    assert not roles.is_staff(actor.roles)
    assert not rights.may_see_case(actor)
    with pytest.raises(Forbidden):
        accounts.number_of(Actor("petugas1", "", frozenset({"petugas"})))


def test_many_guesses_at_once_share_the_five(postgres_db: Database, tmp_path: Path) -> None:
    site = Site(postgres_db, tmp_path / "alur")
    accounts.register(site, registering(SITI), HOME, "id")
    wrong = wrong_code(site, "siti@example.id")

    def guess(number: int) -> str:
        return refused(site, "siti@example.id", wrong, f"203.0.113.{number}")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(guess, range(12))) == {"code.wrong"}
    with site.db.read() as tx:
        assert tx.conn.execute(select(schema.account_codes.c.attempts)).scalar_one() == 5
    assert refused(site, "siti@example.id", mailed_code(site, "siti@example.id"), AWAY) == "code.wrong"


def test_a_closed_account_is_erased_and_its_address_free_again(office: Office) -> None:
    site = office.site
    actor, person = with_person(site)
    number = filling.begin(site, actor, person, FIRST)
    with pytest.raises(Conflict) as running:
        closing.close(site, actor, sure=True)
    assert running.value.key == "account.applies"
    afterwards.withdraw(site, actor, number, sure=True)
    with pytest.raises(Invalid):
        closing.close(site, actor, sure=False)
    closing.close(site, actor, sure=True)
    kept = "".join(
        str(rows(site, table)) for table in (schema.accounts, schema.applicants, schema.applications)
    )
    for gone in ("siti@example.id", "Siti Aminah", "081234567890", "pertama"):
        assert gone not in kept, gone
    with site.db.read() as tx, pytest.raises(NotFound):
        family.nik_of(tx, site.keys, person)
    assert [row.revoked_at is None for row in rows(site, schema.account_sessions)] == [False]
    office.clock.move(timedelta(minutes=16))
    assert joined(site) != actor
