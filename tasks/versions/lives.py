"""How the versions of one SOP stand: which is in force, which come, which were replaced or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from engine import definitions
from engine.database import Tx
from engine.definitions import Version
from engine.instances import ACTIVE
from engine.refusals import NotFound
from engine.schema import definitions as definitions_table
from engine.schema import instances


@dataclass(frozen=True, slots=True)
class Life:
    """An SOP's versions, newest first, with how each stands by its number; `current` is the one in force, if any."""

    lines: tuple[Version, ...]
    states: Mapping[int, str]

    @property
    def current(self) -> Version | None:
        """The version that new requests use."""
        return next((one for one in self.lines if self.states[one.version] == definitions.IN_FORCE), None)

    @property
    def coming(self) -> tuple[Version, ...]:
        """Versions that come into force later, the nearest first."""
        found = (one for one in self.lines if self.states[one.version] == definitions.SCHEDULED)
        return tuple(sorted(found, key=lambda one: (one.effective_at, one.version)))

    @property
    def people(self) -> frozenset[str]:
        """Logins of whoever published or withdrew one."""
        return frozenset(
            login for one in self.lines for login in (one.created_by, one.withdrawn_by) if login is not None
        )

    def line(self, version: int) -> Version:
        """One of the versions; StopIteration cannot happen for one that `lines` holds."""
        return next(one for one in self.lines if one.version == version)


@dataclass(frozen=True, slots=True)
class Span:
    """When a version counted or will: to the next one's day or its withdrawal; `until` is None where none ends it."""

    line: Version
    since: datetime
    until: datetime | None


def spans(life: Life) -> tuple[Span, ...]:
    """The times in which the versions counted, in the order they did; one withdrawn before its day never did."""
    counted = [one for one in life.lines if one.withdrawn_at is None or one.withdrawn_at >= one.effective_at]
    counted.sort(key=lambda one: (one.effective_at, one.version))
    following = [one.effective_at for one in counted[1:]] + [None]
    return tuple(
        Span(one, one.effective_at, _end(one, after)) for one, after in zip(counted, following, strict=True)
    )


def _end(line: Version, following: datetime | None) -> datetime | None:
    ends = [at for at in (following, line.withdrawn_at) if at is not None]
    return min(ends, default=None)


def running(tx: Tx, key: str) -> Mapping[int, int]:
    """How many requests of the acting person's office run on each version of an SOP, by its number."""
    query = (
        select(definitions_table.c.version, func.count())
        .join_from(instances, definitions_table, definitions_table.c.id == instances.c.definition_id)
        .where(definitions_table.c.key == key, instances.c.office == tx.actor.office)
        .where(instances.c.status == ACTIVE)
        .group_by(definitions_table.c.version)
    )
    return {row.version: int(row[1]) for row in tx.conn.execute(query)}


def of(tx: Tx, key: str) -> Life:
    """The versions of an SOP. Raises NotFound where none was ever published."""
    lines = definitions.versions(tx, key)
    if not lines:
        raise NotFound("definition.unknown")
    return Life(lines, definitions.states(lines, tx.now))
