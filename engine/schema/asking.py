"""Questions people keep, and files of facts being made for them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from engine.schema.base import metadata
from engine.types import BigId, Instant, Json

# tasks.asking.saved: a question kept under a name, by one person for themselves or for roles of the office
questions = Table(
    "questions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("fields", Json, nullable=False),  # of its address, as pairs
    Column("shared", Json, nullable=False),  # roles that see and change it; empty: the owner alone
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("before", Json),  # name, note, fields and roles before the last change, so that it can be undone
    Column("deleted_at", Instant),  # can be brought back for a while
    Index("ix_questions_office", "office", "id"),
)

# tasks.asking.pins: what somebody wants to see on the auditor's first page
question_pins = Table(
    "question_pins",
    metadata,
    Column("question_id", BigId, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    Column("login", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

# tasks.asking.exports: a file of facts, made by the worker a piece at a time; its rows lie in the installation's folder
exports = Table(
    "exports",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("what", Text, nullable=False),  # steps | cases | breaches | pauses
    Column("format", Text, nullable=False),  # csv | xlsx | parquet
    Column("fields", Json, nullable=False),  # of the question whose filters hold
    Column("stage", Text, nullable=False),  # reading | writing
    Column("state", Text, nullable=False),  # waiting | running | done | failed | stopped | gone
    Column("done", Integer, nullable=False),  # rows read
    Column("total", Integer, nullable=False),
    Column("after", BigId, nullable=False),  # number of the last row read
    Column(
        "kept", BigInteger, nullable=False
    ),  # bytes of the rows read: what a dead worker wrote beyond is cut off
    Column("written", Integer, nullable=False),  # rows in the file
    Column("size", BigInteger, nullable=False),  # of the file, once it is done
    Column("taken_until", Instant),  # until when a worker has it to itself
    Column("finished_at", Instant),
    Column("expires_at", Instant),  # when the file is deleted
    Column("fault", Text, nullable=False),
    Index("ix_exports_state", "state", "id"),
    Index("ix_exports_office", "office", "id"),
)
