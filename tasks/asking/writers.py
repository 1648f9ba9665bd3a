"""Files of rows in constant memory: CSV and XLSX for people, with lengths in seconds; Parquet for other tools."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Protocol
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from engine.refusals import Invalid, Problem
from tasks.asking.rows import Column, instant
from tasks.reports import xlsx
from tasks.reports.csv import guarded

Rows = Sequence[Sequence[Any]]
_GROUP = 100_000  # rows of a row group of Parquet


class Writer(Protocol):
    """Takes rows piece by piece; `close` ends the file."""

    def put(self, rows: Rows) -> None:
        """Put rows behind those there are."""

    def close(self) -> None:
        """End the file."""

    def abandon(self) -> None:
        """Let go of what it holds; the file is not ended."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is read: the office's zone; and the folder for what its making needs meanwhile."""

    zone: ZoneInfo
    scratch: Path | None = None


def heading(column: Column) -> str:
    """What a column is called in CSV and XLSX, where lengths are seconds: queue_us becomes queue_seconds."""
    return f"{column.name.removesuffix('_us')}_seconds" if column.kind == "length" else column.name


class CsvWriter:
    """CSV as docs/reports.md says: byte order mark, instants in the office's zone, formulas made harmless."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column], place: Place) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self._csv = csv.writer(self._text)
        self._kinds = [_AS_TEXT[column.kind](place.zone) for column in columns]
        self._text.write("\ufeff")
        self._csv.writerow([heading(column) for column in columns])

    def put(self, rows: Rows) -> None:
        """Put rows behind those there are."""
        kinds = self._kinds
        self._csv.writerows(
            ["" if value is None else told(value) for told, value in zip(kinds, row, strict=True)]
            for row in rows
        )

    def close(self) -> None:
        """End the file; whoever opened it closes it."""
        self._text.flush()
        self._text.detach()

    def abandon(self) -> None:
        """Let go of the file."""
        self._text.detach()


_AS_TEXT: dict[str, Callable[[ZoneInfo], Callable[[Any], Any]]] = {
    "text": lambda zone: guarded,
    "whole": lambda zone: int,
    "yes": lambda zone: int,
    "length": lambda zone: lambda value: round(value / 1_000_000),
    "instant": lambda zone: lambda value: instant(value).astimezone(zone).isoformat(timespec="seconds"),
}


class XlsxWriter:
    """A workbook; what does not fit on a sheet goes on in the next one."""

    def __init__(
        self, file: IO[bytes], columns: Sequence[Column], place: Place, most: int = xlsx.MOST_ROWS
    ) -> None:
        self._book = Workbook(file, {**xlsx.OPTIONS, "tmpdir": place.scratch and str(place.scratch)})
        moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        looks = xlsx.Looks(self._book, place.zone, self._book.add_format({"bold": True}), moment)
        self._put = xlsx.sheet_writer(looks, [heading(column) for column in columns], most=most)
        self._kinds = [_AS_CELL[column.kind] for column in columns]

    def put(self, rows: Rows) -> None:
        """Put rows behind those there are."""
        for row in rows:
            self._put(
                [
                    None if value in (None, "") else told(value)
                    for told, value in zip(self._kinds, row, strict=True)
                ]
            )

    def close(self) -> None:
        """End the file: the sheets are packed into it."""
        self._book.close()

    def abandon(self) -> None:
        """Close the sheets' files in the scratch folder; who owns the folder removes them."""
        for page in self._book.worksheets():
            page.row_data_fh.close()


_AS_CELL: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "whole": int,
    "yes": bool,
    "length": lambda value: round(value / 1_000_000),
    "instant": instant,
}


class ParquetWriter:
    """Parquet: instants with the zone UTC, lengths as int64 of microseconds, texts by dictionary, packed by zstd."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column], _place: Place) -> None:
        self._arrow = _pyarrow()
        self._schema = self._arrow.schema([(column.name, self._type(column)) for column in columns])
        options = {"compression": "zstd", "version": "2.6"}
        self._file = import_module("pyarrow.parquet").ParquetWriter(file, self._schema, **options)
        self._tables: list[Any] = []  # packed tighter than rows, until they make a row group

    def _type(self, column: Column) -> Any:
        arrow = self._arrow
        types = {
            "text": arrow.dictionary(arrow.int32(), arrow.string()),
            "whole": arrow.int64(),
            "yes": arrow.bool_(),
            "length": arrow.int64(),
            "instant": arrow.timestamp("us", tz="UTC"),
        }
        return types[column.kind]

    def put(self, rows: Rows) -> None:
        """Put rows behind those there are; a row group is written once it is full."""
        if rows:
            arrays = [
                self._arrow.array(values, type=field.type)
                for values, field in zip(zip(*rows, strict=True), self._schema, strict=True)
            ]
            self._tables.append(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        if sum(table.num_rows for table in self._tables) >= _GROUP:
            self._write()

    def close(self) -> None:
        """End the file."""
        if self._tables:
            self._write()
        self._file.close()

    def abandon(self) -> None:
        """Nothing is held but the file."""
        self._tables = []

    def _write(self) -> None:
        group = self._arrow.concat_tables(self._tables).unify_dictionaries()
        self._tables = []
        self._file.write_table(group, row_group_size=2 * _GROUP)


def require(made_as: str) -> None:
    """Refuse Parquet where pyarrow is not installed. Raises Invalid."""
    if made_as == "parquet":
        _pyarrow()


def opened(made_as: str, file: IO[bytes], columns: Sequence[Column], place: Place) -> Writer:
    """The writer of a format. Raises Invalid where pyarrow is missing for Parquet."""
    made: dict[str, Callable[[IO[bytes], Sequence[Column], Place], Writer]] = {
        "csv": CsvWriter,
        "xlsx": XlsxWriter,
        "parquet": ParquetWriter,
    }
    return made[made_as](file, columns, place)


def _pyarrow() -> Any:
    try:
        return import_module("pyarrow")
    except ImportError:
        raise Invalid("ask.invalid", Problem("ask.no_parquet", "format")) from None
