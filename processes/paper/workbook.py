"""An SOP as a workbook (XLSX): the identity block and the table in cells, nothing hidden, no formula."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from processes.paper.columns import Columns, Size, columns
from processes.paper.document import Paper, foot, title_of
from processes.paper.sheet import Row, Sheet, sheet, texts_of
from processes.paper.texts import approved_lines, drawable, symbol_lines

_PAPERS = {Size.A4: 9, Size.F4: 14}  # Excel's numbers; 14 is folio
_UNIT = 1.85  # mm of Excel's unit of a column's width
_CHARACTER = 1.65  # mm of a character of the cells' type
_PERFORMER = 18.0  # mm of a pelaksana's column at least: its cell holds words
_LINE = 12.5  # points of a line
_LOWEST = 30.0
_TALLEST = 409.0  # Excel's own limit
_HEADS = ("Kelengkapan", "Waktu", "Output")


def workbook(paper: Paper) -> bytes:
    """The document as XLSX; the same bytes for the same paper."""
    content = BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {"title": drawable(title_of(paper)), "created": paper.made_at.replace(tzinfo=None), "author": ""}
    )
    table = sheet(paper.sop)
    layout = columns(paper.size, table)
    page = book.add_worksheet("SOP")
    _set_up(page, paper, layout)
    writer = _Writer(page, _formats(book), len(table.columns))
    row = _identity(writer, paper)
    row = _table(writer, paper, table, layout, row)
    if paper.is_draft:
        writer.text(row + 1, 0, "Draf, belum disahkan", "plain")
    book.close()
    return content.getvalue()


class _Writer:
    """The sheet being written: texts as texts, in the format named."""

    def __init__(self, page: Any, formats: dict[str, Any], performers: int) -> None:
        self.page, self.formats = page, formats
        self.last = 1 + max(performers, 1) + 4

    def text(self, row: int, column: int, text: str, style: str) -> None:
        """One cell."""
        self.page.write_string(row, column, drawable(text), self.formats[style])

    def wide(self, place: tuple[int, int, int, int], text: str, style: str) -> None:
        """One cell over (first row, first column, last row, last column)."""
        if place[:2] == place[2:]:
            self.text(*place[:2], text, style)
        else:
            self.page.merge_range(*place, "", self.formats[style])
            self.text(*place[:2], text, style)


def _set_up(page: Any, paper: Paper, layout: Columns) -> None:
    page.set_landscape()
    page.set_paper(_PAPERS[paper.size])
    page.set_margins(left=0.6, right=0.6, top=0.5, bottom=0.75)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    words = foot(paper)
    left = f"{words['left']}\n{words['hash']}".replace("&", "&&")[:230]
    page.set_footer(f"&L&7{drawable(left)}&R&7Halaman &P dari &N")
    widths = [layout.number, layout.activity, *[layout.performer] * layout.count, *layout.rest]
    for place, width in enumerate(widths):
        least = _PERFORMER if 1 < place < 2 + layout.count else 0.0
        page.set_column(place, place, max(width, least) / _UNIT)


def _formats(book: Any) -> dict[str, Any]:
    cell = {"font_name": "Arial", "font_size": 9, "text_wrap": True, "valign": "top", "border": 1}
    middle = {**cell, "align": "center", "valign": "vcenter"}
    return {
        "plain": book.add_format({"font_name": "Arial", "font_size": 9}),
        "cell": book.add_format(cell),
        "bold": book.add_format({**cell, "bold": True}),
        "symbol": book.add_format(middle),
        "head": book.add_format({**middle, "bold": True, "bg_color": "#E1E1E1"}),
        "unit": book.add_format({**middle, "bold": True, "font_size": 11}),
        "above": book.add_format({"font_name": "Arial", "font_size": 11, "bold": True, "align": "center"}),
    }


def _identity(writer: _Writer, paper: Paper) -> int:
    """Write the letterhead and the identity block; the row after them."""
    block, head = paper.sop.identity, paper.head
    middle = writer.last // 2
    row = 0
    for text in (head.unit, head.address):
        if text:
            writer.wide((row, 0, row, writer.last), text, "above")
            row += 1
    approved = approved_lines(paper.sop, head.signer, head.signer_name, head.signer_number)
    fields = (
        ("Nomor SOP", block.number),
        ("Tanggal Pembuatan", block.created_on),
        ("Tanggal Revisi", block.revised_on),
        ("Tanggal Efektif", block.effective_on),
        ("Disahkan oleh", "\n".join(approved)),
        ("Nama SOP", title_of(paper)),
    )
    writer.wide((row, 0, row + len(fields) - 1, middle - 1), block.unit or head.office, "unit")
    for name, value in fields:
        writer.wide((row, middle, row, middle + 1), name, "bold")
        writer.wide((row, middle + 2, row, writer.last), value, "cell")
        writer.page.set_row(row, _LINE * max(1.4, value.count("\n") + 1.4))
        row += 1
    pairs = (
        (("Dasar Hukum", block.legal_basis), ("Kualifikasi Pelaksana", block.qualifications)),
        (("Keterkaitan", block.related), ("Peralatan/Perlengkapan", block.equipment)),
        (("Peringatan", block.warnings), ("Pencatatan dan Pendataan", block.records)),
    )
    for left, right in pairs:
        writer.wide((row, 0, row, middle - 1), _listed(*left), "cell")
        writer.wide((row, middle, row, writer.last), _listed(*right), "cell")
        lines = max(len(left[1]), len(right[1])) + 1.5
        writer.page.set_row(row, min(_TALLEST, _LINE * (lines + 0.4 * lines)))
        row += 1
    return row + 1


def _listed(name: str, items: tuple[str, ...]) -> str:
    return "\n".join((name, *(f"{place}. {item}" for place, item in enumerate(items, 1))))


def _table(writer: _Writer, paper: Paper, table: Sheet, layout: Columns, row: int) -> int:
    """Write the table from a row on; the row after it."""
    count = layout.count
    writer.wide((row, 0, row + 1, 0), "No", "head")
    writer.wide((row, 1, row + 1, 1), "Kegiatan", "head")
    writer.wide((row, 2, row, 1 + count), "Pelaksana", "head")
    writer.wide((row, 2 + count, row, 4 + count), "Mutu Baku", "head")
    writer.wide((row, 5 + count, row + 1, 5 + count), "Keterangan", "head")
    for place, name in enumerate((*(table.columns or ("",)), *_HEADS)):
        writer.text(row + 1, 2 + place, name, "head")
    writer.page.set_row(row + 1, _LINE * 6)
    writer.page.repeat_rows(row, row + 1)
    row += 2
    for place, cells in enumerate(table.rows):
        symbols = symbol_lines(paper.sop, place)
        _row(writer, row, cells, symbols, count)
        writer.page.set_row(row, _height(cells, symbols, layout))
        row += 1
    return row


def _row(writer: _Writer, row: int, cells: Row, symbols: tuple[str, ...], count: int) -> None:
    activity, *rest = texts_of(cells)
    writer.text(row, 0, cells.number, "symbol")
    writer.text(row, 1, activity, "cell")
    for column in range(count):
        text = "\n".join(symbols) if column == cells.column else ""
        writer.text(row, 2 + column, text, "symbol")
    for column, text in enumerate(rest):
        writer.text(row, 2 + count + column, text, "cell")


def _height(cells: Row, symbols: tuple[str, ...], layout: Columns) -> float:
    widths = (layout.activity, layout.rest[0], layout.rest[1], layout.rest[2], layout.rest[3])
    lines = [_lines(text, width) for text, width in zip(texts_of(cells), widths, strict=True)]
    lines.append(_lines("\n".join(symbols), max(layout.performer, _PERFORMER)))
    return min(_TALLEST, max(_LOWEST, _LINE * (max(lines) + 0.8)))


def _lines(text: str, width: float) -> int:
    room = max(1, int(width / _CHARACTER) - 1)
    return sum(1 + len(line) // room for line in text.split("\n"))
