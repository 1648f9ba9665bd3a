"""What the office did about a breach, and that it is closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns beside the confirmation."""
    op.add_column("breaches", sa.Column("follow_up", sa.Text(), nullable=True))
    op.add_column("breaches", sa.Column("closed_by", sa.Text(), nullable=True))
    op.add_column("breaches", sa.Column("closed_at", Instant(), nullable=True))
