"""The public: accounts, the people they apply for, and applications."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, SmallInteger, Table, Text

from engine.schema.base import metadata
from engine.types import BigId, Instant, Json

# tasks.applicants.accounts: one e-mail address, for one person and the family
accounts = Table(
    "accounts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("email", Text, nullable=False, unique=True),  # lower case
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("state", Text, nullable=False),  # pending | active | closed
    Column("consent_version", Text, nullable=False),
    Column("consent_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("activated_at", Instant),
)

# tasks.applicants.codes: one-time codes sent by e-mail, hashed; one is made for an address nobody registered too, so
# that asking takes as long for either
account_codes = Table(
    "account_codes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("account_id", BigId, ForeignKey("accounts.id")),
    Column("who", Text, nullable=False),  # digest of the e-mail address
    Column("salt", Text, nullable=False),
    Column("code_hash", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("used_at", Instant),
    Index("ix_account_codes_account_id", "account_id"),
    Index("ix_account_codes_who", "who", "id"),
)

# tasks.applicants.throttle: tries of the public, whether or not there is such an account or receipt
account_attempts = Table(
    "account_attempts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", Text, nullable=False),  # ask | guess | track
    Column("who", Text, nullable=False),  # digest of what was tried: an e-mail address, a receipt code
    Column("address", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Index("ix_account_attempts_who", "kind", "who", "at"),
    Index("ix_account_attempts_address", "kind", "address", "at"),
    Index("ix_account_attempts_at", "at"),
)

# tasks.applicants.sessions
account_sessions = Table(
    "account_sessions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Index("ix_account_sessions_account_id", "account_id"),
)

# tasks.applicants.family: the people an account applies for; the NIK lies sealed, screens have its last digits
applicants = Table(
    "applicants",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("account_id", BigId, ForeignKey("accounts.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("birth_date", Text, nullable=False),  # ISO date
    Column("sex", Text, nullable=False),  # l | p
    Column("relation", Text, nullable=False),  # diri | pasangan | anak | orang_tua | lain
    Column("nik_sealed", LargeBinary, nullable=False),
    Column("nik_hint", Text, nullable=False),
    Column(
        "nik_doubts", Text, nullable=False
    ),  # what in it fits ill and was said to be right: codes, with spaces
    Column("created_at", Instant, nullable=False),
    Column("removed_at", Instant),
    Index("ix_applicants_account_id", "account_id"),
)

# tasks.applicants.applications: what an applicant asks for, beside the case that runs it
applications = Table(
    "applications",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False, unique=True),
    Column("account_id", BigId, ForeignKey("accounts.id")),
    Column("applicant_id", BigId, ForeignKey("applicants.id")),
    Column("office", Text, nullable=False),
    Column("place", Text, nullable=False),  # code of setting office.places
    Column("channel", Text, nullable=False),  # portal | walk_in | family
    Column("service", Text, nullable=False),  # reguler | percepatan
    Column("passport", Text, nullable=False),  # non_elektronik | elektronik
    Column("years", SmallInteger),
    Column("priority", Text, nullable=False),  # code of the priority category; empty: none
    Column("answers", Json, nullable=False),
    Column("receipt_code", Text, nullable=False, unique=True),
    Column("birth_date", Text, nullable=False),
    Column("email", Text, nullable=False),  # where messages about it go; empty: nowhere
    Column("locale", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column("withdrawn_at", Instant),
    Index("ix_applications_account_id", "account_id"),
)
