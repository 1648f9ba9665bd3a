"""When the storage fails under a command: nothing is half written, and work goes on afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from engine import audit, schema
from engine.clock import VirtualClock
from engine.database import Database
from tasks import cases, completion, outages, work, worker
from tasks.faults import STORAGE_FAULTS
from tasks.views import form_for
from tests.support.office import OPERATOR, REQUEST, Office, filled, furnish


@pytest.fixture
def office(clock: VirtualClock, sqlite_template: Path, tmp_path: Path) -> Iterator[Office]:
    """The office on a SQLite file."""
    path = tmp_path / "alur.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}", clock)
    yield furnish(database, clock, tmp_path)
    database.close()


Rows = dict[str, list[tuple[Any, ...]]]


def rows(office: Office) -> Rows:
    """Every row of every table."""
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        return {
            table.name: sorted((tuple(row) for row in tx.conn.execute(select(table))), key=repr)
            for table in schema.metadata.sorted_tables
        }


@contextmanager
def at_statement(db: Database, number: int, fault: Callable[[Any], None]) -> Iterator[None]:
    """Let something happen to the connection just before its n-th statement from now."""
    seen = 0

    def count(_: Any, cursor: Any, *__: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            fault(cursor.connection)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


@contextmanager
def pragma(db: Database, text: str) -> Iterator[None]:
    """Every connection is handed out with this setting of SQLite."""

    def prepare(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA {text}")

    event.listen(db.engine, "checkout", prepare)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", prepare)
        db.engine.dispose()


def forbid_writing(connection: Any) -> None:
    """What a disk that was remounted read-only does."""
    connection.execute("PRAGMA query_only=ON")


def kill_connections(db: Database) -> None:
    """What a restarted server does to everybody."""
    url = db.engine.url
    address = f"host={url.host} port={url.port} user={url.username} dbname={url.database}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def commands(office: Office) -> dict[str, Callable[[], object]]:
    """One of each kind, ready to be given once; each works on a case of its own."""
    site, who = office.site, office["petugas1"]
    done, paid, gone = office.start(), office.start(), office.start()
    office.until(paid.instance, "tanda_terima_pembayaran")
    office.do(paid.instance)
    work.start(site, who, done.opened[0])
    work.start(site, who, gone.opened[0])
    office.clock.move(timedelta(minutes=10))
    form = filled(form_for(site, who, done.opened[0]).form)
    return {
        "start": lambda: cases.start(site, who, "micin_darurat", REQUEST),
        "complete": lambda: completion.complete(
            site, who, done.opened[0], form, late=completion.Late("lain")
        ),
        "message": lambda: cases.deliver(site, who, "pembayaran", paid.business_key, {}),
        "outage": lambda: outages.declare(site, office["kasi"], "jaringan", "T"),
        "cancel": lambda: cases.cancel(site, office["kasi"], gone.instance, "dicabut"),
    }


def test_a_connection_that_dies_in_any_statement_leaves_nothing(
    postgres_db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    office = furnish(postgres_db, clock, tmp_path)
    for name, command in commands(office).items():
        before = rows(office)
        for number in (2, 5, 9):
            with (
                at_statement(postgres_db, number, lambda _: kill_connections(postgres_db)),
                pytest.raises(STORAGE_FAULTS),
            ):
                command()
            assert rows(office) == before, (name, number)
        command()
        assert rows(office) != before


def test_a_disk_that_is_full_leaves_nothing_half_written(office: Office) -> None:
    with office.site.db.read() as tx:
        pages = tx.conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    made = 0
    with pragma(office.site.db, f"max_page_count={pages + 12}"):
        with pytest.raises(STORAGE_FAULTS):
            for _ in range(200):
                before = rows(office)
                office.start()
                made += 1
        assert made > 0 and rows(office) == before
    office.start()
    assert len(rows(office)["instances"]) == made + 1


def test_a_disk_that_can_no_longer_be_written_in_the_middle_of_a_command(office: Office) -> None:
    db = office.site.db
    for name, command in commands(office).items():
        before = rows(office)
        for number in (2, 4, 7):
            with at_statement(db, number, forbid_writing), pytest.raises(STORAGE_FAULTS):
                command()
            db.engine.dispose()
            assert rows(office) == before, (name, number)
        command()
        assert rows(office) != before


def test_the_worker_waits_a_fault_out(office: Office) -> None:
    (task,) = office.start().opened
    work.start(office.site, office["petugas1"], task)
    office.clock.move(timedelta(minutes=10))
    with pragma(office.site.db, "query_only=ON"), pytest.raises(STORAGE_FAULTS):
        worker.settle(office.site)
    assert worker.settle(office.site) == []
    assert len(rows(office)["breaches"]) == 1


def test_a_fault_of_the_database_tells_nothing_of_what_was_stored(db: Database) -> None:
    row = {"key": "k", "value": "Siti Aminah", "changed_by": "x"}
    with pytest.raises(IntegrityError) as fault, db.begin() as tx:
        for _ in range(2):
            tx.conn.execute(schema.settings.insert().values(**row, changed_at=tx.now))
    assert "Siti Aminah" not in str(fault.value)
