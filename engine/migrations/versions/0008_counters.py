"""Queue numbers, their series, and who did not come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "tickets",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("grp", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("instance_id", BigId, nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("counter", sa.Text(), nullable=True),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("called_at", Instant(), nullable=True),
        sa.Column("last_called_at", Instant(), nullable=True),
        sa.Column("called_by", sa.Text(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("served_at", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name=op.f("fk_tickets_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint(
            "office", "place", "day", "grp", "number", name=op.f("uq_tickets_office_place_day_grp_number")
        ),
    )
    op.create_index("ix_tickets_instance_id", "tickets", ["instance_id", "day"], unique=False)
    op.create_table(
        "ticket_series",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("grp", sa.Text(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office", "place", "day", "grp", name=op.f("pk_ticket_series")),
    )
    op.create_table(
        "no_shows",
        sa.Column("id", BigId, nullable=False),
        sa.Column("booking_id", BigId, nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_no_shows_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_shows")),
    )
    op.create_index("ix_no_shows_booking_id", "no_shows", ["booking_id"], unique=False)
    op.create_index(
        "ix_no_shows_open",
        "no_shows",
        ["confirmed_at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
