"""Messages to people outside, written with the change they tell of and sent afterwards."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, SmallInteger, Table, Text, column

from engine.schema.base import metadata, where
from engine.types import BigId, Instant, Json

# tasks.outbox
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),  # the same message is never written twice
    Column("kind", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("details", Json, nullable=False),
    Column("instance_id", BigId, ForeignKey("instances.id")),
    Column("state", Text, nullable=False),  # waiting | sent | failed
    Column("attempts", SmallInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant),  # when it is tried next; null once sent or given up
    Column("sent_at", Instant),
    Column("fault", Text, nullable=False),
    Column("text", Json),  # {"subject", "body"} as it was last sent; a one-time code is covered
    Index("ix_outbox_state", "office", "state", "id"),
    Index("ix_outbox_due", "due_at", **where(column("due_at").is_not(None))),
    Index("ix_outbox_instance_id", "instance_id", **where(column("instance_id").is_not(None))),
)
