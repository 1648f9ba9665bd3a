"""What a process owner tries out: plays and saved scenarios; nothing of a play itself is in any table."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint

from engine.schema.base import metadata
from engine.types import BigId, Instant, PackedJson

# tasks.sandbox.plays: the commands of a person's play of an SOP; what they lead to is played anew each time
plays = Table(
    "plays",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("source", Text, nullable=False),  # draft | force
    Column("begins_at", Instant, nullable=False),
    Column("commands", PackedJson, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("key", "author"),
)

# tasks.sandbox.scenarios: commands kept with what they are expected to lead to; played before an SOP is published
scenarios = Table(
    "scenarios",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("origin", Text, nullable=False),  # play | case | shipped | file
    Column("begins_at", Instant, nullable=False),
    Column("commands", PackedJson, nullable=False),
    Column("expected", PackedJson, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
    UniqueConstraint("key", "name"),
)
