"""Systems outside: what was asked of them, what they answered, and what they delivered."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, column

from engine.schema.base import metadata, where
from engine.types import BigId, Instant, Json

# tasks.systems.calls: codes and times only, never biometrics or reasons
system_calls = Table(
    "system_calls",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("system", Text, nullable=False),  # code of setting outage.systems
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("task_id", BigId, ForeignKey("tasks.id")),
    Column("reference", Text, nullable=False, unique=True),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("code", Text),  # what came back
    Column("occurred_at", Instant),
    Column("answered_at", Instant),
    Column("answered_by", Text),
    Column("way", Text),  # manual | csv | http
    Index("ix_system_calls_instance_id", "instance_id"),
    Index("ix_system_calls_open", "system", "asked_at", **where(column("answered_at").is_(None))),
)

# tasks.systems.webhooks: every signed delivery that was taken, so that none is taken twice
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("system", Text, primary_key=True),
    Column("delivery", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", Json, nullable=False),
    Column("at", Instant, nullable=False),
)
