"""The step facts of a month together, per office and of all offices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SUMS = ("queue", "touch", "paused")
_PARTS = ("queue", "touch", "applicant", "closed_office", "travel", "outage", "examination")


def upgrade() -> None:
    """Make the table; the worker fills it with the facts."""
    op.create_table(
        "step_rollups",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("sop", sa.Text(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("completed", "late", "repeats")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _SUMS),
        *(sa.Column(f"part_{part}", sa.BigInteger(), nullable=False) for part in _PARTS),
        sa.Column("judged", sa.BigInteger(), nullable=False),
        sa.Column("judged_count", sa.Integer(), nullable=False),
        sa.Column("sketches", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint(
            *("office", "sop", "month", "version", "element", "category"), name=op.f("pk_step_rollups")
        ),
    )
