"""Letters of a PDF page put together into lines of text, turned ones too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from processes.intake.paper import Box, Line, hull

_SPACE = 0.2  # of the letter size: a wider gap between letters is a space
_SAME_LINE = 0.5  # of the letter height: how far two middles of one line lie apart at most


@dataclass(frozen=True, slots=True)
class Letter:
    """One drawn letter (or ligature); `turn` is 0 for upright, 1 for read upwards, -1 for read downwards."""

    text: str
    box: Box
    size: float
    turn: int = 0


def lines_of(letters: Iterable[Letter], gap: float | None = None) -> tuple[Line, ...]:
    """The lines of some letters from the top; with `gap` (in letter sizes) a wide gap begins a line of its own."""
    found = list(letters)
    upright = [letter for letter in found if letter.turn == 0]
    lines = [part for row in _rows(upright) for part in _parts(row, gap)]
    for turn in (1, -1):
        turned = [_laid(letter) for letter in found if letter.turn == turn]
        for row in _rows(turned):
            box = hull([_stood(letter.box, turn) for letter in row])
            text = _text(row)
            if text:
                lines.append(Line(text, box))
    return tuple(lines)


def _rows(letters: list[Letter]) -> list[list[Letter]]:
    """Letters by line, each from the left; letters drawn twice over each other (bold) once."""
    rows: list[list[Letter]] = []
    middles: list[float] = []
    for letter in sorted(letters, key=lambda one: (one.box.center[1], one.box.x0)):
        middle = letter.box.center[1]
        if rows and abs(middles[-1] - middle) <= _SAME_LINE * max(letter.box.height, 1):
            rows[-1].append(letter)
            middles[-1] += (middle - middles[-1]) / len(rows[-1])
        else:
            rows.append([letter])
            middles.append(middle)
    return [_once(sorted(row, key=lambda one: one.box.x0)) for row in rows]


def _once(row: list[Letter]) -> list[Letter]:
    kept: list[Letter] = []
    for letter in row:
        near = kept[-3:]
        if any(
            one.text == letter.text and abs(one.box.x0 - letter.box.x0) < 0.15 * letter.size for one in near
        ):
            continue
        kept.append(letter)
    return kept


def _parts(row: list[Letter], gap: float | None) -> list[Line]:
    groups: list[list[Letter]] = []
    for letter in row:
        if groups and (gap is None or letter.box.x0 - _end(groups[-1]) <= gap * letter.size):
            groups[-1].append(letter)
        elif letter.text.strip():
            groups.append([letter])
    return [
        Line(text, hull([letter.box for letter in group if letter.text.strip()]))
        for group in groups
        if (text := _text(group))
    ]


def _end(group: list[Letter]) -> float:
    return next((letter.box.x1 for letter in reversed(group) if letter.text.strip()), group[0].box.x0)


def _text(row: list[Letter]) -> str:
    text = ""
    last: Letter | None = None
    for letter in row:
        if last is not None and letter.box.x0 - last.box.x1 > _SPACE * letter.size:
            text += " "
        text += letter.text
        last = letter
    return " ".join(text.split())


def _laid(letter: Letter) -> Letter:
    """A turned letter as if its line ran to the right."""
    box = letter.box
    if letter.turn > 0:
        box = Box(-box.bottom, box.x0, -box.top, box.x1)
    else:
        box = Box(box.top, -box.x1, box.bottom, -box.x0)
    return Letter(letter.text, box, letter.size)


def _stood(box: Box, turn: int) -> Box:
    if turn > 0:
        return Box(box.top, -box.x1, box.bottom, -box.x0)
    return Box(-box.bottom, box.x0, -box.top, box.x1)
