"""Tells the symbols on a PDF page from the cells: by where they stand among the rules."""

from __future__ import annotations

from processes.intake.paper import Box, Symbol, SymbolKind
from processes.intake.pdf_marks import Drawn, Point, corners_of, near
from processes.intake.pdf_rules import Rule, cells, merged, sides, tied

_SMALLEST = (7.0, 5.5)  # arrow heads are smaller
_LARGEST = (420.0, 160.0)
_ALONG = 1.3  # points between a shape's side and a rule that counts as the same
_MOST, _MOST_SLOPES = (
    1500,
    300,
)  # shapes and slanted lines looked at on a page: beyond, it is a drawing or a map
_TABLE = 8  # cells from which on rules make a table


def symbols(found: Drawn) -> list[Symbol]:
    """The shapes that are no cells; what is one goes to the rules.

    Where rules alone make a table, a frame within it is a symbol unless it is the border of a cell or of many; where
    they do not, frames make the table, and a symbol is one that shares no side with another.
    """
    frames = sorted(_distinct(found.frames), key=lambda one: -one.width * one.height)[:_MOST]
    ruled = cells(tied(merged(found.rules)))[:_MOST]
    outlines = [sides(frame) for frame in frames]
    index = _index(found.rules, outlines)
    made = [Symbol(kind, box) for kind, box in found.shapes[:_MOST] if _fits(box)]
    for place, frame in enumerate(frames):
        host = (
            next((cell for cell in ruled if cell.holds(frame.center)), None) if len(ruled) >= _TABLE else None
        )
        if host is not None:
            free = not _borders(frame, host, ruled)
        else:
            free = _stands_free(outlines[place], index, place)
        if free and _fits(frame):
            made.append(Symbol(SymbolKind.BOX, frame))
        else:
            found.rules += outlines[place]
    for box in _distinct(found.fills)[:_MOST]:
        if _fits(box) and _stands_free(sides(box), index, None):
            made.append(Symbol(SymbolKind.BOX, box))
    made += [Symbol(SymbolKind.DIAMOND, box) for box in _rhombs(found.slopes[:_MOST_SLOPES]) if _fits(box)]
    made += [Symbol(SymbolKind.MARK, box) for box in found.pictures if _fits(box) and box.width < 150]
    return _without_doubles(made)


_Index = dict[tuple[bool, int], list[tuple[Rule, int | None]]]
"""Rules by direction and whole point across, each with the frame it is a side of."""


def _index(rules: list[Rule], outlines: list[tuple[Rule, Rule, Rule, Rule]]) -> _Index:
    index: _Index = {}
    owned = [(side, place) for place, own in enumerate(outlines) for side in own]
    for rule, owner in (*((rule, None) for rule in rules), *owned):
        index.setdefault((rule.flat, int(rule.at)), []).append((rule, owner))
    return index


def _borders(frame: Box, host: Box, ruled: list[Box]) -> bool:
    """Whether a frame is the border of the cell it stands in, or of several."""
    pairs = ((frame.x0, host.x0), (frame.top, host.top), (frame.x1, host.x1), (frame.bottom, host.bottom))
    if all(abs(one - other) <= 2 * _ALONG for one, other in pairs):
        return True
    return (
        sum(
            frame.holds((cell.x0 + 1, cell.top + 1)) and frame.holds((cell.x1 - 1, cell.bottom - 1))
            for cell in ruled
        )
        >= 2
    )


def _stands_free(own: tuple[Rule, Rule, Rule, Rule], index: _Index, place: int | None) -> bool:
    """Whether a rectangle is no cell: it may fill its row, but not its column too."""
    top, bottom, left, right = (_lies_along(side, index, place) for side in own)
    return not (left or right) or (left + right + top + bottom) <= 1


def _fits(box: Box) -> bool:
    return _SMALLEST[0] <= box.width <= _LARGEST[0] and _SMALLEST[1] <= box.height <= _LARGEST[1]


def _lies_along(side: Rule, index: _Index, place: int | None) -> bool:
    """Whether a rule, or a side of another frame, runs along a side."""
    near = (one for at in range(int(side.at) - 2, int(side.at) + 3) for one in index.get((side.flat, at), ()))
    return any(
        (owner is None or owner != place)
        and abs(rule.at - side.at) <= _ALONG
        and min(rule.high, side.high) - max(rule.low, side.low) > 0.6 * min(side.length, max(rule.length, 4))
        for rule, owner in near
    )


def _distinct(boxes: list[Box]) -> list[Box]:
    seen: dict[tuple[int, ...], Box] = {}
    for box in boxes:
        seen.setdefault((round(box.x0), round(box.top), round(box.x1), round(box.bottom)), box)
    return list(seen.values())


def _rhombs(slopes: list[tuple[Point, Point]]) -> list[Box]:
    """Diamonds drawn as four lines: slopes whose ends meet."""
    found = []
    left = list(slopes)
    while left:
        chain = [left.pop()]
        grown = True
        while grown:
            grown = False
            for slope in list(left):
                ends = [point for one in chain for point in one]
                if any(near(end, point) for end in slope for point in ends):
                    chain.append(slope)
                    left.remove(slope)
                    grown = True
        points = [point for one in chain for point in one]
        if len(chain) == 4 and len(corners_of(points)) == 4:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            found.append(Box(min(xs), min(ys), max(xs), max(ys)))
    return found


def _without_doubles(made: list[Symbol]) -> list[Symbol]:
    """Symbols drawn twice (filled, then outlined; with a shadow) once, the one with the clearest kind."""
    order = list(SymbolKind)
    kept: list[Symbol] = []
    for symbol in sorted(
        made, key=lambda one: -order.index(one.kind) if one.kind is not SymbolKind.MARK else 1
    ):
        if not any(_same_place(symbol.box, other.box) for other in kept):
            kept.append(symbol)
    return sorted(kept, key=lambda one: (one.box.top, one.box.x0))


def _same_place(one: Box, other: Box) -> bool:
    return min(one.across(other), other.across(one)) > 0.7 and min(one.along(other), other.along(one)) > 0.7
