"""Writes a drawing as BPMN diagram interchange: shapes, edges and label bounds."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from processes.geometry import Box, Point
from processes.layout import Drawing
from processes.names import BPMNDI, DC, DI
from processes.parts import ProcessGraph


def write_diagram(root: etree._Element, graphs: Sequence[ProcessGraph], drawings: Sequence[Drawing]) -> None:
    """Append the bpmndi:BPMNDiagram of all processes; pools stand upright, lanes are columns."""
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "gambar"})
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", {"id": "bidang", "bpmnElement": "kolaborasi"})
    for graph, drawing in zip(graphs, drawings, strict=True):
        _shape(plane, f"pool_{graph.id}", drawing.pool, isHorizontal="false")
        for role, box in drawing.lanes.items():
            _shape(plane, f"lajur_{graph.id}_{role}", box, isHorizontal="false")
        for node in graph.nodes:
            marker = {"isMarkerVisible": "true"} if node.type == "exclusiveGateway" else {}
            shape = _shape(plane, node.id, drawing.shapes[node.id], **marker)
            _label(shape, drawing.labels.get(node.id))
        for note in drawing.notes:
            _shape(plane, note.id, note.box)
        for edge in graph.edges:
            _label(_edge(plane, edge.id, drawing.ways[edge.id]), drawing.labels.get(edge.id))
        for note in drawing.notes:
            if note.element:
                _edge(plane, f"ke_{note.id}", note.way)


def _shape(plane: etree._Element, element: str, box: Box, **attributes: str) -> etree._Element:
    shape = etree.SubElement(
        plane, f"{{{BPMNDI}}}BPMNShape", {"id": f"{element}_di", "bpmnElement": element, **attributes}
    )
    _bounds(shape, box)
    return shape


def _edge(plane: etree._Element, element: str, way: Sequence[Point]) -> etree._Element:
    edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", {"id": f"{element}_di", "bpmnElement": element})
    for x, y in way:
        etree.SubElement(edge, f"{{{DI}}}waypoint", {"x": str(x), "y": str(y)})
    return edge


def _label(parent: etree._Element, box: Box | None) -> None:
    if box:
        _bounds(etree.SubElement(parent, f"{{{BPMNDI}}}BPMNLabel"), box)


def _bounds(parent: etree._Element, box: Box) -> None:
    sizes = {"x": str(box.x), "y": str(box.y), "width": str(box.width), "height": str(box.height)}
    etree.SubElement(parent, f"{{{DC}}}Bounds", sizes)
