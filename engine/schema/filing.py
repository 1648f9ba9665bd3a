"""Reports as they were made, and the schedules they are made and sent by."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    column,
)

from engine.schema.base import metadata, where
from engine.types import BigId, Instant, Json

# tasks.filing.schedules; the worker (tasks.filing.runs) moves what is due next
report_schedules = Table(
    "report_schedules",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("kind", Text, nullable=False),  # tasks.filing.kinds.KINDS
    Column("sop", Text, nullable=False),  # empty: a report of no single SOP
    Column("rule", Json, nullable=False),  # tasks.filing.rules.Rule
    Column("recipients", Json, nullable=False),  # [{"address", "confirmed_by", "confirmed_at"}]
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("paused_at", Instant),
    Column("paused_by", Text),
    Column("ended_at", Instant),
    Column("ended_by", Text),
    Column("next_period", Text, nullable=False),  # the earliest that has not been made
    Column("next_at", Instant, nullable=False),  # when it is due by the calendar of `calendar_version`
    Column("calendar_version", Integer, nullable=False),
    Column("taken_until", Instant),  # until when a worker has it to itself, or does not try again
    Index("ix_report_schedules_office", "office", "id"),
    Index("ix_report_schedules_next_at", "next_at", **where(column("ended_at").is_(None))),
)

# tasks.filing.saved: a report as it was made; never changed, removed by retention alone
saved_reports = Table(
    "saved_reports",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sop", Text, nullable=False),
    Column("period", Text, nullable=False),  # the period's code: 2026-04, 2026-S1, 2026
    Column("title", Text, nullable=False),
    Column("read_at", Instant, nullable=False),  # the instant the figures are of
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("schedule_id", BigId, ForeignKey("report_schedules.id")),
    Index("ix_saved_reports_question", "office", "kind", "sop", "period", "id"),
)

# tasks.filing.saved: its bytes, by the ending of the file's name
saved_report_files = Table(
    "saved_report_files",
    metadata,
    Column("saved_id", BigId, ForeignKey("saved_reports.id"), primary_key=True),
    Column("form", Text, primary_key=True),  # pdf | docx | xlsx
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# tasks.filing.runs: what a schedule did for each period, and what was asked of it by hand
report_runs = Table(
    "report_runs",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("schedule_id", BigId, ForeignKey("report_schedules.id"), nullable=False),
    Column("period", Text, nullable=False),
    Column("asked_by", Text, nullable=False),  # empty: it was due
    Column("due_at", Instant, nullable=False),
    Column("state", Text, nullable=False),  # done | failing
    Column("attempts", SmallInteger, nullable=False),
    Column("tried_at", Instant, nullable=False),
    Column("fault", Text, nullable=False),  # the key of a refusal, or a kind of fault of the program
    Column("saved_id", BigId, ForeignKey("saved_reports.id")),
    Column("mails", SmallInteger, nullable=False),
    Index("ix_report_runs_schedule_id", "schedule_id", "id"),
    Index(
        "uq_report_runs_due", "schedule_id", "period", unique=True, **where(column("asked_by") == "")
    ),  # what is due is done once
)
