"""What an element says about itself: its event, its timer or message, its loop, the process it calls."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from engine.spiff.events import Catch, End, EventGateway, Throw
from engine.spiff.formulas import Formula
from engine.spiff.loops import Loop
from engine.spiff.model import SpecProblem
from engine.spiff.nodes import Container, Node, Rule
from engine.spiff.reading import Draft, line, part, parts, text
from engine.spiff.timers import Span, Timer, read_instant, read_span
from processes.names import bpmn, camunda, sop

_ALLOWED = {
    "startEvent": {"message"},
    "endEvent": {"message", "terminate", "error"},
    "intermediateThrowEvent": {"message"},
    "intermediateCatchEvent": {"message", "timer"},
    "boundaryEvent": {"message", "timer", "error"},
}
_NEEDED = {"intermediateCatchEvent", "boundaryEvent"}


def fill(work: Draft, node: Node, element: etree._Element) -> None:
    """Read the element's own words into its node; what cannot run becomes a problem."""
    if element.get("isForCompensation") == "true" or element.get("triggeredByEvent") == "true":
        work.refuse(element, "unsupported", kind="compensation or event subprocess")
    if any(element.get(name, "1") != "1" for name in ("startQuantity", "completionQuantity")):
        work.refuse(element, "unsupported", kind="quantity")
    if node.kind in _ALLOWED:
        _event(work, node, element)
    elif node.kind in ("receiveTask", "sendTask"):
        _message(work, node, element, element)
    elif isinstance(node, Rule):
        node.decision = (element.get(camunda("decisionRef")) or "").strip()
        if not node.decision:
            work.refuse(element, "rule_without_decision")
    elif node.kind == "callActivity" and isinstance(node, Container):
        node.called = (element.get("calledElement") or "").strip()
    elif isinstance(node, EventGateway) and element.get("instantiate") == "true":
        work.refuse(element, "unsupported", kind="instantiate")
    node.loop = _loop(work, element)


def _event(work: Draft, node: Node, element: etree._Element) -> None:
    given = [
        (name, one) for name, one in parts(element) if name.endswith(("EventDefinition", "DefinitionRef"))
    ]
    if len(given) > 1 or (not given and node.kind in _NEEDED):
        work.refuse(element, "one_event_wanted", count=len(given))
        return
    for name, definition in given:
        kind = name.removesuffix("EventDefinition")
        if kind not in _ALLOWED[node.kind]:
            work.refuse(element, "unsupported", kind=name)
        elif kind == "message":
            _message(work, node, element, definition)
        elif kind == "timer" and isinstance(node, Catch):
            node.timer = _timer(work, node.name, definition)
        elif kind == "error" and isinstance(node, Catch | End):
            node.error = _error(work, element, definition)
        elif kind == "terminate" and isinstance(node, End):
            node.terminates = True
    if isinstance(node, Catch) and node.kind == "boundaryEvent":
        node.interrupting = element.get("cancelActivity", "true") == "true" or node.error is not None


def _message(work: Draft, node: Node, element: etree._Element, holder: etree._Element) -> None:
    reference = (holder.get("messageRef") or "").strip()
    if reference not in work.messages:
        work.refuse(element, "no_message", reference=reference)
    elif isinstance(node, Catch | Throw):
        node.message = work.messages[reference]


def _error(work: Draft, element: etree._Element, definition: etree._Element) -> str:
    reference = (definition.get("errorRef") or "").strip()
    if reference and reference not in work.errors:
        work.refuse(element, "no_error", reference=reference)
    return work.errors.get(reference, "")


def _timer(work: Draft, owner: str, definition: etree._Element) -> Timer | None:
    working = definition.get(sop("workingTime")) == "true"
    for name, dated in (("timeDate", True), ("timeDuration", False)):
        written = text(definition, name)
        if written is None:
            continue
        if written.startswith("="):
            found = work.formula(definition, owner, written)
            return None if found is None else Timer(owner, dated, formula=found, working=working)
        literal: datetime | Span | None = read_instant(written) if dated else read_span(written)
        if literal is not None and not (working and isinstance(literal, Span) and literal.months):
            return Timer(owner, dated, literal=literal, working=working)
        break
    given = next((name for name, one in parts(definition) if (one.text or "").strip()), "")
    work.problems.append(_bad_timer(definition, owner, given))
    return None


def _bad_timer(definition: etree._Element, owner: str, given: str) -> SpecProblem:
    return SpecProblem(owner, line(definition), "bad_timer", {"kind": given})


def _loop(work: Draft, element: etree._Element) -> Loop | None:
    found = part(element, "standardLoopCharacteristics")
    if found is not None:
        return _standard(work, element, found)
    found = part(element, "multiInstanceLoopCharacteristics")
    return None if found is None else _several(work, element, found)


def _standard(work: Draft, element: etree._Element, found: etree._Element) -> Loop | None:
    most = found.get("loopMaximum")
    if most is not None and not most.isdecimal():
        work.refuse(element, "bad_loop")
        return None
    again = _asked(work, element, text(found, "loopCondition"))
    if again is None and most is None:
        work.refuse(element, "bad_loop")
    return Loop(
        "standard",
        again=again,
        first=found.get("testBefore") == "true",
        most=None if most is None else int(most),
    )


def _several(work: Draft, element: etree._Element, found: etree._Element) -> Loop | None:
    collection = text(found, "loopDataInputRef") or found.get(camunda("collection"))
    count = text(found, "loopCardinality")
    if (collection is None) == (count is None) or found.get("behavior", "All") != "All":
        work.refuse(element, "bad_loop")
        return None
    item = found.find(bpmn("inputDataItem"))
    named = found.get(camunda("elementVariable"))
    if item is not None:
        named = item.get("name") or item.get("id")
    if named:
        work.names.add(named)
    return Loop(
        "sequential" if found.get("isSequential") == "true" else "parallel",
        count=_asked(work, element, count),
        items=_asked(work, element, collection),
        item=named,
        until=_asked(work, element, text(found, "completionCondition")),
    )


def _asked(work: Draft, element: etree._Element, written: str | None) -> Formula | None:
    return None if written is None else work.formula(element, element.get("id") or "", written)
