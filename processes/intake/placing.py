"""Gives each drawn symbol to the row it belongs to, also when it was drawn a little too high or low."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from processes.intake.columns import Heading
from processes.intake.paper import Symbol
from processes.intake.rowing import Row
from processes.intake.vocabulary import Kind

_ASIDE = 8.0  # points by which a symbol may stand beside the pelaksana columns
_SHARE = 0.2  # of its height that must stand in a row it is moved to


def give_symbols(symbols: Iterable[Symbol], rows: list[Row], heading: Heading) -> None:
    """Put each symbol over the pelaksana columns to the row its middle is in; then mend where a row went without."""
    actors = heading.of(Kind.ACTORS)
    if not actors or not rows:
        return
    left, right = min(one.x0 for one in actors) - _ASIDE, max(one.x1 for one in actors) + _ASIDE
    for symbol in symbols:
        if left <= symbol.box.center[0] <= right:
            row = _row_of(symbol, rows)
            if row is not None:
                row.symbols.append(symbol)
    for upper, lower in itertools.pairwise(rows):
        _mend(upper, lower)
    for upper, lower in reversed(list(itertools.pairwise(rows))):
        _mend(upper, lower)


def _row_of(symbol: Symbol, rows: list[Row]) -> Row | None:
    y = symbol.box.center[1]
    for row in rows:
        if row.box.top <= y < row.box.bottom:
            return row
    for row in (rows[0], rows[-1]):
        if row.box.along(symbol.box) >= _SHARE:
            return row
    return None


def _mend(upper: Row, lower: Row) -> None:
    """Move a symbol over the border of two rows to the one that has none, when the other keeps one."""
    for full, empty in ((upper, lower), (lower, upper)):
        if empty.symbols or len(full.symbols) < 2:
            continue
        over = [symbol for symbol in full.symbols if empty.box.along(symbol.box) >= _SHARE]
        if over and len(over) < len(full.symbols):
            moved = max(over, key=lambda one: empty.box.along(one.box))
            full.symbols.remove(moved)
            empty.symbols.append(moved)
