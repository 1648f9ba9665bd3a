"""How large each symbol is and what is written in it; sizes in grid units, ten to a grid step of 1.5 mm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from processes.paper.chart import Chart, Shape, Symbol
from processes.paper.columns import GRID, Columns
from processes.paper.measure import line_height, width, wrap

UNITS = 10 / GRID  # units in a mm
GAP = 30  # between two symbols of a row, and above and below them: room for an arrow and its answer
CONNECTOR = (50, 40)
STRIP = 60  # room for off-page connectors at the upper or lower end of a page
TYPE = 6.5  # points
_SMALL = 5.5
_LOWEST = {Shape.CAPSULE: 40, Shape.BOX: 40, Shape.DIAMOND: 50}
_SLIM = 1.4  # a symbol higher than this by its width looks like none
_MOST = 90  # letters a symbol may hold


@dataclass(frozen=True, slots=True)
class Sized:
    """A symbol's width and height in units, its lines of text and their type in points.

    `told` is what did not fit in and stands in the row's kegiatan cell instead.
    """

    symbol: Symbol
    width: int
    height: int
    lines: tuple[str, ...]
    type: float
    told: str = ""


def sizes(chart: Chart, layout: Columns) -> Mapping[str, Sized]:
    """The size of every symbol of a chart, by its id."""
    return {symbol.id: _sized(symbol, layout) for symbol in chart.symbols}


def stack(row: tuple[Sized, ...]) -> int:
    """Height in units of a row's symbols with the gaps between, above and below them."""
    return sum(one.height for one in row) + GAP * (len(row) + 1)


def _sized(symbol: Symbol, layout: Columns) -> Sized:
    across = round(layout.symbol * UNITS / 5) * 5
    text = " ".join(symbol.text.split())
    lowest = _LOWEST[symbol.shape]
    if not text:
        return Sized(symbol, across, lowest, (), TYPE)
    for size in (TYPE, _SMALL):
        for height in range(lowest, max(lowest, round(across * _SLIM)) + 1, 10):
            lines = _fitting(symbol.shape, text, (across / UNITS, height / UNITS), size)
            if lines and len(text) <= _MOST:
                return Sized(symbol, across, height, lines, size)
    brief = text.split(":")[0] if symbol.shape is Shape.CAPSULE else ""
    lines = wrap(brief, layout.symbol, _SMALL)
    return Sized(symbol, across, lowest, lines, _SMALL, text)


def _fitting(shape: Shape, text: str, size: tuple[float, float], type_size: float) -> tuple[str, ...]:
    """The lines of a text in a symbol of (width, height) mm; none when it does not fit."""
    across, down = size
    if shape is not Shape.DIAMOND:
        room = across - (2.4 if shape is Shape.CAPSULE else 1.2)
        return _lines(text, room, down - 1.2, type_size)
    for share in (0.5, 0.58, 0.66, 0.42):
        lines = _lines(text, across * share, down * (1 - share) - 0.6, type_size)
        if lines:
            return lines
    return ()


def _lines(text: str, room: float, down: float, size: float) -> tuple[str, ...]:
    """The lines when they fit in `room` x `down` mm without cutting a word."""
    if any(width(word, size) > room for word in text.split()):
        return ()
    lines = wrap(text, room, size)
    return lines if len(lines) * line_height(size) <= down else ()
