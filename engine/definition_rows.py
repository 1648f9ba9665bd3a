"""The rows of published versions: which of them is in force at a moment, which is the newest, how each stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import zstandard
from sqlalchemy import ColumnElement, or_, select

from engine.database import Tx
from engine.refusals import NotFound
from engine.schema import definitions as table

SCHEDULED, IN_FORCE, SUPERSEDED, WITHDRAWN = "scheduled", "in_force", "superseded", "withdrawn"
"""How a version stands: not yet in force, in force, replaced by a later one, taken out of force."""


@dataclass(frozen=True, slots=True)
class Version:
    """A line of the version list: who published what, when and why, from when on it counts, and who withdrew it."""

    id: int
    key: str
    version: int
    name: str
    note: str
    created_at: datetime
    created_by: str
    effective_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_reason: str | None = None


LINE = tuple(table.c[name] for name in Version.__slots__)


def live() -> ColumnElement[bool]:
    """Rows that count or will: not those withdrawn before they came into force, which never did."""
    return or_(table.c.withdrawn_at.is_(None), table.c.withdrawn_at >= table.c.effective_at)


def governing(tx: Tx, columns: Sequence[ColumnElement[Any]], key: str) -> Any:
    """The row of a key that came into force last by now, withdrawn or not; None where none did.

    A first version that was published at once counts for a clock that stands before that too: that of another
    machine, or of an office that plays its past.
    """
    query = select(*columns).where(live(), table.c.key == key)
    begun = query.where(table.c.effective_at <= tx.now)
    row = tx.conn.execute(
        begun.order_by(table.c.effective_at.desc(), table.c.version.desc()).limit(1)
    ).one_or_none()
    if row is not None:
        return row
    first = query.where(table.c.effective_at <= table.c.created_at).order_by(table.c.version).limit(1)
    return tx.conn.execute(first).one_or_none()


def versions(tx: Tx, key: str | None = None) -> tuple[Version, ...]:
    """Version lines, newest first within each key; of one key or of all."""
    query = select(*LINE).order_by(table.c.key, table.c.version.desc())
    if key is not None:
        query = query.where(table.c.key == key)
    return tuple(Version(*row) for row in tx.conn.execute(query))


def in_force_of_each(tx: Tx) -> tuple[Version, ...]:
    """The version in force of every SOP that has one, by name."""
    chosen = [_last(lines, tx.now) for lines in _by_key(versions(tx))]
    found = [one for one in chosen if one is not None and one.withdrawn_at is None]
    return tuple(sorted(found, key=lambda line: line.name))


def shown_of_each(tx: Tx) -> tuple[Version, ...]:
    """A line of every SOP, by name: the version in force, or the last that was, or the one that will be first."""
    found = [shown(lines, tx.now) for lines in _by_key(versions(tx))]
    return tuple(sorted(found, key=lambda line: line.name))


def shown(lines: Sequence[Version], now: datetime) -> Version:
    """Of one SOP's lines, newest first, the one that its page shows unless asked for another."""
    return _last(lines, now) or lines[0]


def in_force_at(lines: Sequence[Version], instant: datetime) -> Version | None:
    """Of one SOP's lines the version in force at an instant; None before the first and after a withdrawal."""
    last = _last(lines, instant)
    gone = last is not None and last.withdrawn_at is not None and last.withdrawn_at <= instant
    return None if gone else last


def states(lines: Sequence[Version], now: datetime) -> dict[int, str]:
    """How each of one SOP's versions stands, by its number."""
    last = _last(lines, now)
    return {line.version: _state(line, last, now) for line in lines}


def base(tx: Tx, key: str) -> Version:
    """The version an edit begins from: the newest, in force or not, unless it was withdrawn before it counted.

    Raises NotFound.
    """
    lines = versions(tx, key)
    if not lines:
        raise NotFound("definition.unknown")
    return next((line for line in lines if _counts(line)), lines[0])


def source(tx: Tx, definition_id: int) -> bytes:
    """The file's bytes as published. Raises NotFound."""
    packed = tx.conn.execute(select(table.c.xml).where(table.c.id == definition_id)).scalar_one_or_none()
    if packed is None:
        raise NotFound("definition.unknown")
    return _unpacked(packed)


def sources(tx: Tx, key: str) -> Mapping[int, tuple[int, bytes]]:
    """Number and file of every version of an SOP, by row number, in the order of the versions."""
    query = select(table.c.id, table.c.version, table.c.xml).where(table.c.key == key)
    rows = tx.conn.execute(query.order_by(table.c.version)).all()
    return {number: (version, _unpacked(packed)) for number, version, packed in rows}


def files(tx: Tx, rows: Sequence[int]) -> tuple[bytes, ...]:
    """The files of some versions by row number, of any SOPs."""
    query = select(table.c.xml).where(table.c.id.in_(rows)).order_by(table.c.id)
    return tuple(_unpacked(packed) for packed in tx.conn.execute(query).scalars())


def _unpacked(packed: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(packed)


def by_key(lines: Iterable[Version]) -> Mapping[str, tuple[Version, ...]]:
    """Lines as `versions` gives them, by their SOP."""
    return {group[0].key: group for group in _by_key(lines)}


def _by_key(lines: Iterable[Version]) -> list[tuple[Version, ...]]:
    return [tuple(group) for _, group in groupby(lines, key=lambda line: line.key)]


def _last(lines: Iterable[Version], now: datetime) -> Version | None:
    """The line that came into force last, as `governing` has it."""
    known = [line for line in lines if _counts(line)]
    begun = [line for line in known if line.effective_at <= now]
    if begun:
        return max(begun, key=lambda line: (line.effective_at, line.version))
    at_once = (line for line in known if line.effective_at <= line.created_at)
    return min(at_once, key=lambda line: line.version, default=None)


def _counts(line: Version) -> bool:
    return line.withdrawn_at is None or line.withdrawn_at >= line.effective_at


def _state(line: Version, last: Version | None, now: datetime) -> str:
    if line.withdrawn_at is not None:
        return WITHDRAWN
    if last is not None and line.id == last.id:
        return IN_FORCE
    return SCHEDULED if line.effective_at > now else SUPERSEDED
