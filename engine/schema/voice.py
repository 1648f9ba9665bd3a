"""What the public says of the service: complaints and the satisfaction survey."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, SmallInteger, Table, Text

from engine.schema.base import metadata
from engine.types import BigId, Instant

# tasks.voice.complaints: `days` is the limit it was received under, `receipt` the number or code as it was typed,
# `origin` a keyed hash of the address it came from, for throttling alone
complaints = Table(
    "complaints",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("office", Text, nullable=False),
    Column("instance_id", BigId, ForeignKey("instances.id")),
    Column("channel", Text, nullable=False),  # portal | sp4n | counter | letter
    Column("reference", Text, nullable=False),  # SP4N-LAPOR's own number; empty: none
    Column("name", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("state", Text, nullable=False),  # open | answered | closed
    Column("received_at", Instant, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("days", SmallInteger, nullable=False),  # working days
    Column("calendar_version", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("answer", Text, nullable=False),
    Column("answered_at", Instant),
    Column("answered_by", Text),
    Column("closed_at", Instant),
    Column("closed_by", Text),
    Index("ix_complaints_origin", "origin", "received_at"),
    Index("ix_complaints_state", "office", "state", "due_at"),
    Index("ix_complaints_instance_id", "instance_id"),
)

# tasks.voice.surveys: nine elements from 1 to 4 (PermenPANRB 14/2017), one answer per case
surveys = Table(
    "surveys",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False, unique=True),
    Column("office", Text, nullable=False),
    Column("definition_key", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("channel", Text, nullable=False),  # link | tablet | paper
    Column("entered_by", Text, nullable=False),  # login of the officer; empty: the applicant, by the link
    *(Column(f"u{number}", SmallInteger, nullable=False) for number in range(1, 10)),
    Column("comment", Text, nullable=False),
    Index("ix_surveys_at", "office", "at"),
)
