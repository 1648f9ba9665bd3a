"""Fixtures of the web room: an application on a peopled site, cheap passwords."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask

from engine.clock import VirtualClock
from engine.database import Actor, Database
from tasks import passwords
from tasks.site import Site
from tests.conftest import START
from tests.support.office import PEOPLE, Office, furnish
from tests.support.pages import peopled
from web.app import create_app


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    """Two administrators, an officer, an auditor."""
    return peopled(db, tmp_path / "alur")


@pytest.fixture
def app(site: Site) -> Flask:
    """The application, in testing mode."""
    return create_app(site, testing=True)


@pytest.fixture(scope="session")
def furnished_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the office's calendar, people and SOP, to be copied for each test."""
    path = tmp_path_factory.mktemp("furnished") / "office.db"
    clock = VirtualClock(START)
    database = Database(f"sqlite:///{path}", clock)
    database.create_all()
    furnish(database, clock, path.parent / "alur")
    database.close()
    return path


@pytest.fixture
def office(furnished_template: Path, clock: VirtualClock, tmp_path: Path) -> Iterator[Office]:
    """The furnished office on SQLite, Thursday 9 April 2026, 08:00 WITA."""
    path = tmp_path / "office.db"
    shutil.copyfile(furnished_template, path)
    database = Database(f"sqlite:///{path}", clock)
    actors = {login: Actor(login, login.capitalize(), frozenset(roles)) for login, roles in PEOPLE.items()}
    yield Office(Site(database, tmp_path / "alur"), clock, actors)
    database.close()


@pytest.fixture
def office_app(office: Office) -> Flask:
    """The application of the furnished office."""
    return create_app(office.site, testing=True)
