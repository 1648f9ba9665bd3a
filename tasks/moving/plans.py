"""A plan: from which versions to which, which elements are the same, what becomes of the limits that run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Text, cast, func, literal, or_, select

from engine import definitions, pinned
from engine.database import Tx
from engine.definitions import Definition
from engine.moving import Crossing, links_of
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import instances as table
from engine.spiff import KEEP, REARM, SUPERSEDE, Carriage
from processes.matching import NONE, OTHER, SAME, Match, match

CHOICES = (KEEP, REARM, SUPERSEDE)
_MOST_EDITS = 2_000


@dataclass(frozen=True, slots=True)
class Choices:
    """What becomes of limits that run: of steps (`steps` by new element, else `other`) and of the whole service."""

    other: str = KEEP
    service: str = KEEP
    steps: Mapping[str, str] = field(default_factory=dict)

    def of(self, element: str) -> str:
        """The choice for a step of the new version."""
        return self.steps.get(element, self.other)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for. `edits` are the counterparts the process owner chose: old element to new one or None."""

    key: str
    sources: tuple[int, ...]
    target: int
    edits: Mapping[str, str | None] = field(default_factory=dict)
    choices: Choices = Choices()


Pinned = tuple[int, str | None]
"""What a case is on: its version's row number and those of the SOPs it is linked to."""


def check(plan: Plan) -> None:
    """Refuse a plan that cannot be meant. Raises Invalid naming every field."""
    problems = []
    if not plan.sources:
        problems.append(Problem("form.required", "from"))
    if plan.target in plan.sources:
        problems.append(Problem("moving.same_version", "to"))
    wrong = {plan.choices.other, plan.choices.service, *plan.choices.steps.values()} - set(CHOICES)
    if wrong:
        problems.append(Problem("form.choice", "choice"))
    if len(plan.edits) > _MOST_EDITS or len(plan.choices.steps) > _MOST_EDITS:
        problems.append(Problem("form.too_many", "mapping", {"limit": _MOST_EDITS}))
    if problems:
        raise Invalid("form.invalid", *problems)


def require_usable(tx: Tx, plan: Plan) -> None:
    """Refuse a version that is not yet in force, or was withdrawn. Raises Invalid."""
    states = definitions.states(definitions.versions(tx, plan.key), tx.now)
    if states.get(plan.target) in (definitions.SCHEDULED, definitions.WITHDRAWN):
        raise Invalid("form.invalid", Problem("moving.not_in_force", "to"))


def of_versions(tx: Tx, plan: Plan) -> ColumnElement[bool]:
    """Which running cases of the acting person's office a plan means: on its old versions, or calling them.

    Raises NotFound for a version that is not there.
    """
    rows = [row_of(tx, plan.key, number) for number in plan.sources]
    row_of(tx, plan.key, plan.target)
    links = literal(",") + table.c.links + literal(",")
    calling = [links.like(literal("%,") + cast(str(number), Text) + literal(",%")) for number in rows]
    here = (table.c.status == "active", table.c.office == tx.actor.office)
    return here[0] & here[1] & or_(table.c.definition_id.in_(rows), *calling)


def row_of(tx: Tx, key: str, version: int) -> int:
    """The row number of a version. Raises NotFound."""
    return definitions.numbered(tx, key, version).id


def pins(tx: Tx, which: ColumnElement[bool]) -> tuple[Pinned, ...]:
    """What the cases meant are on, each once."""
    query = select(table.c.definition_id, table.c.links).where(which).distinct()
    return tuple((int(number), links) for number, links in tx.conn.execute(query))


def target_of(tx: Tx, plan: Plan, old: Definition) -> Definition | None:
    """What a case on this version goes to; None where the SOPs called would not fit.

    A case that began with the SOP goes to its new version, linked to what is in force; one that calls it stays on its
    own version and is linked anew.
    """
    main = (
        definitions.numbered(tx, plan.key, plan.target)
        if old.key == plan.key
        else definitions.load(tx, old.id)
    )
    try:
        new = definitions.with_links(tx, main)
    except Conflict:
        return None
    if old.key == plan.key or any((one.key, one.version) == (plan.key, plan.target) for one in new.links):
        return new
    return None


def matches(plan: Plan, pairs: Iterable[tuple[Definition, Definition]]) -> dict[str, Match]:
    """The counterpart of each old element, as proposed and then as the process owner has it."""
    found: dict[str, Match] = {}
    for old, new in pairs:
        for one in match(old.diagram, new.diagram):
            known = found.get(one.element)
            if known is None or (known.how in (NONE, OTHER) and one.how not in (NONE, OTHER)):
                found[one.element] = one
    for element, target in plan.edits.items():
        other = element in found and found[element].how == OTHER and target is None
        if element in found and found[element].target != target and not other:
            found[element] = Match(element, target, SAME if element == target else "chosen")
    return found


def mapping_of(found: Mapping[str, Match]) -> dict[str, str | None]:
    """What differs from "each element is itself"."""
    return {key: one.target for key, one in sorted(found.items()) if one.target != key}


def carriage(mapping: Mapping[str, str | None], choices: Choices) -> Carriage:
    """How states are carried over; limits drawn in the diagram follow the choice for their step."""
    return Carriage(mapping, choices.steps, choices.other)


def hash_of(mapping: Mapping[str, str | None]) -> str:
    """SHA-256 of a mapping, for the trail."""
    return hashlib.sha256(orjson.dumps(dict(mapping), option=orjson.OPT_SORT_KEYS)).hexdigest()


def stored(choices: Choices) -> dict[str, Any]:
    """Choices as a job's row has them."""
    return {"other": choices.other, "service": choices.service, "steps": dict(choices.steps)}


def crossing(tx: Tx, pinned_to: Pinned, goal: Pinned, how: Carriage) -> Crossing:
    """A way from what a case is on to what it goes to."""
    return Crossing(pinned.definition(tx, *pinned_to), pinned.definition(tx, *goal), how)


def goal_of(new: Definition) -> Pinned:
    """What a case is on once it is moved."""
    return new.id, links_of(new)


def known(tx: Tx, pinned_to: Pinned) -> Definition | None:
    """The version a case is on, with those it is linked to."""
    try:
        return pinned.definition(tx, *pinned_to)
    except NotFound:
        return None


def running(tx: Tx, key: str) -> dict[int, int]:
    """How many running cases of the office stand on each version of an SOP, calling it included; by its number."""
    numbers = {one.id: one.version for one in definitions.versions(tx, key)}
    here = (table.c.status == "active", table.c.office == tx.actor.office)
    query = select(table.c.definition_id, table.c.links, func.count()).where(*here)
    found = dict.fromkeys(sorted(numbers.values(), reverse=True), 0)
    for number, links, many in tx.conn.execute(query.group_by(table.c.definition_id, table.c.links)):
        for one in {number, *(int(link) for link in (links or "").split(",") if link)} & numbers.keys():
            found[numbers[one]] += many
    return found
