"""Names of tasks are kept once, not in every task."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, move the names there, and take them out of the tasks."""
    op.create_table(
        "task_names",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_names")),
        sa.UniqueConstraint("name", name=op.f("uq_task_names_name")),
    )
    op.add_column("tasks", sa.Column("name_id", BigId, nullable=True))
    op.execute("INSERT INTO task_names (name) SELECT DISTINCT name FROM tasks ORDER BY name")
    op.execute("UPDATE tasks SET name_id = (SELECT id FROM task_names WHERE task_names.name = tasks.name)")
    op.drop_column("tasks", "name")
