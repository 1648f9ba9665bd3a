"""Simulations of an SOP's coming cases, and assumptions typed in for them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint

from engine.schema.base import metadata
from engine.types import BigId, Instant, Json, PackedJson

# tasks.simulation.jobs: one simulation, worked on by the worker a played month at a time; with the files and numbers it
# runs on it can be played again to the same figures, whatever has happened since
simulations = Table(
    "simulations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),  # empty: none was given
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting | running | done | failed | stopped
    Column("setup", Json, nullable=False),
    Column("files", PackedJson, nullable=False),  # BPMN of both versions, each with the SOPs it calls
    Column("prepared", PackedJson),  # the numbers measured or typed; null until the worker has begun
    Column("results", PackedJson, nullable=False),
    Column("done", Integer, nullable=False),  # played months
    Column("total", Integer, nullable=False),
    Column("taken_until", Instant),  # until when a worker has it to itself
    Column("finished_at", Instant),
    Column("fault", Text, nullable=False),
    Index("ix_simulations_key", "office", "key", "id"),
    Index("ix_simulations_state", "state", "id"),
)

# tasks.simulation.typed: assumptions of an SOP kept under a name
simulation_assumptions = Table(
    "simulation_assumptions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("office", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", Json, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
    UniqueConstraint("office", "key", "name"),
)
