"""What is drawn on a PDF page, sorted into rules, closed shapes and open ways."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from processes.intake.paper import Box, SymbolKind
from processes.intake.pdf_rules import Rule
from processes.intake.text_lines import Letter

Point = tuple[float, float]

_LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "ft",
    "ﬆ": "st",
    "\xa0": " ",
    "\u200b": "",
}
_THICK, _LONG = 4.5, 4.0  # points of a thick border, and how many times as long it is at least
_THIN = 2.6  # points: a drawn rectangle no thicker is a rule


@dataclass(slots=True)
class Drawn:
    """The marks of one page."""

    letters: list[Letter] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    shapes: list[tuple[SymbolKind, Box]] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)  # stroked rectangles: cells, or symbols
    fills: list[Box] = field(default_factory=list)  # coloured rectangles without an outline
    slopes: list[tuple[Point, Point]] = field(default_factory=list)
    ways: list[tuple[Point, ...]] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)


def drawn(page: Any) -> Drawn:
    """The marks of a pdfplumber page, turned upright when most of its letters lie on their side."""
    turn = _turn(page.chars)
    place = _TURNS[turn]
    found = Drawn()
    for char in page.chars:
        _add_letter(found, char, place, turn)
    for line in page.lines:
        _add_line(found, line, place)
    for rect in page.rects:
        _add_rect(found, rect, place)
    for curve in page.curves:
        _add_curve(found, curve, place)
    found.pictures = [_box(image, place) for image in page.images]
    return found


def _turn(chars: Iterable[Mapping[str, Any]]) -> int:
    turns = [_turn_of(char) for char in chars if char["text"].strip()]
    for turn in (1, -1):
        if turns.count(turn) > 0.6 * len(turns):
            return turn
    return 0


def _turn_of(char: Mapping[str, Any]) -> int:
    across, up = char["matrix"][0], char["matrix"][1]
    if abs(up) <= abs(across):
        return 0
    return 1 if up > 0 else -1


Place = Callable[[float, float], Point]
_TURNS: dict[int, Place] = {
    0: lambda x, y: (x, y),
    1: lambda x, y: (-y, x),
    -1: lambda x, y: (y, -x),
}


def _box(thing: Mapping[str, Any], place: Place) -> Box:
    (x0, y0), (x1, y1) = place(thing["x0"], thing["top"]), place(thing["x1"], thing["bottom"])
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _add_letter(found: Drawn, char: Mapping[str, Any], place: Place, turn: int) -> None:
    own = _turn_of(char)
    left = 0 if own == turn else own if turn == 0 else -turn
    box = _box(char, place)
    size = box.width if left else box.height
    text = _LIGATURES.get(char["text"], char["text"])
    found.letters.append(Letter(text, box, max(min(size, char["size"] * 1.3), 1.0), left))


def _add_line(found: Drawn, line: Mapping[str, Any], place: Place) -> None:
    points = [place(x, y) for x, y in line["pts"]]
    _add_stretch(found, points[0], points[-1])


def _add_stretch(found: Drawn, start: Point, end: Point) -> None:
    (x0, y0), (x1, y1) = start, end
    found.ways.append((start, end))
    if abs(y1 - y0) <= 1:
        found.rules.append(Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif abs(x1 - x0) <= 1:
        found.rules.append(Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    else:
        found.slopes.append((start, end))


def _add_rect(found: Drawn, rect: Mapping[str, Any], place: Place) -> None:
    box = _box(rect, place)
    if not rect["stroke"] and _is_white(rect["non_stroking_color"]):
        return
    if _is_thin(box):
        _add_thin(found, box)
    elif rect["stroke"] and not (_is_white(rect["stroking_color"]) and rect["linewidth"]):
        found.frames.append(box)
    else:
        found.fills.append(box)


def _is_thin(box: Box) -> bool:
    """Whether a filled rectangle is a rule: a sliver, or a thick border many times as long."""
    low, high = sorted((box.width, box.height))
    return low <= _THIN or (low <= _THICK and high >= _LONG * low)


def _add_thin(found: Drawn, box: Box) -> None:
    (x, y) = box.center
    if box.width >= box.height:
        found.rules.append(Rule(True, y, box.x0, box.x1))
        found.ways.append(((box.x0, y), (box.x1, y)))
    else:
        found.rules.append(Rule(False, x, box.top, box.bottom))
        found.ways.append(((x, box.top), (x, box.bottom)))


def _add_curve(found: Drawn, curve: Mapping[str, Any], place: Place) -> None:
    points = [place(x, y) for x, y in curve["pts"]]
    box = _box(curve, place)
    bent = any(step[0] in ("c", "v", "y") for step in curve.get("path") or ())
    closed = curve["fill"] or near(points[0], points[-1])
    if _is_thin(box):
        _add_thin(found, box)
    elif not closed:
        found.ways.append(tuple(points))
        if not bent:
            for start, end in itertools.pairwise(points):
                _add_stretch(found, start, end)
    elif not curve["stroke"] and _is_white(curve["non_stroking_color"]):
        return
    else:
        _add_shape(found, corners_of(points), box, bent)


def _add_shape(found: Drawn, corners: list[Point], box: Box, bent: bool) -> None:
    kind = kind_of(corners, box, bent)
    if kind is SymbolKind.BOX and not bent and len(corners) == 4:
        found.frames.append(box)
    elif kind is not None:
        found.shapes.append((kind, box))


def kind_of(corners: list[Point], box: Box, bent: bool) -> SymbolKind | None:
    """Which symbol a closed outline is; None for arrow heads."""
    if bent:
        upright = [y for x, y in corners if x <= box.x0 + 0.06 * box.width]
        straight = max(upright, default=0) - min(upright, default=0)
        return SymbolKind.CAPSULE if straight < 0.4 * box.height else SymbolKind.BOX
    if len(corners) <= 3:
        return None
    middle = box.center
    sides_touched = [abs(x - middle[0]) < 0.15 * box.width for x, _ in corners]
    if len(corners) == 4 and sum(sides_touched) == 2:
        return SymbolKind.DIAMOND
    if len(corners) == 5:
        return SymbolKind.PENTAGON
    return SymbolKind.BOX


def corners_of(points: list[Point]) -> list[Point]:
    """The points at which an outline turns, each once."""
    kept: list[Point] = []
    for point in points:
        if not any(near(point, other) for other in kept):
            kept.append(point)
    turns = zip(kept[-1:] + kept[:-1], kept, kept[1:] + kept[:1], strict=True)
    return [point for before, point, after in turns if not _straight(before, point, after)]


def _straight(before: Point, point: Point, after: Point) -> bool:
    """Whether a point lies on the line between its neighbours."""
    area = (point[0] - before[0]) * (after[1] - before[1]) - (point[1] - before[1]) * (after[0] - before[0])
    return abs(area) < 0.5 + 0.01 * (abs(after[0] - before[0]) + abs(after[1] - before[1]))


def near(one: Point, other: Point) -> bool:
    """Whether two points are drawn as one."""
    return abs(one[0] - other[0]) < 0.8 and abs(one[1] - other[1]) < 0.8


def _is_white(colour: Any) -> bool:
    if colour is None or isinstance(colour, str):
        return False
    values = list(colour) if isinstance(colour, (tuple, list)) else [colour]
    if not all(isinstance(value, (int, float)) for value in values):
        return False
    if len(values) == 4:
        return all(value <= 0.02 for value in values)
    return bool(values) and all(value >= 0.98 for value in values)
