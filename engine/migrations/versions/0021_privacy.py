"""People's data: looks behind the mask, legal holds, retention runs, erasures, breaches of data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant, Json

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _unmaskings()
    _holds()
    _retention_runs()
    _erasures()
    _leftover_files()
    _data_breaches()


def _unmaskings() -> None:
    op.create_table(
        "unmaskings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("instance_id", BigId, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("covered_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmaskings")),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name=op.f("fk_unmaskings_instance_id")),
    )
    op.create_index("ix_unmaskings_instance_id", "unmaskings", ["instance_id"])
    op.create_index("ix_unmaskings_office", "unmaskings", ["office", "id"])
    op.create_index("ix_unmaskings_person", "unmaskings", ["person", "instance_id"])


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("instance_id", BigId, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_at", Instant, nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("lifted_at", Instant, nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name=op.f("fk_holds_instance_id")),
    )
    op.create_index("ix_holds_office", "holds", ["office", "id"])
    op.create_index(
        "uq_holds_standing",
        "holds",
        ["instance_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _retention_runs() -> None:
    op.create_table(
        "retention_runs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("classes", Json, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("until", Json, nullable=False),
        sa.Column("planned", Json, nullable=False),
        sa.Column("done", Json, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_runs")),
    )
    op.create_index("ix_retention_runs_office", "retention_runs", ["office", "id"])
    op.create_index(
        "ux_retention_runs_running",
        "retention_runs",
        ["office"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("account_id", BigId, nullable=True),
        sa.Column("cases", Json, nullable=False),
        sa.Column("notes", Json, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("decided_at", Instant, nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=True),
        sa.Column("counts", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_erasures_account_id")),
    )
    op.create_index("ix_erasures_office", "erasures", ["office", "id"])


def _leftover_files() -> None:
    op.create_table(
        "leftover_files",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_leftover_files")),
    )


def _data_breaches() -> None:
    op.create_table(
        "data_breaches",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("known_at", Instant, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.Column("access", Json, nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("told_subjects_at", Instant, nullable=True),
        sa.Column("told_agency_at", Instant, nullable=True),
        sa.Column("closed_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_breaches")),
    )
    op.create_index("ix_data_breaches_office", "data_breaches", ["office", "id"])
