"""Rows of all pages in order: what is no step is taken out, what a page break cut is put together."""

from __future__ import annotations

import re

from processes.intake.body import over_lines
from processes.intake.columns import Heading
from processes.intake.model import Leftover
from processes.intake.rowing import Row
from processes.intake.vocabulary import Kind

_NO_STEP = re.compile(r"^\W*(?:(?:jumlah|total)\b.{0,40}|mulai|start|selesai|finish|end)\W*$", re.IGNORECASE)

Placed = tuple[Row, Heading]
"""A row and the heading of its page."""


def sort_out(rows: list[Placed]) -> tuple[list[Placed], list[Leftover]]:
    """(rows that are steps, the others): sums, "Mulai" and "Selesai" alone and captions between steps are none."""
    said = [row for row, _ in rows if _says_more(row)]
    kept: list[Placed] = []
    left: list[Leftover] = []
    for row, heading in rows:
        text = row.text(Kind.ACTIVITY)
        alone = not _says_more(row) and len(said) > len(rows) / 2
        if _NO_STEP.match(text) or (alone and not row.symbols and not _lower(text)):
            left.append(Leftover(row.page, " ".join(line.text for line in over_lines(row))))
        else:
            kept.append((row, heading))
    return (kept, left) if kept else (rows, [])


def _says_more(row: Row) -> bool:
    """Whether a row has a waktu, kelengkapan or output of its own."""
    return any(row.text(kind) for kind in (Kind.TIME, Kind.REQUIREMENTS, Kind.OUTPUT))


def _lower(text: str) -> bool:
    """Whether a text may be the rest of the row above: it goes on in small letters, or as its sub-item."""
    return text[:1].islower()


def mended(rows: list[Placed]) -> list[Placed]:
    """Put a row that a page break cut in two together again: the second part has no number while others have."""
    numbered = sum(1 for row, _ in rows if row.text(Kind.NUMBER))
    if numbered < len(rows) / 2:
        return rows
    made: list[Placed] = []
    for row, heading in rows:
        if made and not row.text(Kind.NUMBER) and _is_rest(made[-1][0], row):
            append_rest(made[-1], row)
        else:
            made.append((row, heading))
    return made


def _is_rest(upper: Row, row: Row) -> bool:
    """Whether a row without a number belongs to the one above: cut by a page, or without symbol and time of its own."""
    own = bool(row.symbols) and bool(row.text(Kind.TIME))
    begins = re.match(r"^\s*\d{1,2}\s*[.)]\s", row.text(Kind.ACTIVITY))
    if begins:
        return False
    return not own or (row.page != upper.page and not upper.symbols)


def append_rest(above: Placed, rest: Row) -> None:
    """Put the rest of a row to its beginning."""
    row, heading = above
    for column, lines in rest.lines.items():
        same = next((one for one in row.lines if one.kind is column.kind and one.label == column.label), None)
        mine = same or next(
            (one for one in heading.columns if one.kind is column.kind and one.label == column.label), column
        )
        row.lines.setdefault(mine, []).extend(lines)
    row.symbols += rest.symbols
    row.joined = True
