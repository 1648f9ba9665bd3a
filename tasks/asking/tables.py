"""A pivot as a table to take away: a row per row, a column per column, lengths as lengths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from engine.database import Actor, Tx
from tasks.asking.measures import MEASURES
from tasks.asking.pivot import ALL, Pivot
from tasks.asking.tallies import Value
from tasks.asking.trail import note_taken
from tasks.reports.exports import Export
from tasks.site import Site

Naming = Callable[[str, str], str]


def table(site: Site, actor: Actor, found: Pivot, name: Naming) -> Export:
    """The answer with its totals, after a line in the trail; keys said by `name`, column keys already in words."""
    note_taken(site, actor, "pivot", found.asked, rows=len(found.rows))
    across = [key for key in found.columns if key != ALL]
    columns = [f"dimension:{found.asked.rows}", *(name(found.asked.columns, key) for key in across)]
    columns += ["total" if across else f"measure:{found.asked.measure}:{found.asked.of}", "facts"]

    def rows(_tx: Tx) -> Iterator[tuple[Any, ...]]:
        for row in found.rows:
            cells = [_cell(found, found.cells.get((row, column))) for column in across]
            total = found.of_row[row]
            yield name(found.asked.rows, row), *cells, _cell(found, total), total.count
        totals = [_cell(found, found.of_column.get(column)) for column in across]
        yield name("", "total"), *totals, _cell(found, found.whole), found.whole.count

    return Export("pivot", tuple(columns), rows)


def _cell(found: Pivot, value: Value | None) -> Any:
    if value is None or value.number is None:
        return None
    if MEASURES[found.asked.measure].shown_as == "length":
        return timedelta(microseconds=value.number)
    return value.number
