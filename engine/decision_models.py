"""Decision models: immutable published versions of DMN files, checked when published, compiled once per process."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import zstandard
from sqlalchemy import bindparam, func, select

from engine import audit, dmn
from engine.audit.chain import head_of
from engine.database import Tx
from engine.dmn import Decisions
from engine.prepared import Prepared
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import decision_models as table
from processes.findings import ERROR, Finding


@dataclass(frozen=True, slots=True)
class Version:
    """A line of the version list: who published what, when and why; `content_hash` is the file's SHA-256."""

    id: int
    key: str
    version: int
    name: str
    content_hash: str
    note: str
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """One version of a decision model, ready to be asked."""

    version: Version
    decisions: Decisions


class ModelRefused(Invalid):
    """The file was not published; `findings` say what is wrong, where, and what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        problems = (
            Problem(f"dmn.{f.key}", f.element, {**f.values, "line": f.line, "named": f.name})
            for f in findings
        )
        super().__init__("decision.refused", *problems)
        self.findings = tuple(findings)


_LINE = tuple(table.c[name] for name in Version.__slots__)
_STANDARD = re.compile(rb"/spec/DMN/\d+/(?:MODEL|dmn\.xsd)")
_KEY = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.-]{0,63}")


def is_dmn(content: bytes) -> bool:
    """Whether a file is meant to be a decision model: its root names DMN's own namespace. Nothing is parsed."""
    return _STANDARD.search(content[:4096]) is not None


def check(xml: bytes) -> tuple[Finding, ...]:
    """Every finding of a file; an error keeps it from being published. Stores nothing."""
    findings = dmn.lint(xml)
    if any(finding.severity == ERROR for finding in findings):
        return findings
    at = dmn.load(xml).model.at
    if not may_be_key(at.id):
        bad = Finding("model_key", ERROR, at.id[:64], at.name, at.line, "model_key")
        return (bad, *findings)
    return findings


def may_be_key(text: str) -> bool:
    """Whether a text may name a model: it stands in addresses and in references of rule tasks."""
    return _KEY.fullmatch(text) is not None


def key_of(xml: bytes) -> str:
    """The key of a file that `check` lets pass: the id of its root. Raises engine.dmn.DmnRefused for others."""
    return _compiled(xml).model.at.id


def publish(tx: Tx, xml: bytes, note: str = "", expected_version: int | None = None) -> Version:
    """Publish a file as the next version of its key; the same bytes again give the version that stands.

    Raises ModelRefused with every finding, Conflict when `expected_version` is no longer the latest.
    """
    findings = check(xml)
    if any(finding.severity == ERROR for finding in findings):
        raise ModelRefused(findings)
    model = _compiled(xml).model
    key, chain = model.at.id, f"decision:{model.at.id}"
    head_of(tx, chain)  # its lock: one version of a key is published at a time
    newest = _newest(tx, key)
    standing = newest.version if newest else 0
    if expected_version is not None and standing != expected_version:
        raise Conflict("decision.newer_version", version=standing)
    digest = _hash(xml)
    if newest and newest.content_hash == digest:
        return newest
    values: dict[str, Any] = {
        "key": key,
        "version": standing + 1,
        "name": model.at.name or key,
        "content_hash": digest,
        "xml": zstandard.ZstdCompressor(level=10).compress(xml),
        "note": note,
        "created_at": tx.now,
        "created_by": tx.actor.login,
    }
    made = Version(*tx.conn.execute(table.insert().values(**values).returning(*_LINE)).one())
    details = {"version": made.version, "sha256": digest}
    audit.append(tx, chain, "decision.published", key, details, reason=note)
    return made


def latest(tx: Tx, key: str) -> DecisionModel:
    """The newest version of a key. Raises NotFound."""
    return _ready(tx, _newest(tx, key))


def load(tx: Tx, model_id: int) -> DecisionModel:
    """A version by its row number; its file is compiled at most once per process. Raises NotFound."""
    return _ready(tx, _line(tx, table.c.id == model_id))


def numbered(tx: Tx, key: str, version: int) -> DecisionModel:
    """One version of a key by number. Raises NotFound."""
    return _ready(tx, _line(tx, (table.c.key == key) & (table.c.version == version)))


def standing_at(tx: Tx, key: str, moment: datetime) -> DecisionModel | None:
    """The version that answered at a moment; None when the key had none yet."""
    query = select(*_LINE).where(table.c.key == key, table.c.created_at <= moment)
    row = tx.conn.execute(query.order_by(table.c.version.desc()).limit(1)).one_or_none()
    return None if row is None else _ready(tx, Version(*row))


def versions(tx: Tx, key: str) -> tuple[Version, ...]:
    """The version lines of a key, newest first."""
    query = select(*_LINE).where(table.c.key == key).order_by(table.c.version.desc())
    return tuple(Version(*row) for row in tx.conn.execute(query))


def newest_of_each(tx: Tx) -> tuple[Version, ...]:
    """The newest version line of every key, by name."""
    newest = select(table.c.key, func.max(table.c.version).label("version")).group_by(table.c.key).subquery()
    same = (newest.c.key == table.c.key) & (newest.c.version == table.c.version)
    query = select(*_LINE).join(newest, same).order_by(table.c.name, table.c.key)
    return tuple(Version(*row) for row in tx.conn.execute(query))


def source(tx: Tx, model_id: int) -> bytes:
    """The file's bytes as published. Raises NotFound."""
    packed = tx.conn.execute(select(table.c.xml).where(table.c.id == model_id)).scalar_one_or_none()
    if packed is None:
        raise NotFound("decision.unknown_model")
    return zstandard.ZstdDecompressor().decompress(packed)


_NEWEST = Prepared(
    select(*_LINE).where(table.c.key == bindparam("key")).order_by(table.c.version.desc()).limit(1)
)


def _newest(tx: Tx, key: str) -> Version | None:
    row = _NEWEST.row(tx.conn, {"key": key})
    return None if row is None else Version(*row)


def _line(tx: Tx, which: Any) -> Version | None:
    row = tx.conn.execute(select(*_LINE).where(which)).one_or_none()
    return None if row is None else Version(*row)


def _ready(tx: Tx, line: Version | None) -> DecisionModel:
    if line is None:
        raise NotFound("decision.unknown_model")
    known = _COMPILED.get(line.content_hash)
    return DecisionModel(line, known or _compiled(source(tx, line.id)))


# Compiled files by content hash: immutable, so every database and thread of the process may share them.
_COMPILED: OrderedDict[str, Decisions] = OrderedDict()
_MOST_COMPILED = 64
_lock = Lock()


def _compiled(xml: bytes) -> Decisions:
    made = dmn.load(xml)
    with _lock:
        _COMPILED[made.fingerprint] = made
        while len(_COMPILED) > _MOST_COMPILED:
            _COMPILED.popitem(last=False)
    return made


def _hash(xml: bytes) -> str:
    return hashlib.sha256(xml).hexdigest()
