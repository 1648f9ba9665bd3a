"""Running cases that are moved from one version of an SOP to another."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, column

from engine.schema.base import metadata, where
from engine.types import BigId, Instant, Json

# tasks.moving.jobs: one decision to move the cases of some versions, worked on in the background
moves = Table(
    "moves",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("from_versions", Json, nullable=False),  # [1, 2]
    Column("to_version", Integer, nullable=False),
    Column("targets", Json, nullable=False),  # {old definition row: [new definition row, links or null]}
    Column("mapping", Json, nullable=False),  # {old element: new element or null}, only what is not itself
    Column("mapping_hash", Text, nullable=False),
    Column("choices", Json, nullable=False),  # {"other", "service", "steps": {new element: choice}}
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),  # running | done | canceled
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", Text),
    Index("ix_moves_key", "office", "key", "id"),
    # Two jobs over the same cases would race: of an office's SOP one runs at a time.
    Index("ux_moves_running", "office", "key", unique=True, **where(column("state") == "running")),
)

# tasks.moving.jobs: one case of a job, and what became of it
moved_cases = Table(
    "moved_cases",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("move_id", BigId, ForeignKey("moves.id"), nullable=False),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column(
        "state", Text, nullable=False
    ),  # waiting | moved | stayed (it cannot) | passed (no longer meant) | failed
    Column("reasons", Json, nullable=False),  # [{"key", "element", "step", "name"}]
    Column("at", Instant),
    UniqueConstraint("move_id", "instance_id"),
    Index("ix_moved_cases_state", "move_id", "state", "id"),
    Index("ix_moved_cases_instance_id", "instance_id"),
)
