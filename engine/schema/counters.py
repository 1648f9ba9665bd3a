"""The waiting room: queue numbers, counters, and who did not come."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, column

from engine.schema.base import metadata, where
from engine.types import BigId, Instant

# tasks.counters.tickets: one number of one day
tickets = Table(
    "tickets",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("day", Text, nullable=False),  # ISO date in the office's zone
    Column("grp", Text, nullable=False),  # reguler | prioritas
    Column("number", Integer, nullable=False),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("way", Text, nullable=False),  # booked | walk_in | again
    Column("state", Text, nullable=False),  # waiting | called | serving | done | absent
    Column("counter", Text),
    Column("taken_at", Instant, nullable=False),
    Column("taken_by", Text, nullable=False),
    Column("called_at", Instant),  # for the first time
    Column("last_called_at", Instant),
    Column("called_by", Text),
    Column("calls", Integer, nullable=False),
    Column("served_at", Instant),
    Column("done_at", Instant),
    UniqueConstraint("office", "place", "day", "grp", "number"),
    Index("ix_tickets_instance_id", "instance_id", "day"),
)

# tasks.counters.tickets: the last number given in each series; its row is what those who take a number wait at
ticket_series = Table(
    "ticket_series",
    metadata,
    Column("office", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("grp", Text, primary_key=True),
    Column("given", Integer, nullable=False),
)

# tasks.counters.absences: a booking whose applicant an officer said did not come
no_shows = Table(
    "no_shows",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("booking_id", BigId, ForeignKey("bookings.id"), nullable=False),
    Column("confirmed_at", Instant, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    Column("undone_at", Instant),
    Column("undone_by", Text),
    Column("settled_at", Instant),  # the case was told, the day after
    Index("ix_no_shows_booking_id", "booking_id"),
    Index("ix_no_shows_open", "confirmed_at", **where(column("settled_at").is_(None))),
)
