"""Accounts, family members and applications of the public."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "accounts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("consent_version", sa.Text(), nullable=False),
        sa.Column("consent_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("activated_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_table(
        "account_codes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_codes_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_codes")),
    )
    op.create_index("ix_account_codes_account_id", "account_codes", ["account_id"], unique=False)
    op.create_index("ix_account_codes_who", "account_codes", ["who", "id"], unique=False)
    op.create_table(
        "account_attempts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_attempts")),
    )
    op.create_index("ix_account_attempts_who", "account_attempts", ["kind", "who", "at"], unique=False)
    op.create_index(
        "ix_account_attempts_address", "account_attempts", ["kind", "address", "at"], unique=False
    )
    op.create_index("ix_account_attempts_at", "account_attempts", ["at"], unique=False)
    op.create_table(
        "account_sessions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_sessions_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_sessions_token_hash")),
    )
    op.create_index("ix_account_sessions_account_id", "account_sessions", ["account_id"], unique=False)
    op.create_table(
        "applicants",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("nik_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("nik_hint", sa.Text(), nullable=False),
        sa.Column("nik_doubts", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_applicants_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applicants")),
    )
    op.create_index("ix_applicants_account_id", "applicants", ["account_id"], unique=False)
    op.create_table(
        "applications",
        sa.Column("id", BigId, nullable=False),
        sa.Column("instance_id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=True),
        sa.Column("applicant_id", BigId, nullable=True),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("passport", sa.Text(), nullable=False),
        sa.Column("years", sa.SmallInteger(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("answers", Json(), nullable=False),
        sa.Column("receipt_code", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_applications_account_id")),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["applicants.id"], name=op.f("fk_applications_applicant_id")
        ),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name=op.f("fk_applications_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("instance_id", name=op.f("uq_applications_instance_id")),
        sa.UniqueConstraint("receipt_code", name=op.f("uq_applications_receipt_code")),
    )
    op.create_index("ix_applications_account_id", "applications", ["account_id"], unique=False)
