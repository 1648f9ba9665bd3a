"""Cases remember which versions of other SOPs they may call, tasks and clocks which of them they are of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A case that calls no other SOP has none."""
    op.add_column("instances", sa.Column("links", sa.Text(), nullable=True))
    op.add_column("tasks", sa.Column("sop", sa.Text(), nullable=True))
    op.add_column("clocks", sa.Column("sop", sa.Text(), nullable=True))
