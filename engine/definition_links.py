"""Compiled definitions, and what they are linked to: the SOPs in force at a moment, and whether they fit each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import compiled
from engine.database import Tx
from engine.definition_rows import live, source
from engine.refusals import Conflict
from engine.schema import definitions as table
from engine.spiff import Spec
from processes.diagram import Diagram
from processes.findings import Finding
from processes.linking import faults, reached, unfit_callers


@dataclass(frozen=True, slots=True)
class Linked:
    """A version of another SOP that a definition is linked to."""

    id: int
    key: str
    version: int
    content_hash: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of an SOP: what the file says (`diagram`) and the compiled net (`spec`).

    With `links` both are those of all linked files together.
    """

    id: int
    key: str
    version: int
    name: str
    content_hash: str
    note: str
    created_at: datetime
    created_by: str
    effective_at: datetime
    diagram: Diagram
    spec: Spec
    links: tuple[Linked, ...] = ()


LINE = tuple(table.c[name] for name in Definition.__slots__ if name not in ("diagram", "spec", "links"))
_LINKED = tuple(table.c[name] for name in Linked.__slots__)


def made(tx: Tx, row: Any) -> Definition:
    """A definition of a row with the columns of LINE; its file is compiled at most once per process."""
    diagram, spec = compiled.known(row.content_hash) or compiled.alone(source(tx, row.id))
    values = {column.name: row._mapping[column] for column in LINE}
    return Definition(**values, diagram=diagram, spec=spec)


def with_links(tx: Tx, definition: Definition) -> Definition:
    """A definition linked to the versions in force of all SOPs it may reach; itself where it calls none.

    Raises Conflict when one of them has none in force or does not fit (an older version of the caller).
    """
    if not definition.diagram.calls:
        return definition
    in_force = _in_force(tx, tx.now)
    library = {key: diagram for key, (_, diagram) in in_force.items()}
    others = tuple(in_force[key][0] for key in reached(definition.diagram, library))
    fits = compiled.known(definition.content_hash, *(one.content_hash for one in others))
    if not fits and faults(definition.diagram, library):
        raise Conflict("definition.links_unfit")
    return _join(tx, definition, others)


def linked(tx: Tx, definition: Definition, links: str) -> Definition:
    """A definition with the versions of other SOPs that a case pinned (row numbers, "12,15")."""
    ids = [int(number) for number in links.split(",")]
    rows = tx.conn.execute(select(*_LINKED).where(table.c.id.in_(ids)))
    lines = {row.id: Linked(*row) for row in rows}
    return _join(tx, definition, tuple(lines[number] for number in ids))


def unfit(tx: Tx, diagram: Diagram, since: datetime) -> Iterator[Finding]:
    """Why a file would not fit those in force beside it, from `since` on: also once later ones come into force."""
    told: list[Finding] = []
    for at in moments(tx, since):
        library = in_force_at(tx, at)
        for finding in (*faults(diagram, library), *unfit_callers(diagram, library)):
            if finding not in told:
                told.append(finding)
                yield finding


def lost_callers(tx: Tx, key: str, definition_id: int, since: datetime) -> tuple[str, ...]:
    """Keys of the SOPs that would call in vain, or no longer fit, if this version of `key` were not there."""
    found: dict[str, None] = {}
    for at in moments(tx, since):
        before, after = in_force_at(tx, at), in_force_at(tx, at, without=definition_id)
        for caller, diagram in before.items():
            if key in reached(diagram, before) and faults(diagram, after):
                found[caller] = None
    return tuple(found)


def moments(tx: Tx, since: datetime) -> tuple[datetime, ...]:
    """`since`, and every later moment at which a version comes into force."""
    query = select(table.c.effective_at).where(live(), table.c.effective_at > since).distinct()
    return (since, *sorted(tx.conn.execute(query).scalars()))


def in_force_at(tx: Tx, at: datetime, without: int | None = None) -> Mapping[str, Diagram]:
    """What each SOP in force at a moment says, by key; as if the version `without` had been taken out of it."""
    return {key: diagram for key, (_, diagram) in _in_force(tx, at, without).items()}


def _in_force(tx: Tx, at: datetime, without: int | None = None) -> dict[str, tuple[Linked, Diagram]]:
    """The version of every SOP in force at a moment, with what it says."""
    order = (table.c.key, table.c.effective_at, table.c.version)
    query = select(*_LINKED, table.c.withdrawn_at, table.c.effective_at).where(live()).order_by(*order)
    last: dict[str, Any] = {}
    for row in tx.conn.execute(query):
        if row.id == without and row.effective_at > tx.now:
            continue  # what never counted leaves its predecessor in force
        if row.effective_at <= at or (row.key not in last and row.effective_at <= row.created_at):
            last[row.key] = row
    stands = (row for row in last.values() if row.withdrawn_at is None and row.id != without)
    lines = (Linked(*row[: len(_LINKED)]) for row in stands)
    return {
        line.key: (line, (compiled.known(line.content_hash) or compiled.alone(source(tx, line.id)))[0])
        for line in lines
    }


def _join(tx: Tx, definition: Definition, others: tuple[Linked, ...]) -> Definition:
    found = compiled.known(definition.content_hash, *(one.content_hash for one in others))
    if found is None:
        found = compiled.linked(
            tuple(source(tx, number) for number in (definition.id, *(o.id for o in others)))
        )
    diagram, spec = found
    return replace(definition, diagram=diagram, spec=spec, links=others)
