"""The tables of the life of a version before it is published; the comment above each names the room that writes it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, column

from engine.schema.base import metadata, where
from engine.types import BigId, Instant

_STANDING = column("state").in_(("in_review", "approved"))

# tasks.versions.reviews: a draft as it was sent to others; one row per round, `first_id` is the round it goes back to
reviews = Table(
    "reviews",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("first_id", BigId, ForeignKey("reviews.id")),
    Column("key", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("draft_revision", Integer, nullable=False),
    Column("xml", LargeBinary, nullable=False),  # zstd
    Column("note", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("submitted_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", Text),
    Column("reason", Text),
    Column("version", Integer),
    Index("uq_reviews_standing", "key", "author", unique=True, **where(_STANDING)),
    Index("ix_reviews_key", "key", "id"),
)

# tasks.versions.review_comments: what was said of a round, at an element of its diagram or of the whole
review_comments = Table(
    "review_comments",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("review_id", BigId, ForeignKey("reviews.id"), nullable=False),
    Column("element", Text),
    Column("author", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("text", Text, nullable=False),
    Column("settled_at", Instant),
    Column("settled_by", Text),
    Index("ix_review_comments_review_id", "review_id"),
)
