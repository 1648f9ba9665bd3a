"""Systems outside: what was asked of them, what they answered, and what they delivered."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    column,
)

from engine.schema.base import metadata, where
from engine.types import BigId, Instant, Json

# tasks.systems.asking, answered by tasks.systems.answers: codes and times only, never biometrics or reasons
system_calls = Table(
    "system_calls",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("system", Text, nullable=False),  # tasks.systems.needs
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("task_id", BigId, ForeignKey("tasks.id")),  # null: a wait
    Column("element", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("reference", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),  # open | answered | over (its step ended without an answer)
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("code", Text),  # what came back
    Column("occurred_at", Instant),
    Column("answered_at", Instant),
    Column("answered_by", Text),
    Column("way", Text),  # manual | csv | http
    Column("due_at", Instant),  # when it is sent where HTTP is set up; null once sent or over
    Column("sent_at", Instant),
    Column("attempts", SmallInteger, nullable=False),
    Column("fault", Text, nullable=False),
    Index("ix_system_calls_instance_id", "instance_id"),
    Index("ix_system_calls_open", "system", "asked_at", **where(column("state") == "open")),
    Index("ix_system_calls_answered", "system", "answered_at", **where(column("state") == "answered")),
    Index("ix_system_calls_due", "due_at", **where(column("due_at").is_not(None))),
)

# tasks.systems.webhooks: every signed delivery that was taken, so that none is taken twice
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("system", Text, primary_key=True),
    Column("delivery", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),  # of the body
    Column("signature", Text, nullable=False),  # of the time and body: taken once, under one delivery
    Column("status", Integer, nullable=False),
    Column("answer", Json, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("system", "signature"),
)
