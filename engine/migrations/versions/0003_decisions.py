"""Decision models and the answers they gave."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "decision_models",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_models")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_decision_models_key_version")),
    )
    op.create_table(
        "decisions_taken",
        sa.Column("id", BigId, nullable=False),
        sa.Column("instance_id", BigId, nullable=False),
        sa.Column("task_id", BigId, nullable=True),
        sa.Column("model_id", BigId, nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("inputs", Json(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["instances.id"], name=op.f("fk_decisions_taken_instance_id")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["decision_models.id"], name=op.f("fk_decisions_taken_model_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_decisions_taken_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_taken")),
    )
    op.create_index("ix_decisions_taken_instance_id", "decisions_taken", ["instance_id"], unique=False)
