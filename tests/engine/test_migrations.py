"""Migrations make exactly the tables of the schema page, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import DatabaseError

from engine import migrate, schema, views
from engine.database import Database

Catalogue = dict[str, Any]


@pytest.fixture
def empty(database_url: str) -> Iterator[Database]:
    """A database without any table."""
    database = Database(database_url)
    yield database
    database.close()


def catalogue(conn: Connection) -> Catalogue:
    """All the database says of its tables, and its triggers; Alembic's own table left out."""
    inspector = inspect(conn)
    found: Catalogue = {"triggers": triggers(conn), "storage": storage(conn), "views": views_of(conn)}
    for table in inspector.get_table_names():
        if table == "alembic_version":
            continue
        found[table] = {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"], c["default"]) for c in inspector.get_columns(table)
            ],
            "primary": inspector.get_pk_constraint(table),
            "foreign": sorted(map(str, inspector.get_foreign_keys(table))),
            "unique": sorted(map(str, inspector.get_unique_constraints(table))),
            "indexes": sorted(map(index_text, inspector.get_indexes(table))),
        }
    return found


def index_text(index: Any) -> str:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def views_of(conn: Connection) -> dict[str, str | None]:
    """The text of every view, as the database keeps it."""
    inspector = inspect(conn)
    return {name: inspector.get_view_definition(name) for name in inspector.get_view_names()}


def storage(conn: Connection) -> list[tuple[str, ...]]:
    """Which tables SQLite keeps without a row number of their own; PostgreSQL has one way only."""
    if conn.dialect.name != "sqlite":
        return []
    query = "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' ORDER BY 1"
    rows = [tuple(row) for row in conn.execute(text(query))]
    return [row for row in rows if not row[0].startswith(("alembic_", "sqlite_"))]


def triggers(conn: Connection) -> list[tuple[str, ...]]:
    if conn.dialect.name == "sqlite":
        query = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1, 2"
    else:
        query = (
            "SELECT tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid) FROM pg_trigger "
            "WHERE NOT tgisinternal ORDER BY 1, 2"
        )
    return [tuple(row) for row in conn.execute(text(query))]


def test_alembic_finds_no_difference_to_the_schema_page(empty: Database) -> None:
    migrate.migrate(empty.engine)
    with empty.engine.connect() as conn:
        context = MigrationContext.configure(
            conn, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, schema.metadata) == []


def test_a_migrated_database_is_the_same_as_one_made_from_the_page(empty: Database) -> None:
    migrate.migrate(empty.engine)
    with empty.engine.begin() as conn:
        migrated = catalogue(conn)
        for statement in views.drops():
            conn.exec_driver_sql(statement)
        schema.metadata.drop_all(conn)
    empty.create_all()
    with empty.engine.connect() as conn:
        assert migrated == catalogue(conn)
    assert len(migrated) == len(schema.metadata.tables) + 3
    assert len(migrated["views"]) == len(views.VIEWS)
    assert len(migrated["triggers"]) == (6 if conn.dialect.name == "sqlite" else 3)


def test_the_guards_of_a_migrated_database_hold(empty: Database) -> None:
    migrate.migrate(empty.engine)
    with empty.begin() as tx:
        row = {"key_id": "k", "public_key": b"", "created_at": tx.now}
        tx.conn.execute(schema.audit_keys.insert().values(**row))
    for statement in (schema.audit_keys.delete(), schema.audit_keys.update().values(key_id="x")):
        with pytest.raises(DatabaseError, match="append-only"), empty.begin() as tx:
            tx.conn.execute(statement)


def test_migrating_twice_is_migrating_once(empty: Database) -> None:
    assert migrate.current_revision(empty.engine) is None
    assert migrate.migrate(empty.engine) == migrate.head_revision()
    assert migrate.migrate(empty.engine) == migrate.current_revision(empty.engine) == migrate.head_revision()


def test_processes_that_start_together_migrate_once(empty: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        reached = list(pool.map(lambda _: migrate.migrate(empty.engine), range(4)))
    assert set(reached) == {migrate.head_revision()}


def test_a_database_of_a_newer_program_is_refused_and_left_alone(empty: Database) -> None:
    migrate.migrate(empty.engine)
    with empty.engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.SchemaTooNew) as caught:
        migrate.migrate(empty.engine)
    assert caught.value.revision == "9999" == migrate.current_revision(empty.engine)


def test_a_step_that_fails_leaves_nothing_behind(empty: Database) -> None:
    with empty.engine.begin() as conn:
        conn.execute(text("CREATE TABLE workers (id TEXT)"))  # in the way of a table of the first step
    with pytest.raises(DatabaseError):
        migrate.migrate(empty.engine)
    with empty.engine.connect() as conn:
        assert inspect(conn).get_table_names() == ["workers"]


def test_tasks_keep_their_names_when_names_are_kept_once(empty: Database) -> None:
    with empty.engine.begin() as conn:
        to(conn, "0009")
        conn.execute(
            text(
                "INSERT INTO definitions (id, key, version, name, content_hash, xml, note, created_at, created_by)"
                " VALUES (1, 'k', 1, 'K', '', '', '', :now, 'p')"
            ),
            {"now": now(conn)},
        )
        conn.execute(
            text(
                "INSERT INTO instances (id, definition_id, business_key, office, title, category, status, revision,"
                " state, blocked, started_at, started_by)"
                " VALUES (1, 1, 'K-1', 'o', '', '', 'active', 1, '', :no, :now, 'p')"
            ),
            {"now": now(conn), "no": False},
        )
        task = text(
            "INSERT INTO tasks (id, instance_id, token, element, name, state, priority, revision, opened_at)"
            " VALUES (:id, 1, '1', 'e', :name, 'CREATED', 50, 1, :now)"
        )
        for number, name in enumerate(("Terima", "Periksa", "Terima"), 1):
            conn.execute(task, {"id": number, "name": name, "now": now(conn)})
    migrate.migrate(empty.engine)
    query = select(schema.tasks.c.id, schema.task_names.c.name).order_by(schema.tasks.c.id)
    with empty.read() as tx:
        named = query.join(schema.task_names, schema.task_names.c.id == schema.tasks.c.name_id)
        assert [tuple(row) for row in tx.conn.execute(named)] == [
            (1, "Terima"),
            (2, "Periksa"),
            (3, "Terima"),
        ]
        assert len(tx.conn.execute(select(schema.task_names)).all()) == 2


def to(conn: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "engine:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    command.upgrade(config, revision)


def now(conn: Connection) -> Any:
    return 0 if conn.dialect.name == "sqlite" else datetime(2026, 4, 9, tzinfo=UTC)


def test_every_step_stands_in_one_line() -> None:
    steps = sorted(Path(migrate.__file__).parent.joinpath("migrations/versions").glob("[0-9]*.py"))
    numbers = [step.name.split("_")[0] for step in steps]
    assert numbers == [f"{n:04}" for n in range(1, len(steps) + 1)]
    assert migrate.head_revision() == numbers[-1]
    stated = [step.revision for step in ScriptDirectory(str(steps[0].parent.parent)).walk_revisions()]
    assert stated[::-1] == numbers
