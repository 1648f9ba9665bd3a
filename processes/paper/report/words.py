"""Cells and labels of a report in Indonesian, the same in every format."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from processes.paper.report.model import Cell, Document, Entry, Note, Percent, Told
from processes.paper.texts import drawable

NOTHING = "–"
PROPOSED = "*"
"""Behind a text that was made from data and that nobody has confirmed."""
TOTAL = "Jumlah"
TICK = "√"
"""What is put into one of two columns; it stands in the middle of its cell."""
LABELS: Mapping[Told, str] = {Told.NOTE: "", Told.ASSUMED: "Asumsi", Told.MISSING: "Tidak tercatat"}
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


def said(cell: Cell) -> str:
    """A cell as it is read: 1.234, 3,50, 12,5 %, 9 April 2026; a dash for None."""
    if cell is None:
        return NOTHING
    if isinstance(cell, Entry):
        return drawable(f"{cell.text} {PROPOSED}" if cell.proposed and cell.text else cell.text)
    if isinstance(cell, str):
        return drawable(cell)
    if isinstance(cell, Percent):
        return f"{_number(cell.value)} %"
    if isinstance(cell, int | Decimal):
        return _number(cell)
    return day(cell)


def stands(cell: Cell) -> str:
    """Where a cell's text stands: "right" for numbers, "center" for a tick and a dash, else "left"."""
    if isinstance(cell, int | Decimal | Percent):
        return "right"
    return "center" if cell in (TICK, None) else "left"


def has_room(cell: Cell) -> bool:
    """Whether a cell waits for somebody to write into it."""
    return isinstance(cell, Entry) and not cell.text


def noted(note: Note) -> str:
    """A note with the word that says what kind it is."""
    label = LABELS[note.told]
    return drawable(f"{label}: {note.text}" if label else note.text)


def day(when: date) -> str:
    """9 April 2026."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def month(when: date) -> str:
    """April 2026."""
    return f"{MONTHS[when.month - 1]} {when.year}"


def moment(when: datetime, zone_label: str) -> str:
    """9 April 2026 pukul 10.42 WITA; the instant bears its zone already."""
    return f"{day(when)} pukul {when:%H.%M} {zone_label}".rstrip()


def foot(document: Document) -> str:
    """What stands at the foot of each page beside the page's number."""
    read = moment(document.made_at, document.zone_label)
    parts = (document.title, document.subtitle, f"disusun dari catatan pelaksanaan pada {read}")
    return drawable(" · ".join(part for part in parts if part))


def _number(value: int | Decimal) -> str:
    return f"{value:,}".translate(str.maketrans(",.", ".,"))
