"""The database door: what reading transactions may do, and what they leave behind."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import InternalError

from engine import task_names
from engine.database import Database
from engine.schema import task_names as table


def test_nothing_written_while_reading_stays(db: Database) -> None:
    with suppress(InternalError), db.read() as tx:  # PostgreSQL says no, SQLite forgets
        task_names.make_known(tx, ("Terima",))
    with db.read() as tx:
        assert tx.conn.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_postgresql_refuses_to_write_while_reading(postgres_db: Database) -> None:
    with pytest.raises(InternalError, match="read-only"), postgres_db.read() as tx:
        task_names.make_known(tx, ("Terima",))
    with postgres_db.begin() as tx:
        task_names.make_known(tx, ("Terima",))


def test_what_a_connection_has_prepared_outlives_a_reading(postgres_db: Database) -> None:
    for number in range(10):
        with postgres_db.read() as tx:
            task_names.names_of(tx, (number,))
    with postgres_db.read() as tx:
        prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%task_names%'")
        assert tx.conn.execute(prepared).scalar_one() == 1


def test_a_snapshot_sees_one_instant_however_long_it_takes(db: Database) -> None:
    def make_known(name: str) -> None:
        with db.begin() as tx:
            task_names.make_known(tx, (name,))

    count = select(func.count()).select_from(table)
    make_known("Terima")
    with db.snapshot() as seen:
        assert seen.conn.execute(count).scalar_one() == 1
        make_known("Periksa")
        assert seen.conn.execute(count).scalar_one() == 1
    with db.read() as tx:
        assert tx.conn.execute(count).scalar_one() == 2
