"""Sets an SOP's table on pages: where each row falls, which arrows leave a page, and where every symbol stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from processes.geometry import Box, around
from processes.paper.arrows import Arrows, Page, Spot, lay
from processes.paper.chart import Chart, Link, Shape
from processes.paper.columns import GRID, Columns
from processes.paper.connectors import Crossings, crossings
from processes.paper.sizes import CONNECTOR, GAP, STRIP, UNITS, Sized, stack
from processes.routing import STEP


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row begins: its page, and its upper and lower border there, in mm from the sheet's upper edge."""

    page: int
    top: float
    bottom: float


@dataclass(slots=True)
class Room:
    """Room a row needs beside its symbols, in units, for connectors above and below; rows taller than a page."""

    above: dict[int, int] = field(default_factory=dict)
    below: dict[int, int] = field(default_factory=dict)
    tall: set[int] = field(default_factory=set)

    def height(self, row: int, sized: tuple[Sized, ...]) -> float:
        """Least height of a row's symbol cell in mm."""
        return (stack(sized) + self.above.get(row, 0) + self.below.get(row, 0) + STEP) / UNITS


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing to draw on a page: a symbol with its lines of text, at its place in units."""

    id: str
    shape: Shape
    box: Box
    lines: tuple[str, ...]
    type: float


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page's symbols and arrows."""

    number: int
    symbols: tuple[Drawn, ...]
    links: tuple[Link, ...]
    arrows: Arrows


def grow(room: Room, chart: Chart, places: Sequence[Place], layout: Columns, lowest: float) -> bool:
    """Give the rows more room where the pages ask for it; whether anything changed."""
    before = (dict(room.above), dict(room.below), set(room.tall))
    room.tall |= {row for row, place in enumerate(places) if place.bottom > lowest}
    cross = crossings(chart, tuple(place.page for place in places))
    for page in {place.page for place in places}:
        rows = [row for row, place in enumerate(places) if place.page == page]
        for strips, row, count in (
            (room.above, rows[0], len(cross.entries(page))),
            (room.below, rows[-1], len(cross.exits(page))),
        ):
            strips[row] = max(strips.get(row, 0), STRIP * ceil(count / layout.count))
    return before != (room.above, room.below, room.tall)


def draw(
    chart: Chart, sized: Mapping[str, Sized], places: Sequence[Place], room: Room, layout: Columns
) -> tuple[DrawnPage, ...]:
    """Every page of the table with its symbols, connectors and arrows."""
    cross = crossings(chart, tuple(place.page for place in places))
    boxes = {
        key: box
        for row, place in enumerate(places)
        for key, box in _row_boxes(
            tuple(sized[one.id] for one in chart.of_row(row)), row, place, room, layout
        )
    }
    return tuple(
        _page(page, chart, sized, places, _Laid(boxes, cross, room, layout))
        for page in sorted({place.page for place in places})
    )


@dataclass(frozen=True, slots=True)
class _Laid:
    boxes: Mapping[str, Box]
    cross: Crossings
    room: Room
    layout: Columns


def _page(
    page: int, chart: Chart, sized: Mapping[str, Sized], places: Sequence[Place], laid: _Laid
) -> DrawnPage:
    rows = [row for row, place in enumerate(places) if place.page == page]
    here = [one for one in chart.symbols if places[one.row].page == page]
    drawn = [
        Drawn(one.id, one.shape, laid.boxes[one.id], sized[one.id].lines, sized[one.id].type) for one in here
    ]
    links = [link for link in chart.links if {link.source, link.target} <= {one.id for one in here}]
    top, bottom = _units(places[rows[0]].top), _units(places[rows[-1]].bottom)
    middles = {one.id: laid.boxes[one.id].center[0] for one in here}
    exits = laid.cross.exits(page)
    slots = _slots([middles[link.source] for link, _, _ in exits], laid.layout)
    for (link, letter, other), (x, line) in zip(exits, slots, strict=True):
        key = f"keluar {link.source} {link.target} {link.text}"
        low = bottom - laid.room.below.get(rows[-1], 0) + STRIP * line + STRIP // 2
        drawn.append(_connector(key, (x, low), letter, f"ke hal. {other}", laid.layout))
        links.append(Link(link.source, key, link.text))
    entries = laid.cross.entries(page)
    slots = _slots([middles[target] for target, _, _ in entries], laid.layout)
    for (target, letter, others), (x, line) in zip(entries, slots, strict=True):
        key = f"masuk {target}"
        high = top + STRIP * line + STRIP // 2
        said = f"dari {', '.join(map(str, others))}" if len(others) < 3 else "lanjutan"
        drawn.append(_connector(key, (x, high), letter, said, laid.layout))
        links.append(Link(key, target))
    column = round(laid.layout.performer * UNITS)
    area = Box(0, top, column * laid.layout.count, bottom - top)
    rules = tuple(_units(places[row].bottom) for row in rows[:-1])
    spots = {one.id: Spot(one.shape, one.box) for one in drawn}
    page_of = Page(area, tuple(range(column, area.right, column)), rules, spots, tuple(links))
    return DrawnPage(page, tuple(drawn), tuple(links), lay(page_of))


def _row_boxes(
    row: tuple[Sized, ...], number: int, place: Place, room: Room, layout: Columns
) -> list[tuple[str, Box]]:
    """The symbols of a row below each other, in the middle of the height that connectors leave."""
    above, below = room.above.get(number, 0), room.below.get(number, 0)
    top, bottom = _units(place.top) + above, _units(place.bottom) - below
    spare = 0 if number in room.tall else max(0, (bottom - top - stack(row)) // 2)
    y = top + spare + GAP
    found = []
    for one in row:
        middle = _middle(one.symbol.column, layout)
        center = -(-(y + one.height // 2) // STEP) * STEP
        found.append((one.symbol.id, around((middle, center), one.width, one.height)))
        y = found[-1][1].bottom + GAP
    return found


def _connector(key: str, center: tuple[int, int], letter: str, said: str, layout: Columns) -> Drawn:
    x, y = center
    across = min(CONNECTOR[0], round(layout.symbol * UNITS / 10) * 10)
    box = around((x, -(-y // STEP) * STEP), across, CONNECTOR[1])
    return Drawn(key, Shape.PENTAGON, box, (letter, said), 6.5)


def _slots(wanted: Sequence[int], layout: Columns) -> list[tuple[int, int]]:
    """(x, line) for each connector: the nearest free column, then a further line of them."""
    free = [
        (x, line) for line in range(len(wanted)) for x in (_middle(c, layout) for c in range(layout.count))
    ]
    found = []
    for x in wanted:
        slot = min(free, key=lambda slot: (slot[1], abs(slot[0] - x)))
        free.remove(slot)
        found.append(slot)
    return found


def _middle(column: int, layout: Columns) -> int:
    return round((column + 0.5) * layout.performer / GRID) * STEP


def _units(mm: float) -> int:
    return round(mm * UNITS)
