"""The waiting room: queue numbers and counters."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from engine.schema.base import metadata
from engine.types import BigId, Instant

# tasks.counters: one number of one day
tickets = Table(
    "tickets",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("day", Text, nullable=False),  # ISO date in the office's zone
    Column("grp", Text, nullable=False),  # reguler | prioritas
    Column("number", Integer, nullable=False),
    Column("instance_id", BigId, ForeignKey("instances.id")),
    Column("state", Text, nullable=False),  # waiting | called | serving | done | absent
    Column("counter", Text),
    Column("taken_at", Instant, nullable=False),
    Column("called_at", Instant),
    Column("called_by", Text),
    Column("calls", Integer, nullable=False),
    Column("served_at", Instant),
    Column("done_at", Instant),
    UniqueConstraint("office", "place", "day", "grp", "number"),
    Index("ix_tickets_instance_id", "instance_id"),
)
