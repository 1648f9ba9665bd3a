"""Reads an Excel workbook into a Paper: a worksheet is a page, its columns and rows give the places in points."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl
import openpyxl.utils
from openpyxl.worksheet.worksheet import Worksheet

from processes.intake.package import Package
from processes.intake.paper import Arrow, Box, Cell, Grid, Line, Page, Paper, Symbol, hull
from processes.intake.refusals import Unreadable
from processes.intake.xlsx_drawing import Ruler, read_drawing

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 3000, 120, 30
_MONTHS = (
    *("", "Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_DRAWING = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}drawing"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_WIDTH, _HEIGHT = 8.43, 15.0  # Excel's column width in letters and row height in points where none is set
_LETTER = 5.25  # points of a letter of column width


def read_xlsx(content: bytes) -> Paper:
    """The worksheets of a workbook that are shown. Raises Unreadable."""
    package = Package(content)
    package.check()
    drawings = _drawings(package)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl names extensions it leaves aside
        try:
            values = openpyxl.load_workbook(BytesIO(content), data_only=True)
            formulas = openpyxl.load_workbook(BytesIO(content), data_only=False)
        except Exception as error:  # openpyxl raises whatever a malformed part led it to
            raise Unreadable("intake.broken") from error
    pages, unread = [], []
    for number, sheet in enumerate(values.worksheets[:MOST_SHEETS], 1):
        if sheet.sheet_state != "visible":
            unread.append(sheet.title)
            continue
        root = drawings.get(sheet.title)
        pages.append(_page(number, sheet, formulas[sheet.title], root))
    unread += [sheet.title for sheet in values.worksheets[MOST_SHEETS:]]
    return Paper("xlsx", tuple(pages), tuple(unread))


def _drawings(package: Package) -> dict[str, Any]:
    """Sheet title -> root of its drawing."""
    workbook = package.xml("xl/workbook.xml")
    if workbook is None:
        raise Unreadable("intake.broken")
    parts = package.related("xl/workbook.xml")
    found = {}
    for sheet in workbook.iter(_SHEET):
        name = parts.get(sheet.get(_REL, ""), "")
        root = package.xml(name)
        mark = None if root is None else root.find(_DRAWING)
        if mark is not None:
            drawing = package.xml(package.related(name).get(mark.get(_REL, ""), ""))
            if drawing is not None:
                found[sheet.get("name", "")] = drawing
    return found


def _page(number: int, sheet: Worksheet, formulas: Worksheet, drawing: Any) -> Page:
    rows, columns = min(sheet.max_row, MOST_ROWS), min(sheet.max_column, MOST_COLUMNS)
    ruler = _ruler(sheet, rows, columns)
    symbols: list[Symbol] = []
    arrows: list[Arrow] = []
    if drawing is not None:
        symbols, arrows = read_drawing(drawing, ruler)
    cells = _cells(sheet, formulas, ruler, rows, columns)
    grids = (Grid(hull([cell.box for cell in cells]), tuple(cells)),) if cells else ()
    box = grids[0].box if grids else Box(0, 0, 0, 0)
    return Page(number, box, grids, symbols=tuple(symbols), arrows=tuple(arrows), name=sheet.title)


def _ruler(sheet: Worksheet, rows: int, columns: int) -> Ruler:
    widths = _widths(sheet, columns)
    default = float(sheet.sheet_format.defaultRowHeight or _HEIGHT)
    heights = []
    for row in range(1, rows + 1):
        shape = sheet.row_dimensions.get(row)
        height = default if shape is None or shape.height is None else float(shape.height)
        heights.append(0.0 if shape is not None and shape.hidden else height)
    return Ruler(_starts(widths), _starts(heights))


def _widths(sheet: Worksheet, columns: int) -> list[float]:
    default = float(sheet.sheet_format.defaultColWidth or sheet.sheet_format.baseColWidth or _WIDTH)
    widths = [default * _LETTER] * columns
    for letter, shape in sheet.column_dimensions.items():
        low = shape.min or openpyxl.utils.column_index_from_string(letter)
        for column in range(low, min(shape.max or low, columns) + 1):
            if shape.hidden:
                widths[column - 1] = 0.0
            elif shape.width:
                widths[column - 1] = float(shape.width) * _LETTER
    return widths


def _starts(sizes: Iterable[float]) -> tuple[float, ...]:
    starts = [0.0]
    for size in sizes:
        starts.append(starts[-1] + size)
    return tuple(starts)


def _cells(sheet: Worksheet, formulas: Worksheet, ruler: Ruler, rows: int, columns: int) -> list[Cell]:
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, rows) + 1)
        for column in range(area.min_col, min(area.max_col, columns) + 1)
    } - set(merged)
    cells = []
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            if (row, column) in covered:
                continue
            area = merged.get((row, column))
            last = (area.max_col, area.max_row) if area else (column, row)
            box = ruler.box(column - 1, row - 1, last[0] - 1, last[1] - 1)
            value = sheet.cell(row, column).value
            formula = formulas.cell(row, column).data_type == "f"
            text = _text(value, sheet.cell(row, column).number_format)
            if text or _bordered(sheet.cell(row, column)):
                cells.append(Cell(box, _lines(text, box), formula))
    return cells


def _bordered(cell: Any) -> bool:
    border = cell.border
    return bool(border and (border.left.style or border.top.style))


def _lines(text: str, box: Box) -> tuple[Line, ...]:
    parts = [part for part in text.split("\n") if part.strip()]
    step = box.height / max(len(parts), 1)
    return tuple(
        Line(" ".join(part.split()), Box(box.x0, box.top + n * step, box.x1, box.top + (n + 1) * step))
        for n, part in enumerate(parts)
    )


def _text(value: Any, number_format: str) -> str:
    """A cell's value as it shows: dates in words, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value.day} {_MONTHS[value.month]} {value.year}"
    if isinstance(value, time):
        return value.strftime("%H.%M")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        unit = number_format.partition('"')[2].partition('"')[0] if '"' in number_format else ""
        return f"{str(value).replace('.', ',')}{unit}"
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
