"""Calls of systems outside and their deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant, Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "system_calls",
        sa.Column("id", BigId, nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("instance_id", BigId, nullable=False),
        sa.Column("task_id", BigId, nullable=True),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("occurred_at", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name=op.f("fk_system_calls_instance_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_system_calls_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_calls")),
        sa.UniqueConstraint("reference", name=op.f("uq_system_calls_reference")),
    )
    op.create_index("ix_system_calls_instance_id", "system_calls", ["instance_id"], unique=False)
    op.create_index(
        "ix_system_calls_open",
        "system_calls",
        ["system", "asked_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_system_calls_answered",
        "system_calls",
        ["system", "answered_at"],
        unique=False,
        sqlite_where=sa.text("state = 'answered'"),
        postgresql_where=sa.text("state = 'answered'"),
    )
    op.create_index(
        "ix_system_calls_due",
        "system_calls",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", Json(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("system", "delivery", name=op.f("pk_webhook_deliveries")),
        sa.UniqueConstraint("system", "signature", name=op.f("uq_webhook_deliveries_system_signature")),
    )
