"""How the versions of one SOP stand: which is in force, which come, which were replaced or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine import definitions
from engine.database import Tx
from engine.definitions import Version
from engine.refusals import NotFound


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


def of(tx: Tx, key: str) -> Life:
    """The versions of an SOP. Raises NotFound where none was ever published."""
    lines = definitions.versions(tx, key)
    if not lines:
        raise NotFound("definition.unknown")
    return Life(lines, definitions.states(lines, tx.now))
