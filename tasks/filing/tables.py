"""Sections of one table, with sums below it or a sentence where there is nothing."""

from __future__ import annotations

from processes.paper.report.model import Cell, Column, Note, Section, Table
from processes.paper.report.words import TOTAL

Rows = tuple[tuple[Cell, ...], ...]


def section(
    heading: str, columns: tuple[Column, ...], rows: Rows, empty: str, notes: tuple[Note, ...] = ()
) -> Section:
    """A section of one table with its sums, or the sentence that there is nothing."""
    if not rows:
        return Section(heading, notes=(Note(empty),))
    return Section(heading, (Table(columns, rows, sums(rows)),), notes)


def sums(rows: Rows) -> tuple[Cell, ...] | None:
    """The sums of columns that hold counts; nothing under others, and no line below a single row."""
    if len(rows) < 2:
        return None
    columns = tuple(zip(*rows, strict=True))[1:]
    return (TOTAL, *(_sum(column) for column in columns))


def _sum(column: tuple[Cell, ...]) -> Cell:
    counts = [cell for cell in column if isinstance(cell, int)]
    return sum(counts) if len(counts) == len(column) else ""
