"""Decision models and the answers they gave."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from engine.schema.base import metadata
from engine.types import BigId, Instant, Json

# engine.decision_models: immutable, one row per published version of a DMN file
decision_models = Table(
    "decision_models",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("xml", LargeBinary, nullable=False),  # zstd
    Column("note", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    UniqueConstraint("key", "version"),
)

# engine.deciding: a question asked in a case, of which version with which inputs; the answer follows from these
decisions_taken = Table(
    "decisions_taken",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("task_id", BigId, ForeignKey("tasks.id")),
    Column("model_id", BigId, ForeignKey("decision_models.id"), nullable=False),
    Column("decision", Text, nullable=False),
    Column("inputs", Json, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_decisions_taken_instance_id", "instance_id"),
)

# tasks.decisions.drafts: models being edited, one draft per model and person
model_drafts = Table(
    "model_drafts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("base_version", Integer, nullable=False),  # 0: a model that has no version yet
    Column("xml", LargeBinary, nullable=False),  # zstd
    Column("revision", Integer, nullable=False),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("key", "author"),
)
