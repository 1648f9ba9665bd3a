"""Reads the drawing of a BPMN file: every shape and edge with its element, as plain data (pixels, y downwards)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite

from lxml import etree

from processes.names import BPMNDI, DC, DI, bpmn
from processes.paper.sheet import Words
from processes.source import kind_of, text_of
from processes.xml import parse

Spot = tuple[float, float]
Bounds = tuple[float, float, float, float]  # left, top, width, height
_FARTHEST = 100_000.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn node: its element's BPMN kind and name, what marks it, its bounds and those of its label."""

    kind: str
    name: str
    bounds: Bounds
    label: Bounds | None
    marks: frozenset[str]  # event definitions, "parallel", "loop", "collapsed", "dashed", "caught", "upright"


@dataclass(frozen=True, slots=True)
class Edge:
    """A drawn flow or association."""

    kind: str
    name: str
    way: tuple[Spot, ...]
    label: Bounds | None
    is_default: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as it lies on its plane."""

    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


def read_picture(xml: bytes, words: Words = str) -> Picture:
    """The first diagram of a BPMN file, its names as `words` has them; empty where it has none. Raises BadXml."""
    root = parse(xml)
    elements = {one.get("id", ""): one for one in root.iter() if isinstance(one.tag, str) and one.get("id")}
    plane = root.find(f"{{{BPMNDI}}}BPMNDiagram/{{{BPMNDI}}}BPMNPlane")
    if plane is None:
        return Picture((), ())
    defaults = {one.get("default") for one in elements.values() if one.get("default")}
    shapes = (replace(one, name=words(one.name)) for one in _shapes(plane, elements))
    edges = (replace(one, name=words(one.name)) for one in _edges(plane, elements, defaults))
    return Picture(tuple(shapes), tuple(edges))


def _shapes(plane: etree._Element, elements: dict[str, etree._Element]) -> Iterator[Shape]:
    for drawn in plane.iterfind(f"{{{BPMNDI}}}BPMNShape"):
        element, bounds = elements.get(drawn.get("bpmnElement", "")), _bounds(drawn)
        if element is None or bounds is None:
            continue
        name = element.get("name", "") or text_of(element.find(bpmn("text")))
        yield Shape(kind_of(element), name, bounds, _label(drawn), frozenset(_marks(drawn, element)))


def _edges(
    plane: etree._Element, elements: dict[str, etree._Element], defaults: set[str | None]
) -> Iterator[Edge]:
    for drawn in plane.iterfind(f"{{{BPMNDI}}}BPMNEdge"):
        key = drawn.get("bpmnElement", "")
        element = elements.get(key)
        way = tuple(
            (x, y)
            for point in drawn.iterfind(f"{{{DI}}}waypoint")
            for x, y in [(_number(point, "x"), _number(point, "y"))]
        )
        if element is not None and len(way) > 1:
            yield Edge(kind_of(element), element.get("name", ""), way, _label(drawn), key in defaults)


def _marks(drawn: etree._Element, element: etree._Element) -> Iterator[str]:
    for child in element:
        kind = kind_of(child)
        if kind.endswith("EventDefinition"):
            yield kind.removesuffix("EventDefinition")
        elif kind == "multiInstanceLoopCharacteristics":
            yield "sequential" if child.get("isSequential") == "true" else "parallel"
        elif kind == "standardLoopCharacteristics":
            yield "loop"
    if drawn.get("isExpanded") == "false":
        yield "collapsed"
    if element.get("cancelActivity") == "false" or element.get("isInterrupting") == "false":
        yield "dashed"
    if drawn.get("isHorizontal") == "false":
        yield "upright"


def _label(drawn: etree._Element) -> Bounds | None:
    label = drawn.find(f"{{{BPMNDI}}}BPMNLabel")
    return None if label is None else _bounds(label)


def _bounds(drawn: etree._Element) -> Bounds | None:
    found = drawn.find(f"{{{DC}}}Bounds")
    if found is None:
        return None
    return _number(found, "x"), _number(found, "y"), _number(found, "width"), _number(found, "height")


def _number(element: etree._Element, name: str) -> float:
    """A coordinate; 0 for one that is none, or farther than any drawing goes."""
    try:
        value = float(element.get(name, "0"))
    except ValueError:
        return 0.0
    return value if isfinite(value) and abs(value) < _FARTHEST else 0.0
