"""Simulations and the assumptions typed in for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant, Json, PackedJson

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "simulations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("setup", Json, nullable=False),
        sa.Column("files", PackedJson, nullable=False),
        sa.Column("prepared", PackedJson, nullable=True),
        sa.Column("results", PackedJson, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("taken_until", Instant, nullable=True),
        sa.Column("finished_at", Instant, nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulations")),
    )
    op.create_index("ix_simulations_key", "simulations", ["office", "key", "id"])
    op.create_index("ix_simulations_state", "simulations", ["state", "id"])
    op.create_table(
        "simulation_assumptions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulation_assumptions")),
        sa.UniqueConstraint("office", "key", "name", name=op.f("uq_simulation_assumptions_office_key_name")),
    )
