"""Arrival dates by quota, bills and payments."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, SmallInteger, Table, Text, column, literal_column

from engine.schema.base import metadata, where
from engine.types import BigId, Instant, Json

# tasks.slots.rules: seats by weekday from a day on; the newest row of a day wins, none is ever changed
quota_rules = Table(
    "quota_rules",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("grp", Text, nullable=False),  # reguler | prioritas
    Column("weekday", SmallInteger, nullable=False),  # Monday is 0
    Column("seats", Integer, nullable=False),
    Column("valid_from", Text, nullable=False),  # ISO date
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Index("ix_quota_rules_place", "office", "place", "grp", "weekday", "valid_from"),
)

# tasks.slots.rules: seats of a single day, stronger than its weekday's rule; without seats the rule holds again
quota_days = Table(
    "quota_days",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("grp", Text, nullable=False),
    Column("day", Text, nullable=False),  # ISO date
    Column("seats", Integer),
    Column("reason", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Index("ix_quota_days_place", "office", "place", "grp", "day"),
)

# tasks.slots.seats: how many seats of a day are taken; made when the day is first touched. How many there are is
# not here: the rules say it, and a copy could be older than they are
quotas = Table(
    "quotas",
    metadata,
    Column("office", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("day", Text, primary_key=True),  # ISO date in the office's zone
    Column("grp", Text, primary_key=True),
    Column("taken", Integer, nullable=False),
)

# tasks.slots.bookings; an application has one that lives (held or confirmed)
bookings = Table(
    "bookings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("application_id", BigId, ForeignKey("applications.id"), nullable=False),
    Column("office", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("grp", Text, nullable=False),
    Column("state", Text, nullable=False),  # held | confirmed | released | arrived | no_show
    Column("moves", SmallInteger, nullable=False),  # how often its day was changed after paying
    Column("held_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index("ix_bookings_application_id", "application_id"),
    Index(
        "uq_bookings_live",
        "application_id",
        unique=True,
        **where(column("state").in_([literal_column("'held'"), literal_column("'confirmed'")])),
    ),
    Index("ix_bookings_day", "office", "place", "day"),
    Index("ix_bookings_held", "held_until", **where(column("held_until").is_not(None))),
)

# tasks.billing.bills: a billing code, what it is for, and until when it can be paid
bills = Table(
    "bills",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("code", Text, nullable=False, unique=True),  # 15 digits
    Column("amount", Integer, nullable=False),  # rupiah
    Column("items", Json, nullable=False),  # [{"jenis", "jumlah", "dasar"}]
    Column("state", Text, nullable=False),  # open | paid | expired | void
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("paid_at", Instant),
    Column("ntpn", Text, unique=True),
    Index("ix_bills_instance_id", "instance_id"),
    Index("uq_bills_open", "instance_id", unique=True, **where(column("state") == literal_column("'open'"))),
    Index("ix_bills_expires", "expires_at", **where(column("state") == "open")),
)

# tasks.billing.payments: every payment reported, whatever became of it; a bank's number is answered for once, what
# comes under it again is a duplicate. Settled: what a supervisor decided about one that was not accepted
payments = Table(
    "payments",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("bill_id", BigId, ForeignKey("bills.id")),
    Column("code", Text, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("ntpn", Text, nullable=False),
    Column("paid_at", Instant, nullable=False),
    Column("reported_at", Instant, nullable=False),
    Column("reported_by", Text, nullable=False),
    Column("way", Text, nullable=False),  # manual | csv | http
    Column("verdict", Text, nullable=False),  # accepted | expired | duplicate | other_amount | unknown
    Column("settled_at", Instant),
    Column("settled_by", Text),
    Column("settled_as", Text),  # accepted | returned
    Column("settled_why", Text),
    Index("ix_payments_code", "code"),
    Index("ix_payments_bill_id", "bill_id"),
    Index(
        "uq_payments_ntpn",
        "ntpn",
        unique=True,
        **where(
            (column("verdict") != literal_column("'duplicate'")) & (column("ntpn") != literal_column("''"))
        ),
    ),
    Index(
        "ix_payments_unsettled",
        "office",
        "id",
        **where((column("verdict") != literal_column("'accepted'")) & column("settled_at").is_(None)),
    ),
)
