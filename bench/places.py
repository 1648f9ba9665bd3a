"""Where measurements run: a fresh SQLite file or PostgreSQL database, and an office in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import m11
from engine import definitions
from engine.clock import VirtualClock
from engine.database import Database
from engine.migrate import migrate
from tests.support import postgres
from tests.support.office import OPERATOR, Office, furnish

THURSDAY = datetime(2026, 4, 9, tzinfo=UTC)  # 08:00 in Batulicin


@dataclass(frozen=True, slots=True)
class Place:
    """A database address and the folder beside it; `server` is None on SQLite."""

    name: str
    url: str
    folder: Path
    server: postgres.Server | None = None


@contextmanager
def sqlite_place() -> Iterator[Place]:
    """A folder with a SQLite file that does not exist yet."""
    with TemporaryDirectory(prefix="alur-bench-") as folder:
        yield Place("SQLite", f"sqlite:///{folder}/alur.db", Path(folder))


@contextmanager
def postgres_place(server: postgres.Server) -> Iterator[Place]:
    """An empty database of a running server."""
    name = server.new_database()
    with TemporaryDirectory(prefix="alur-bench-") as folder:
        yield Place("PostgreSQL", server.url(name), Path(folder), server)
    server.drop(name)


@contextmanager
def place_of(server: postgres.Server | None) -> Iterator[Place]:
    """A fresh place: on the server, or on SQLite where none is given."""
    with sqlite_place() if server is None else postgres_place(server) as place:
        yield place


@contextmanager
def office_at(place: Place) -> Iterator[Office]:
    """The furnished office with Micin Darurat, M11 and the rounds in force."""
    clock = VirtualClock(THURSDAY)
    db = Database(place.url, clock)
    migrate(db.engine)
    office = furnish(db, clock, place.folder / "alur")
    with db.begin(OPERATOR) as tx:
        for xml in (m11.eleven(), m11.rounds()):
            definitions.deploy(tx, xml)
    clock.move(timedelta(minutes=1))
    try:
        yield office
    finally:
        db.close()
