"""A report as a workbook (XLSX): one sheet, numbers as numbers, texts as texts whatever they begin with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any

import xlsxwriter

from processes.paper.report.model import Cell, Document, Percent, Section, Table
from processes.paper.report.words import foot, noted, said, stands
from processes.paper.texts import drawable

_A4 = 9
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LONGEST = 32_767  # characters of a cell
_UNITS = {False: 92.0, True: 138.0}  # characters across a sheet, upright and lying
_LINE = 12.5  # points of a line
_TALLEST = 409.0  # Excel's own limit
_DATE = "[$-421]d mmmm yyyy"
_FONT = {"font_name": "Arial", "font_size": 9}
_CELL = {**_FONT, "text_wrap": True, "valign": "top", "border": 1}


def workbook(document: Document) -> bytes:
    """The report as XLSX; the same bytes for the same report."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, _OPTIONS)
    title = drawable(f"{document.title} {document.subtitle}".strip())
    created = document.made_at.replace(tzinfo=None)
    book.set_properties(
        {"title": title[:255], "created": created, "author": document.letterhead.office[:255]}
    )
    sheet = _Sheet(book, document)
    _head(sheet, document)
    for section in document.sections:
        _section(sheet, section)
    _signatures(sheet, document)
    book.close()
    return content.getvalue()


class _Sheet:
    """The sheet being written, row by row; `columns` are the widths in characters of its columns."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book, self.row = book, 0
        self.page = book.add_worksheet("Laporan")
        tables = [table for section in document.sections for table in section.tables]
        widest = max(tables, key=lambda table: len(table.columns), default=Table((), ()))
        shares = [column.width for column in widest.columns] or [1.0]
        room = max(_UNITS[document.landscape], 11.0 * len(shares))
        self.columns = [max(share * room / sum(shares), 6.0) for share in shares]
        self.formats: dict[tuple[Any, ...], Any] = {}
        for place, width in enumerate(self.columns):
            self.page.set_column(place, place, width)
        if document.landscape:
            self.page.set_landscape()
        self.page.set_paper(_A4)
        self.page.set_margins(left=0.6, right=0.6, top=0.5, bottom=0.75)
        self.page.fit_to_pages(1, 0)
        self.page.hide_gridlines(2)
        words = foot(document).replace("&", "&&")[:200]
        self.page.set_footer(f"&L&7{words}&R&7Halaman &P dari &N")

    def format(self, **how: Any) -> Any:
        """A format of the book, made once."""
        key = tuple(sorted(how.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(how)
        return self.formats[key]

    def across(self, text: str, **how: Any) -> None:
        """A line over the whole width, as high as its text needs."""
        style = self.format(**{**_FONT, "text_wrap": True, "valign": "top", **how})
        last = len(self.columns) - 1
        if last:
            self.page.merge_range(self.row, 0, self.row, last, "", style)
        self.page.write_string(self.row, 0, drawable(text)[:_LONGEST], style)
        self.page.set_row(self.row, _height([(text, sum(self.columns))]))
        self.row += 1


def _head(sheet: _Sheet, document: Document) -> None:
    head = document.letterhead
    middle = {"bold": True, "align": "center", "font_size": 11}
    for text in (head.unit.upper(), head.office.upper()):
        if text:
            sheet.across(text, **middle)
    if head.address:
        sheet.across(head.address, align="center")
    sheet.row += 1
    sheet.across(document.title.upper(), **middle)
    if document.subtitle:
        sheet.across(document.subtitle, align="center")
    sheet.row += 1
    for name, value in document.about:
        sheet.across(f"{name}: {value}")


def _section(sheet: _Sheet, section: Section) -> None:
    sheet.row += 1
    if section.heading:
        sheet.across(section.heading, bold=True, font_size=10)
    for table in section.tables:
        if table.caption:
            sheet.across(table.caption, bold=True)
        _table(sheet, table)
    for note in section.notes:
        sheet.across(noted(note), font_size=8)


def _table(sheet: _Sheet, table: Table) -> None:
    style = sheet.format(
        **{**_CELL, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E4E4E4"}
    )
    edges = _edges(table, sheet.columns)
    widths = [sum(sheet.columns[start:end]) for start, end in pairwise(edges)]
    row, place, lower = sheet.row, 0, 1 if table.grouped else 0
    for text, span, whole in table.heads:
        down = lower if whole else 0
        _over(sheet, (row, edges[place], row + down, edges[place + span] - 1), style)
        sheet.page.write_string(row, edges[place], drawable(text), style)
        place += span
    for number, column in enumerate(table.columns):
        if column.group:
            _over(sheet, (row + 1, edges[number], row + 1, edges[number + 1] - 1), style)
            sheet.page.write_string(row + 1, edges[number], drawable(column.title), style)
    titles = [(column.title, width) for column, width in zip(table.columns, widths, strict=True)]
    sheet.page.set_row(row + lower, _height(titles))
    sheet.row += 1 + lower
    for cells in table.lines:
        for number, cell in enumerate(cells):
            _write(sheet, (edges[number], edges[number + 1] - 1), cell, bold=cells is table.total)
        sheet.page.set_row(
            sheet.row, _height([(said(cell), widths[place]) for place, cell in enumerate(cells)])
        )
        sheet.row += 1


def _edges(table: Table, columns: list[float]) -> list[int]:
    """At which of the sheet's columns each column of a table begins, and where the last ends: as its share asks."""
    shares = [column.width for column in table.columns]
    room, told, edges = sum(columns) / sum(shares), 0.0, [0]
    for place, share in enumerate(shares[:-1], 1):
        told += share * room
        most = len(columns) - (len(shares) - place)
        offered = range(edges[-1] + 1, most + 1)
        edges.append(min(offered, key=lambda end: abs(sum(columns[:end]) - told)))
    return [*edges, len(columns)]


