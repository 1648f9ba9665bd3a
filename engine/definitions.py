"""Definitions: immutable published versions of an SOP's BPMN, checked at deploy and compiled once per process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import zstandard
from sqlalchemy import select, text

from engine import audit, compiled, deciding, task_names
from engine.database import Tx
from engine.definition_links import LINE, Definition, Linked, linked, lost_callers, made, unfit, with_links
from engine.definition_links import moments as _moments
from engine.definition_rows import (
    IN_FORCE,
    SCHEDULED,
    SUPERSEDED,
    WITHDRAWN,
    Version,
    base,
    by_key,
    files,
    governing,
    in_force_of_each,
    shown_of_each,
    source,
    sources,
    states,
    versions,
)
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import definitions as table
from engine.spiff import SpecError, SpecProblem, compile_spec
from processes.diagram import Diagram
from processes.findings import ERROR
from processes.lint import Finding, lint
from processes.reader import read_bpmn

__all__ = [
    "IN_FORCE",
    "SCHEDULED",
    "SUPERSEDED",
    "WITHDRAWN",
    "Definition",
    "DeployRefused",
    "Linked",
    "Terms",
    "Version",
    "base",
    "by_key",
    "check",
    "deploy",
    "files",
    "in_force_of_each",
    "latest",
    "linked",
    "load",
    "newest_reached",
    "numbered",
    "shown",
    "shown_of_each",
    "source",
    "sources",
    "states",
    "versions",
    "with_links",
    "withdraw",
]


class DeployRefused(Invalid):
    """The file was not deployed; `findings` say what is wrong, where, and what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        problems = [Problem(f"lint.{f.key}", f.element or "", {"line": f.line or 0}) for f in findings]
        super().__init__("definition.refused", *problems)
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Terms:
    """From when on a version counts (None: from now), and what the trail says of how it came to be."""

    effective_at: datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


_AT_ONCE = Terms()


def check(xml: bytes, tx: Tx | None = None) -> tuple[Finding, ...]:
    """Every finding of the lint and, when that leaves no error, of the compiler. Stores nothing.

    With a transaction the library is asked too, as it will stand once all that is published is in force: whether
    the SOPs it calls are published and fit, and whether those that call it still would.
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
    beside = unfit(tx, diagram, _moments(tx, tx.now)[-1])
    rest = (one for one in findings if one.key != "call_elsewhere")
    return (*_unknown_decisions(tx, diagram), *beside, *rest)


def deploy(
    tx: Tx, xml: bytes, note: str = "", expected_version: int | None = None, terms: Terms = _AT_ONCE
) -> Definition:
    """Publish a file as the next version of its key; the same bytes again give the version that stands.

    Raises DeployRefused with every finding, Conflict when `expected_version` is no longer the newest or a version
    that comes into force later stands already, Invalid for a moment that has passed.
    """
    findings = check(xml)
    if any(f.severity == "error" for f in findings):
        raise DeployRefused(findings)
    diagram, _ = compiled.alone(xml)
    _hold(tx)
    lines = versions(tx, diagram.key)
    newest = lines[0] if lines else None
    _require_expected(tx, diagram.key, newest, expected_version)
    if newest and newest.withdrawn_at is None and _digest_of(tx, newest) == compiled.digest(xml):
        return load(tx, newest.id)
    effective_at = terms.effective_at or tx.now
    _require_last(tx, lines, effective_at)
    if wrong := (*_unknown_decisions(tx, diagram), *unfit(tx, diagram, effective_at)):
        raise DeployRefused((*wrong, *findings))
    values: dict[str, Any] = {
        "key": diagram.key,
        "version": (newest.version if newest else 0) + 1,
        "name": diagram.name,
        "content_hash": compiled.digest(xml),
        "xml": zstandard.ZstdCompressor(level=10).compress(xml),
        "note": note,
        "created_at": tx.now,
        "created_by": tx.actor.login,
        "effective_at": effective_at,
    }
    row = tx.conn.execute(table.insert().values(**values).returning(*LINE)).one()
    task_names.make_known(tx, (activity.title for activity in diagram.activities.values()))
    details = {"version": row.version, "sha256": row.content_hash, "effective_at": effective_at}
    audit.append(
        tx,
        f"definition:{row.key}",
        "definition.published",
        row.key,
        {**details, **terms.details},
        reason=note,
    )
    return made(tx, row)


def withdraw(tx: Tx, key: str, version: int, reason: str) -> Version:
    """Take a version out of force, or one that is to come before it counts: its predecessor then stays in force.

    Raises NotFound, Conflict when it was withdrawn or replaced already, or other SOPs in force call it.
    """
    _hold(tx)
    lines = versions(tx, key)
    line = next((one for one in lines if one.version == version), None)
    if line is None:
        raise NotFound("definition.unknown")
    state = states(lines, tx.now)[version]
    if state not in (IN_FORCE, SCHEDULED):
        raise Conflict(f"definition.already_{state}", version=version)
    if callers := lost_callers(tx, key, line.id, max(tx.now, line.effective_at)):
        raise Conflict("definition.called", callers=", ".join(callers))
    values = {"withdrawn_at": tx.now, "withdrawn_by": tx.actor.login, "withdrawn_reason": reason}
    changed = tx.conn.execute(
        table.update().where(table.c.id == line.id, table.c.withdrawn_at.is_(None)).values(**values)
    )
    if changed.rowcount != 1:
        raise Conflict("definition.already_withdrawn", version=version)
    details = {"version": version, "was": state}
    audit.append(tx, f"definition:{key}", "definition.withdrawn", key, details, reason=reason)
    return next(one for one in versions(tx, key) if one.version == version)


def load(tx: Tx, definition_id: int) -> Definition:
    """A version by its row number; its file is compiled at most once per process. Raises NotFound."""
    row = tx.conn.execute(select(*LINE).where(table.c.id == definition_id)).one_or_none()
    if row is None:
        raise NotFound("definition.unknown")
    return made(tx, row)


def latest(tx: Tx, key: str) -> Definition:
    """The version of a key in force now. Raises NotFound: unknown, not yet in force, or withdrawn."""
    columns = (*LINE, table.c.withdrawn_at)
    row = governing(tx, columns, key)
    if row is not None and row.withdrawn_at is None:
        return made(tx, row)
    known = row is not None or tx.conn.execute(select(table.c.id).where(table.c.key == key)).first()
    raise NotFound("definition.not_in_force" if known else "definition.unknown")


def shown(tx: Tx, key: str) -> Definition:
    """The version an SOP's page shows: that in force, or the last that was, or the first to come. Raises NotFound."""
    row = governing(tx, LINE, key)
    return made(tx, row) if row is not None else load(tx, base(tx, key).id)


