"""Small questions about parsed BPMN elements that reading and lint both ask."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.names import BPMN, CAMUNDA, FLOWABLE, ZEEBE, bpmn

TASKS = frozenset(
    (
        "task",
        "userTask",
        "manualTask",
        "receiveTask",
        "sendTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
    )
)
SUBPROCESSES = frozenset(("subProcess", "transaction", "adHocSubProcess"))
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
GATEWAYS = frozenset(
    ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway")
)
EVENTS = frozenset(
    ("startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent")
)
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS


def line_of(element: etree._Element) -> int:
    """Source line of an element, 0 when it was made in memory."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def kind_of(element: etree._Element) -> str:
    """Local name of an element in the BPMN namespace, "" in any other."""
    name = etree.QName(element)
    return name.localname if name.namespace == BPMN else ""


def text_of(element: etree._Element | None) -> str:
    """The element's text without surrounding space, "" for none."""
    return "" if element is None else (element.text or "").strip()


def processes_of(root: etree._Element) -> list[etree._Element]:
    """The process elements of a file, in order."""
    return root.findall(bpmn("process"))


def nodes_of(scope: etree._Element) -> Iterator[etree._Element]:
    """The flow nodes directly inside a process or subprocess."""
    return (child for child in scope if kind_of(child) in FLOW_NODES)


def all_nodes(scope: etree._Element) -> Iterator[etree._Element]:
    """The flow nodes of a process at every level of nesting, outer before inner, in document order."""
    return (child for child in scope.iter() if child is not scope and kind_of(child) in FLOW_NODES)


def scopes_of(process: etree._Element) -> Iterator[etree._Element]:
    """The process itself and every subprocess in it."""
    yield process
    yield from (child for child in process.iter() if child is not process and kind_of(child) in SUBPROCESSES)


def event_definitions(element: etree._Element) -> list[etree._Element]:
    """The event definitions directly in an event."""
    return [child for child in element if kind_of(child).endswith("EventDefinition")]


def expression_text(text: str) -> str:
    """A FEEL text without the "=" that Camunda 8 puts before it."""
    return text.strip().removeprefix("=").strip()


def fact(element: etree._Element, name: str) -> str | None:
    """An attribute of the camunda namespace, or the same fact under flowable:."""
    for namespace in (CAMUNDA, FLOWABLE):
        value = element.get(f"{{{namespace}}}{name}")
        if value is not None:
            return value.strip()
    return None


def zeebe_fact(element: etree._Element, child: str, name: str) -> str | None:
    """An attribute of a zeebe: extension element; a FEEL string literal (="x") is taken as its text."""
    found = element.find(f"{bpmn('extensionElements')}/{{{ZEEBE}}}{child}")
    value = None if found is None else found.get(name)
    if value is None:
        return None
    plain = value.strip().removeprefix("=").strip()
    return plain[1:-1] if len(plain) > 1 and plain[0] == plain[-1] == '"' else plain
