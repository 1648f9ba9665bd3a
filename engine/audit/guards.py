"""Database guards that refuse to change or remove audit rows, whoever asks."""

from __future__ import annotations

_TABLES = ("audit", "audit_checkpoints", "audit_keys")

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION alur_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit rows are append-only'; END $$
"""


def statements(dialect: str) -> tuple[str, ...]:
    """The DDL that makes the audit tables append-only on "sqlite" or "postgresql"."""
    if dialect == "postgresql":
        return (_POSTGRES_FUNCTION, *(_postgres(table) for table in _TABLES))
    return tuple(_sqlite(table, verb) for table in _TABLES for verb in ("UPDATE", "DELETE"))


def _postgres(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION alur_append_only()"
    )


def _sqlite(table: str, verb: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'audit rows are append-only'); END"
    )
