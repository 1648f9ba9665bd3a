"""Tasks that are done are found in the order they are listed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index anew with the row's number after its instant."""
    op.drop_index("ix_tasks_done", "tasks")
    op.create_index(
        "ix_tasks_done",
        "tasks",
        ["completed_at", "id", "completed_by"],
        unique=False,
        sqlite_where=sa.text("completed_at IS NOT NULL"),
        postgresql_where=sa.text("completed_at IS NOT NULL"),
    )
