"""Finds the identity block: by its labels, in cells or in loose lines, the value behind, beside or below them."""

from __future__ import annotations

import re
from itertools import groupby

from processes.intake.model import IDENTITY_LISTS, NOTHING, Doubt, Found
from processes.intake.paper import joined
from processes.intake.pieces import NOTHING_SAID, Labels, Piece, labels_of
from processes.intake.rowing import cut_at
from processes.intake.steps import items
from processes.intake.vocabulary import field_label

_LEVEL = 0.45  # how much of the lower height two pieces share when they stand beside each other
_ASIDE = 12.0  # points by which a value may begin left of its label
_SAME = 4.0
_FAR = 10_000.0
_SHORTEST = 5  # letters of a title
_HEADLINE = re.compile(
    r"^\W*(?:standar(?:d|t)?\s+(?:operasional\s+prosedur|operating\s+procedures?)|sop|prosedur\s+operasional\s+standar)"
    r"\W*(?:\(?sop(?:[ -]?ap)?\)?)?(?P<title>.*)$",
    re.IGNORECASE,
)


def read_identity(pieces: list[Piece], wrapped: bool) -> tuple[dict[str, Found], set[Piece]]:
    """(fields found, pieces used)."""
    labels = labels_of(pieces)
    found: dict[str, Found] = {}
    used: set[Piece] = set()
    for piece, named in labels.items():
        for name, lines in named:
            values, taken = list(lines), [piece]
            if not any(text.strip(NOTHING_SAID) for text in values):
                values, taken = _elsewhere(piece, name, pieces, labels)
            text = _worded(name, values, wrapped)
            if name != "page" and text and not found.get(name, NOTHING).text:
                found[name] = Found(text, page=piece.page)
                used.update(taken)
            used.add(piece)
    if not found.get("effective_on") and found.get("signed_on"):
        found["effective_on"] = found["signed_on"]
    unit = _unit(pieces, labels, used)
    if unit:
        found["unit"] = Found(_worded("unit", [line.text for line in unit.lines], wrapped), page=unit.page)
        used.add(unit)
    return found, used


def _elsewhere(label: Piece, name: str, pieces: list[Piece], labels: Labels) -> tuple[list[str], list[Piece]]:
    """The value of a label that stands alone: what stands on its right, else below it."""
    near = [one for one in pieces if one.page == label.page and one.grid == label.grid and one is not label]
    right = [one for one in near if _is_beside(one, label) and one.says]
    nearest = min(right, key=lambda one: one.box.x0, default=None)
    if nearest is not None and nearest not in labels:
        taken = _beside(label, name, nearest, near, labels)
    else:
        taken = _below(label, near, labels, _edge(label, near, labels))
        taken = taken if name in IDENTITY_LISTS else taken[:1]
    return _row_texts(taken), taken


def _is_beside(one: Piece, label: Piece) -> bool:
    level = max(one.box.along(label.box), label.box.along(one.box)) > _LEVEL
    return level and one.box.x0 >= label.box.x1 - _SAME


def _beside(label: Piece, name: str, nearest: Piece, near: list[Piece], labels: Labels) -> list[Piece]:
    """The pieces on the right of a label: of a list all down to the next label, else those begun where the first is."""
    if name not in IDENTITY_LISTS:
        level = [one for one in near if _is_beside(one, label) and one.says and one not in labels]
        return (
            [one for one in level if abs(one.box.x0 - nearest.box.x0) < _SAME] if label.ruled else [nearest]
        )
    edge = min((one.box.x0 for one in labels if one in near and _is_beside(one, label)), default=_FAR)
    bottom = min(
        (one.box.top for one in labels if one in near and one.box.top > label.box.bottom - _SAME),
        default=_FAR,
    )
    return [
        one
        for one in near
        if nearest.box.x0 - 6 <= one.box.x0 < edge
        and label.box.top - _SAME <= one.box.top < bottom - 1
        and one.says
        and one not in labels
    ]


