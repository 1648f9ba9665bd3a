"""The facts: what the reports compute of each completed step and each case, kept for questions over many of them.

An exact cache: every figure is what tasks.reports computes of the raw rows; dropped and filled anew it is the same.
All lengths are whole microseconds. Texts are never null, so that they group plainly; "" is none.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    column,
)

from engine.schema.base import metadata, where
from engine.types import BigId, Instant

PARTS = ("queue", "touch", "applicant", "closed_office", "travel", "outage", "examination")
"""The seven parts of a case's time (tasks.case_time.Part), each a column `part_…`."""

# tasks.facts: one row per task completed. No foreign keys: a fact never outlives its case, and filling millions of
# them need not ask for each.
step_facts = Table(
    "step_facts",
    metadata,
    Column("task_id", BigId, primary_key=True, autoincrement=False),
    Column("instance_id", BigId, nullable=False),
    Column("office", Text, nullable=False),
    Column("sop", Text, nullable=False),  # key of the SOP whose row the step is: of a called one, that one
    Column("version", Integer, nullable=False),  # of it, under which the step was done
    Column("element", Text, nullable=False),
    Column("step", Text, nullable=False),  # number in the SOP table
    Column("name_id", BigId),  # a row of task_names
    Column("lane", Text, nullable=False),
    Column("person", Text, nullable=False),  # login of who completed it
    Column("second_officer", Text, nullable=False),
    Column("category", Text, nullable=False),  # application type
    Column("priority", Text, nullable=False),  # the applicant's priority category; "": none
    Column("outcome", Text, nullable=False),
    Column("day", Integer, nullable=False),  # of completion in the office's zone, 20260409
    Column("opened_at", Instant, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("completed_at", Instant, nullable=False),
    Column("queue", BigInteger, nullable=False),  # opened to started
    Column("touch", BigInteger, nullable=False),  # started to completed without the interruptions
    Column("paused", BigInteger, nullable=False),  # the interruptions
    *(Column(f"part_{part}", BigInteger, nullable=False) for part in PARTS),  # of opened to completed
    Column("judged", BigInteger),  # what the standard is held against; null without a standard
    Column("limit_us", BigInteger),  # of the standard, where it is minutes or hours
    Column("standard_kind", Text, nullable=False),  # processes.model.TimeKind
    Column("late", Boolean, nullable=False),  # a deadline of it passed
    Column("nth", Integer, nullable=False),  # 1: the first completion of this step in its case
    Column("calendar_version", Integer, nullable=False),  # the calendar the lengths were measured by
    # Everybody asks for the own office: one SOP and month of it is one range, all its SOPs are one too.
    Index("ix_step_facts_office", "office", "sop", "completed_at"),
    Index("ix_step_facts_instance_id", "instance_id"),
)

# tasks.facts: one row per case begun
case_facts = Table(
    "case_facts",
    metadata,
    Column("instance_id", BigId, primary_key=True, autoincrement=False),
    Column("office", Text, nullable=False),
    Column("sop", Text, nullable=False),  # key of the SOP it began with
    Column("version", Integer, nullable=False),  # it is on
    Column("category", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("day", Integer, nullable=False),  # of the start in the office's zone, 20260409
    Column("status", Text, nullable=False),  # active | completed | canceled
    Column("outcome", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("ended_at", Instant),
    Column("gross", BigInteger, nullable=False),  # started to settled (or ended, or as_of while it runs)
    Column("net", BigInteger, nullable=False),  # without the parts in which the service clock stands still
    *(Column(f"part_{part}", BigInteger, nullable=False) for part in PARTS),  # sum to gross
    Column("steps", Integer, nullable=False),  # completed
    Column("breaches", Integer, nullable=False),  # deadlines passed, of steps and of the whole service
    Column("late", Boolean, nullable=False),  # the limit of the whole service passed
    Column("returns", Integer, nullable=False),  # times the file went back to the applicant
    Column("pauses", Integer, nullable=False),
    Column("as_of", Instant, nullable=False),  # when it was measured: what is open lasts until then
    Index("ix_case_facts_office", "office", "sop", "started_at"),
    Index(
        "ix_case_facts_open", "as_of", **where(column("settled_at").is_(None) & column("ended_at").is_(None))
    ),
)

# tasks.facts: up to which line of its audit chain a case's facts were made; -1 - that where they could not be
fact_marks = Table(
    "fact_marks",
    metadata,
    Column("instance_id", BigId, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Index("ix_fact_marks_failed", "instance_id", **where(column("seq") < 0)),
)

# tasks.facts: the one row that says how far the facts are
fact_state = Table(
    "fact_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1
    Column("format", Integer, nullable=False),  # of the computing; another one fills everything anew
    Column("upto", Instant, nullable=False),  # every line of the trail before this instant has been seen
    Column(
        "swept", BigId, nullable=False
    ),  # the case up to which marks were compared with chains, one by one
    Column("filled", Boolean, nullable=False),  # every case that was there at the beginning has been in once
    Column("revision", Integer, nullable=False),
)

# tasks.facts.rollups: the step facts of a month together; office "" is all offices together
step_rollups = Table(
    "step_rollups",
    metadata,
    Column("office", Text, nullable=False),
    Column("sop", Text, nullable=False),
    Column("month", Integer, nullable=False),  # of completion in the office's zone, 202604
    Column("version", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("completed", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    Column("repeats", Integer, nullable=False),  # of them, those that were not the first of their case
    Column("queue", BigInteger, nullable=False),  # sums of the facts' columns
    Column("touch", BigInteger, nullable=False),
    Column("paused", BigInteger, nullable=False),
    *(Column(f"part_{part}", BigInteger, nullable=False) for part in PARTS),
    Column("judged", BigInteger, nullable=False),
    Column("judged_count", Integer, nullable=False),  # of the completed, those with a standard
    Column("sketches", LargeBinary),  # tasks.facts.sketch, of all offices together only
    PrimaryKeyConstraint("office", "sop", "month", "version", "element", "category"),
)
