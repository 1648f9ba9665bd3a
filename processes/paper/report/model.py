"""A report as data: letterhead, facts about it, sections of tables, charts and notes, and who signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import groupby

from processes.paper.sheet import NO_HEAD, Letterhead

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in hundredths with one digit behind the comma: 12.5 is 12,5 %."""

    value: Decimal

    @classmethod
    def of(cls, part: int, whole: int) -> Percent | None:
        """The share a part has of the whole, a half rounded up; None of nothing."""
        if not whole:
            return None
        return cls((Decimal(part * 100) / whole).quantize(_TENTH, ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person may fill in: `code` names it within the report, `label` says what it is, `text` what stands there.

    `proposed` says that the text was made from data and nobody has confirmed it; `revision` counts what people
    wrote, 0 before the first.
    """

    code: str
    text: str = ""
    label: str = ""
    proposed: bool = False
    revision: int = 0


Cell = str | int | Decimal | Percent | date | Entry | None
"""What a table holds. None is "nothing to say of" and shown as a dash; an empty text leaves room to write."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, a heading over it and its neighbours of the same `group`, and its share of the width."""

    title: str
    width: float = 1.0
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as wide as the columns; `total` stands below them, `caption` above."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    caption: str = ""

    @property
    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows and the total."""
        return self.rows if self.total is None else (*self.rows, self.total)

    @property
    def grouped(self) -> bool:
        """Whether any heading stands over several columns."""
        return any(column.group for column in self.columns)

    @property
    def heads(self) -> tuple[tuple[str, int, bool], ...]:
        """The upper row of headings: text, how many columns it spans, whether it also takes the lower row."""
        found: list[tuple[str, int, bool]] = []
        for group, columns in groupby(self.columns, key=lambda column: column.group):
            some = list(columns)
            found += [(group, len(some), False)] if group else [(one.title, 1, True) for one in some]
        return tuple(found)


class Told(StrEnum):
    """What kind of sentence a note is."""

    NOTE = ""
    ASSUMED = "assumed"  # nobody has said it; to be made sure of
    MISSING = "missing"  # what the data does not say


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence beside the figures."""

    text: str
    told: Told = Told.NOTE


@dataclass(frozen=True, slots=True)
class Series:
    """One row of bars, a value for each of the chart's labels."""

    name: str
    values: tuple[int | Decimal, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Upright columns, the series stacked; with `level` one series of bars lying below each other up to `most`."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    level: bool = False
    most: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under a heading."""

    heading: str
    tables: tuple[Table, ...] = ()
    notes: tuple[Note, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: what they are called, and name and NIP where known (else room is left)."""

    title: str
    name: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. `made_at` is when its figures were read, in the office's zone; `zone_label` names that zone."""

    kind: str
    title: str
    subtitle: str
    made_at: datetime
    letterhead: Letterhead = NO_HEAD
    about: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    signature: tuple[Signer, ...] = ()
    landscape: bool = False
    zone_label: str = ""
