"""Reads a report's files back: the lines of cells of its tables, without the blanks that breaking lines puts in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pdfplumber
from openpyxl.cell.cell import MergedCell

from processes.paper.report.model import Document, Percent
from processes.paper.report.words import said

Lines = list[tuple[str, ...]]


def close(text: str | None) -> str:
    """A text without blanks and without places where a word may be parted."""
    return "".join((text or "").replace("\u200b", "").split())


def expected(document: Document) -> Lines:
    """Every line of every table of a report, headings of single columns first."""
    return [
        tuple(close(said(cell)) for cell in line)
        for section in document.sections
        for table in section.tables
        for line in table.lines
    ]


def of_pdf(content: bytes) -> Lines:
    """The lines of the ruled tables of all pages, headings included as often as they stand there."""
    with pdfplumber.open(BytesIO(content)) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return [tuple(close(cell) for cell in line) for table in tables for line in table]


def of_docx(content: bytes) -> Lines:
    """The lines of all tables."""
    made = docx.Document(BytesIO(content))
    return [tuple(close(cell.text) for cell in row.cells) for table in made.tables for row in table.rows]


def of_xlsx(content: bytes) -> Lines:
    """The lines of the only sheet, numbers as the report's words say them; empty cells behind the last one cut."""
    (sheet,) = openpyxl.load_workbook(BytesIO(content)).worksheets
    rows = ([cell for cell in row if not isinstance(cell, MergedCell)] for row in sheet.iter_rows())
    return [tuple(_cut([_told(cell) for cell in row])) for row in rows]


def holds(found: Lines, wanted: Lines) -> bool:
    """Whether all lines wanted stand among those found, in their order."""
    rest = iter(found)
    return all(any(_same(line, other) for other in rest) for line in wanted)


def texts_of_pdf(content: bytes) -> str:
    """All text of a PDF, without blanks."""
    with pdfplumber.open(BytesIO(content)) as pdf:
        return close("".join(page.extract_text() or "" for page in pdf.pages))


def _same(wanted: Sequence[str], found: Sequence[str]) -> bool:
    return list(_cut(list(wanted))) == list(_cut(list(found)))


def _cut(cells: list[str]) -> Iterator[str]:
    while cells and not cells[-1]:
        cells.pop()
    yield from cells


def _told(cell: Any) -> str:
    """A cell as the report says it, by its value and its number format."""
    value, form = cell.value, cell.number_format
    assert cell.data_type != "f", f"{cell.coordinate} is a formula"
    if isinstance(value, datetime):
        return close(said(value.date()))
    if isinstance(value, int | float) and form.endswith("%"):
        return close(said(Percent((Decimal(str(value)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))))
    if isinstance(value, int | float):
        digits = len(form.partition(".")[2])
        return close(said(Decimal(str(value)).quantize(Decimal(1).scaleb(-digits)) if digits else int(value)))
    return close(value)