def _edge(label: Piece, near: list[Piece], labels: Labels) -> float:
    """Where the column of a label ends: at the next label on its level."""
    return min((one.box.x0 for one in labels if one in near and _is_beside(one, label)), default=_FAR)


def _below(label: Piece, near: list[Piece], labels: Labels, edge: float) -> list[Piece]:
    """The pieces below a label, in its column, down to the next label there."""
    found: list[Piece] = []
    for one in near:
        if one.box.top < label.box.bottom - _SAME or not label.box.x0 - _ASIDE <= one.box.x0 < edge - 2:
            continue
        if one in labels:
            break
        if one.says:
            found.append(one)
    return found


def _row_texts(taken: list[Piece]) -> list[str]:
    """The lines of some pieces; a number and its text in cells of their own are one line."""
    texts: list[str] = []
    for _, level in groupby(taken, key=lambda one: (one.page, round(one.box.top / _SAME))):
        row = sorted(level, key=lambda one: one.box.x0)
        if len(row) > 1 and len(row[0].lines) > 1 and all(_is_number(line.text) for line in row[0].lines):
            texts += _paired(row)
        elif len(row) > 1 and len(row[0].text) <= 3:
            number = f"{row[0].text}." if row[0].text.isdecimal() else row[0].text
            texts.append(" ".join([number, *(one.text for one in row[1:])]))
        else:
            texts += [line.text for one in row for line in one.lines]
    return texts


def _is_number(text: str) -> bool:
    return text.strip(" .)").isdecimal()


def _paired(row: list[Piece]) -> list[str]:
    """Numbers in one tall cell and their texts in the next: each text with the number it stands beside."""
    lines = sorted((line for one in row[1:] for line in one.lines), key=lambda line: line.box.top)
    numbers = sorted(line.box.center[1] for line in row[0].lines)
    parts = cut_at(row[1].box, numbers, lines)
    texts = []
    for number, part in enumerate(parts, 1):
        inside = [line.text for line in lines if part.top <= line.box.center[1] < part.bottom]
        texts += [f"{number}. {inside[0]}", *inside[1:]] if inside else []
    return texts


def _worded(name: str, values: list[str], wrapped: bool) -> str:
    values = [value.strip().removeprefix(":").strip() for value in values]
    values = [value for value in values if value]
    if name in IDENTITY_LISTS:
        return items(values, wrapped)
    return joined(values)


def titled(found: dict[str, Found], pieces: list[Piece]) -> dict[str, Found]:
    """The fields with a title: where no label names it, the line that follows "Standar Operasional Prosedur"."""
    if found.get("title", NOTHING).text:
        return found
    lines = [(one.page, line.text) for one in pieces for line in one.lines]
    for place, (page, text) in enumerate(lines):
        head = _HEADLINE.match(text)
        if head is None:
            continue
        title = head["title"].strip(" :-–()")
        if len(title) < _SHORTEST and place + 1 < len(lines):
            title = lines[place + 1][1].strip(NOTHING_SAID)
        if len(title) >= _SHORTEST and field_label(title) is None:
            return found | {"title": Found(title, Doubt.SEVERAL, page)}
    return found


def _unit(pieces: list[Piece], labels: Labels, used: set[Piece]) -> Piece | None:
    """The letterhead: the piece left of, or above, the number of the SOP."""
    first = next((one for one, named in labels.items() if any(name == "number" for name, _ in named)), None)
    if first is None:
        return None
    near = [
        one
        for one in pieces
        if one.page == first.page
        and one not in used
        and one not in labels
        and len(one.text.strip(NOTHING_SAID)) > 3
    ]
    beside = [one for one in near if one.box.x1 <= first.box.x0 + _SAME and one.box.along(first.box) > _LEVEL]
    above = [
        one for one in near if one.box.bottom <= first.box.top + _SAME and one.box.bottom > first.box.top - 60
    ]
    return max(beside or above, key=lambda one: len(one.text), default=None)
