"""How large a database is, whoever made its tables; the processes of bench/rivals ask this too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

_SQLITE = "sqlite:///"
_TABLES = (
    "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
)


def taken(address: str) -> int:
    """Bytes of all tables and indexes; dead rows of PostgreSQL are cleared first, as autovacuum does in time."""
    if address.startswith(_SQLITE):
        file = Path(address.removeprefix(_SQLITE))
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return file.stat().st_size
    with psycopg.connect(plain(address), autocommit=True) as server:
        server.execute("VACUUM")
        found = server.execute(_TABLES).fetchone()
    return int(found[0]) if found and found[0] is not None else 0


def plain(address: str) -> str:
    """An address of SQLAlchemy without its driver, as everyone else reads it."""
    return address.replace("postgresql+psycopg://", "postgresql://")
