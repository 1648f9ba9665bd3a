"""Writes a Sop as a BPMN 2.0 file: collaboration, pools, lanes, elements, SOP cells and the drawing."""

from __future__ import annotations

from lxml import etree

from processes import names
from processes.canonical import canonical
from processes.cells import write_step
from processes.form_xml import write_form
from processes.graph import build
from processes.heading import write_heading
from processes.interchange import write_diagram
from processes.layout import Drawing, draw
from processes.model import Sop
from processes.names import bpmn, sop
from processes.notes import marks
from processes.parts import Edge, Node, ProcessGraph

TARGET_NAMESPACE = "https://alur.id/bpmn"
LEFT, TOP, POOL_GAP = 105, 75, 40  # odd multiples of 5: borders never lie under a flow
_UPPER = {"cms": "CMS"}


def write_bpmn(table: Sop) -> bytes:
    """The SOP as BPMN bytes; one table, one sequence of bytes. Raises BrokenTable."""
    graphs = build(table)
    root = etree.Element(
        bpmn("definitions"),
        {"id": f"definisi_{table.id}", "targetNamespace": TARGET_NAMESPACE, "expressionLanguage": names.FEEL},
        nsmap=names.PREFIXES,
    )
    _messages(root, graphs)
    _collaboration(root, graphs)
    drawings: list[Drawing] = []
    for graph in graphs:
        corner = (LEFT, drawings[-1].pool.bottom + POOL_GAP) if drawings else (LEFT, TOP)
        drawings.append(draw(graph, corner, marks(table, graph)))
        _process(root, graph, table if graph is graphs[0] else None)
        _artifacts(root[-1], drawings[-1])
    write_diagram(root, graphs, drawings)
    return canonical(etree.tostring(root, encoding="utf-8"))


def lane_name(role: str) -> str:
    """The name on a lane: the role's words, so that its slug is the role again ("Ketua Tim")."""
    return " ".join(_UPPER.get(word, word.capitalize()) for word in role.split("_"))


def _messages(root: etree._Element, graphs: tuple[ProcessGraph, ...]) -> None:
    used = [node.message for graph in graphs for node in graph.nodes if node.message]
    for name in dict.fromkeys(used):
        etree.SubElement(root, bpmn("message"), {"id": f"pesan_{name}", "name": name})


def _collaboration(root: etree._Element, graphs: tuple[ProcessGraph, ...]) -> None:
    collaboration = etree.SubElement(root, bpmn("collaboration"), {"id": "kolaborasi"})
    for graph in graphs:
        attributes = {"id": f"pool_{graph.id}", "name": graph.name, "processRef": graph.id}
        etree.SubElement(collaboration, bpmn("participant"), attributes)


def _process(root: etree._Element, graph: ProcessGraph, table: Sop | None) -> None:
    """One process; `table` is given for the main one, whose heading it carries."""
    process = etree.SubElement(
        root, bpmn("process"), {"id": graph.id, "name": graph.name, "isExecutable": "true"}
    )
    if table:
        write_heading(etree.SubElement(process, bpmn("extensionElements")), table)
    _lanes(process, graph, table)
    for node in graph.nodes:
        _node(process, node, graph)
    for edge in graph.edges:
        _flow(process, edge)


def _lanes(process: etree._Element, graph: ProcessGraph, table: Sop | None) -> None:
    lanes = etree.SubElement(process, bpmn("laneSet"), {"id": f"lajur_set_{graph.id}"})
    labels = {role.id: role.label for role in table.roles} if table else {}
    for role in graph.lanes:
        attributes = {"id": f"lajur_{graph.id}_{role}", "name": lane_name(role), sop("role"): role}
        lane = etree.SubElement(lanes, bpmn("lane"), attributes)
        if role in labels:
            etree.SubElement(lane, bpmn("documentation")).text = labels[role]
        for node in graph.nodes:
            if node.lane == role:
                etree.SubElement(lane, bpmn("flowNodeRef")).text = node.id


def _node(process: etree._Element, node: Node, graph: ProcessGraph) -> None:
    element = etree.SubElement(process, bpmn(node.type), {"id": node.id, "name": node.name})
    if not node.name:
        del element.attrib["name"]
    _extension(element, node)
    if node.default:
        element.set("default", node.default)
    if node.called:
        element.set("calledElement", node.called)
    if node.attached_to:
        element.set("attachedToRef", node.attached_to)
        element.set("cancelActivity", "true")
    if node.message:
        element.set("messageRef", f"pesan_{node.message}")
    for edge in graph.edges:
        if edge.target == node.id:
            etree.SubElement(element, bpmn("incoming")).text = edge.id
    for edge in graph.edges:
        if edge.source == node.id:
            etree.SubElement(element, bpmn("outgoing")).text = edge.id
    if node.timer:
        _timer(element, node)


def _extension(element: etree._Element, node: Node) -> None:
    if not node.step and not node.fields:
        return
    extension = etree.SubElement(element, bpmn("extensionElements"))
    if node.step:
        write_step(extension, node.step, node.row + 1)
    write_form(extension, node.fields)


def _artifacts(process: etree._Element, drawing: Drawing) -> None:
    """The marks of uncertainty, each tied to its activity."""
    for note in drawing.notes:
        annotation = etree.SubElement(process, bpmn("textAnnotation"), {"id": note.id})
        etree.SubElement(annotation, bpmn("text")).text = note.text
    for note in drawing.notes:
        if note.element:
            attributes = {"id": f"ke_{note.id}", "sourceRef": note.element, "targetRef": note.id}
            etree.SubElement(process, bpmn("association"), attributes)


def _timer(element: etree._Element, node: Node) -> None:
    definition = etree.SubElement(element, bpmn("timerEventDefinition"), {"id": f"waktu_{node.id}"})
    kind = {f"{{{names.XSI}}}type": "bpmn:tFormalExpression"}
    written = etree.SubElement(definition, bpmn("timeDate" if node.dated else "timeDuration"), kind)
    written.text = node.timer


def _flow(process: etree._Element, edge: Edge) -> None:
    attributes = {"id": edge.id, "sourceRef": edge.source, "targetRef": edge.target}
    if edge.name:
        attributes["name"] = edge.name
    flow = etree.SubElement(process, bpmn("sequenceFlow"), attributes)
    if edge.condition:
        kind = {f"{{{names.XSI}}}type": "bpmn:tFormalExpression"}
        etree.SubElement(flow, bpmn("conditionExpression"), kind).text = edge.condition
