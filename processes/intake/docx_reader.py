"""Reads a Word document into a Paper: one page, tables with places in points, symbols in or over their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from processes.intake.docx_shapes import Drawn, shapes_in
from processes.intake.office_shapes import MC
from processes.intake.package import Package
from processes.intake.paper import Box, Cell, Grid, Line, Page, Paper, Symbol, hull
from processes.intake.refusals import Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LINE = 13.0  # points of a line of text, to give rows a height
_LETTER = 5.2
_TWIP = 20.0
_TEXT_BOXES = (f"{W}txbxContent",)


@dataclass(slots=True)
class _Body:
    """The document while it is laid out."""

    y: float = 0.0
    grids: list[Grid] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)


def read_docx(content: bytes) -> Paper:
    """The body of a document. Raises Unreadable."""
    package = Package(content)
    root = package.xml("word/document.xml")
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise Unreadable("intake.broken")
    laid = _Body()
    for block in _blocks(body):
        if block.tag == f"{W}tbl":
            _add_table(laid, block, 0.0)
        else:
            _add_paragraph(laid, block)
    boxes = [grid.box for grid in laid.grids] + [line.box for line in laid.loose]
    page = Page(
        1,
        hull(boxes) if boxes else Box(0, 0, 0, 0),
        tuple(laid.grids),
        tuple(laid.loose),
        symbols=tuple(laid.symbols),
    )
    unread = [name.rpartition("/")[2] for name in sorted(package.names) if "vbaProject" in name]
    return Paper("docx", (page,), tuple(unread))


def _blocks(holder: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, those in content controls and insertions too; what was struck out is left."""
    for child in holder:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"):
            yield from _blocks(child)


def _add_paragraph(laid: _Body, paragraph: etree._Element) -> None:
    for part in paragraph_lines(paragraph):
        x = 0.0
        for piece in re.split(r"\t+|\s{4,}", part):
            if piece.strip():
                width = _LETTER * len(piece)
                laid.loose.append(Line(" ".join(piece.split()), Box(x, laid.y, x + width, laid.y + _LINE)))
                x += width + 40
        laid.y += _LINE
    for inner in text_boxes(paragraph):
        for block in _blocks(inner):
            if block.tag == f"{W}tbl":
                _add_table(laid, block, 0.0)
            else:
                _add_paragraph(laid, block)
    laid.y += 2


def paragraph_lines(paragraph: etree._Element) -> list[str]:
    """A paragraph's lines of text, without what stands in drawn shapes or was struck out."""
    text = ""
    for node in _inline(paragraph):
        if node.tag == f"{W}t":
            text += node.text or ""
        elif node.tag == f"{W}tab":
            text += "\t"
        elif node.tag in (f"{W}br", f"{W}cr"):
            text += "\n"
        elif node.tag == f"{W}noBreakHyphen":
            text += "-"
        elif node.tag == f"{W}sym":
            text += "√"
    marked = paragraph.find(f"{W}pPr/{W}numPr") is not None
    lines = [line for line in text.split("\n") if line.strip()]
    return [f"• {line.strip()}" if marked and n == 0 else line for n, line in enumerate(lines)]


