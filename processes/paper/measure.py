"""How wide words are in the document's own font, and how they break into lines (millimetres, points)."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO

from PIL import ImageFont

MM_PER_POINT = 25.4 / 72
LEADING = 1.15  # line distance by the size of the type
_UNITS = 1000
_WORDS = re.compile(r"\S+|\s+")


def line_height(size: float) -> float:
    """Distance between two lines, in mm, of type of `size` points."""
    return size * LEADING * MM_PER_POINT


@cache
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in mm, set in `size` points."""
    return float(_font(bold).getlength(text)) / _UNITS * size * MM_PER_POINT


def wrap(text: str, room: float, size: float) -> tuple[str, ...]:
    """The lines of a text in a width of `room` mm; a word wider than that is cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size) <= room:
            lines[-1] = joined
        else:
            lines += _pieces(word, room, size)
    return tuple(lines)


def parted(text: str, room: float, size: float) -> list[str]:
    """A text cut where a word wider than `room` mm in bold type has to break; joined it is the same text."""
    pieces = [""]
    for found in _WORDS.findall(text):
        first, *rest = [found] if len(found) < 5 or found.isspace() else _pieces(found, room, size, bold=True)
        pieces[-1] += first
        pieces += rest
    return pieces


def _pieces(word: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    name = "SourceSansPro-Bold.ttf" if bold else "SourceSansPro-Regular.ttf"
    with as_file(files("processes.paper") / "fonts" / name) as path:
        content = path.read_bytes()
    return ImageFont.truetype(BytesIO(content), _UNITS, layout_engine=ImageFont.Layout.BASIC)
