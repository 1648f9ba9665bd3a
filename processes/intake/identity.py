"""Finds the identity block: by its labels, in cells or in loose lines, the value beside, below or behind them."""

from __future__ import annotations

from dataclasses import dataclass

from processes.intake.model import IDENTITY_LISTS, NOTHING, Found
from processes.intake.paper import Box, Line, Page, joined
from processes.intake.steps import items
from processes.intake.vocabulary import field_label

_LEVEL = 0.45  # how much of the lower height two pieces share when they stand beside each other


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell's text, or a loose line, on a page."""

    page: int
    box: Box
    lines: tuple[Line, ...]
    ruled: bool

    @property
    def text(self) -> str:
        """Its lines, joined."""
        return joined([line.text for line in self.lines])


def pieces_of(pages: list[Page], before: tuple[int, float] | None) -> list[Piece]:
    """Every piece from the top, those before the flow table (page, y) only."""
    found = []
    for page in pages:
        for grid in page.grids:
            found += [Piece(page.number, cell.box, cell.lines, True) for cell in grid.cells]
        found += [Piece(page.number, line.box, (line,), False) for line in page.loose]
    if before is not None:
        found = [one for one in found if (one.page, one.box.top) < (before[0], before[1] - 1)]
    return sorted(found, key=lambda one: (one.page, round(one.box.top), one.box.x0))


def read_identity(pieces: list[Piece], wrapped: bool) -> tuple[dict[str, Found], set[Piece]]:
    """(fields found, pieces used)."""
    found: dict[str, Found] = {}
    used: set[Piece] = set()
    for piece in pieces:
        for name, lines in _labelled(piece):
            values = list(lines)
            taken = [piece]
            if not any(text.strip(" :.") for text in values):
                values, taken = _elsewhere(piece, name, pieces)
            text = _worded(name, values, wrapped)
            if text and not found.get(name, NOTHING).text:
                found[name] = Found(text, page=piece.page)
                used.update(taken)
            if text or not values:
                used.add(piece)
    if not found.get("effective_on") and found.get("signed_on"):
        found["effective_on"] = found["signed_on"]
    unit = _unit(pieces, used)
    if unit:
        found["unit"] = Found(_worded("unit", [line.text for line in unit.lines], wrapped), page=unit.page)
        used.add(unit)
    return found, used


def _labelled(piece: Piece) -> list[tuple[str, list[str]]]:
    """The labels in a piece, each with the text that follows it there."""
    found: list[tuple[str, list[str]]] = []
    lines = [line.text for line in piece.lines]
    if len(lines) > 1 and not field_label(lines[0]) and (label := field_label(joined(lines))):
        return [(label[0], [label[1]])]  # a label broken over two lines
    for place, line in enumerate(lines):
        label = field_label(line)
        if label is None and place + 1 < len(lines) and not found:
            both = field_label(f"{line} {lines[place + 1]}")
            label = (both[0], "") if both and not both[1] else None
        if label:
            found.append((label[0], [label[1]] if label[1] else []))
        elif found:
            found[-1][1].append(line)
    return found


def _elsewhere(label: Piece, name: str, pieces: list[Piece]) -> tuple[list[str], list[Piece]]:
    """The value of a label that stands alone: the piece on its right, else those below it."""
    right = [
        one
        for one in pieces
        if one.page == label.page
        and one is not label
        and one.box.x0 >= label.box.x1 - 4
        and max(one.box.along(label.box), label.box.along(one.box)) > _LEVEL
        and one.text.strip(" :.")
    ]
    if right:
        nearest = min(right, key=lambda one: one.box.x0)
        if not _labelled(nearest):
            row = [one for one in right if abs(one.box.x0 - nearest.box.x0) < 4 and not _labelled(one)]
            if not label.ruled:
                row = (
                    [nearest, *_under(nearest, pieces, nearest.box.x0 - 6)]
                    if name in IDENTITY_LISTS
                    else [nearest]
                )
            return [line.text for one in row for line in one.lines], row
    below = _under(label, pieces, label.box.x0 - 12)
    if label.ruled:
        below = below[:1]
    return [line.text for one in below for line in one.lines], below


def _under(label: Piece, pieces: list[Piece], left: float) -> list[Piece]:
    """The pieces below a label, in its column, down to the next label there."""
    edge = min(
        (
            one.box.x0
            for one in pieces
            if one.page == label.page and one.box.x0 > label.box.x1 and one.box.along(label.box) > _LEVEL
        ),
        default=label.box.x1 + 400,
    )
    right = max(edge - 2, label.box.x1) if not label.ruled else label.box.x1
    found: list[Piece] = []
    for one in pieces:
        if one.page != label.page or one.box.top < label.box.bottom - 4 or one.ruled is not label.ruled:
            continue
        if not left <= one.box.x0 < right:
            continue
        if _labelled(one):
            break
        if one.text.strip(" :.-"):
            found.append(one)
    return found


def _worded(name: str, values: list[str], wrapped: bool) -> str:
    values = [value.strip().removeprefix(":").strip() for value in values]
    values = [value for value in values if value]
    if name in IDENTITY_LISTS:
        return items(values, wrapped)
    return joined(values)


def _unit(pieces: list[Piece], used: set[Piece]) -> Piece | None:
    """The letterhead: the piece left of, or above, the number of the SOP."""
    first = next((one for one in pieces if any(name == "number" for name, _ in _labelled(one))), None)
    if first is None:
        return None
    near = [
        one
        for one in pieces
        if one.page == first.page
        and one not in used
        and not _labelled(one)
        and len(one.text.strip(" :.")) > 3
    ]
    beside = [one for one in near if one.box.x1 <= first.box.x0 + 4 and one.box.along(first.box) > _LEVEL]
    above = [
        one for one in near if one.box.bottom <= first.box.top + 4 and one.box.bottom > first.box.top - 60
    ]
    return max(beside or above, key=lambda one: len(one.text), default=None)
