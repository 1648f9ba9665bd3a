"""Places nodes on a grid: the rank down the page (longest path from the start) and the column inside the lane."""

from __future__ import annotations

from dataclasses import dataclass

from processes.parts import Edge, ProcessGraph


@dataclass(frozen=True, slots=True)
class Cell:
    """A place on the grid: lane by index, column inside the lane (0 is the main one), rank from the top."""

    lane: int
    column: int
    rank: int


def place(graph: ProcessGraph) -> dict[str, Cell]:
    """Node id -> Cell; boundary events have none, they sit on their activity."""
    forward = _forward_edges(graph)
    ranks = _longest(graph, forward)
    depth = _longest(graph, [(target, source) for source, target in forward])
    return _columns(graph, ranks, depth)


def hosts(graph: ProcessGraph) -> dict[str, str]:
    """Node id -> the node that holds its place: itself, or the activity a boundary event sits on."""
    return {node.id: node.attached_to or node.id for node in graph.nodes}


def _forward_edges(graph: ProcessGraph) -> list[tuple[str, str]]:
    """The flows without those that close a loop, found by depth-first search from the first node."""
    host = hosts(graph)
    onward: dict[str, list[str]] = {node: [] for node in host}
    for edge in graph.edges:
        onward[host[edge.source]].append(edge.target)
    kept: list[tuple[str, str]] = []
    done: set[str] = set()
    for root in (node.id for node in graph.nodes if node.attached_to is None):
        if root in done:
            continue
        path, stack = {root}, [(root, iter(onward[root]))]
        while stack:
            node, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                stack.pop()
                path.discard(node)
                done.add(node)
                continue
            if target in path:
                continue
            kept.append((node, target))
            if target not in done:
                path.add(target)
                stack.append((target, iter(onward[target])))
    return kept


def _longest(graph: ProcessGraph, pairs: list[tuple[str, str]]) -> dict[str, int]:
    """Length of the longest path to each node over acyclic pairs."""
    ranks = {node.id: 0 for node in graph.nodes if node.attached_to is None}
    for _ in ranks:
        changed = False
        for source, target in pairs:
            if ranks[target] < ranks[source] + 1:
                ranks[target], changed = ranks[source] + 1, True
        if not changed:
            break
    return ranks


def _columns(graph: ProcessGraph, ranks: dict[str, int], depth: dict[str, int]) -> dict[str, Cell]:
    """Column 0 goes to the node with the longest way still before it; the others step aside."""
    lane_index = {lane: index for index, lane in enumerate(graph.lanes)}
    lane_of = {node.id: lane_index[node.lane] for node in graph.nodes}
    taken: dict[tuple[int, int, int], str] = {}
    cells: dict[str, Cell] = {}
    for node in sorted(ranks, key=lambda node: (-depth[node], ranks[node])):
        lane, rank = lane_of[node], ranks[node]
        side = -1 if _pull(node, graph.edges, lane_of) < 0 else 1
        column = 0
        while (lane, column, rank) in taken:
            column += side
        taken[lane, column, rank] = node
        cells[node] = Cell(lane, column, rank)
    return cells


def _pull(node: str, edges: tuple[Edge, ...], lane_of: dict[str, int]) -> int:
    """Whether a node's neighbours stand in lanes to its left (negative) or right."""
    ends = [edge.target for edge in edges if edge.source == node]
    ends += [edge.source for edge in edges if edge.target == node]
    return sum(lane_of[other] - lane_of[node] for other in ends)
