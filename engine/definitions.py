"""Definitions: immutable published versions of an SOP's BPMN, checked at deploy and compiled once per process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import zstandard
from sqlalchemy import func, select, text

from engine import audit, compiled, deciding, task_names
from engine.database import Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import definitions as table
from engine.spiff import Spec, SpecError, SpecProblem, compile_spec
from processes.diagram import Diagram
from processes.findings import ERROR
from processes.linking import faults, reached, unfit_callers
from processes.lint import Finding, lint
from processes.reader import read_bpmn


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
    diagram: Diagram
    spec: Spec
    links: tuple[Linked, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A line of the version list: who published what, when and why."""

    id: int
    key: str
    version: int
    name: str
    note: str
    created_at: datetime
    created_by: str


_LINE = tuple(
    table.c[name]
    for name in ("id", "key", "version", "name", "content_hash", "note", "created_at", "created_by")
)


class DeployRefused(Invalid):
    """The file was not deployed; `findings` say what is wrong, where, and what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        problems = [Problem(f"lint.{f.key}", f.element or "", {"line": f.line or 0}) for f in findings]
        super().__init__("definition.refused", *problems)
        self.findings = tuple(findings)


def check(xml: bytes, tx: Tx | None = None) -> tuple[Finding, ...]:
    """Every finding of the lint and, when that leaves no error, of the compiler. Stores nothing.

    With a transaction the library is asked too: whether the SOPs it calls are published and fit, and whether those
    that call it still would.
    """
    findings = lint(xml)
    if any(f.severity == "error" for f in findings):
        return findings
    diagram = read_bpmn(xml)
    try:
        compile_spec(xml, diagram.key, beyond=diagram.calls)
    except SpecError as error:
        return (*findings, *(_as_finding(problem, diagram) for problem in error.findings))
    if tx is None:
        return findings
    return (*_unfit(tx, diagram), *(one for one in findings if one.key != "call_elsewhere"))


def _unfit(tx: Tx, diagram: Diagram) -> tuple[Finding, ...]:
    """Why a file that could run alone does not fit what is published."""
    library = {key: other for key, (_, other) in _newest_of_all(tx).items()}
    return (
        *_unknown_decisions(tx, diagram),
        *faults(diagram, library),
        *unfit_callers(diagram, library),
    )


def deploy(tx: Tx, xml: bytes, note: str = "", expected_version: int | None = None) -> Definition:
    """Publish a file as the next version of its key; the same bytes again give the version that stands.

    Raises DeployRefused with every finding, Conflict when `expected_version` is no longer the latest.
    """
    findings = check(xml)
    if any(f.severity == "error" for f in findings):
        raise DeployRefused(findings)
    diagram, _ = compiled.alone(xml)
    if tx.postgres:  # one file is published at a time, as each must fit all others; readers do not wait
        tx.conn.execute(text("LOCK TABLE definitions IN SHARE ROW EXCLUSIVE MODE"))
    newest = _newest(tx, diagram.key)
    if expected_version is not None and (newest.version if newest else 0) != expected_version:
        raise Conflict("definition.newer_version", version=newest.version if newest else 0)
    if newest and newest.content_hash == compiled.digest(xml):
        return _definition(tx, newest)
    if unfit := _unfit(tx, diagram):
        raise DeployRefused((*unfit, *findings))
    values: dict[str, Any] = {
        "key": diagram.key,
        "version": (newest.version if newest else 0) + 1,
        "name": diagram.name,
        "content_hash": compiled.digest(xml),
        "xml": zstandard.ZstdCompressor(level=10).compress(xml),
        "note": note,
        "created_at": tx.now,
        "created_by": tx.actor.login,
    }
    row = tx.conn.execute(table.insert().values(**values).returning(*_LINE)).one()
    task_names.make_known(tx, (activity.title for activity in diagram.activities.values()))
    details = {"version": row.version, "sha256": row.content_hash}
    audit.append(tx, f"definition:{row.key}", "definition.published", row.key, details, reason=note)
    return _definition(tx, row)


def load(tx: Tx, definition_id: int) -> Definition:
    """A version by its row number; its file is compiled at most once per process. Raises NotFound."""
    row = tx.conn.execute(select(*_LINE).where(table.c.id == definition_id)).one_or_none()
    if row is None:
        raise NotFound("definition.unknown")
    return _definition(tx, row)


def latest(tx: Tx, key: str) -> Definition:
    """The newest version of a key. Raises NotFound."""
    row = _newest(tx, key)
    if row is None:
        raise NotFound("definition.unknown")
    return _definition(tx, row)


def numbered(tx: Tx, key: str, version: int) -> Definition:
    """One version of a key by number. Raises NotFound."""
    row = tx.conn.execute(select(*_LINE).where(table.c.key == key, table.c.version == version)).one_or_none()
    if row is None:
        raise NotFound("definition.unknown")
    return _definition(tx, row)


def versions(tx: Tx, key: str | None = None) -> tuple[Version, ...]:
    """Version lines, newest first within each key; of one key or of all."""
    columns = [table.c[name] for name in Version.__slots__]
    query = select(*columns).order_by(table.c.key, table.c.version.desc())
    if key is not None:
        query = query.where(table.c.key == key)
    return tuple(Version(*row) for row in tx.conn.execute(query))


def newest_of_each(tx: Tx) -> tuple[Version, ...]:
    """The newest version line of every key."""
    newest = select(table.c.key, func.max(table.c.version).label("version")).group_by(table.c.key).subquery()
    columns = [table.c[name] for name in Version.__slots__]
    query = select(*columns).join(
        newest, (newest.c.key == table.c.key) & (newest.c.version == table.c.version)
    )
    return tuple(Version(*row) for row in tx.conn.execute(query.order_by(table.c.name)))


def source(tx: Tx, definition_id: int) -> bytes:
    """The file's bytes as published. Raises NotFound."""
    packed = tx.conn.execute(select(table.c.xml).where(table.c.id == definition_id)).scalar_one_or_none()
    if packed is None:
        raise NotFound("definition.unknown")
    return zstandard.ZstdDecompressor().decompress(packed)


