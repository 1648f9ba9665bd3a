"""Arrival dates by quota, bills and payments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant, Json

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "quota_rules",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("grp", sa.Text(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_rules")),
    )
    op.create_index(
        "ix_quota_rules_place",
        "quota_rules",
        ["office", "place", "grp", "weekday", "valid_from"],
        unique=False,
    )
    op.create_table(
        "quota_days",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("grp", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_days")),
    )
    op.create_index("ix_quota_days_place", "quota_days", ["office", "place", "grp", "day"], unique=False)
    op.create_table(
        "quotas",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("grp", sa.Text(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office", "place", "day", "grp", name=op.f("pk_quotas")),
    )
    op.create_table(
        "bookings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("application_id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("grp", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("moves", sa.SmallInteger(), nullable=False),
        sa.Column("held_until", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_bookings_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
    )
    op.create_index("ix_bookings_application_id", "bookings", ["application_id"], unique=False)
    op.create_index(
        "uq_bookings_live",
        "bookings",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('held', 'confirmed')"),
        postgresql_where=sa.text("state IN ('held', 'confirmed')"),
    )
    op.create_index("ix_bookings_day", "bookings", ["office", "place", "day"], unique=False)
    op.create_index(
        "ix_bookings_held",
        "bookings",
        ["held_until"],
        unique=False,
        sqlite_where=sa.text("held_until IS NOT NULL"),
        postgresql_where=sa.text("held_until IS NOT NULL"),
    )
    op.create_table(
        "bills",
        sa.Column("id", BigId, nullable=False),
        sa.Column("instance_id", BigId, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("items", Json(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("paid_at", Instant(), nullable=True),
        sa.Column("ntpn", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name=op.f("fk_bills_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bills")),
        sa.UniqueConstraint("code", name=op.f("uq_bills_code")),
        sa.UniqueConstraint("ntpn", name=op.f("uq_bills_ntpn")),
    )
    op.create_index(
        "ix_bills_expires",
        "bills",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_bills_instance_id", "bills", ["instance_id"], unique=False)
    op.create_index(
        "uq_bills_open",
        "bills",
        ["instance_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "payments",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("bill_id", BigId, nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("ntpn", sa.Text(), nullable=False),
        sa.Column("paid_at", Instant(), nullable=False),
        sa.Column("reported_at", Instant(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_as", sa.Text(), nullable=True),
        sa.Column("settled_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_payments_bill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index("ix_payments_bill_id", "payments", ["bill_id"], unique=False)
    op.create_index("ix_payments_code", "payments", ["code"], unique=False)
    op.create_index(
        "uq_payments_ntpn",
        "payments",
        ["ntpn"],
        unique=True,
        sqlite_where=sa.text("verdict != 'duplicate' AND ntpn != ''"),
        postgresql_where=sa.text("verdict != 'duplicate' AND ntpn != ''"),
    )
    op.create_index(
        "ix_payments_unsettled",
        "payments",
        ["office", "id"],
        unique=False,
        sqlite_where=sa.text("verdict != 'accepted' AND settled_at IS NULL"),
        postgresql_where=sa.text("verdict != 'accepted' AND settled_at IS NULL"),
    )
