"""The passports issued as files: CSV with a table under the other, XLSX with a sheet and a chart per half-year."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date

from engine import audit
from engine.database import Actor
from tasks.reports.csv import guarded
from tasks.reports.issued import IssuedTable, issued
from tasks.site import Site

Words = Callable[[str | date], str]
"""A heading ("kind", "total", "title"), a kind or a month in the reader's language."""

Cells = list[str | int]


def as_csv(site: Site, actor: Actor, first: date, last: date, words: Words) -> bytes:
    """UTF-8 with a byte order mark; an empty line between half-years. Raises Forbidden, Invalid."""
    text = io.StringIO()
    writer = csv.writer(text)
    for place, table in enumerate(_taken_out(site, actor, first, last)):
        if place:
            writer.writerow([])
        writer.writerows(
            [guarded(cell) if isinstance(cell, str) else cell for cell in line]
            for line in _lines(table, words)
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(site: Site, actor: Actor, first: date, last: date, words: Words) -> bytes:
    """A workbook; its sums are formulas with their values, its charts stacked columns. Raises Forbidden, Invalid."""
    import xlsxwriter  # noqa: PLC0415 - for this file alone, and it would weigh on every start

    kept = io.BytesIO()
    with xlsxwriter.Workbook(
        kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True})
        for table in _taken_out(site, actor, first, last):
            sheet = book.add_worksheet(f"{table.months[0]:%Y-%m} {table.months[-1]:%Y-%m}")
            lines = list(_lines(table, words))
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line, bold if number in (0, len(lines) - 1) else None)
            sheet.set_column(0, 0, 30)
            _add_chart(book, sheet, lines, words("title"))
    return kept.getvalue()


def _add_chart(book: object, sheet: object, lines: list[Cells], title: str) -> None:
    """Months across, a series per kind; `book` and `sheet` are XlsxWriter's."""
    name, months = sheet.get_name(), len(lines[0]) - 2  # type: ignore[attr-defined]
    chart = book.add_chart({"type": "column", "subtype": "stacked"})  # type: ignore[attr-defined]
    for number in range(1, len(lines) - 1):
        chart.add_series(
            {
                "name": [name, number, 0],
                "categories": [name, 0, 1, 0, months],
                "values": [name, number, 1, number, months],
            }
        )
    chart.set_title({"name": title})
    sheet.insert_chart(len(lines) + 1, 0, chart)  # type: ignore[attr-defined]


def _taken_out(site: Site, actor: Actor, first: date, last: date) -> tuple[IssuedTable, ...]:
    """The tables, after a line in the audit trail that they were exported."""
    found = issued(site, actor, first, last)
    with site.db.begin(actor) as tx:
        details = {"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}", "office": actor.office}
        audit.append(tx, "reads", "report.exported", "report:issued", details)
    return found


def _lines(table: IssuedTable, words: Words) -> Iterator[Cells]:
    yield [words("kind"), *map(words, table.months), words("total")]
    for row in table.rows:
        yield [words(row.kind), *row.counts, row.total]
    yield [words("total"), *table.totals, table.total]
