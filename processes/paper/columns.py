"""The paper and the widths of the table's columns on it (millimetres)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from processes.paper.measure import width
from processes.paper.sheet import Sheet, texts_of

GRID = 1.5  # arrows run on a grid of this many mm
_MARGIN = 15.0
_NUMBER = 8.0
_SHARE = 0.45  # of the width, for the pelaksana
_WIDEST, _NARROWEST = 33.0, 9.0
_TEXTS = (0.33, 0.21, 0.12, 0.17, 0.17)  # kegiatan, kelengkapan, waktu, output, keterangan
_TYPE = 8.5  # points, as in sop.typ
_INSET = 3.4


class Size(StrEnum):
    """Sheets an office prints on, lying (landscape): F4 is the folio of 215 x 330 mm."""

    A4 = "a4"
    F4 = "f4"


_SHEETS = {Size.A4: (297.0, 210.0), Size.F4: (330.0, 215.0)}


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in mm: the sheet, its margin, "No", kegiatan, one pelaksana, and the four behind them."""

    sheet: tuple[float, float]
    margin: float
    number: float
    activity: float
    performer: float
    count: int
    rest: tuple[float, float, float, float]  # kelengkapan, waktu, output, keterangan

    @property
    def left(self) -> float:
        """Where the first pelaksana's column begins, from the sheet's edge."""
        return self.margin + self.number + self.activity

    @property
    def symbol(self) -> float:
        """Width of a symbol: room for arrows stays on both sides."""
        side = 2.25 if self.performer < 15 else 3.0
        return min(self.performer - 2 * side, 27.0)


def columns(size: Size, table: Sheet) -> Columns:
    """The widths for a table; the pelaksana's columns are whole pairs of grid steps, the others hold their words."""
    sheet = _SHEETS[size]
    count = max(len(table.columns), 1)
    room = sheet[0] - 2 * _MARGIN
    step = 2 * GRID
    performer = max(_NARROWEST, min(_WIDEST, room * _SHARE / count // step * step))
    activity, *rest = _texts(table, room - _NUMBER - performer * count)
    return Columns(sheet, _MARGIN, _NUMBER, activity, performer, count, (rest[0], rest[1], rest[2], rest[3]))


def _texts(table: Sheet, room: float) -> list[float]:
    """Widths of the five columns of text: room for their longest words, the rest by custom and by what they hold."""
    cells = [texts_of(row) for row in table.rows]
    least = [_longest(column) for column in zip(*cells, strict=True)] or [0.0] * 5
    shares = [max(share * room, width) for share, width in zip(_TEXTS, least, strict=True)]
    over = sum(shares) - room
    give = [share - width for share, width in zip(shares, least, strict=True)]
    if sum(give) > over:
        shares = [share - over * spare / sum(give) for share, spare in zip(shares, give, strict=True)]
    return [round(share * room / sum(shares), 2) for share in shares]


def _longest(column: tuple[str, ...]) -> float:
    """Width of the longest word of a column of cells, as far as a column can give room to it."""
    words = (width(word, _TYPE) for cell in column for word in cell.split())
    return min(max(words, default=0.0) + _INSET, 40.0)
