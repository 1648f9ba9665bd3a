"""Brings a database to the newest schema: every step in one transaction, safe to call from several processes."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

# Any fixed number: whoever migrates holds it, so that two processes starting together do not both try.
_POSTGRES_LOCK = 0x414C5552


class SchemaTooNew(Exception):
    """The database was migrated by a newer program; this one would not understand it. `revision` names it."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"the database has schema {revision}, which this version of Alur does not know")
        self.revision = revision


def migrate(database: Engine) -> str:
    """Bring the database to the newest revision and return it; nothing happens where it stands there already.

    All steps commit together or not at all. Raises SchemaTooNew.
    """
    with database.begin() as conn:
        if conn.dialect.name == "postgresql":
            conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_POSTGRES_LOCK})")
        current = _current(conn)
        if current is not None and current not in _known():
            raise SchemaTooNew(current)
        if current != head_revision():
            command.upgrade(_config(conn), "head")
    return head_revision()


def current_revision(database: Engine) -> str | None:
    """The revision a database stands at; None when it was never migrated."""
    with database.connect().execution_options(alur_read=True) as conn:
        return _current(conn)


def head_revision() -> str:
    """The newest revision this program knows."""
    head = _script().get_current_head()
    assert head is not None, "the program ships without migrations"
    return head


def _current(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


def _known() -> set[str]:
    return {step.revision for step in _script().walk_revisions()}


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config(conn: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "engine:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config
