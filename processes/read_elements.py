"""Reads the elements, lanes, flows and expressions of parsed BPMN."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from processes import names
from processes.diagram import Element, Expression, Flow
from processes.names import bpmn, sop
from processes.source import (
    all_nodes,
    event_definitions,
    expression_text,
    kind_of,
    line_of,
    processes_of,
    text_of,
)
from processes.words import slug


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane as the diagram shows it; `role` is sop:role, or the slug of its name."""

    role: str
    name: str


def read_messages(root: etree._Element) -> dict[str, str]:
    """Message element id -> message name."""
    return {item.get("id", ""): item.get("name", "").strip() for item in root.iterfind(bpmn("message"))}


def read_lanes(process: etree._Element) -> dict[str, Lane]:
    """Node id -> its innermost lane; boundary events and nodes in a subprocess take their host's lane."""
    lanes: dict[str, Lane] = {}
    for element in process.iter(bpmn("lane")):  # document order: an inner lane comes after, and wins
        name = element.get("name", "").strip()
        lane = Lane(element.get(sop("role")) or slug(name), name)
        for ref in element.iterfind(bpmn("flowNodeRef")):
            lanes[text_of(ref)] = lane
    for node in all_nodes(process):
        host = node.get("attachedToRef") or _parent_id(node)
        if node.get("id", "") not in lanes and host in lanes:
            lanes[node.get("id", "")] = lanes[host]
    return lanes


def lanes_of(process: etree._Element) -> tuple[Lane, ...]:
    """The innermost lanes of a process in order, empty ones included."""
    found = [item for item in process.iter(bpmn("lane")) if item.find(bpmn("childLaneSet")) is None]
    return tuple(
        Lane(item.get(sop("role")) or slug(item.get("name", "")), item.get("name", "").strip())
        for item in found
    )


def read_elements(root: etree._Element, messages: Mapping[str, str]) -> dict[str, Element]:
    """Element id -> Element, for every flow node of every process."""
    return {
        node.get("id", ""): _element(node, process, lanes, messages)
        for process in processes_of(root)
        for lanes in (read_lanes(process),)
        for node in all_nodes(process)
    }


def read_flows(root: etree._Element) -> tuple[Flow, ...]:
    """Every sequence flow, in document order."""
    return tuple(
        _flow(item, process, defaults)
        for process in processes_of(root)
        for defaults in ({node.get("default") for node in all_nodes(process)},)
        for item in process.iter(bpmn("sequenceFlow"))
    )


def read_expressions(root: etree._Element) -> tuple[Expression, ...]:
    """Every FEEL text of the file: conditions, timers written as FEEL, loops."""
    return tuple(
        Expression(*found)
        for process in processes_of(root)
        for node in process.iter()
        for found in _texts(node)
    )


def _parent_id(node: etree._Element) -> str:
    parent = node.getparent()
    return "" if parent is None else parent.get("id", "")


def _element(
    node: etree._Element, process: etree._Element, lanes: Mapping[str, Lane], messages: Mapping[str, str]
) -> Element:
    definitions = event_definitions(node)
    refs = [node.get("messageRef"), *(item.get("messageRef") for item in definitions)]
    lane = lanes.get(node.get("id", ""))
    return Element(
        id=node.get("id", ""),
        type=kind_of(node),
        name=node.get("name", "").strip(),
        line=line_of(node),
        process_id=process.get("id", ""),
        lane=lane.role if lane else None,
        event=kind_of(definitions[0]).removesuffix("EventDefinition") if definitions else None,
        message=next((messages.get(ref) for ref in refs if ref), None),
        attached_to=node.get("attachedToRef"),
        interrupting=node.get("cancelActivity") != "false",
    )


def _flow(item: etree._Element, process: etree._Element, defaults: set[str | None]) -> Flow:
    condition = expression_text(text_of(item.find(bpmn("conditionExpression"))))
    return Flow(
        id=item.get("id", ""),
        source=item.get("sourceRef", ""),
        target=item.get("targetRef", ""),
        name=item.get("name", "").strip(),
        condition=condition or None,
        line=line_of(item),
        process_id=process.get("id", ""),
        is_default=item.get("id") in defaults,
    )


def _texts(node: etree._Element) -> Iterator[tuple[str, int, str, str]]:
    """(element id, line, text, purpose) of the expressions directly at an element."""
    for child in node:
        text, kind = text_of(child), kind_of(child)
        if kind == "conditionExpression" and text:
            yield node.get("id", ""), line_of(child), expression_text(text), "condition"
        elif kind == "condition" and text:  # of a conditional event
            yield _event_id(node), line_of(child), expression_text(text), "condition"
        elif kind in ("timeDuration", "timeDate", "timeCycle") and text.startswith("="):
            yield _event_id(node), line_of(child), expression_text(text), "timer"
        elif kind in ("loopCardinality", "loopCondition") and text:
            yield _event_id(node), line_of(child), expression_text(text), "loop"
        elif kind == "completionCondition" and text:
            yield _event_id(node), line_of(child), expression_text(text), "completion"
    collection = collection_of(node)
    if collection:
        yield _event_id(node), line_of(node), collection, "loop"


def collection_of(node: etree._Element) -> str | None:
    """The FEEL text of a multi-instance collection (camunda:, flowable: or zeebe:), None where there is none."""
    if kind_of(node) != "multiInstanceLoopCharacteristics":
        return None
    for namespace in (names.CAMUNDA, names.FLOWABLE):
        text = node.get(f"{{{namespace}}}collection")
        if text:
            return expression_text(text)
    zeebe = node.find(f"{bpmn('extensionElements')}/{{{names.ZEEBE}}}loopCharacteristics")
    text = None if zeebe is None else zeebe.get("inputCollection")
    return expression_text(text) if text else None


def _event_id(definition: etree._Element) -> str:
    """Id of the flow node an event definition or loop stands in."""
    return _parent_id(definition)
