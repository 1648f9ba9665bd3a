"""What people write into the reports an office files."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint

from engine.schema.base import metadata
from engine.types import BigId, Instant

# tasks.filing.entries: one row per change of a field; the highest revision counts, none is ever changed or removed.
# `sop` is empty where the report is about the whole office, `text` where the proposal made from data stands again
form_entries = Table(
    "form_entries",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sop", Text, nullable=False),
    Column("period", Text, nullable=False),  # 2026-04, 2026-S1 or 2026
    Column("field", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    UniqueConstraint("office", "kind", "sop", "period", "field", "revision"),
)
