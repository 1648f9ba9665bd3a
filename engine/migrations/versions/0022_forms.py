"""What people write into the reports an office files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    key = ("office", "kind", "sop", "period", "field", "revision")
    op.create_table(
        "form_entries",
        sa.Column("id", BigId, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in key[:-1]),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_entries")),
        sa.UniqueConstraint(*key, name=op.f("uq_form_entries_office_kind_sop_period_field_revision")),
    )
