"""Reports as a workbook for spreadsheets: texts stay texts, instants are instants, memory does not grow with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from engine import settings
from engine.database import Actor, Tx
from tasks.reports.exports import Export, Words
from tasks.site import Site

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # of a sheet, below its headings; what is more goes on in another one

_LONGEST_TEXT = 32_767  # characters of a cell
_CHUNK = 65_536
_WIDTH = 18
# A text that begins like a formula, an address or a number is still what somebody typed.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def chunks(
    site: Site, actor: Actor, export: Export, words: Words = str, most: int = MOST_ROWS
) -> Iterator[bytes]:
    """An export as XLSX, instants in the office's zone, at most `most` rows to a sheet.

    The file is made on the disk, then sent piece by piece.
    """
    with TemporaryFile(prefix="alur-") as file:
        with site.db.read(actor) as tx:
            _write(tx, file, export, words, most)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _write(tx: Tx, file: Any, export: Export, words: Words, most: int) -> None:
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    with Workbook(file, _OPTIONS) as book:
        book.set_properties({"created": tx.now.astimezone(zone).replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        headings = [words(column) for column in export.columns]
        for number, cells in _numbered(export.rows(tx), most):
            if number == 1:
                sheet = _sheet(book, headings, bold)
            _row(sheet, number, cells, zone, moment)
        if not book.worksheets():
            _sheet(book, headings, bold)


def _numbered(rows: Iterable[tuple[Any, ...]], most: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Each row with its place on its sheet, counted from 1."""
    for count, cells in enumerate(rows):
        yield count % most + 1, cells


def _sheet(book: Any, headings: list[str], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, _WIDTH)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, bold)
    return sheet


def _row(sheet: Any, number: int, cells: tuple[Any, ...], zone: ZoneInfo, moment: Any) -> None:
    for place, value in enumerate(cells):
        if value is None:
            continue
        if isinstance(value, datetime):
            sheet.write_datetime(number, place, value.astimezone(zone).replace(tzinfo=None), moment)
        elif isinstance(value, timedelta):
            sheet.write_number(number, place, round(value.total_seconds()))
        elif isinstance(value, bool):
            sheet.write_boolean(number, place, value)
        elif isinstance(value, int | float):
            sheet.write_number(number, place, value)
        else:
            sheet.write_string(number, place, str(value)[:_LONGEST_TEXT])
