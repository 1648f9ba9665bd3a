"""Cuts the table below its heading into rows: which cells, lines and symbols belong to which kegiatan."""

from __future__ import annotations

import re
from dataclasses import dataclass

from processes.intake.columns import Column, Heading, is_numbered_row
from processes.intake.paper import Box, Cell, Grid, Line, Page
from processes.intake.placing import give_symbols
from processes.intake.rowing import Row, cut_at
from processes.intake.vocabulary import Kind

_OWN_NUMBER = re.compile(r"^\s*\(?(\d{1,2}(?:\.\d{1,2})?|[A-Za-z])[.)]?\s*$")
_ROWS_TOUCH = 3.0


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows of one grid, and the cells in it that are no part of any row."""

    rows: list[Row]
    left: list[Cell]
    over: Row | None = None  # what stands above the first kegiatan: the rest of the row on the page before


def cut(page: Page, grid: Grid, heading: Heading, top: float) -> Cut:
    """The rows of the grid's part below `top`."""
    cells = [cell for cell in grid.cells if cell.box.bottom > top + _ROWS_TOUCH and cell.box.top > top - 40]
    cells = [cell for cell in cells if cell.box.center[1] > top]
    activity = heading.of(Kind.ACTIVITY)[0]
    left: list[Cell] = []
    anchors: list[Box] = []
    for cell in sorted(cells, key=lambda one: one.box.top):
        if not cell.text or not cell.box.holds((_middle(activity), cell.box.center[1])):
            continue
        level = [other for other in cells if _level(cell.box, other.box)]
        if is_numbered_row(level):
            continue
        if _crosses(cell, heading):
            left.append(cell)
            continue
        anchors.append(cell.box)
    cuts = [_split(box, cells, heading) for box in anchors]
    rows = [Row(page.number, box, unruled=len(parts) > 1) for parts in cuts for box in parts]
    for cell in cells:
        if cell not in left:
            _give(cell, rows, heading)
    give_symbols(page.symbols, rows, heading)
    placed = {line.box for row in rows for lines in row.lines.values() for line in lines}
    left += [
        cell
        for cell in cells
        if cell.text and cell not in left and not any(line.box in placed for line in cell.lines)
    ]
    over = _rest_above(page, left, rows, heading)
    if over is not None:
        left = [cell for cell in left if not any(line in over_lines(over) for line in cell.lines)]
    return Cut(rows, [cell for cell in left if not _is_number_row(cell, cells)], over)


def over_lines(row: Row) -> list[Line]:
    """All lines of a row."""
    return [line for lines in row.lines.values() for line in lines]


def _rest_above(page: Page, left: list[Cell], rows: list[Row], heading: Heading) -> Row | None:
    """The cells above the first kegiatan of a page, as the rest of a row; None where there are none."""
    first = min((row.box.top for row in rows), default=None)
    above = [cell for cell in left if first is not None and cell.box.bottom <= first + _ROWS_TOUCH]
    above = [cell for cell in above if not _crosses(cell, heading)]
    if not above or first is None:
        return None
    row = Row(page.number, Box(0, min(cell.box.top for cell in above), 0, first))
    for cell in above:
        column = _column_of(cell.box, heading)
        if column is not None and column.kind not in (Kind.NUMBER, Kind.ACTIVITY):
            _add(row, column, list(cell.lines), cell)
    give_symbols(page.symbols, [row], heading)
    return row if row.lines else None


def _middle(column: Column) -> float:
    return (column.x0 + column.x1) / 2


def _level(one: Box, other: Box) -> bool:
    return abs(one.top - other.top) < 4 and abs(one.bottom - other.bottom) < 4


def _is_number_row(cell: Cell, cells: list[Cell]) -> bool:
    return is_numbered_row([other for other in cells if _level(cell.box, other.box)])


def _crosses(cell: Cell, heading: Heading) -> bool:
    """Whether a cell runs over the kegiatan column and at least two others: a caption, not a step."""
    over = [one for one in heading.columns if cell.box.x0 - 2 <= _middle(one) <= cell.box.x1 + 2]
    return len([one for one in over if one.kind is not Kind.NUMBER]) >= 3


def _split(box: Box, cells: list[Cell], heading: Heading) -> list[Box]:
    """A kegiatan cell that holds several rows (no rules between them), cut at the numbers beside them."""
    columns = heading.of(Kind.NUMBER)
    if not columns:
        return [box]
    x = _middle(columns[0])
    numbers = [
        line.box.center[1]
        for cell in cells
        if cell.box.holds((x, cell.box.center[1]))
        for line in cell.lines
        if _OWN_NUMBER.match(line.text) and box.top <= line.box.center[1] <= box.bottom
    ]
    if len(numbers) < 2:
        return [box]
    activity = heading.of(Kind.ACTIVITY)[0]
    lines = sorted(
        (
            line
            for cell in cells
            if cell.box.holds((_middle(activity), cell.box.center[1]))
            for line in cell.lines
            if box.holds(line.box.center)
        ),
        key=lambda line: line.box.top,
    )
    beside = [line for cell in cells for line in cell.lines if box.top <= line.box.center[1] <= box.bottom]
    return cut_at(box, sorted(numbers), lines, beside)


def _give(cell: Cell, rows: list[Row], heading: Heading) -> None:
    """Put a cell's lines to the rows it stands beside."""
    column = _column_of(cell.box, heading)
    if column is None or not cell.lines:
        return
    beside = [row for row in rows if row.box.along(cell.box) > 0.5 or cell.box.along(row.box) > 0.5]
    if len(beside) > 1:
        inside = [[line for line in cell.lines if _holds_level(row.box, line.box)] for row in beside]
        several = sum(1 for lines in inside if lines) > 1
        if column.kind is Kind.NUMBER or several or all(row.unruled for row in beside):
            for row, lines in zip(beside, inside, strict=True):
                _add(row, column, lines, cell)
            return
        for row in beside:
            row.shared.add(column)
    for row in beside:
        _add(row, column, list(cell.lines), cell)


def _holds_level(box: Box, line: Box) -> bool:
    return box.top <= line.center[1] <= box.bottom


def _add(row: Row, column: Column, lines: list[Line], cell: Cell) -> None:
    if lines:
        row.lines.setdefault(column, []).extend(lines)
        if cell.formula:
            row.formulas.add(column)


def _column_of(box: Box, heading: Heading) -> Column | None:
    """The column a cell stands in: the one it covers most of."""
    shares = [(box.across(Box(one.x0, 0, one.x1, 1)), one) for one in heading.columns]
    best = max(shares, key=lambda one: one[0])
    if best[0] >= 0.5:
        return best[1]
    return next((one for one in heading.columns if one.holds(box.center[0])), None)
