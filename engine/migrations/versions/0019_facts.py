"""What the reports compute of each step and case, kept for questions over many of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_PARTS = ("queue", "touch", "applicant", "closed_office", "travel", "outage", "examination")


def upgrade() -> None:
    """Make the four tables; the worker fills them."""
    _steps()
    _cases()
    op.create_table(
        "fact_marks",
        _id("instance_id"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_fact_marks")),
    )
    failed = sa.text("seq < 0")
    op.create_index(
        "ix_fact_marks_failed", "fact_marks", ["instance_id"], sqlite_where=failed, postgresql_where=failed
    )
    op.create_table(
        "fact_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("upto", Instant, nullable=False),
        sa.Column("swept", BigId, nullable=False),
        sa.Column("filled", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_state")),
    )


def _steps() -> None:
    op.create_table(
        "step_facts",
        _id("task_id"),
        sa.Column("instance_id", BigId, nullable=False),
        _text("office"),
        _text("sop"),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("element"),
        _text("step"),
        sa.Column("name_id", BigId, nullable=True),
        *map(_text, ("lane", "person", "second_officer", "category", "priority", "outcome")),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("completed_at", Instant, nullable=False),
        *map(_length, ("queue", "touch", "paused")),
        *(_length(f"part_{part}") for part in _PARTS),
        sa.Column("judged", sa.BigInteger(), nullable=True),
        sa.Column("limit_us", sa.BigInteger(), nullable=True),
        _text("standard_kind"),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_step_facts")),
    )
    op.create_index("ix_step_facts_office", "step_facts", ["office", "sop", "completed_at"])
    op.create_index("ix_step_facts_instance_id", "step_facts", ["instance_id"])


def _cases() -> None:
    op.create_table(
        "case_facts",
        _id("instance_id"),
        _text("office"),
        _text("sop"),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("category"),
        _text("priority"),
        sa.Column("day", sa.Integer(), nullable=False),
        _text("status"),
        _text("outcome"),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("settled_at", Instant, nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        *map(_length, ("gross", "net")),
        *(_length(f"part_{part}") for part in _PARTS),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("breaches", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("pauses", sa.Integer(), nullable=False),
        sa.Column("as_of", Instant, nullable=False),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_case_facts")),
    )
    op.create_index("ix_case_facts_office", "case_facts", ["office", "sop", "started_at"])
    still = sa.text("settled_at IS NULL AND ended_at IS NULL")
    op.create_index("ix_case_facts_open", "case_facts", ["as_of"], sqlite_where=still, postgresql_where=still)


def _id(name: str) -> sa.Column[int]:
    return sa.Column(name, BigId, autoincrement=False, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _length(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)