def _newest(tx: Tx, key: str) -> Any:
    query = select(*_LINE).where(table.c.key == key).order_by(table.c.version.desc()).limit(1)
    return tx.conn.execute(query).one_or_none()


def with_links(tx: Tx, definition: Definition) -> Definition:
    """A definition linked to the newest versions of all SOPs it may reach; itself where it calls none.

    Raises Conflict when one of them is not published or does not fit (an older version of the caller).
    """
    if not definition.diagram.calls:
        return definition
    newest = _newest_of_all(tx)
    library = {key: diagram for key, (_, diagram) in newest.items()}
    others = tuple(newest[key][0] for key in reached(definition.diagram, library))
    fits = compiled.known(definition.content_hash, *(one.content_hash for one in others))
    if not fits and faults(definition.diagram, library):
        raise Conflict("definition.links_unfit")
    return _join(tx, definition, others)


def newest_reached(tx: Tx, key: str) -> Diagram:
    """What the newest version of an SOP says, together with all it calls as far as that fits. Raises NotFound."""
    definition = latest(tx, key)
    try:
        return with_links(tx, definition).diagram
    except Conflict:
        return definition.diagram


def linked(tx: Tx, definition: Definition, links: str) -> Definition:
    """A definition with the versions of other SOPs that a case pinned (row numbers, "12,15")."""
    ids = [int(number) for number in links.split(",")]
    rows = tx.conn.execute(select(*_LINKED).where(table.c.id.in_(ids)))
    lines = {row.id: Linked(*row) for row in rows}
    return _join(tx, definition, tuple(lines[number] for number in ids))


def _join(tx: Tx, definition: Definition, others: tuple[Linked, ...]) -> Definition:
    found = compiled.known(definition.content_hash, *(one.content_hash for one in others))
    if found is None:
        found = compiled.linked(
            tuple(source(tx, number) for number in (definition.id, *(o.id for o in others)))
        )
    diagram, spec = found
    return replace(definition, diagram=diagram, spec=spec, links=others)


_LINKED = tuple(table.c[name] for name in Linked.__slots__)


def _newest_of_all(tx: Tx) -> dict[str, tuple[Linked, Diagram]]:
    """The newest version of every SOP by key, with what it says."""
    newest = select(func.max(table.c.id)).group_by(table.c.key)
    lines = [Linked(*row) for row in tx.conn.execute(select(*_LINKED).where(table.c.id.in_(newest)))]
    return {
        line.key: (line, (compiled.known(line.content_hash) or compiled.alone(source(tx, line.id)))[0])
        for line in lines
    }


def _definition(tx: Tx, row: Any) -> Definition:
    diagram, spec = compiled.known(row.content_hash) or compiled.alone(source(tx, row.id))
    return Definition(**row._mapping, diagram=diagram, spec=spec)


def _unknown_decisions(tx: Tx, diagram: Diagram) -> Iterator[Finding]:
    """Business rule tasks whose model is not published, or has no such decision, or several to choose from."""
    for one in diagram.activities.values():
        try:
            if one.decision is not None:
                deciding.referred(tx, one.decision)
        except NotFound:
            values = {"reference": one.decision or ""}
            yield Finding("engine", ERROR, one.id, one.name, one.line, "unknown_decision", values)


def _as_finding(problem: SpecProblem, diagram: Diagram) -> Finding:
    drawn = diagram.elements.get(problem.element)
    flow = next((one for one in diagram.flows if one.id == problem.element), None)
    return Finding(
        rule="engine",
        severity="error",
        element=problem.element,
        name=drawn.name if drawn else flow.name if flow else "",
        line=problem.line or (drawn.line if drawn else 0),
        key=problem.key,
        values={name: str(value) for name, value in problem.values.items()},
    )
