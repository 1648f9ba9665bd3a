"""The report on satisfaction as CSV and as a workbook, with the words of whoever reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from tasks.reports.csv import guarded
from tasks.voice.elements import ELEMENTS
from tasks.voice.satisfaction import Line, Satisfaction

HEADINGS = ("month", "sop", "answers", *ELEMENTS, "index", "grade")
Words = Callable[[str], str]
"""Words for a heading, for an SOP's key (given as "sop:<key>") and for "total"."""


def as_csv(found: Satisfaction, words: Words) -> bytes:
    """A line per month and SOP and one for all; UTF-8 with a byte order mark, numbers with a point."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([words(name) for name in HEADINGS])
    for row in _rows(found, words):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(found: Satisfaction, words: Words) -> bytes:
    """The same lines as a workbook with numbers as numbers, and a chart of the elements of all answers."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(words("title")[:31])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    decimals, total = (
        book.add_format({"num_format": "0.00"}),
        book.add_format({"bold": True, "num_format": "0.00"}),
    )
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, len(HEADINGS) - 1, 13)
    sheet.freeze_panes(1, 2)
    for column, name in enumerate(HEADINGS):
        sheet.write_string(0, column, words(name), bold)
    rows = _rows(found, words)
    for number, row in enumerate(rows, 1):
        form = total if number == len(rows) else decimals
        for column, cell in enumerate(row):
            _write(sheet, number, column, cell, form if column > 2 or number == len(rows) else None)
    if found.total.answers:
        _chart(book, sheet, words("title"), len(rows))
    book.close()
    return memory.getvalue()


def _rows(found: Satisfaction, words: Words) -> list[list[Any]]:
    return [*(_row(line, words) for line in found.cells), _row(found.total, words)]


def _row(line: Line, words: Words) -> list[Any]:
    month = line.month.isoformat()[:7] if line.month else words("total")
    sop = words(f"sop:{line.sop}") if line.sop else ""
    means: Sequence[Decimal | None] = line.means or [None] * len(ELEMENTS)
    return [month, sop, line.answers, *means, line.index, line.grade]


def _write(sheet: Any, row: int, column: int, cell: Any, form: Any) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    else:
        sheet.write_number(row, column, float(cell), form if isinstance(cell, Decimal) else None)


def _chart(book: Any, sheet: Any, title: str, last: int) -> None:
    first, end = HEADINGS.index(ELEMENTS[0]), HEADINGS.index(ELEMENTS[-1])
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": [sheet.get_name(), 0, first, 0, end],
            "values": [sheet.get_name(), last, first, last, end],
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": title})
    chart.set_legend({"none": True})
    chart.set_x_axis({"min": 1, "max": 4})
    chart.set_y_axis({"reverse": True})
    sheet.insert_chart(last + 2, 0, chart, {"x_scale": 1.5, "y_scale": 1.3})
