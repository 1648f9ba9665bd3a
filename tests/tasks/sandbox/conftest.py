"""Fixtures of the sandbox's tests: an office on SQLite, copied from one that is furnished once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.clock import VirtualClock
from engine.database import Actor, Database
from tasks.site import Site
from tests.conftest import START
from tests.support.office import PEOPLE, Office, furnish
from tests.tasks.sandbox.playing import Player


@pytest.fixture(scope="session")
def furnished_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the office's calendar, people and SOPs."""
    path = tmp_path_factory.mktemp("sandbox") / "office.db"
    clock = VirtualClock(START)
    database = Database(f"sqlite:///{path}", clock)
    database.create_all()
    furnish(database, clock, path.parent / "alur")
    database.close()
    return path


@pytest.fixture
def office(furnished_office: Path, clock: VirtualClock, tmp_path: Path) -> Iterator[Office]:
    """The furnished office, Thursday 9 April 2026, 08:00 WITA."""
    path = tmp_path / "office.db"
    shutil.copyfile(furnished_office, path)
    database = Database(f"sqlite:///{path}", clock)
    actors = {login: Actor(login, login.capitalize(), frozenset(roles)) for login, roles in PEOPLE.items()}
    yield Office(Site(database, tmp_path / "alur"), clock, actors)
    database.close()


@pytest.fixture
def player(office: Office) -> Player:
    """The process owner at a play of Micin Darurat, Thursday 9 April 2026, 08:00 WITA."""
    return Player(office)
