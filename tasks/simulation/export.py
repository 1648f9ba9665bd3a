"""A simulation to take away: every figure with its range under both versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.database import Actor
from tasks import rights
from tasks.reports.exports import Export
from tasks.simulation import jobs
from tasks.simulation.comparing import Range
from tasks.simulation.telling import Pair, Telling, tell
from tasks.simulation.typed import MAKERS
from tasks.site import Site

_RANGE = ("mean", "low", "high")
COLUMNS = (
    *("about", "number", "name", "figure"),
    *(f"{which}_{part}" for which in ("before", "after", "gap") for part in _RANGE),
)


def export(site: Site, actor: Actor, key: str, number: int) -> Export:
    """The figures of a simulation; they name no case and nobody. Raises Forbidden, NotFound."""
    rights.require_role(actor, *MAKERS)
    with site.db.read(actor) as tx:
        found = tell(jobs.read(tx, key, number))
    return Export("simulation", COLUMNS, lambda _: _rows(found))


def _rows(found: Telling) -> Iterator[tuple[Any, ...]]:
    for figure, pair in found.whole.items():
        yield ("whole", "", "", figure, *_cells(pair))
    for kind, lines in (("step", found.steps), ("role", found.roles)):
        for line in lines:
            for figure, pair in line.figures.items():
                yield (kind, line.number, line.name, figure, *_cells(pair))


def _cells(pair: Pair) -> tuple[float | None, ...]:
    return tuple(
        getattr(one, part) if isinstance(one, Range) else None
        for one in (pair.before, pair.after, pair.gap)
        for part in _RANGE
    )
