"""Brings a database to the newest schema: every step in one transaction, safe to call from several processes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, Engine, inspect

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
            _upgrade(conn)
    return head_revision()


def current_revision(database: Engine) -> str | None:
    """The revision a database stands at; None when it was never migrated."""
    with database.connect().execution_options(alur_read=True) as conn:
        return _current(conn)


def head_revision() -> str:
    """The newest revision this program knows."""
    return _known()[-1]


def _current(conn: Connection) -> str | None:
    if not inspect(conn).has_table("alembic_version"):
        return None
    found = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


@cache
def _known() -> list[str]:
    """The steps' numbers in order: what a step file's name begins with is its revision."""
    steps = (files("engine") / "migrations" / "versions").iterdir()
    return sorted(step.name.partition("_")[0] for step in steps if step.name[:4].isdigit())


def _upgrade(conn: Connection) -> None:
    # Loaded where there is something to migrate: every start asks for the revision and would pay for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "engine:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
