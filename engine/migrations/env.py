"""Runs the steps on the connection it is handed, inside the transaction that is already open on it."""

from __future__ import annotations

from alembic import context

from engine import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    compare_type=True,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
context.run_migrations()
