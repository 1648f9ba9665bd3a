"""The tables of the processes and of the people who work them; the comment above each names the room that writes it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    column,
)

from engine.schema.base import metadata, where
from engine.types import Answers, BigId, Instant, Json

_OPEN = column("completed_at").is_(None)


def _when_published(row: Any) -> Any:
    """A version is in force from the moment it is published unless its row says otherwise."""
    return row.get_current_parameters()["created_at"]


# --- engine: what may run ---

# engine.definitions: one row per published version; only its end is written later
definitions = Table(
    "definitions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("xml", LargeBinary, nullable=False),  # zstd
    Column("note", Text, nullable=False, default=""),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    # Never empty, though SQLite could not add it as NOT NULL to a table that others refer to.
    Column("effective_at", Instant, default=_when_published),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", Text),
    Column("withdrawn_reason", Text),
    UniqueConstraint("key", "version"),
)

# engine.drafts: an SOP being edited; one per SOP and person
drafts = Table(
    "drafts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("xml", LargeBinary, nullable=False),  # zstd
    Column("revision", Integer, nullable=False),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("key", "author"),
)

# engine.calendars: immutable versions of an office's working calendar
calendar_versions = Table(
    "calendar_versions",
    metadata,
    Column("office", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content", Json, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
)

# engine.settings: words, limits and letterhead of an office
settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Json, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
)

# --- engine: what is running ---

# engine.instances
instances = Table(
    "instances",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("definition_id", BigId, ForeignKey("definitions.id"), nullable=False),
    Column("business_key", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("title", Text, nullable=False),  # the applicant's name, for lists and search
    Column("category", Text, nullable=False),  # application type
    Column("status", Text, nullable=False),  # active | completed | canceled
    Column("revision", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("next_due", Instant),  # earliest BPMN timer waiting in the state, polled by the worker
    Column("blocked", Boolean, nullable=False),  # a timer that failed waits for somebody to retry it
    Column("outcome", Text),  # end event that settled the case
    Column("started_at", Instant, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("settled_at", Instant),  # the service is over; a report may still be open
    Column("ended_at", Instant),
    Column("salt", LargeBinary),  # secret of the fingerprints in its chain; erased with the person's data
    Column("links", Text),  # versions of the SOPs it may call, pinned when it began: "12,15"; null: none
    UniqueConstraint("business_key"),
    Index("ix_instances_status", "status", "started_at"),
    Index("ix_instances_next_due", "next_due", **where(column("next_due").is_not(None))),
    Index("ix_instances_definition", "definition_id", "started_at"),
)

# engine.instances: tokens that wait for the world, not for a person (receive tasks, events, called processes)
waits = Table(
    "waits",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("token", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("message", Text),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column(
        "occurred_at", Instant
    ),  # when the awaited event happened in the world, e.g. the bank's payment time
    Column("how", Text),  # completed | canceled
    Column("definition_id", BigId),  # as in tasks
    Index("ix_waits_instance_id", "instance_id"),
)

# engine.incidents: a step the engine could not take, with its cause and the command to try again
incidents = Table(
    "incidents",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("element", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("details", Json, nullable=False),
    Column("command", Json, nullable=False),
    Column("at", Instant, nullable=False),
    Column("resolved_at", Instant),
    Column("resolved_by", Text),
    Index("ix_incidents_instance_id", "instance_id"),
    Index("ix_incidents_open", "resolved_at", "at"),
)

# --- engine: the audit trail (engine.audit; append-only) ---

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("chain", Text, nullable=False, unique=True),
    Column("seq", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("anchored", Integer, nullable=False, default=0),  # last seq under a checkpoint
)

audit = Table(
    "audit",
    metadata,
    Column("head_id", BigId, ForeignKey("audit_heads.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("on_behalf", Text),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("device_at", Instant),
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_audit_at", "at"),
)

audit_checkpoints = Table(
    "audit_checkpoints",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("heads_count", Integer, nullable=False),
    Column("heads", LargeBinary, nullable=False),  # packed (head id, seq) it swears to
    Column("prev", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),
)

audit_keys = Table(
    "audit_keys",
    metadata,
    Column("key_id", Text, primary_key=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)

# --- tasks: who does what by when ---

# engine.task_names: each name once, not in every task that bears it; made known when an SOP is published
task_names = Table(
    "task_names",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

# tasks.work
tasks = Table(
    "tasks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("token", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("step", Text),  # number in the SOP table
    Column("lane", Text),  # default candidate group
    Column("assignee", Text),
    Column("owner", Text),  # who delegated it
    Column("delegation", Text),  # PENDING | RESOLVED
    Column("state", Text, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("started_at", Instant),
    Column("completed_at", Instant),
    Column("completed_by", Text),
    Column("second_officer", Text),  # step 7 of Micin Darurat asks for two
    Column("outcome", Text),  # the choice taken, where a decision follows
    Column("due_at", Instant),
    Column("variables", Answers),  # the form as submitted
    Column("draft", Json),
    Column("draft_at", Instant),
    Column("sop", Text),  # key of the called SOP whose row it is; null: of the SOP the case began with
    # A row of task_names, which nobody changes or removes. No foreign key: PostgreSQL would lock and mark that one
    # row anew for every task that is opened.
    Column("name_id", BigId),
    # The version it was done under, where its case has moved on to another since; null: the one its case is on.
    Column("definition_id", BigId),
    Index("ix_tasks_instance_id", "instance_id"),
    # In the order of "what I have done", so that many tasks of one instant are never sorted.
    Index(
        "ix_tasks_done", "completed_at", "id", "completed_by", **where(column("completed_at").is_not(None))
    ),
)
# The order of the inbox, of one lane and of all: the first page is read from the index, never sorted. The columns
# after it let SQLite count from the index alone; it asks for completed_at though every row of the index has none.
_INBOX_ORDER = (tasks.c.due_at, tasks.c.priority.desc(), tasks.c.opened_at, tasks.c.id)
_COUNTED = (tasks.c.assignee, tasks.c.completed_at)
Index("ix_tasks_inbox", tasks.c.lane, *_INBOX_ORDER, *_COUNTED, **where(_OPEN))
Index("ix_tasks_due", *_INBOX_ORDER, *_COUNTED, **where(_OPEN))
Index("ix_tasks_element", tasks.c.element, tasks.c.lane, *_COUNTED, **where(_OPEN))
Index("ix_tasks_assignee", tasks.c.assignee, *_INBOX_ORDER, **where(_OPEN & column("assignee").is_not(None)))

# tasks.work: candidates beyond the lane (camunda:candidateGroups, candidateUsers)
task_candidates = Table(
    "task_candidates",
    metadata,
    Column("task_id", BigId, ForeignKey("tasks.id"), primary_key=True),
    Column("kind", Text, primary_key=True),  # group | user
    Column("name", Text, primary_key=True),
    Index("ix_task_candidates_name", "kind", "name"),
)

# tasks.gate: items found missing or unfit at a completeness gate
shortfalls = Table(
    "shortfalls",
    metadata,
    Column("task_id", BigId, ForeignKey("tasks.id"), primary_key=True),
    Column("item", Text, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("label", Text, nullable=False),
    Column("verdict", Text, nullable=False),  # tidak_ada | tidak_sesuai
    Column("note", Text, nullable=False),
    Column("asked", Boolean, nullable=False),  # the file goes back to the applicant for it
    Index("ix_shortfalls_instance_id", "instance_id"),
)

# tasks.clocks: a limit that runs; task_id is null for the whole service
clocks = Table(
    "clocks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("task_id", BigId, ForeignKey("tasks.id")),
    Column("kind", Text, nullable=False),  # processes.model.TimeKind
    Column("amount", Integer),
    Column("unit", Text),
    Column(
        "anchor", Text, nullable=False
    ),  # opened | started | event:… | step:… (several: the latest counts)
    Column("anchor_at", Instant),  # null until the anchor has happened
    Column("calendar_version", Integer, nullable=False),
    Column("state", Text, nullable=False),  # waiting | running | paused | late | stopped | replaced
    Column("due_at", Instant),
    Column("stopped_at", Instant),
    Column("sop", Text),  # of the whole service: key of the called SOP that promises it; null: the case's own
    Index("ix_clocks_instance_id", "instance_id"),
    Index("ix_clocks_due", "due_at", **where(column("stopped_at").is_(None))),
)

# tasks.pauses: every standstill with reason, actor and evidence; task_id is null for the whole case
pauses = Table(
    "pauses",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("task_id", BigId, ForeignKey("tasks.id")),
    Column(
        "reason", Text, nullable=False
    ),  # applicant | payment | examination | travel | outage | other codes
    Column("evidence", Text, nullable=False),
    Column("outage_id", BigId, ForeignKey("outages.id")),
    Column("token", Text),  # the wait or task that caused it
    Column("started_at", Instant, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", Text),
    Index("ix_pauses_instance_id", "instance_id"),
    Index("ix_pauses_outage_id", "outage_id", **where(column("outage_id").is_not(None))),
)

# tasks.outages: a system declared down, once for all who wait for it
outages = Table(
    "outages",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("ticket", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", Text),
)

# tasks.breaches: dated at the deadline
breaches = Table(
    "breaches",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("clock_id", BigId, ForeignKey("clocks.id"), nullable=False, unique=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("task_id", BigId, ForeignKey("tasks.id")),
    Column("element", Text, nullable=False),
    Column("step", Text),
    Column("at", Instant, nullable=False),
    Column("noticed_at", Instant, nullable=False),
    Column("state", Text, nullable=False),  # new | explained | confirmed | closed
    Column("reason", Text),
    Column("note", Text),
    Column("explained_by", Text),
    Column("explained_at", Instant),
    Column("responsible", Text),
    Column("confirmed_by", Text),
    Column("confirmed_at", Instant),
    Column("follow_up", Text),  # what the office did about it
    Column("closed_by", Text),
    Column("closed_at", Instant),
    Index("ix_breaches_state", "state", "at"),
    Index("ix_breaches_instance_id", "instance_id"),
)

# tasks.comments
comments = Table(
    "comments",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("task_id", BigId, ForeignKey("tasks.id")),
    Column("author", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_comments_instance_id", "instance_id"),
)

# tasks.attachments: the file itself lies in the file store under its SHA-256
attachments = Table(
    "attachments",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("instance_id", BigId, ForeignKey("instances.id"), nullable=False),
    Column("task_id", BigId, ForeignKey("tasks.id")),
    Column("item", Text),
    Column("sha256", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("removed_at", Instant),
    Index("ix_attachments_instance_id", "instance_id"),
)

# --- tasks: people ---

# tasks.people
people = Table(
    "people",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("locale", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

person_roles = Table(
    "person_roles",
    metadata,
    Column("person_id", BigId, ForeignKey("people.id"), primary_key=True),
    Column("role", Text, primary_key=True),
)

# tasks.sessions: revocable sign-ins; the cookie's secret is kept as a hash
sessions = Table(
    "sessions",
    metadata,
    Column("secret_hash", Text, primary_key=True),
    Column("person_id", BigId, ForeignKey("people.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("agent", Text, nullable=False),
    Column("visiting", Text),  # the office an inspector looks at (tasks.offices.visits); null: the own one
    Index("ix_sessions_person_id", "person_id"),
)

# tasks.sessions: throttling
login_attempts = Table(
    "login_attempts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("login", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Index("ix_login_attempts_login", "login", "at"),
    Index("ix_login_attempts_address", "address", "at"),
)

# tasks.api_tokens: bearer tokens for programs
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", Text, nullable=False),
    Column("secret_hash", Text, nullable=False, unique=True),
    Column("roles", Json, nullable=False),
    Column("office", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("revoked_at", Instant),
)

# tasks.idempotency: the stored answer to a command that may be sent twice
idempotency = Table(
    "idempotency",
    metadata,
    Column("actor", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", Json, nullable=False),
    Column("at", Instant, nullable=False),
)

# tasks.worker: a sign of life, so that pages can say when nobody watches the deadlines
workers = Table(
    "workers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False),
)
