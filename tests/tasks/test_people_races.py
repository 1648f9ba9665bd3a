"""Two administrators who close each other's account at the same moment: one of them stays."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from engine.database import SYSTEM, Actor, Database
from engine.refusals import Conflict
from tasks import passwords, people
from tasks.people import NewPerson
from tasks.site import Site


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_two_administrators_cannot_both_go(postgres_db: Database, tmp_path: Path) -> None:
    site = Site(postgres_db, tmp_path)
    for login in ("satu", "dua"):
        people.add(site, SYSTEM, NewPerson(login, login, ["administrator"]))
    start, refused = threading.Barrier(2), []

    def close(own: str, other: str) -> None:
        start.wait()
        try:
            people.deactivate(site, Actor(own, own, frozenset({"administrator"})), other)
        except Conflict:
            refused.append(own)

    threads = [threading.Thread(target=close, args=pair) for pair in (("satu", "dua"), ("dua", "satu"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert [person.active for person in people.listed(site, SYSTEM)] == [True, False]
