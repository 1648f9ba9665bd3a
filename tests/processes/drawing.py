"""Reads the diagram interchange of a shipped BPMN file for geometric tests."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from processes.geometry import Box, Point
from processes.names import BPMNDI, DC, DI
from processes.source import kind_of

Segment = tuple[Point, Point]


@dataclass(frozen=True)
class Drawn:
    """Boxes and ways by BPMN id; `kinds` maps ids to BPMN element names."""

    shapes: dict[str, Box]
    ways: dict[str, tuple[Point, ...]]
    labels: dict[str, Box]
    kinds: dict[str, str]
    ends: dict[str, tuple[str, str]]

    def of(self, *kinds: str) -> dict[str, Box]:
        return {key: box for key, box in self.shapes.items() if self.kinds[key] in kinds}

    def nodes(self) -> dict[str, Box]:
        """Everything that is neither pool nor lane."""
        return {
            key: box for key, box in self.shapes.items() if self.kinds[key] not in ("participant", "lane")
        }

    def flows(self) -> dict[str, tuple[Point, ...]]:
        return {key: way for key, way in self.ways.items() if self.kinds[key] == "sequenceFlow"}


def read_drawing(xml: bytes) -> Drawn:
    root = etree.fromstring(xml)
    elements = {item.get("id", ""): item for item in root.iter() if item.get("id") and kind_of(item)}
    shapes = {item.get("bpmnElement", ""): _box(item) for item in root.iter(f"{{{BPMNDI}}}BPMNShape")}
    ways = {
        item.get("bpmnElement", ""): tuple(
            (int(point.get("x", "")), int(point.get("y", ""))) for point in item.iterfind(f"{{{DI}}}waypoint")
        )
        for item in root.iter(f"{{{BPMNDI}}}BPMNEdge")
    }
    labels = {}
    for label in root.iter(f"{{{BPMNDI}}}BPMNLabel"):
        parent = label.getparent()
        assert parent is not None
        labels[parent.get("bpmnElement", "")] = _box(label)
    ends = {
        key: (item.get("sourceRef", ""), item.get("targetRef", ""))
        for key, item in elements.items()
        if item.get("sourceRef")
    }
    return Drawn(shapes, ways, labels, {key: kind_of(item) for key, item in elements.items()}, ends)


def segments(way: tuple[Point, ...]) -> list[Segment]:
    return list(pairwise(way))


def overlap(one: Segment, other: Segment) -> bool:
    """Whether two level or upright segments share more than a point."""
    for axis in (0, 1):
        if one[0][axis] == one[1][axis] == other[0][axis] == other[1][axis]:
            along = 1 - axis
            low = max(min(one[0][along], one[1][along]), min(other[0][along], other[1][along]))
            high = min(max(one[0][along], one[1][along]), max(other[0][along], other[1][along]))
            return high > low
    return False


def _box(element: etree._Element) -> Box:
    bounds = element.find(f"{{{DC}}}Bounds")
    assert bounds is not None
    return Box(*(int(bounds.get(name, "")) for name in ("x", "y", "width", "height")))
