"""Files an SOP is imported from."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from engine.schema.base import metadata
from engine.types import BigId, Instant, PackedJson

# tasks.intake: a person's file while its table is confirmed; forgotten after a month
intakes = Table(
    "intakes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("author", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),  # zstd
    Column("state", Text, nullable=False),  # reading | read | refused
    Column("done", Integer, nullable=False),  # pages read, of
    Column("pages", Integer, nullable=False),
    Column("found", PackedJson),  # read: processes.intake.stored; refused: key and values
    Column("key", Text),  # of the draft made of it
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Index("ix_intakes_author", "author"),
    Index("ix_intakes_state", "state"),
)
