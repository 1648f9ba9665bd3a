"""The lanes of the SOPs in force: each is a role that people can hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine import definitions
from engine.database import Tx
from engine.definitions import Definition
from engine.instances import is_human
from processes.parts import APPLICANT, CALLER


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane as drawn: its role, its name, the pelaksana's heading in the SOP's table, and the SOP's name."""

    role: str
    name: str
    heading: str
    sop: str


def in_force(tx: Tx) -> tuple[Lane, ...]:
    """The lanes of the version in force of every SOP, by SOP and column; one that several SOPs draw is named once.

    The applicant's lane is none: he is waited for and holds no account. Nor is that of a called SOP which leaves the
    work to its caller's.
    """
    standing = definitions.in_force_of_each(tx)
    key = ("lanes", tuple(version.id for version in standing))
    if key not in tx.kept:
        loaded = [definitions.load(tx, version.id) for version in standing]
        found = [lane for definition in loaded for lane in _lanes(definition)]
        lanes = tuple({lane.role: lane for lane in reversed(found)}.values())[::-1]
        if any(version.created_at >= tx.now for version in standing):
            return lanes  # one published by this very transaction may yet be rolled back
        tx.kept[key] = lanes
    kept: tuple[Lane, ...] = tx.kept[key]
    return kept


def _lanes(definition: Definition) -> Iterator[Lane]:
    diagram = definition.diagram
    human = [activity for activity in diagram.activities.values() if is_human(activity.type)]
    names = {activity.lane: activity.lane_name or activity.lane for activity in human if activity.lane}
    columns = diagram.sop.roles if diagram.sop else ()
    headings = {column.id: column.label for column in columns}
    drawn = [column.id for column in columns if column.lane]
    groups = [group for activity in human for group in activity.candidate_groups]
    for role in dict.fromkeys((*drawn, *names, *groups)):
        if role not in (APPLICANT, CALLER):
            heading = headings.get(role, "")
            yield Lane(role, names.get(role) or heading or role, heading, diagram.name)
