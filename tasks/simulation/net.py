"""A version of an SOP as a net that a simulation walks: what follows what, who works where, what is approximated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.instances import is_human
from processes.diagram import Activity, Diagram, Element, Flow
from processes.linking import join
from processes.model import Step
from processes.parts import APPLICANT, CALLER
from processes.shape import Shape
from tasks import moves

_ASKED = re.compile(r'\b([A-Za-z_]\w*)\.(?:akhir|keputusan)\s*=\s*"([^"]*)"')

LOOP, INCLUSIVE, OFFICERS, ERROR, CYCLE = "loop", "inclusive", "officers", "error", "cycle"
"""Why something is approximated: repetitions run once, inclusive branches by share, several officers as one, error and
escalation events never happen, timers that are no plain span last as measured."""


@dataclass(frozen=True, slots=True)
class Way:
    """One flow out of a node; `asked` is (element, answer) where a task's answer or a call's end decides for it."""

    id: str
    target: str
    name: str
    asked: tuple[str, str] | None = None
    default: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """One element. `kind` is what the walk does there: "work", "wait", "timer", "call", "choose", "share", "fork",
    "race" (the first event that happens), "end", "pass".
    """

    id: str
    kind: str
    scope: str
    name: str
    ways: tuple[Way, ...] = ()
    role: str = ""
    step: Step | None = None
    answers: Mapping[str, str] = field(default_factory=dict)  # flow -> answer of the choice behind a task
    enters: str = ""  # scope a call or subprocess goes into
    limits: tuple[str, ...] = ()  # interrupting boundary timers
    beside: tuple[str, ...] = ()  # timers that go on beside it
    timer: str = ""
    message: str = ""
    incoming: int = 0
    stands: bool = False  # the whole case stands still meanwhile
    final: bool = False  # an official end of its SOP
    terminates: bool = False


@dataclass(frozen=True, slots=True)
class Net:
    """All nodes by id, where each process or subprocess begins, and (element, reason) of what is approximated."""

    diagram: Diagram
    nodes: Mapping[str, Node]
    starts: Mapping[str, tuple[str, ...]]
    rough: tuple[tuple[str, str], ...]

    @property
    def works(self) -> tuple[Node, ...]:
        """The steps people do, in the order of the file."""
        return tuple(node for node in self.nodes.values() if node.kind == "work")


def net_of(files: Sequence[tuple[Diagram, Shape]]) -> Net:
    """The net of a file (the first) with those of the SOPs it calls, as far as they are there."""
    diagrams = [diagram for diagram, _ in files]
    whole = join(diagrams[0], diagrams[1:]) if len(diagrams) > 1 else diagrams[0]
    nodes: dict[str, Node] = {}
    starts: dict[str, tuple[str, ...]] = {}
    rough: list[tuple[str, str]] = []
    for diagram, shape in files:
        making = _making(whole, diagram, shape)
        for element in diagram.elements.values():
            node = _node(making, element)
            if node.id in nodes:  # start events alone may bear the same id in linked files
                node = replace(node, id=f"{node.scope}/{node.id}")
            nodes[node.id] = node
            if element.type == "startEvent":
                starts[node.scope] = (*starts.get(node.scope, ()), node.id)
        rough += _rough(making)
    return Net(whole, nodes, starts, tuple(dict.fromkeys(rough)))


def _making(whole: Diagram, diagram: Diagram, shape: Shape) -> _Making:
    out: dict[str, list[Flow]] = {}
    into: dict[str, int] = {}
    for flow in diagram.flows:
        if flow.target not in diagram.elements:  # a draft that is still being drawn
            continue
        out.setdefault(flow.source, []).append(flow)
        into[flow.target] = into.get(flow.target, 0) + 1
    attached: dict[str, list[Element]] = {}
    for element in diagram.elements.values():
        if element.attached_to:
            attached.setdefault(element.attached_to, []).append(element)
    finals = frozenset(end.id for end in diagram.sop.ends) if diagram.sop else frozenset()
    return _Making(whole, diagram, shape, out, into, attached, finals)


@dataclass(frozen=True, slots=True)
class _Making:
    whole: Diagram
    diagram: Diagram
    shape: Shape
    out: Mapping[str, list[Flow]]
    into: Mapping[str, int]
    attached: Mapping[str, list[Element]]
    finals: frozenset[str]


def _node(making: _Making, element: Element) -> Node:
    activity = making.diagram.activities.get(element.id)
    bound = making.attached.get(element.id, [])
    timers = [one for one in bound if one.event == "timer"]
    kind = _kind(making, element, activity)
    return Node(
        id=element.id,
        kind=kind,
        scope=making.shape.scopes.get(element.id, element.process_id),
        name=activity.title if activity else element.name,
        ways=tuple(_way(one, kind) for one in making.out.get(element.id, [])),
        role=_role(making.whole, activity) if activity and kind == "work" else "",
        step=activity.step if activity else None,
        answers={one.flow_id: one.value for one in activity.options} if activity else {},
        enters=(activity.called or element.id) if activity and kind == "call" else "",
        limits=tuple(one.id for one in timers if one.interrupting),
        beside=tuple(one.id for one in timers if not one.interrupting),
        timer=making.shape.timers.get(element.id, ""),
        message=element.message or "",
        incoming=making.into.get(element.id, 0),
        stands=moves.standstill(making.diagram, element.id) is not None,
        final=element.id in making.finals,
        terminates=element.id in making.shape.terminating,
    )


_KINDS = {
    "exclusiveGateway": "choose",
    "inclusiveGateway": "share",
    "parallelGateway": "fork",
    "eventBasedGateway": "race",
    "receiveTask": "wait",
    "endEvent": "end",
    "subProcess": "call",
}


def _kind(making: _Making, element: Element, activity: Activity | None) -> str:
    if is_human(element.type):
        return "work"
    if element.type == "callActivity":
        return "call" if activity and activity.called in making.whole.processes else "wait"
    if element.type == "intermediateCatchEvent":
        return "timer" if element.event == "timer" else "wait"
    return _KINDS.get(element.type, "pass")


def _way(flow: Flow, kind: str) -> Way:
    found = _ASKED.fullmatch((flow.condition or "").strip()) if kind == "choose" else None
    return Way(flow.id, flow.target, flow.name, (found[1], found[2]) if found else None, flow.is_default)


def _role(diagram: Diagram, activity: Activity) -> str:
    groups = activity.candidate_groups
    lane = groups[0] if groups else activity.lane or ""
    if lane != CALLER:
        return lane
    callers = [one for one in diagram.activities.values() if one.called == activity.process_id and one.lane]
    return next((one.lane for one in callers if one.lane not in (None, CALLER, APPLICANT)), None) or CALLER


def _rough(making: _Making) -> Iterator[tuple[str, str]]:
    diagram, shape = making.diagram, making.shape
    for element in diagram.elements.values():
        name = element.name or element.id
        activity = diagram.activities.get(element.id)
        if element.id in shape.repeated:
            yield name, LOOP
        if element.type == "inclusiveGateway":
            yield name, INCLUSIVE
        if activity and activity.step and activity.step.performer.min_officers > 1:
            yield name, OFFICERS
        if element.type == "boundaryEvent" and element.event not in ("timer", None):
            yield name, ERROR
        if shape.timers.get(element.id, "").startswith(("=", "R")):
            yield name, CYCLE
