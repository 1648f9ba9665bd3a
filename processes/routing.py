"""Finds orthogonal ways for flows on a 10-pixel grid: through no shape, on no other flow, with few bends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

from processes.geometry import Box, Point

STEP = 10
BEND = 5
CROSSING = 8
BESIDE = 2  # for running right beside another flow
CLEARANCE = 5
_MOVES: dict[str, Point] = {"down": (0, STEP), "up": (0, -STEP), "left": (-STEP, 0), "right": (STEP, 0)}
_BACK = {"down": "up", "up": "down", "left": "right", "right": "left"}


class NoWay(ValueError):
    """A flow finds no way; the drawing needs more room."""


@dataclass(frozen=True, slots=True)
class Port:
    """A place where a flow may touch a shape: the border point, the grid point before it, the way out."""

    dock: Point
    grid: Point
    side: str
    cost: int = 0


@dataclass(slots=True)
class Field:
    """The drawing while flows are being laid: what is blocked, and what is taken by flows already laid."""

    area: Box
    blocked: set[Point] = field(default_factory=set)
    level: set[Point] = field(default_factory=set)  # grid points a flow passes level
    upright: set[Point] = field(default_factory=set)
    bends: set[Point] = field(default_factory=set)

    def block(self, box: Box, margin: int = CLEARANCE) -> None:
        """Keep flows out of a box."""
        grown = box.grown(margin)
        for x in range(-(-(grown.x + 1) // STEP) * STEP, grown.right, STEP):
            for y in range(-(-(grown.y + 1) // STEP) * STEP, grown.bottom, STEP):
                self.blocked.add((x, y))

    def take(self, way: Sequence[Point]) -> None:
        """Mark a laid way (all its grid points in order)."""
        for here, there in pairwise(way):
            (self.level if here[1] == there[1] else self.upright).update((here, there))
        self.bends.update(way[:1])
        self.bends.update(way[-1:])
        for before, here, there in zip(way, way[1:], way[2:], strict=False):
            if (before[0] == here[0]) != (here[0] == there[0]):
                self.bends.add(here)


def route(space: Field, starts: Iterable[Port], goals: Iterable[Port]) -> tuple[Port, Port, list[Point]]:
    """The cheapest way: (port left, port entered, grid points in order). Raises NoWay."""
    targets = {(port.grid, _BACK[port.side]): port for port in goals if _open(space, port.grid)}
    sources = {(port.grid, port.side): port for port in starts if _open(space, port.grid)}
    if not targets or not sources:
        raise NoWay
    return _search(space, sources, targets)


State = tuple[Point, str]


def _search(
    space: Field, sources: Mapping[State, Port], targets: Mapping[State, Port]
) -> tuple[Port, Port, list[Point]]:
    left, right = min(p[0][0] for p in targets), max(p[0][0] for p in targets)
    top, bottom = min(p[0][1] for p in targets), max(p[0][1] for p in targets)

    def rest(point: Point) -> int:
        level = max(left - point[0], 0, point[0] - right)
        upright = max(top - point[1], 0, point[1] - bottom)
        return (level + upright) // STEP

    best: dict[State, int] = {}
    came: dict[State, State] = {}
    queue: list[tuple[int, int, State]] = []
    for state, port in sources.items():
        best[state] = port.cost
        heappush(queue, (port.cost + rest(state[0]), port.cost, state))
    reached: tuple[int, State] | None = None
    while queue:
        estimate, cost, state = heappop(queue)
        if reached and estimate >= reached[0]:
            break
        if cost > best[state]:
            continue
        if state in targets and (reached is None or cost + targets[state].cost < reached[0]):
            reached = (cost + targets[state].cost, state)
        for following, price in _moves(space, state):
            total = cost + price
            if total < best.get(following, 1 << 30):
                best[following], came[following] = total, state
                heappush(queue, (total + rest(following[0]), total, following))
    if reached is None:
        raise NoWay
    return _trace(reached[1], came, sources, targets)


def _moves(space: Field, state: State) -> Iterable[tuple[State, int]]:
    point, heading = state
    may_turn = point not in space.level and point not in space.upright
    for way, (dx, dy) in _MOVES.items():
        if way == _BACK[heading] or (way != heading and not may_turn):
            continue
        there = (point[0] + dx, point[1] + dy)
        if not _open(space, there):
            continue
        along, across = (space.level, space.upright) if dy == 0 else (space.upright, space.level)
        if there in along:
            continue
        price = 1 + (BEND if way != heading else 0) + (CROSSING if there in across else 0)
        beside = ((there[0] + dy, there[1] + dx), (there[0] - dy, there[1] - dx))
        price += BESIDE * any(other in along for other in beside)
        yield (there, way), price


def _open(space: Field, point: Point) -> bool:
    area = space.area
    inside = area.x < point[0] < area.right and area.y < point[1] < area.bottom
    return inside and point not in space.blocked and point not in space.bends


def _trace(
    state: State, came: Mapping[State, State], sources: Mapping[State, Port], targets: Mapping[State, Port]
) -> tuple[Port, Port, list[Point]]:
    goal = targets[state]
    points = [state[0]]
    while state in came:
        state = came[state]
        points.append(state[0])
    return sources[state], goal, points[::-1]


def corners(points: Sequence[Point]) -> tuple[Point, ...]:
    """A way without the points in the middle of its straight parts."""
    kept = [points[0]]
    for before, here, there in zip(points, points[1:], points[2:], strict=False):
        if (before[0] == here[0] == there[0]) or (before[1] == here[1] == there[1]):
            continue
        kept.append(here)
    return (*kept, points[-1])
