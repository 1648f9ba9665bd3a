"""What stands above the flow table, cell by cell and line by line, and which of it is a label of the identity block."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from processes.intake.paper import Box, Line, Page, joined
from processes.intake.vocabulary import field_label

NOTHING_SAID = " :."


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell's text, or a loose line, on a page; `grid` numbers the table it stands in (-1: in none)."""

    page: int
    box: Box
    lines: tuple[Line, ...]
    grid: int

    @property
    def ruled(self) -> bool:
        """Whether it is a cell."""
        return self.grid >= 0

    @property
    def text(self) -> str:
        """Its lines, joined."""
        return joined([line.text for line in self.lines])

    @property
    def says(self) -> bool:
        """Whether there is more in it than a colon."""
        return bool(self.text.strip(NOTHING_SAID))


Labels = dict[Piece, list[tuple[str, list[str]]]]
"""Labels by piece, each with the text that follows it there."""


def pieces_of(pages: Iterable[Page], before: tuple[int, float] | None) -> list[Piece]:
    """Every piece from the top, those before the flow table (page, y) only."""
    found = []
    for page in pages:
        for number, grid in enumerate(page.grids):
            found += [Piece(page.number, cell.box, cell.lines, number) for cell in grid.cells]
        found += [Piece(page.number, line.box, (line,), -1) for line in page.loose]
    if before is not None:
        found = [one for one in found if (one.page, one.box.top) < (before[0], before[1] - 1)]
    return sorted(found, key=lambda one: (one.page, round(one.box.top), one.box.x0))


def labels_of(pieces: Iterable[Piece]) -> Labels:
    """The pieces that carry labels."""
    return {piece: found for piece in pieces if (found := _labelled(piece))}


def _labelled(piece: Piece) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    lines = [line.text for line in piece.lines]
    if 1 < len(lines) <= 3 and not field_label(lines[0]) and (label := field_label(joined(lines))):
        return [(label[0], [label[1]])]  # a label broken over its lines
    for place, line in enumerate(lines):
        label = field_label(line)
        if label is None and place + 1 < len(lines) and not found:
            both = field_label(f"{line} {lines[place + 1]}")
            label = (both[0], "") if both and not both[1] else None
        if label and not (found and label[0] == "number" and "sop" not in line.lower()):
            found.append((label[0], [label[1]] if label[1] else []))
        elif found:
            found[-1][1].append(line)
    return found
