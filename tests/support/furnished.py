"""Fixtures of the furnished office on SQLite: made once for a test process, copied for each test."""

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
