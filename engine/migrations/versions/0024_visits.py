"""The office an inspector visits, with the session that does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; every session at hand is at home."""
    op.add_column("sessions", sa.Column("visiting", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it away; who visits is at home again."""
    with op.batch_alter_table("sessions") as batch:
        batch.drop_column("visiting")
