"""The definitions that cases are pinned to, kept per database so that a command does not read them again."""

from __future__ import annotations

from engine import definitions
from engine.database import Tx
from engine.definitions import Definition

_MOST = 64


def definition(tx: Tx, definition_id: int, links: str | None) -> Definition:
    """A version with the versions of other SOPs it is linked to ("12,15"). Raises NotFound."""
    known: dict[tuple[int, str | None], Definition] = tx.kept.setdefault("definitions", {})
    found = known.get((definition_id, links))
    if found is None:
        found = definitions.load(tx, definition_id)
        if links:
            found = definitions.linked(tx, found, links)
        made = [found.created_at, *(one.created_at for one in found.links)]
        if max(made) < tx.now:  # one published by this very transaction may yet be rolled back
            if len(known) >= _MOST:
                known.clear()
            known[definition_id, links] = found
    return found
