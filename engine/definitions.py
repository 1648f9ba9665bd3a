"""Definitions: immutable published versions of an SOP's BPMN, checked at deploy and compiled once per process."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import zstandard
from sqlalchemy import func, select

from engine import audit, deciding, task_names
from engine.audit.chain import head_of
from engine.database import Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import definitions as table
from engine.spiff import Spec, SpecError, SpecProblem, compile_spec
from processes.diagram import Diagram
from processes.findings import ERROR
from processes.lint import Finding, lint
from processes.reader import read_bpmn


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of an SOP: what the file says (`diagram`) and the compiled net (`spec`)."""

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


def check(xml: bytes) -> tuple[Finding, ...]:
    """Every finding of the lint and, when that leaves no error, of the compiler. Stores nothing."""
    findings = lint(xml)
    if any(f.severity == "error" for f in findings):
        return findings
    diagram = read_bpmn(xml)
    try:
        compile_spec(xml, diagram.key)
    except SpecError as error:
        return (*findings, *(_as_finding(problem, diagram) for problem in error.findings))
    return findings


def deploy(tx: Tx, xml: bytes, note: str = "", expected_version: int | None = None) -> Definition:
    """Publish a file as the next version of its key; the same bytes again give the version that stands.

    Raises DeployRefused with every finding, Conflict when `expected_version` is no longer the latest.
    """
    findings = check(xml)
    if any(f.severity == "error" for f in findings):
        raise DeployRefused(findings)
    diagram, _ = _compiled(xml)
    if unknown := tuple(_unknown_decisions(tx, diagram)):
        raise DeployRefused((*unknown, *findings))
    head_of(tx, f"definition:{diagram.key}")  # its lock: one version of a key is published at a time
    newest = _newest(tx, diagram.key)
    if expected_version is not None and (newest.version if newest else 0) != expected_version:
        raise Conflict("definition.newer_version", version=newest.version if newest else 0)
    if newest and newest.content_hash == _hash(xml):
        return _definition(tx, newest)
    values: dict[str, Any] = {
        "key": diagram.key,
        "version": (newest.version if newest else 0) + 1,
        "name": diagram.name,
        "content_hash": _hash(xml),
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


def _definition(tx: Tx, row: Any) -> Definition:
    diagram, spec = _COMPILED.get(row.content_hash) or _compiled(source(tx, row.id))
    return Definition(**row._mapping, diagram=diagram, spec=spec)


# Compiled files by content hash: immutable, so every database and thread of the process may share them.
_COMPILED: OrderedDict[str, tuple[Diagram, Spec]] = OrderedDict()
_MOST_COMPILED = 64
_lock = Lock()


def _compiled(xml: bytes) -> tuple[Diagram, Spec]:
    digest = _hash(xml)
    with _lock:
        if digest in _COMPILED:
            _COMPILED.move_to_end(digest)
            return _COMPILED[digest]
    pair = _compile(xml)
    with _lock:
        _COMPILED[digest] = pair
        while len(_COMPILED) > _MOST_COMPILED:
            _COMPILED.popitem(last=False)
    return pair


def _compile(xml: bytes) -> tuple[Diagram, Spec]:
    diagram = read_bpmn(xml)
    return diagram, compile_spec(xml, diagram.key)


def _hash(xml: bytes) -> str:
    return hashlib.sha256(xml).hexdigest()


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
