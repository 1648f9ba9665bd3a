"""A report as PDF/A-3 and its pages as pictures, set by report.typ."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from processes.paper.document import logo_name
from processes.paper.measure import parted
from processes.paper.report.chart import svg
from processes.paper.report.model import Cell, Chart, Document, Section, Table
from processes.paper.report.words import foot, has_room, noted, said, stands
from processes.paper.texts import drawable
from processes.paper.typesetting import Job

_TYPE = 9.0  # points, as in report.typ
_SHEET = {False: 178.0, True: 265.0}  # mm of the text's width, upright and lying
_LONG = 20.0  # letters of a cell per mm of its width, from which on its row may be parted
_INSET = 3.4  # mm that a cell keeps free


def pdf(document: Document) -> bytes:
    """The report as PDF/A-3; the same bytes for the same report. Raises Unprintable."""
    return _job(document).pdf(_data(document), int(document.made_at.timestamp()))


def pictures(document: Document, ppi: float = 72) -> tuple[bytes, ...]:
    """Its pages as PNG. Raises Unprintable."""
    return _job(document).pictures(_data(document), ppi)


def _job(document: Document) -> Job:
    files = {_chart_name(*place): svg(chart).encode() for place, chart in _charts(document)}
    if document.letterhead.logo:
        files[logo_name(document.letterhead.logo)] = document.letterhead.logo
    return Job("report.typ", files)


def _charts(document: Document) -> list[tuple[tuple[int, int], Chart]]:
    return [
        ((section, place), chart)
        for section, one in enumerate(document.sections)
        for place, chart in enumerate(one.charts)
    ]


def _chart_name(section: int, place: int) -> str:
    return f"chart-{section}-{place}.svg"


def _data(document: Document) -> dict[str, Any]:
    made, head = document.made_at, document.letterhead
    room = _SHEET[document.landscape]
    return {
        "title": document.title,
        "title-lines": parted(document.title.upper(), room, 13),
        "subtitle": parted(document.subtitle, room, 11),
        "landscape": document.landscape,
        "letterhead": {**asdict(replace(head, logo=b"")), "logo": logo_name(head.logo)},
        "date": [made.year, made.month, made.day],
        "about": [[parted(name, 55, _TYPE), parted(value, 110, _TYPE)] for name, value in document.about],
        "foot": foot(document),
        "sections": [_section(place, one, room) for place, one in enumerate(document.sections)],
        "signers": [asdict(one) for one in document.signature],
    }


def _section(place: int, section: Section, room: float) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "tables": [_table(table, room) for table in section.tables],
        "notes": [parted(noted(note), room, _TYPE) for note in section.notes],
        "charts": [
            {"file": _chart_name(place, number), "title": chart.title}
            for number, chart in enumerate(section.charts)
        ],
    }


def _table(table: Table, room: float) -> dict[str, Any]:
    shares = [column.width for column in table.columns]
    rooms = [share * room / sum(shares) - _INSET for share in shares]
    heads, place = [], 0
    for text, span, whole in table.heads:
        wide = sum(rooms[place : place + span])
        heads.append({"text": parted(drawable(text), wide, _TYPE), "span": span, "whole": whole})
        place += span
    return {
        "caption": table.caption,
        "widths": shares,
        "heads": heads,
        "grouped": table.grouped,
        "lower": [
            parted(drawable(column.title), wide, _TYPE)
            for column, wide in zip(table.columns, rooms, strict=True)
            if column.group
        ],
        "rows": [_line(row, rooms) for row in table.rows],
        "total": None if table.total is None else _line(table.total, rooms),
    }


def _line(cells: tuple[Cell, ...], rooms: list[float]) -> list[dict[str, Any]]:
    """A row's cells; one that could fill a page by itself may go on on the next."""
    texts = [said(cell) for cell in cells]
    breakable = any(len(text) > _LONG * wide for text, wide in zip(texts, rooms, strict=True))
    return [
        {
            "text": parted(text, wide, _TYPE),
            "stands": stands(cell),
            "room": has_room(cell),
            "breakable": breakable,
        }
        for cell, text, wide in zip(cells, texts, rooms, strict=True)
    ]
