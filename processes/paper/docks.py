"""Where arrows may touch a symbol of the paper's flow chart (grid units)."""

from __future__ import annotations

from processes.geometry import Box
from processes.paper.chart import Shape
from processes.routing import STEP, Port

_REACH = 5  # arrows keep this far from a symbol until they turn to it


def docks_out(shape: Shape, box: Box, rises: bool) -> list[Port]:
    """Where an arrow may leave: below, or at a side; one that `rises` up the page goes by a side."""
    x, _ = box.center
    below, beside = (40, 0) if rises else (0, 3 if shape is Shape.DIAMOND else 6)
    found = [_below(x, box.bottom, below), *_sides(shape, box, beside)]
    if shape is Shape.BOX:
        found += [_below(x + shift, box.bottom, below + 4) for shift in _shifts(box.width)]
    return found


def docks_in(shape: Shape, box: Box, rises: bool) -> list[Port]:
    """Where an arrow may enter: above, or at a side; more than one at the upper edge of boxes and diamonds."""
    x, _ = box.center
    above, beside = (20, 0) if rises else (0, 8)
    found = [_above(x, box.y, box.y, above), *_sides(shape, box, beside)]
    if shape is Shape.BOX:
        found += [_above(x + shift, box.y, box.y, above + 4) for shift in _shifts(box.width)]
    if shape is Shape.DIAMOND:
        found += [_above(x + shift, *_slant(box, shift), above + 6) for shift in _shifts(box.width // 2)]
    return found


def _slant(box: Box, shift: int) -> tuple[int, int]:
    """(y on the diamond's upper edge beside the middle, y of its tip)."""
    return box.y + box.height * abs(shift) // box.width, box.y


def _below(x: int, y: int, cost: int) -> Port:
    return Port((x, y), (x, -(-(y + _REACH) // STEP) * STEP), "down", cost)


def _above(x: int, y: int, top: int, cost: int) -> Port:
    return Port((x, y), (x, (top - _REACH) // STEP * STEP), "up", cost)


def _sides(shape: Shape, box: Box, cost: int) -> list[Port]:
    _, y = box.center
    shifts = (0, *(_shifts(box.height) if shape is Shape.BOX else ()))
    left, right = (box.x - _REACH) // STEP * STEP, -(-(box.right + _REACH) // STEP) * STEP
    ports = []
    for shift in shifts:
        price = cost + (3 if shift else 0)
        ports.append(Port((box.right, y + shift), (right, y + shift), "right", price))
        ports.append(Port((box.x, y + shift), (left, y + shift), "left", price))
    return ports


def _shifts(length: int) -> tuple[int, ...]:
    """Places beside the middle of an edge, on the grid."""
    far = [20, 40] if length >= 100 else [20] if length >= 70 else [10] if length >= 40 else []
    return tuple(sign * shift for shift in far for sign in (-1, 1))
