"""Databases that live in memory and are gone when closed: SQLite from an image of bytes, for try-outs."""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from engine.clock import Clock
from engine.database import Database, begin_sqlite

_ADDRESS = "sqlite://"


class Fleeting(Database):
    """A database of one command after the other, in one thread; nothing of it reaches a disk."""

    def __init__(self, clock: Clock, image: bytes | None = None) -> None:
        """Open an empty database, or a copy of what `image` was taken of."""
        self.url, self.clock, self._kept = _ADDRESS, clock, {}
        self._raw = _connection(image)
        self.engine = _engine(self._raw)

    def image(self) -> bytes:
        """All that is in it now, to be opened again."""
        return self._raw.serialize()


def _connection(image: bytes | None) -> sqlite3.Connection:
    raw = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    if image is not None:
        raw.deserialize(image)
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA temp_store=MEMORY")
    return raw


@cache
def _pattern() -> Engine:
    """An engine that is never connected: what is common to all, so that statements are compiled once for all."""
    return create_engine(_ADDRESS, hide_parameters=True)


_COMPILED: dict[Any, Any] = {}


def _engine(raw: sqlite3.Connection) -> Engine:
    common = _pattern()
    creator: Any = lambda: raw  # noqa: E731 - its type is the driver's, which SQLAlchemy does not name
    pool = StaticPool(creator, dialect=common.dialect)
    options = {"compiled_cache": _COMPILED}
    engine = Engine(pool, common.dialect, common.url, execution_options=options, hide_parameters=True)
    event.listen(engine, "begin", begin_sqlite)
    return engine