def _inline(node: etree._Element) -> Iterator[etree._Element]:
    for child in node:
        if child.tag in (
            f"{W}del",
            f"{W}drawing",
            f"{W}pict",
            f"{W}object",
            f"{W}pPr",
            f"{MC}AlternateContent",
            f"{W}moveFrom",
        ):
            continue
        if child.tag in (f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen", f"{W}sym"):
            yield child
        elif isinstance(child.tag, str):
            yield from _inline(child)


def text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Text boxes that hold tables: some offices draw their letterhead so."""
    for box in paragraph.iter(*_TEXT_BOXES):
        inside = any(parent.tag in (f"{MC}Fallback", f"{W}txbxContent") for parent in box.iterancestors())
        if not inside and box.find(f".//{W}tbl") is not None:
            yield box


def _add_table(laid: _Body, table: etree._Element, left: float) -> None:
    """Lay a table out: columns by its grid, rows as high as their text; merged cells as one."""
    starts = _columns(table, left)
    cells: list[_Laid] = []
    above: dict[int, _Laid] = {}
    top = laid.y
    for row in table.iter(f"{W}tr"):
        if _table_of(row) is not table:
            continue
        placed = _row(row, starts, laid.y)
        height = max([one.need for one in placed if one.starts_one_row] + [_height(row), _LINE])
        for one in placed:
            here = Box(one.x0, laid.y, one.x1, laid.y + height)
            laid.symbols += [shape.placed(here) for shape in one.shapes]
        above = {one.column: _merged(one, above, laid.y + height, cells) for one in placed}
        laid.y += height
    if cells:
        grid = tuple(one.cell() for one in cells)
        laid.grids.append(Grid(Box(starts[0], top, max(one.box.x1 for one in grid), laid.y), grid))
    laid.y += _LINE


def _merged(one: _Laid, above: dict[int, _Laid], bottom: float, cells: list[_Laid]) -> _Laid:
    """The cell a laid one belongs to: itself, or the one above that it carries on."""
    upper = above.get(one.column) if one.carries_on else None
    if upper is None:
        cells.append(one)
        upper = one
    else:
        upper.lines += one.lines
    upper.bottom = bottom
    return upper


def _table_of(row: etree._Element) -> etree._Element | None:
    parent = row.getparent()
    while parent is not None and parent.tag != f"{W}tbl":
        parent = parent.getparent()
    return parent


@dataclass(slots=True)
class _Laid:
    """A cell being laid out."""

    column: int
    x0: float
    x1: float
    top: float
    bottom: float
    lines: list[str]
    shapes: list[Drawn]
    carries_on: bool
    starts_one_row: bool

    @property
    def need(self) -> float:
        """The height its text needs."""
        width = max(self.x1 - self.x0 - 10, 20)
        return _LINE * sum(1 + int(len(line) * _LETTER / width) for line in self.lines) + 4

    def cell(self) -> Cell:
        """The cell as read."""
        box = Box(self.x0, self.top, self.x1, self.bottom)
        step = box.height / max(len(self.lines), 1)
        return Cell(
            box,
            tuple(
                Line(text, Box(box.x0, box.top + n * step, box.x1, box.top + (n + 1) * step))
                for n, text in enumerate(self.lines)
            ),
        )


def _columns(table: etree._Element, left: float) -> list[float]:
    starts = [left]
    for column in table.iterfind(f"{W}tblGrid/{W}gridCol"):
        starts.append(starts[-1] + max(_twips(column.get(f"{W}w")), 4.0))
    return starts


def _row(row: etree._Element, starts: list[float], y: float) -> list[_Laid]:
    before = row.find(f"{W}trPr/{W}gridBefore")
    column = 0 if before is None else int(before.get(f"{W}val", "0"))
    placed = []
    for cell in row.iter(f"{W}tc"):
        if next(parent for parent in cell.iterancestors() if parent.tag == f"{W}tr") is not row:
            continue
        properties = cell.find(f"{W}tcPr")
        span = _span(properties)
        merge = None if properties is None else properties.find(f"{W}vMerge")
        carries_on = merge is not None and merge.get(f"{W}val", "continue") != "restart"
        lines = [
            " ".join(line.split()) for block in _cell_paragraphs(cell) for line in paragraph_lines(block)
        ]
        x0, x1 = _start(starts, column), _start(starts, column + span)
        shapes = [shape for block in _cell_paragraphs(cell) for shape in shapes_in(block)]
        placed.append(_Laid(column, x0, x1, y, y, lines, shapes, carries_on, merge is None))
        column += span
    return placed


def _cell_paragraphs(cell: etree._Element) -> Iterator[etree._Element]:
    for block in _blocks(cell):
        if block.tag == f"{W}p":
            yield block
        else:
            for inner in block.iter(f"{W}tc"):
                yield from _cell_paragraphs(inner)


def _span(properties: etree._Element | None) -> int:
    span = None if properties is None else properties.find(f"{W}gridSpan")
    return 1 if span is None else max(int(span.get(f"{W}val", "1")), 1)


def _start(starts: list[float], column: int) -> float:
    if column < len(starts):
        return starts[column]
    return starts[-1] + 40.0 * (column - len(starts) + 1)


def _height(row: etree._Element) -> float:
    height = row.find(f"{W}trPr/{W}trHeight")
    return 0.0 if height is None else _twips(height.get(f"{W}val"))


def _twips(text: str | None) -> float:
    try:
        return float(text or 0) / _TWIP
    except ValueError:
        return 0.0
