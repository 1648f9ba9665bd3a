"""Running cases that are moved to another version, and under which version their finished steps were done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant, Json

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their indexes; steps done so far are of the version their case is on."""
    op.create_table(
        "moves",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("from_versions", Json(), nullable=False),
        sa.Column("to_version", sa.Integer(), nullable=False),
        sa.Column("targets", Json(), nullable=False),
        sa.Column("mapping", Json(), nullable=False),
        sa.Column("mapping_hash", sa.Text(), nullable=False),
        sa.Column("choices", Json(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
    )
    op.create_index("ix_moves_key", "moves", ["office", "key", "id"], unique=False)
    op.create_index(
        "ux_moves_running",
        "moves",
        ["office", "key"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "moved_cases",
        sa.Column("id", BigId, nullable=False),
        sa.Column("move_id", BigId, nullable=False),
        sa.Column("instance_id", BigId, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reasons", Json(), nullable=False),
        sa.Column("at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name=op.f("fk_moved_cases_instance_id")),
        sa.ForeignKeyConstraint(["move_id"], ["moves.id"], name=op.f("fk_moved_cases_move_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moved_cases")),
        sa.UniqueConstraint("move_id", "instance_id", name=op.f("uq_moved_cases_move_id_instance_id")),
    )
    op.create_index("ix_moved_cases_state", "moved_cases", ["move_id", "state", "id"], unique=False)
    op.create_index("ix_moved_cases_instance_id", "moved_cases", ["instance_id"], unique=False)
    op.add_column("tasks", sa.Column("definition_id", BigId, nullable=True))
    op.add_column("waits", sa.Column("definition_id", BigId, nullable=True))
