"""What every reader makes of its file: pages with ruled cells, loose lines of text and drawn symbols, in points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Tell = Callable[[int, int], None]
"""Told after each page: how many are read, of how many."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points, y running down."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Its height."""
        return self.bottom - self.top

    @property
    def center(self) -> tuple[float, float]:
        """Its middle."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point lies in it."""
        return self.x0 <= point[0] <= self.x1 and self.top <= point[1] <= self.bottom

    def across(self, other: Box) -> float:
        """How much of the width of `other` it covers, 0 to 1."""
        return _share(self.x0, self.x1, other.x0, other.x1)

    def along(self, other: Box) -> float:
        """How much of the height of `other` it covers, 0 to 1."""
        return _share(self.top, self.bottom, other.top, other.bottom)


def _share(a0: float, a1: float, b0: float, b1: float) -> float:
    return max(0.0, min(a1, b1) - max(a0, b0)) / max(b1 - b0, 0.001)


def hull(boxes: list[Box]) -> Box:
    """The smallest box around some boxes."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where it stands."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Cell:
    """A ruled cell, merged ones as one; `formula` says that its value was reckoned when the file was last saved."""

    box: Box
    lines: tuple[Line, ...] = ()
    formula: bool = False

    @property
    def text(self) -> str:
        """Its lines, joined."""
        return joined([line.text for line in self.lines])


class SymbolKind(StrEnum):
    """The symbols a flow is drawn with (PermenPANRB 35/2012: capsule, box, diamond, pentagon)."""

    BOX = "box"
    CAPSULE = "capsule"
    DIAMOND = "diamond"
    PENTAGON = "pentagon"
    MARK = "mark"  # a tick, a dot or a small picture in a column


@dataclass(frozen=True, slots=True)
class Symbol:
    """A drawn symbol; `id` joins it to the arrows where the file says which they touch."""

    kind: SymbolKind
    box: Box
    text: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow whose ends the file ties to symbols."""

    source: str
    target: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table."""

    box: Box
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page (PDF), a worksheet (XLSX), or all there is (DOCX); `ways` are lines drawn between symbols."""

    number: int
    box: Box
    grids: tuple[Grid, ...] = ()
    loose: tuple[Line, ...] = ()
    words: tuple[Line, ...] = ()  # all text, cut at every wide space (PDF)
    bits: tuple[Line, ...] = ()  # all text, cut at every space (PDF)
    symbols: tuple[Symbol, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    name: str = ""
    ways: tuple[tuple[tuple[float, float], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole file as read; `unread` names what stands in it and was left out."""

    format: str  # pdf, docx, xlsx
    pages: tuple[Page, ...]
    unread: tuple[str, ...] = ()


def page_text(page: Page) -> str:
    """All text of a page from the top, what stands level in one line."""
    pieces = [(cell.box, cell.text) for grid in page.grids for cell in grid.cells if cell.text]
    pieces += [(line.box, line.text) for line in page.loose]
    rows: list[list[tuple[Box, str]]] = []
    for piece in sorted(pieces, key=lambda one: (one[0].top, one[0].x0)):
        if rows and abs(rows[-1][0][0].top - piece[0].top) < 3:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return "\n".join(" | ".join(text for _, text in sorted(row, key=lambda one: one[0].x0)) for row in rows)


SOFT = "\u00ad"
"""At the end of a line: the word goes on in the next."""


def joined(lines: list[str]) -> str:
    """Lines of a cell as one text; a word broken at a hyphen, or where a SOFT mark stands, is one word."""
    text = ""
    for line in (" ".join(line.split()) for line in lines):
        if text.endswith(SOFT):
            text = text[:-1] + line
        elif text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower():
            text += line
        else:
            text = f"{text} {line}".strip()
    return text.rstrip(SOFT)
