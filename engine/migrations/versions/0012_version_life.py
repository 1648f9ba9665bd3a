"""Versions are reviewed, come into force at a date, and may be withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is published was in force from the moment it was published; tables for reviews."""
    op.add_column("definitions", sa.Column("effective_at", Instant(), nullable=True))
    op.add_column("definitions", sa.Column("withdrawn_at", Instant(), nullable=True))
    op.add_column("definitions", sa.Column("withdrawn_by", sa.Text(), nullable=True))
    op.add_column("definitions", sa.Column("withdrawn_reason", sa.Text(), nullable=True))
    op.execute("UPDATE definitions SET effective_at = created_at")
    _reviews()
    _review_comments()


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", BigId, nullable=False),
        sa.Column("first_id", BigId, nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["first_id"], ["reviews.id"], name=op.f("fk_reviews_first_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    standing = sa.text("state IN ('in_review', 'approved')")
    op.create_index(
        "uq_reviews_standing",
        "reviews",
        ["key", "author"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_reviews_key", "reviews", ["key", "id"], unique=False)


def _review_comments() -> None:
    op.create_table(
        "review_comments",
        sa.Column("id", BigId, nullable=False),
        sa.Column("review_id", BigId, nullable=False),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_comments_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comments")),
    )
    op.create_index("ix_review_comments_review_id", "review_comments", ["review_id"], unique=False)
