"""The rows as the database driver gives them; instants as microseconds since 1970 on both databases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from engine.database import Database
from tests.recount.hours import Calendar

Row = Any
Raw = Any
"""A namespace: each table's rows as a list under its name, `now`, `calendars` by (office, version)."""

_TABLES = (
    *("definitions", "instances", "tasks", "clocks", "pauses", "breaches", "shortfalls", "outages", "waits"),
    *("surveys", "audit", "audit_heads", "calendar_versions", "task_names"),
)


def read(database: Database) -> Raw:
    """Every row that a figure is made of."""
    connection = database.engine.raw_connection()
    found: dict[str, Any] = {table: _rows(connection.cursor(), table) for table in _TABLES}
    connection.close()
    found["now"] = ticks(database.clock())
    found["calendars"] = {
        (row.office, row.version): Calendar(json.loads(row.content)) for row in found["calendar_versions"]
    }
    found["definition"] = {row.id: row for row in found["definitions"]}
    found["instance"] = {row.id: row for row in found["instances"]}
    found["task"] = {row.id: row for row in found["tasks"]}
    return SimpleNamespace(**found)


def _rows(cursor: Any, table: str) -> list[Row]:
    cursor.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description]
    return [SimpleNamespace(**_plain(dict(zip(names, row, strict=True)))) for row in cursor.fetchall()]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: ticks(value) if isinstance(value, datetime) else value
        for name, value in row.items()
        if not isinstance(value, bytes | memoryview)
    }


def ticks(instant: datetime) -> int:
    """Whole microseconds since 1970."""
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
