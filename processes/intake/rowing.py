"""A row of the flow table while it is put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from processes.intake.columns import Column
from processes.intake.paper import Box, Line, Symbol
from processes.intake.vocabulary import Kind

_WIDER = 1.2  # how much wider the step between two rows is than that between two lines
_LEVEL = 6.0  # points within which two lines stand level


@dataclass(slots=True)
class Row:
    """A row being put together: where it stands, its lines by column, its symbols."""

    page: int
    box: Box
    lines: dict[Column, list[Line]] = field(default_factory=dict)
    shared: set[Column] = field(default_factory=set)
    formulas: set[Column] = field(default_factory=set)
    symbols: list[Symbol] = field(default_factory=list)
    joined: bool = False
    unruled: bool = False  # cut out of a cell that holds several rows

    def of(self, kind: Kind) -> list[Line]:
        """The lines of all columns of a kind."""
        return [line for column, lines in self.lines.items() if column.kind is kind for line in lines]

    def text(self, kind: Kind) -> str:
        """The text of all columns of a kind, its lines parted by spaces."""
        return " ".join(line.text for line in self.of(kind)).strip()


def cut_at(box: Box, numbers: list[float], lines: list[Line], beside: Sequence[Line] = ()) -> list[Box]:
    """Borders between numbered rows: above each number where rows begin there, else where the kegiatan's lines are
    widest apart (and within that, where those of the columns `beside` it are)."""
    levels = sorted({line.box.center[1] for line in lines})
    on_top = bool(levels) and abs(levels[0] - numbers[0]) < _LEVEL
    borders = [box.top]
    for upper, lower in pairwise(numbers):
        between = [level for level in levels if borders[-1] <= level <= lower + _LEVEL]
        gaps = [(b - a, a, b) for a, b in pairwise(between)]
        if on_top and not (gaps and max(gaps)[0] > _WIDER * min(gaps)[0]):
            borders.append(lower - _LEVEL)
            continue
        borders.append(_widest(*max(gaps)[1:], beside) if gaps else (upper + lower) / 2)
    borders.append(box.bottom)
    return [Box(box.x0, a, box.x1, b) for a, b in pairwise(borders)]


def _widest(above: float, below: float, lines: Iterable[Line]) -> float:
    """The middle of the widest step between lines in a stretch."""
    levels = sorted({above, below, *(y for line in lines if above < (y := line.box.center[1]) < below)})
    return max((b - a, (a + b) / 2) for a, b in pairwise(levels))[1]