def _over(sheet: _Sheet, place: tuple[int, int, int, int], style: Any) -> None:
    """One cell over (first row, first column, last row, last column), if these are several."""
    if place[:2] != place[2:]:
        sheet.page.merge_range(*place, "", style)


def _write(sheet: _Sheet, columns: tuple[int, int], cell: Cell, *, bold: bool) -> None:
    how = {**_CELL, **({"bold": True, "bg_color": "#F3F3F3"} if bold else {})}
    first, last = columns
    style = sheet.format(**how, **_style(cell))
    _over(sheet, (sheet.row, first, sheet.row, last), style)
    if isinstance(cell, Percent):
        sheet.page.write_number(sheet.row, first, float(cell.value / 100), style)
    elif isinstance(cell, int | Decimal):
        sheet.page.write_number(sheet.row, first, float(cell), style)
    elif isinstance(cell, date):
        sheet.page.write_datetime(sheet.row, first, cell, style)
    else:
        sheet.page.write_string(sheet.row, first, said(cell)[:_LONGEST], style)


def _style(cell: Cell) -> dict[str, str]:
    """How a cell's value is shown."""
    if isinstance(cell, Percent):
        return {"num_format": "0.0 %"}
    if isinstance(cell, int | Decimal):
        digits = -int(cell.as_tuple().exponent) if isinstance(cell, Decimal) else 0
        return {"num_format": "#,##0" + ("." + "0" * digits if digits > 0 else "")}
    return {"num_format": _DATE, "align": "left"} if isinstance(cell, date) else {"align": stands(cell)}


def _signatures(sheet: _Sheet, document: Document) -> None:
    for signer in document.signature:
        sheet.row += 1
        city = document.letterhead.city
        sheet.across(f"{city}, {'.' * 20}" if city else "." * 20, align="right")
        sheet.across(signer.title, align="right")
        sheet.row += 3
        sheet.across(signer.name or "." * 40, align="right", bold=bool(signer.name))
        sheet.across(f"NIP {signer.number or '.' * 30}", align="right")


def _height(told: list[tuple[str, float]]) -> float:
    lines = max((_lines(text, width) for text, width in told), default=1)
    return min(_TALLEST, _LINE * lines + 3)


def _lines(text: str, width: float) -> int:
    room = max(1, int(width * 1.2) - 1)
    return sum(1 + len(line) // room for line in text.split("\n"))
