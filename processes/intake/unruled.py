"""Rules a table that was printed without lines: columns by the white between them, rows by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from processes.intake.paper import Box, Cell, Grid, Line, Page, Paper, hull, joined
from processes.intake.rowing import cut_at
from processes.intake.vocabulary import Kind, column_kind

_BAND = 45.0  # points around the word "Kegiatan" in which the heading stands
_LEVEL = 4.0  # points within which two lines stand level
_REST = 14.0  # points below the heading's named lines in which its other lines stand
_WHITE = 3.0  # points: the least white between two columns
_NUMBER = re.compile(r"^\(?(\d{1,2})[.)]?$")
_GROUPS = (Kind.ACTORS, Kind.QUALITY)
_PARAGRAPH = 1.7  # line heights: a wider step begins a row, where no numbers stand


@dataclass(frozen=True, slots=True)
class _Ruling:
    """Where the columns are, and the heading's words in each."""

    edges: tuple[float, ...]
    numbered: int | None
    activity: int


def ruled(paper: Paper) -> Paper:
    """The paper with a grid put over each page that carries a table without lines; the same where there is none."""
    ruling: _Ruling | None = None
    pages = []
    for page in paper.pages:
        found = _heading(page)
        if found is not None:
            band, words = found
            made = _ruling(page, band, words)
            ruling = made or ruling
            pages.append(_with_grid(page, ruling, band) if made and ruling else page)
        elif ruling is not None and page.bits:
            pages.append(_with_grid(page, ruling, Box(0, page.box.top - 1, 0, page.box.top - 1)))
        else:
            pages.append(page)
    return replace(paper, pages=tuple(pages))


def _heading(page: Page) -> tuple[Box, list[Line]] | None:
    """(band, words of the heading) of a page."""
    named = [(word, kind) for word in page.words if (kind := column_kind(word.text))]
    for word, kind in named:
        if kind is not Kind.ACTIVITY:
            continue
        near = [other for other in named if abs(other[0].box.center[1] - word.box.center[1]) <= _BAND]
        if len({one for _, one in near} - {Kind.ACTIVITY, Kind.NUMBER}) >= 2:
            band = hull([one.box for one, _ in near])
            bottom = max([band.bottom, *_rest_of_names(page, band)])
            band = Box(band.x0, band.top, band.x1, bottom)
            groups = [one.box for one in page.words if column_kind(one.text) in _GROUPS]
            inside = [
                one
                for one in page.bits
                if band.top - 2 <= one.box.center[1] <= band.bottom + 2
                and not any(group.holds(one.box.center) for group in groups)
            ]
            return band, inside
    return None


def _rest_of_names(page: Page, band: Box) -> list[float]:
    """Bottoms of lines right below the band that still are its names: before the first number."""
    below = [word for word in page.bits if word.box.center[1] > band.bottom]
    first = min((word.box.center[1] for word in below if _NUMBER.match(word.text)), default=band.bottom)
    return [
        min(word.box.bottom, first - _LEVEL)
        for word in below
        if word.box.center[1] < min(first - _LEVEL, band.bottom + _REST)
    ]


def _ruling(page: Page, band: Box, heading: list[Line]) -> _Ruling | None:
    body = [word for word in page.bits if word.box.top >= band.bottom]
    leaves = heading
    boxes = [word.box for word in (*body, *leaves)] + [
        one.box for one in page.symbols if one.box.top > band.bottom
    ]
    if not body:
        return None
    starts = _columns(boxes)
    edges = [starts[0][0] - 3, *((a[1] + b[0]) / 2 for a, b in pairwise(starts)), starts[-1][1] + 3]
    kinds = [_kind(leaves, a, b) for a, b in pairwise(edges)]
    if Kind.ACTIVITY not in kinds:
        return None
    numbered = kinds.index(Kind.NUMBER) if Kind.NUMBER in kinds else None
    return _Ruling(tuple(edges), numbered, kinds.index(Kind.ACTIVITY))


