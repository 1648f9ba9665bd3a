"""Lays the arrows of one page between its symbols, and puts each answer beside its arrow (grid units)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from processes.geometry import Box, Point
from processes.paper.chart import Link, Shape
from processes.paper.docks import docks_in, docks_out
from processes.paper.measure import line_height, width
from processes.paper.sizes import TYPE, UNITS
from processes.routing import STEP, Field, NoWay, Port, corners, route

_JOIN = 14  # what it costs to run into another arrow instead of into the symbol


@dataclass(frozen=True, slots=True)
class Spot:
    """A symbol at its place on a page."""

    shape: Shape
    box: Box


@dataclass(slots=True)
class Arrows:
    """The arrows of a page in the order of its links; `forced` counts those that found no way of their own."""

    ways: list[tuple[Point, ...]] = field(default_factory=list)
    labels: list[tuple[str, Box]] = field(default_factory=list)
    forced: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """What the arrows of a page run between: the area of the pelaksana, the table's rules, symbols and links."""

    area: Box
    upright: tuple[int, ...]
    level: tuple[int, ...]
    spots: Mapping[str, Spot]
    links: tuple[Link, ...]


def lay(page: Page) -> Arrows:
    """The arrows of a page, the shortest laid first so that straight ones stay straight."""
    laying = _Laying(page, _space(page))
    ways: dict[Link, tuple[Point, ...]] = {}
    made = Arrows()
    for link in sorted(page.links, key=lambda link: _distance(page, link)):
        try:
            ways[link] = _way(laying, link)
        except NoWay:
            made.forced += 1
            ways[link] = _forced(page, link)
    made.ways = [ways[link] for link in page.links]
    taken: list[Box] = [spot.box for spot in page.spots.values()]
    for link in page.links:
        if link.text:
            box = _label_place(link.text, ways[link], taken, (*made.ways, *_rules(page)), page.area)
            taken.append(box)
            made.labels.append((link.text, box))
    return made


@dataclass(slots=True)
class _Laying:
    """What is taken while arrows are being laid, and the ways that lead to each symbol so far."""

    page: Page
    space: Field
    used: set[tuple[str, Point]] = field(default_factory=set)
    led: dict[str, list[list[Point]]] = field(default_factory=dict)


def _space(page: Page) -> Field:
    space = Field(page.area)
    for spot in page.spots.values():
        space.block(spot.box)
    down = range(page.area.y // STEP * STEP, page.area.bottom + STEP, STEP)
    across = range(0, page.area.right + STEP, STEP)
    # The table's own rules: arrows cross them, but never run along them.
    space.upright.update((x, y) for x in page.upright for y in down)
    space.level.update((x, round(y / STEP) * STEP) for y in page.level for x in across)
    return space


def _way(laying: _Laying, link: Link) -> tuple[Point, ...]:
    page, used = laying.page, laying.used
    source, target, rises = page.spots[link.source], page.spots[link.target], _rises(page, link)
    starts = [
        one for one in docks_out(source.shape, source.box, rises) if (link.source, one.dock) not in used
    ]
    ends = [one for one in docks_in(target.shape, target.box, rises) if (link.target, one.dock) not in used]
    ends += _joints(laying.led.get(link.target, ()))
    start, end, points = route(laying.space, starts, ends)
    laying.space.take(points)
    used.update(((link.source, start.dock), (link.target, end.dock)))
    laying.led.setdefault(link.target, []).append(points)
    return corners((start.dock, *points, end.dock))


def _joints(ways: Iterable[Sequence[Point]]) -> list[Port]:
    """Places where an arrow may run into one that leads to the same symbol, at a right angle."""
    return [
        Port(here, here, side, _JOIN)
        for way in ways
        for before, here, there in zip(way, way[1:], way[2:], strict=False)
        for side in _sides_of(before, there)
    ]


def _sides_of(before: Point, there: Point) -> tuple[str, ...]:
    if before[0] == there[0]:
        return "left", "right"
    return ("up", "down") if before[1] == there[1] else ()


def _rules(page: Page) -> list[tuple[Point, Point]]:
    """The table's own lines, which an answer had better not stand on."""
    upright = [((x, page.area.y), (x, page.area.bottom)) for x in page.upright]
    return upright + [((0, y), (page.area.right, y)) for y in page.level]


def _forced(page: Page, link: Link) -> tuple[Point, ...]:
    """A way that keeps clear of the symbols alone; at worst one with a single corner."""
    space, rises = Field(page.area), _rises(page, link)
    for spot in page.spots.values():
        space.block(spot.box)
    source, target = page.spots[link.source], page.spots[link.target]
    starts, ends = docks_out(source.shape, source.box, rises), docks_in(target.shape, target.box, rises)
    try:
        start, end, points = route(space, starts, ends)
    except NoWay:
        begin, goal = starts[0].dock, ends[0].dock
        return (begin, (goal[0], begin[1]), goal)
    return corners((start.dock, *points, end.dock))


def _rises(page: Page, link: Link) -> bool:
    return page.spots[link.target].box.center[1] <= page.spots[link.source].box.center[1]


def _distance(page: Page, link: Link) -> tuple[int, str, str]:
    (x1, y1), (x2, y2) = page.spots[link.source].box.center, page.spots[link.target].box.center
    back = 10_000 if _rises(page, link) else 0
    return abs(x2 - x1) + abs(y2 - y1) + back, link.source, link.target


def _label_place(
    text: str, way: Sequence[Point], taken: Sequence[Box], ways: Sequence[Sequence[Point]], area: Box
) -> Box:
    """Beside the arrow's first parts, clear of symbols, other answers and all arrows where there is such a place."""
    size = ceil(width(text, TYPE) * UNITS) + 2, ceil(line_height(TYPE) * UNITS)
    spots = [box for start, end in pairwise(way[:4]) for box in _beside(start, end, size)]
    boxes = [box for box in spots if area.x <= box.x and box.right <= area.right] or spots
    segments = [pair for one in ways for pair in pairwise(one)]
    free = [box for box in boxes if not any(box.meets(other) for other in taken)]
    clear = (box for box in free if not any(box.crossed_by(*segment) for segment in segments))
    return next(clear, (free or boxes)[0])


def _beside(start: Point, end: Point, size: tuple[int, int]) -> list[Box]:
    """Places for a text beside a level or upright part of an arrow, from its beginning on."""
    (x, y), (x2, y2), (across, down) = start, end, size
    if x == x2:
        steps = range(0, max(abs(y2 - y) - down, 1), 5)
        tops = [y + 2 + step if y2 > y else y - 2 - down - step for step in steps]
        return [Box(left, top, across, down) for top in tops for left in (x + 4, x - 3 - across)]
    steps = range(0, max(abs(x2 - x) - across, 1), 5)
    lefts = [x + 3 + step if x2 > x else x - 3 - across - step for step in steps]
    return [Box(left, top, across, down) for left in lefts for top in (y - 1 - down, y + 2)]
