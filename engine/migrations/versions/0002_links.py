"""Cases remember which versions of other SOPs they may call."""

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
