"""Places the nodes of a small diagram from left to right, one row per way, and draws it (BPMN DI)."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from processes.names import BPMNDI, DC, DI, bpmn

_COLUMN, _ROW = 150, 100
_SIZES = {"Event": (36, 36), "Gateway": (50, 50)}
_TASK = (110, 70)
_MARGIN = 30

Box = tuple[float, float, float, float]  # left, top, width, height


def draw(root: etree._Element, process: etree._Element) -> None:
    """Add the drawing of a process to its file."""
    boxes = _boxes(process)
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id="gambar")
    plane = etree.SubElement(
        diagram, f"{{{BPMNDI}}}BPMNPlane", id="bidang", bpmnElement=process.get("id", "")
    )
    for name, (left, top, width, height) in boxes.items():
        shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"{name}_di", bpmnElement=name)
        bounds = {"x": left, "y": top, "width": width, "height": height}
        etree.SubElement(shape, f"{{{DC}}}Bounds", {key: f"{value:g}" for key, value in bounds.items()})
        if process.find(f".//{bpmn('subProcess')}[@id='{name}']") is not None:
            shape.set("isExpanded", "true")
    for flow in process.iter(bpmn("sequenceFlow")):
        edge = etree.SubElement(
            plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{flow.get('id')}_di", bpmnElement=flow.get("id", "")
        )
        for x, y in _way(boxes[flow.get("sourceRef", "")], boxes[flow.get("targetRef", "")]):
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=f"{x:g}", y=f"{y:g}")


def _boxes(holder: etree._Element, left: float = _MARGIN, top: float = _MARGIN) -> dict[str, Box]:
    """The box of every node within a process or subprocess, whose own corner is at left and top."""
    nodes = [one for one in holder if one.tag != bpmn("sequenceFlow") and one.get("id")]
    inner = {one.get("id", ""): _boxes(one) for one in nodes if one.tag == bpmn("subProcess")}
    ranks = _ranks(holder, nodes)
    placed: dict[str, Box] = {}
    rows: dict[int, int] = {}
    wide = max((max(x + w for x, _, w, _ in boxes.values()) for boxes in inner.values()), default=0.0)
    aside = _aside(holder, nodes)
    for node in sorted(nodes, key=lambda one: one.get("id") in aside):
        name, rank = node.get("id", ""), ranks[node.get("id", "")]
        row = rows[rank] = max(rows.get(rank, -1) + 1, int(name in aside))
        width, height = _size(node, inner)
        shift = max(0.0, wide + 2 * _MARGIN - _COLUMN) if any(ranks[one] < rank for one in inner) else 0.0
        x = left + rank * _COLUMN + shift + (0 if name in inner else (_COLUMN - 40 - width) / 2)
        y = top + row * _ROW + (0 if name in inner else (_TASK[1] - height) / 2)
        if host := node.get("attachedToRef"):
            hx, hy, hw, hh = placed[host]
            x, y = hx + hw / 2 - 18, hy + hh - 18
            rows[rank] = max(rows[rank] - 1, 0)
        placed[name] = (x, y, width, height)
        for child, (cx, cy, cw, ch) in inner.get(name, {}).items():
            placed[child] = (x + cx - _MARGIN + 20, y + cy - _MARGIN + 20, cw, ch)
    return placed


def _size(node: etree._Element, inner: Mapping[str, Mapping[str, Box]]) -> tuple[float, float]:
    if boxes := inner.get(node.get("id", "")):
        right, bottom = (max(box[i] + box[i + 2] for box in boxes.values()) for i in (0, 1))
        return right - _MARGIN + 40, bottom - _MARGIN + 40
    kind = etree.QName(node).localname
    return next((size for ending, size in _SIZES.items() if kind.endswith(ending)), _TASK)


def _aside(holder: etree._Element, nodes: list[etree._Element]) -> set[str]:
    """Nodes that are reached from boundary events alone: they lie a row below."""
    flows = [
        (one.get("sourceRef", ""), one.get("targetRef", "")) for one in holder.iterfind(bpmn("sequenceFlow"))
    ]
    attached = {one.get("id", "") for one in nodes if one.get("attachedToRef")}
    found: set[str] = set()
    for _ in nodes:
        for name in {target for _, target in flows}:
            if all(source in attached | found for source, target in flows if target == name):
                found.add(name)
    return found


def _ranks(holder: etree._Element, nodes: list[etree._Element]) -> dict[str, int]:
    """How many steps lie before each node; a boundary event is where its host is, its followers a row below."""
    flows = [
        (one.get("sourceRef", ""), one.get("targetRef", "")) for one in holder.iterfind(bpmn("sequenceFlow"))
    ]
    flows += [(one.get("attachedToRef", ""), one.get("id", "")) for one in nodes if one.get("attachedToRef")]
    attached = {one.get("id", "") for one in nodes if one.get("attachedToRef")}
    ranks = {one.get("id", ""): 0 for one in nodes}
    for _ in nodes:  # no sample goes in a circle
        for source, target in flows:
            ranks[target] = max(ranks[target], ranks[source] + (0 if target in attached else 1))
    return ranks


def _way(source: Box, target: Box) -> list[tuple[float, float]]:
    sx, sy, sw, sh = source
    tx, ty, _, th = target
    start, end = (sx + sw, sy + sh / 2), (tx, ty + th / 2)
    if abs(start[1] - end[1]) < 1:
        return [start, end]
    if end[1] > sy + sh:  # to a lower row: down, then across
        return [(sx + sw / 2, sy + sh), (sx + sw / 2, end[1]), end]
    middle = end[0] - 20
    return [start, (middle, start[1]), (middle, end[1]), end]
