"""Reports as a workbook for spreadsheets: texts stay texts, instants are instants, memory does not grow with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
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
OPTIONS = {
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


@dataclass(frozen=True, slots=True)
class Looks:
    """A workbook being written, the office's zone, and how headings and instants look in it."""

    book: Any
    zone: ZoneInfo
    bold: Any
    moment: Any


def looks(tx: Tx, book: Any) -> Looks:
    """The looks of a workbook opened with OPTIONS; it says that it was made now."""
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    book.set_properties({"created": tx.now.astimezone(zone).replace(tzinfo=None)})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    return Looks(book, zone, book.add_format({"bold": True}), moment)


def put_sheets(
    made: Looks,
    headings: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    name: str = "",
    most: int = MOST_ROWS,
) -> None:
    """Write rows on a sheet, at most `most`, and on further ones ("name 2") what is more; an empty one for none."""
    put = sheet_writer(made, headings, name, most)
    for cells in rows:
        put(cells)


def sheet_writer(
    made: Looks, headings: Sequence[str], name: str = "", most: int = MOST_ROWS
) -> Callable[[Sequence[Any]], None]:
    """As `put_sheets`, a row at a time."""
    sheet, count, number = _sheet(made, headings, name), 1, 0

    def put(cells: Sequence[Any]) -> None:
        nonlocal sheet, count, number
        if number == most:
            count += 1
            sheet, number = _sheet(made, headings, name and f"{name} {count}"), 0
        number += 1
        _row(sheet, number, cells, made.zone, made.moment)

    return put


def _write(tx: Tx, file: Any, export: Export, words: Words, most: int) -> None:
    with Workbook(file, OPTIONS) as book:
        made = looks(tx, book)
        put_sheets(made, [words(column) for column in export.columns], export.rows(tx), most=most)


def _sheet(made: Looks, headings: Sequence[str], name: str) -> Any:
    sheet = made.book.add_worksheet(name or None)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, _WIDTH)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, made.bold)
    return sheet


def _row(sheet: Any, number: int, cells: Sequence[Any], zone: ZoneInfo, moment: Any) -> None:
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