def _columns(boxes: Iterable[Box]) -> list[tuple[float, float]]:
    """Stretches of x where something stands, with white between them."""
    found: list[tuple[float, float]] = []
    for box in sorted(boxes, key=lambda one: one.x0):
        if found and box.x0 - found[-1][1] < _WHITE:
            found[-1] = (found[-1][0], max(found[-1][1], box.x1))
        else:
            found.append((box.x0, box.x1))
    return found


def _kind(words: list[Line], left: float, right: float) -> Kind | None:
    inside = [word.text for word in words if left <= word.box.center[0] < right]
    return column_kind(joined(inside))


def _with_grid(page: Page, ruling: _Ruling, band: Box) -> Page:
    """The page with its words in cells."""
    body = [word for word in page.bits if word.box.top >= band.bottom - 1]
    groups = [
        word.box for word in page.words if column_kind(word.text) in _GROUPS and word.box.top < band.bottom
    ]
    rows = _rows(body, ruling, band.bottom)
    if not rows:
        return page
    bands = ([(band.top, band.bottom)] if band.height else []) + rows
    cells = []
    for top, bottom in bands:
        for left, right in pairwise(ruling.edges):
            box = Box(left, top, right, bottom)
            inside = [
                word
                for word in page.bits
                if box.holds(word.box.center) and not any(group.holds(word.box.center) for group in groups)
            ]
            cells.append(Cell(box, _lines(inside)))
    grid = Grid(hull([cell.box for cell in cells]), tuple(cells))
    used = {line.box for cell in cells for line in cell.lines}
    loose = tuple(line for line in page.loose if not _stands_in(line, grid.box))
    return replace(page, grids=(*page.grids, grid), loose=loose if used else page.loose)


def _stands_in(line: Line, box: Box) -> bool:
    return box.top <= line.box.center[1] <= box.bottom


def _rows(body: list[Line], ruling: _Ruling, top: float) -> list[tuple[float, float]]:
    if not body:
        return []
    bottom = max(word.box.bottom for word in body) + 2
    left, right = ruling.edges[ruling.activity], ruling.edges[ruling.activity + 1]
    lines = sorted((word for word in body if left <= word.box.center[0] < right), key=lambda one: one.box.top)
    numbers: list[float] = []
    if ruling.numbered is not None:
        a, b = ruling.edges[ruling.numbered], ruling.edges[ruling.numbered + 1]
        numbers = sorted(w.box.center[1] for w in body if a <= w.box.center[0] < b and _NUMBER.match(w.text))
    if not numbers:
        numbers = _by_text(lines)
    if not numbers:
        return []
    boxes = cut_at(Box(left, top, right, bottom), numbers, lines, body)
    return [(box.top, box.bottom) for box in boxes]


def _by_text(lines: list[Line]) -> list[float]:
    """Levels where rows begin: at numbered texts, else after wide steps."""
    numbered = [line.box.center[1] for line in lines if re.match(r"^\d{1,2}\s*[.)]\s", line.text)]
    if len(numbered) > 1:
        return numbered
    return [
        line.box.center[1]
        for place, line in enumerate(lines)
        if place == 0 or line.box.top - lines[place - 1].box.top > _PARAGRAPH * line.box.height
    ]


def _lines(words: list[Line]) -> tuple[Line, ...]:
    """Words as lines from the top."""
    rows: list[list[Line]] = []
    for word in sorted(words, key=lambda one: (one.box.center[1], one.box.x0)):
        if rows and abs(rows[-1][0].box.center[1] - word.box.center[1]) < 0.5 * word.box.height:
            rows[-1].append(word)
        else:
            rows.append([word])
    return tuple(
        Line(
            " ".join(one.text for one in sorted(row, key=lambda one: one.box.x0)),
            hull([one.box for one in row]),
        )
        for row in rows
    )