def numbered(tx: Tx, key: str, version: int) -> Definition:
    """One version of a key by number. Raises NotFound."""
    row = tx.conn.execute(select(*LINE).where(table.c.key == key, table.c.version == version)).one_or_none()
    if row is None:
        raise NotFound("definition.unknown")
    return made(tx, row)


def newest_reached(tx: Tx, key: str) -> Diagram:
    """What the shown version of an SOP says, together with all it calls as far as that fits. Raises NotFound."""
    definition = shown(tx, key)
    try:
        return with_links(tx, definition).diagram
    except Conflict:
        return definition.diagram


def _hold(tx: Tx) -> None:
    """One version is published or withdrawn at a time, as each must fit all others; readers do not wait."""
    if tx.postgres:
        tx.conn.execute(text("LOCK TABLE definitions IN SHARE ROW EXCLUSIVE MODE"))


def _require_expected(tx: Tx, key: str, newest: Version | None, expected: int | None) -> None:
    """Refuse what was edited from an older version; one withdrawn before it counted need not have been seen."""
    if expected is None:
        return
    standing = base(tx, key).version if newest else 0
    if not standing <= expected <= (newest.version if newest else 0):
        raise Conflict("definition.newer_version", version=standing)


def _require_last(tx: Tx, lines: Sequence[Version], effective_at: datetime) -> None:
    """Refuse a moment that has passed, or before that of a version that is to come: it would undo this one."""
    if effective_at < tx.now:
        raise Invalid("definition.effective_past", Problem("definition.effective_past", "effective"))
    state = states(lines, tx.now)
    later = [one for one in lines if state[one.version] == SCHEDULED and one.effective_at > effective_at]
    if later:
        raise Conflict("definition.scheduled", version=later[0].version)


def _digest_of(tx: Tx, line: Version) -> str:
    query = select(table.c.content_hash).where(table.c.id == line.id)
    return str(tx.conn.execute(query).scalar_one())


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
