"""Saved reports and the schedules they are made and sent by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.types import BigId, Instant, Json

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the four tables."""
    _schedules()
    _saved()
    _runs()


def _schedules() -> None:
    op.create_table(
        "report_schedules",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sop", sa.Text(), nullable=False),
        sa.Column("rule", Json, nullable=False),
        sa.Column("recipients", Json, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("paused_at", Instant, nullable=True),
        sa.Column("paused_by", sa.Text(), nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("next_period", sa.Text(), nullable=False),
        sa.Column("next_at", Instant, nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("taken_until", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedules")),
    )
    op.create_index("ix_report_schedules_office", "report_schedules", ["office", "id"])
    op.create_index(
        "ix_report_schedules_next_at",
        "report_schedules",
        ["next_at"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _saved() -> None:
    op.create_table(
        "saved_reports",
        sa.Column("id", BigId, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sop", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("read_at", Instant, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("schedule_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["report_schedules.id"],
            name=op.f("fk_saved_reports_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reports")),
    )
    op.create_index("ix_saved_reports_question", "saved_reports", ["office", "kind", "sop", "period", "id"])
    op.create_table(
        "saved_report_files",
        sa.Column("saved_id", BigId, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_id"], ["saved_reports.id"], name=op.f("fk_saved_report_files_saved_id")
        ),
        sa.PrimaryKeyConstraint("saved_id", "form", name=op.f("pk_saved_report_files")),
    )


def _runs() -> None:
    op.create_table(
        "report_runs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("schedule_id", BigId, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("tried_at", Instant, nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("saved_id", BigId, nullable=True),
        sa.Column("mails", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["report_schedules.id"],
            name=op.f("fk_report_runs_schedule_id"),
        ),
        sa.ForeignKeyConstraint(["saved_id"], ["saved_reports.id"], name=op.f("fk_report_runs_saved_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_runs")),
    )
    op.create_index("ix_report_runs_schedule_id", "report_runs", ["schedule_id", "id"])
    op.create_index(
        "uq_report_runs_due",
        "report_runs",
        ["schedule_id", "period"],
        unique=True,
        sqlite_where=sa.text("asked_by = ''"),
        postgresql_where=sa.text("asked_by = ''"),
    )
