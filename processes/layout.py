"""Draws a process: lanes as columns like the official table, rows running down, flows laid without overlap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from processes.geometry import LINE, Box, Point, around, label_size, lines_of
from processes.parts import Edge, Node, ProcessGraph
from processes.ports import ports_in, ports_out
from processes.ranks import Cell, place
from processes.routing import Field, NoWay, corners, route

TASK = (180, 100)  # room for five lines beside the icon
GATEWAY = (50, 50)
EVENT = (36, 36)
NOTE_WIDTH = 92
NOTE_GAP = 12
HEAD = 30  # strip with a pool's or lane's name
LANE_MIN = 160
PADDING = 20  # between a lane's border and its first column
CHANNEL = 40  # between columns
GAP = 50  # between ranks
TASKS = ("userTask", "receiveTask", "callActivity")


@dataclass(frozen=True, slots=True)
class Note:
    """A text annotation; `element` is what it is tied to, None for a note that stands alone."""

    id: str
    text: str
    box: Box
    element: str | None = None
    way: tuple[Point, ...] = ()


@dataclass(slots=True)
class Drawing:
    """A drawn process: every box and way in pixels."""

    pool: Box
    lanes: dict[str, Box] = field(default_factory=dict)
    shapes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)  # of shapes and of flows, by id
    ways: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def draw(graph: ProcessGraph, corner: Point, notes: Mapping[str, str]) -> Drawing:
    """The drawing of a process with its pool's upper left at `corner`; `notes` are texts by node or lane id.

    Raises NoWay when a flow finds no way even with wide channels.
    """
    for widening in (0, 20, 40, 80):
        drawing = _shapes(graph, corner, notes, widening)
        try:
            _lay_flows(graph, drawing)
        except NoWay:
            continue
        return drawing
    raise NoWay(graph.id)


def _shapes(graph: ProcessGraph, corner: Point, notes: Mapping[str, str], widening: int) -> Drawing:
    """Everything but the flows."""
    cells = place(graph)
    middles, lanes, right = _across(graph, cells, corner[0], notes, widening)
    levels, bottom = _down(graph, cells, corner[1] + 2 * HEAD, widening)
    drawing = Drawing(Box(corner[0], corner[1], right - corner[0], bottom - corner[1]))
    for lane, (left, width) in lanes.items():
        drawing.lanes[lane] = Box(left, corner[1] + HEAD, width, bottom - corner[1] - HEAD)
    for node in graph.nodes:
        if node.attached_to is None:
            cell = cells[node.id]
            middle = (middles[cell.lane, cell.column], levels[cell.rank])
            drawing.shapes[node.id] = around(middle, *_size(node))
    for node in graph.nodes:
        if node.attached_to:
            host = drawing.shapes[node.attached_to]
            drawing.shapes[node.id] = around((host.right - 30, host.bottom), *EVENT)
    for node in graph.nodes:
        _add_label(drawing, node)
        _add_note(drawing, node, notes)
    _add_lane_notes(drawing, graph, notes)
    return drawing


def _across(
    graph: ProcessGraph, cells: Mapping[str, Cell], left: int, notes: Mapping[str, str], widening: int
) -> tuple[dict[tuple[int, int], int], dict[str, tuple[int, int]], int]:
    """(middle x of each lane's column, (left, width) of each lane, right border)."""
    nodes = {node.id: node for node in graph.nodes}
    middles: dict[tuple[int, int], int] = {}
    lanes: dict[str, tuple[int, int]] = {}
    x = left
    for index, lane in enumerate(graph.lanes):
        start = x
        x += PADDING + widening
        for column in sorted({cell.column for cell in cells.values() if cell.lane == index}):
            members = [
                nodes[key] for key, cell in cells.items() if (cell.lane, cell.column) == (index, column)
            ]
            half = 90 if any(node.type in TASKS for node in members) else 60
            noted = any(node.id in notes for node in members)
            named = any(node.type == "exclusiveGateway" for node in members)
            middles[index, column] = -(-(x + half) // 10) * 10
            x = middles[index, column] + half + (NOTE_GAP + NOTE_WIDTH if noted else 70 if named else 0)
            x += CHANNEL + widening
        x = max(x, start + LANE_MIN)
        x += (left - x) % 10  # lanes keep off the grid of the flows
        lanes[lane] = (start, x - start)
    return middles, lanes, x


def _down(
    graph: ProcessGraph, cells: Mapping[str, Cell], top: int, widening: int
) -> tuple[dict[int, int], int]:
    """(middle y of each rank, lower border)."""
    nodes = {node.id: node for node in graph.nodes}
    levels: dict[int, int] = {}
    y = top + 30
    for rank in range(max(cell.rank for cell in cells.values()) + 1):
        members = [nodes[key] for key, cell in cells.items() if cell.rank == rank]
        half = max(_size(node)[1] for node in members) // 2
        levels[rank] = -(-(y + half) // 10) * 10
        y = levels[rank] + half + GAP + widening // 2
    return levels, y


def _size(node: Node) -> tuple[int, int]:
    if node.type in TASKS:
        return TASK
    return GATEWAY if node.type.endswith("Gateway") else EVENT


def _add_label(drawing: Drawing, node: Node) -> None:
    """A name beside its shape: gateways upper right, ends below, starts right, other events lower right."""
    if node.type in TASKS or not node.name:
        return
    box = drawing.shapes[node.id]
    x, y = box.center
    room = 150 if node.type == "exclusiveGateway" else 110
    width, height = label_size(node.name, room)
    if node.type == "exclusiveGateway":
        place_at = Box(x + 16, y - 14 - height, width, height)
    elif node.type == "endEvent":
        place_at = Box(x - width // 2, box.bottom + 6, width, height)
    elif node.attached_to or node.type == "intermediateCatchEvent":
        place_at = Box(box.right + 2, box.bottom - 12, width, height)
    else:
        place_at = Box(box.right + 6, y - height // 2, width, height)
    drawing.labels[node.id] = place_at


def _add_note(drawing: Drawing, node: Node, notes: Mapping[str, str]) -> None:
    if node.id not in notes:
        return
    host = drawing.shapes[node.id]
    height = lines_of(notes[node.id], NOTE_WIDTH - 12) * LINE + 10
    box = Box(host.right + NOTE_GAP, host.center[1] - height // 2, NOTE_WIDTH, height)
    way = ((host.right, host.center[1]), (box.x, host.center[1]))
    drawing.notes.append(Note(f"catatan_{node.id}", notes[node.id], box, node.id, way))


def _add_lane_notes(drawing: Drawing, graph: ProcessGraph, notes: Mapping[str, str]) -> None:
    for lane in graph.lanes:
        if lane not in notes or any(node.lane == lane for node in graph.nodes):
            continue
        column = drawing.lanes[lane]
        height = lines_of(notes[lane], column.width - 42) * LINE + 10
        box = Box(column.x + 15, column.y + HEAD + 20, column.width - 30, height)
        drawing.notes.append(Note(f"catatan_lajur_{lane}", notes[lane], box))


def _lay_flows(graph: ProcessGraph, drawing: Drawing) -> None:
    """Lay the flows, the shortest first, so that straight ones stay straight; then put their names beside them."""
    top = drawing.pool.y + 2 * HEAD
    space = Field(Box(drawing.pool.x, top, drawing.pool.width, drawing.pool.bottom - top))
    for box in drawing.shapes.values():
        space.block(box)
    for box in (*drawing.labels.values(), *(note.box for note in drawing.notes)):
        space.block(box, 3)
    nodes = {node.id: node for node in graph.nodes}
    used: set[tuple[str, Point]] = set()
    for edge in sorted(graph.edges, key=lambda edge: _distance(drawing, edge)):
        source, target = nodes[edge.source], nodes[edge.target]
        starts = [
            port
            for port in ports_out(source, drawing.shapes[source.id], _rises(drawing, edge))
            if (source.id, port.dock) not in used
        ]
        ends = [
            port for port in ports_in(target, drawing.shapes[target.id]) if (target.id, port.dock) not in used
        ]
        start, end, points = route(space, starts, ends)
        space.take(points)
        used |= {(source.id, start.dock), (target.id, end.dock)}
        drawing.ways[edge.id] = corners((start.dock, *points, end.dock))
    for edge in graph.edges:
        if edge.name:
            drawing.labels[edge.id] = _name_place(drawing, edge)


def _rises(drawing: Drawing, edge: Edge) -> bool:
    return drawing.shapes[edge.target].center[1] <= drawing.shapes[edge.source].center[1]


def _distance(drawing: Drawing, edge: Edge) -> tuple[int, str]:
    (x1, y1), (x2, y2) = drawing.shapes[edge.source].center, drawing.shapes[edge.target].center
    back = 10_000 if _rises(drawing, edge) else 0
    return abs(x2 - x1) + abs(y2 - y1) + back, edge.id


def _name_place(drawing: Drawing, edge: Edge) -> Box:
    """Where a flow's name stands: beside its first part, clear of shapes, names, notes and all flows."""
    way = drawing.ways[edge.id]
    width, height = 6 + 7 * len(edge.name), LINE
    boxes = [
        Box(*spot, width, height)
        for start, end in pairwise(way[:3])
        for spot in _beside(start, end, width, height)
    ]
    return next((box for box in boxes if _is_free(drawing, box)), boxes[0])


def _beside(start: Point, end: Point, width: int, height: int) -> list[Point]:
    """Places for a name beside a level or upright part, from its beginning on."""
    (x, y), (x2, y2) = start, end
    if x == x2:
        down = 4 if y2 > y else -4 - height
        steps = range(0, max(abs(y2 - y) - height, 1), LINE)
        ys = [y + down + (step if y2 > y else -step) for step in steps]
        return [(left, at) for at in ys for left in (x + 5, x - 5 - width)]
    side = 6 if x2 > x else -6 - width
    steps = range(0, max(abs(x2 - x) - width, 1), 20)
    xs = [x + side + (step if x2 > x else -step) for step in steps]
    return [(at, top) for at in xs for top in (y - 3 - height, y + 4)]


def _is_free(drawing: Drawing, box: Box) -> bool:
    others = [*drawing.shapes.values(), *drawing.labels.values(), *(note.box for note in drawing.notes)]
    if any(box.meets(other) for other in others):
        return False
    segments = (pair for way in drawing.ways.values() for pair in pairwise(way))
    return not any(box.crossed_by(*segment) for segment in segments)
