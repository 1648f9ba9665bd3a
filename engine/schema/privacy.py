"""People's data: looks behind the mask, legal holds, retention runs, erasures and notices of a breach of data."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text, column

from engine.schema.base import metadata, where
from engine.types import BigId, Instant, Json

# tasks.privacy.unmasking: one case opened to one auditor for a while, for a purpose of setting privacy.purposes
unmaskings = Table(
    "unmaskings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("person", Text, nullable=False),  # login
    Column("purpose", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("covered_at", Instant),  # covered again before it expired
    Index("ix_unmaskings_person", "person", "instance_id"),
    Index("ix_unmaskings_office", "office", "id"),
    Index("ix_unmaskings_instance_id", "instance_id"),
)

# tasks.privacy.holds: a case whose data nobody erases, whatever its age
holds = Table(
    "holds",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("lifted_at", Instant),
    Column("lifted_by", Text),
    Column("lifted_why", Text),
    Index("ix_holds_office", "office", "id"),
    Index("uq_holds_standing", "instance_id", unique=True, **where(column("lifted_at").is_(None))),
)

# tasks.privacy.runs: one decision to let go of what is older than its class is kept, worked on in the background
retention_runs = Table(
    "retention_runs",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("classes", Json, nullable=False),  # [code]
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),  # running | done | stopped
    Column("until", Json, nullable=False),  # {class: instant before which records are let go}
    Column("planned", Json, nullable=False),  # {class: number}
    Column("done", Json, nullable=False),  # {class: number}
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", Text),
    Index("ix_retention_runs_office", "office", "id"),
    Index("ux_retention_runs_running", "office", unique=True, **where(column("state") == "running")),
)

# tasks.privacy.erasing: asked for by one person, done once another has confirmed it
erasures = Table(
    "erasures",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("account_id", BigId, ForeignKey("accounts.id")),
    Column("cases", Json, nullable=False),  # [instance]
    Column("notes", Json, nullable=False),  # chosen for erasing with it: {"pauses": [id], "breaches": [id]}
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),  # asked | done | refused
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", Text),
    Column("decided_why", Text),
    Column("counts", Json, nullable=False),  # {class of record: number erased}
    Index("ix_erasures_office", "office", "id"),
)

# tasks.privacy.leftovers: files of the store to be removed once nobody holds them any more
leftover_files = Table(
    "leftover_files",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("since", Instant, nullable=False),
)

# tasks.privacy.incidents: personal data that got into wrong hands, and whom the office has to tell (UU 27/2022 Ps 46)
data_breaches = Table(
    "data_breaches",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("known_at", Instant, nullable=False),  # the 72 hours count from here
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("access", Json, nullable=False),  # {"logins": [...], "accounts": [...], "tokens": [...]}
    Column("happened", Text, nullable=False),
    Column("measures", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("told_subjects_at", Instant),
    Column("told_agency_at", Instant),
    Column("closed_at", Instant),
    Index("ix_data_breaches_office", "office", "id"),
)
