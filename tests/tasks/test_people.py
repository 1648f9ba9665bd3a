"""People: who may change them, what is refused, what is left behind in the trail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from engine import schema
from engine.database import SYSTEM, Actor, Database
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import passwords, people, sessions
from tasks.people import NewPerson
from tasks.site import Site

PASSWORD = "sungai-kusan-2026"
ADMIN = Actor("admin", "Admin", frozenset({"administrator"}))
SECOND = Actor("kepala", "Kepala", frozenset({"administrator", "supervisor"}))
STRANGER = Actor("petugas1", "Petugas", frozenset({"petugas"}))


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    made = Site(db, tmp_path / "alur")
    people.add(made, SYSTEM, NewPerson("admin", "Admin", ["administrator"], PASSWORD))
    return made


def trail(site: Site) -> list[tuple[str, str]]:
    with site.db.read() as tx:
        rows = tx.conn.execute(
            select(schema.audit.c.action, schema.audit.c.subject).order_by(schema.audit.c.seq)
        )
        return [(row.action, row.subject) for row in rows]


def test_an_added_person_is_found_with_the_roles_by_their_proper_names(site: Site) -> None:
    added = people.add(site, ADMIN, NewPerson(" Budi ", "Budi", ["petugas", "pemilik"]))
    found = people.find(site, ADMIN, "budi")
    assert (found.login, found.roles, found.active) == ("budi", ("petugas", "process_owner"), True)
    assert added.person == found
    assert ("person.added", "person:budi") in trail(site)


def test_a_made_up_password_opens_a_session(site: Site) -> None:
    added = people.add(site, ADMIN, NewPerson("budi", "Budi", ["petugas"]))
    assert passwords.problems(added.password, "budi") == []
    assert sessions.sign_in(site, "budi", added.password, "10.0.0.1").actor.roles == {"petugas"}


def test_every_wrong_field_is_named_at_once(site: Site) -> None:
    with pytest.raises(Invalid) as refused:
        people.add(site, ADMIN, NewPerson("B!", "", [], "pendek"))
    assert {problem.where for problem in refused.value.problems} == {"login", "name", "roles", "password"}
    assert "pendek" not in repr(refused.value.problems)


@pytest.mark.parametrize("password", ["pendek", "budi-budi-budi", "aaaaaaaaaaaaaa", "x" * 257])
def test_weak_passwords_are_refused(site: Site, password: str) -> None:
    with pytest.raises(Invalid):
        people.add(site, ADMIN, NewPerson("budi", "Budi", ["petugas"], password))


@pytest.mark.parametrize("role", ["system", "Ketua/Tim", "x" * 80])
def test_a_role_that_cannot_be_one_is_refused(site: Site, role: str) -> None:
    with pytest.raises(Invalid):
        people.add(site, ADMIN, NewPerson("budi", "Budi", [role]))


def test_a_login_is_taken_once(site: Site) -> None:
    with pytest.raises(Invalid) as refused:
        people.add(site, ADMIN, NewPerson("admin", "Lain", ["petugas"]))
    assert [problem.key for problem in refused.value.problems] == ["person.login_taken"]
    assert trail(site) == [("person.added", "person:admin")]


COMMANDS: list[Callable[[Site, Actor], Any]] = [
    lambda site, actor: people.add(site, actor, NewPerson("baru", "Baru", ["petugas"])),
    lambda site, actor: people.change(site, actor, "budi", "Budi B", ["petugas"]),
    lambda site, actor: people.deactivate(site, actor, "budi"),
    lambda site, actor: people.reset_password(site, actor, "budi"),
    lambda site, actor: people.listed(site, actor),
    lambda site, actor: people.find(site, actor, "budi"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_administrators_may_and_a_stranger_may_not(site: Site, command: Callable[[Site, Actor], Any]) -> None:
    people.add(site, SYSTEM, NewPerson("budi", "Budi", ["petugas"]))
    before = trail(site)
    with pytest.raises(Forbidden):
        command(site, STRANGER)
    assert trail(site) == before
    command(site, SECOND)


def test_one_may_look_at_oneself(site: Site) -> None:
    people.add(site, SYSTEM, NewPerson("petugas1", "Petugas", ["petugas"]))
    assert people.find(site, STRANGER, "petugas1").name == "Petugas"


def test_the_last_administrator_stays(site: Site) -> None:
    with pytest.raises(Conflict):
        people.deactivate(site, ADMIN, "admin")
    with pytest.raises(Conflict):
        people.change(site, ADMIN, "admin", "Admin", ["petugas"])
    people.add(site, ADMIN, NewPerson("kepala", "Kepala", ["administrator"]))
    people.deactivate(site, SECOND, "admin")
    assert [person.login for person in people.listed(site, SECOND)] == ["kepala", "admin"]


def test_changed_roles_hold_at_the_next_request(site: Site) -> None:
    people.add(site, ADMIN, NewPerson("budi", "Budi", ["petugas"], PASSWORD))
    secret = sessions.sign_in(site, "budi", PASSWORD, "10.0.0.1").secret
    people.change(site, ADMIN, "budi", "Budi", ["koordinator"])
    actor = sessions.resolve(site, secret)
    assert actor is not None
    assert actor.roles == {"koordinator"}


def test_a_closed_account_has_no_session_and_opens_none(site: Site) -> None:
    people.add(site, ADMIN, NewPerson("budi", "Budi", ["petugas"], PASSWORD))
    secret = sessions.sign_in(site, "budi", PASSWORD, "10.0.0.1").secret
    people.deactivate(site, ADMIN, "budi")
    assert sessions.resolve(site, secret) is None
    with pytest.raises(Forbidden):
        sessions.sign_in(site, "budi", PASSWORD, "10.0.0.1")
    with pytest.raises(Conflict):
        people.deactivate(site, ADMIN, "budi")
    people.activate(site, ADMIN, "budi")
    assert sessions.resolve(site, secret) is None
    assert sessions.sign_in(site, "budi", PASSWORD, "10.0.0.1").actor.login == "budi"


def test_a_changed_password_ends_every_session(site: Site) -> None:
    secret = sessions.sign_in(site, "admin", PASSWORD, "10.0.0.1").secret
    with pytest.raises(Invalid) as refused:
        people.change_password(site, ADMIN, "bukan ini sama sekali", "rahasia-lain-2026")
    assert refused.value.problems[0].where == "current"
    people.change_password(site, ADMIN, PASSWORD, "rahasia-lain-2026")
    assert sessions.resolve(site, secret) is None
    with pytest.raises(Forbidden):
        sessions.sign_in(site, "admin", PASSWORD, "10.0.0.1")
    assert sessions.sign_in(site, "admin", "rahasia-lain-2026", "10.0.0.1").actor.login == "admin"


def test_a_reset_password_ends_every_session_and_is_not_in_the_trail(site: Site) -> None:
    people.add(site, ADMIN, NewPerson("budi", "Budi", ["petugas"], PASSWORD))
    secret = sessions.sign_in(site, "budi", PASSWORD, "10.0.0.1").secret
    fresh = people.reset_password(site, ADMIN, "budi")
    assert sessions.resolve(site, secret) is None
    assert sessions.sign_in(site, "budi", fresh, "10.0.0.1").actor.login == "budi"
    with site.db.read() as tx:
        assert fresh not in " ".join(tx.conn.scalars(select(schema.audit.c.details)))
        assert fresh not in " ".join(tx.conn.scalars(select(schema.people.c.password_hash)))


def test_an_unknown_person_is_not_found(site: Site) -> None:
    for command in (people.deactivate, people.activate, people.reset_password, people.find):
        with pytest.raises(NotFound):
            command(site, ADMIN, "tiada")


def test_people_are_found_by_role_and_named_by_login(site: Site) -> None:
    people.add(site, ADMIN, NewPerson("budi", "Budi", ["petugas"]))
    people.add(site, ADMIN, NewPerson("ani", "Ani", ["petugas", "loket"]))
    people.deactivate(site, ADMIN, "budi")
    with site.db.read() as tx:
        assert [person.login for person in people.holding(tx, ["petugas"])] == ["ani"]
        assert people.shown_names(tx, ["budi", "tiada"]) == {"budi": "Budi"}
    assert "loket" in people.known_roles(site, ADMIN)


def test_the_language_is_remembered_and_a_foreign_one_refused(site: Site) -> None:
    people.set_locale(site, ADMIN, "en")
    assert sessions.sign_in(site, "admin", PASSWORD, "10.0.0.1").locale == "en"
    with pytest.raises(Invalid):
        people.set_locale(site, ADMIN, "fr")
