"""A parsed file with the indexes that rules ask: nodes by id, flows in and out, who calls whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from processes.findings import ERROR, Finding
from processes.names import bpmn
from processes.reader import called_element, has_identity, main_process
from processes.source import all_nodes, kind_of, line_of, processes_of, scopes_of

_SHOWN = 300  # characters of a name or id that a finding repeats


@dataclass(frozen=True, slots=True)
class Source:
    """What rules look at; ids that occur twice keep their first element here (another rule names them)."""

    root: etree._Element
    main: etree._Element | None
    nodes: dict[str, etree._Element]
    flows: tuple[etree._Element, ...]
    out: dict[str, tuple[etree._Element, ...]]
    into: dict[str, tuple[etree._Element, ...]]
    attached: dict[str, list[etree._Element]]

    @property
    def is_sop(self) -> bool:
        """Whether the main process carries the identity block of an SOP."""
        return self.main is not None and has_identity(self.main)

    def scopes(self) -> Iterator[etree._Element]:
        """Every process and subprocess."""
        return (scope for process in processes_of(self.root) for scope in scopes_of(process))

    def of_kind(self, *kinds: str) -> Iterator[etree._Element]:
        """The flow nodes of some kinds, in document order."""
        return (node for node in self.nodes.values() if kind_of(node) in kinds)

    def after(self, node: etree._Element) -> tuple[etree._Element, ...]:
        """Flows that leave a node."""
        return self.out.get(node.get("id", ""), ())

    def before(self, node: etree._Element) -> tuple[etree._Element, ...]:
        """Flows that enter a node."""
        return self.into.get(node.get("id", ""), ())

    def target(self, flow: etree._Element) -> etree._Element | None:
        """The node a flow leads to."""
        return self.nodes.get(flow.get("targetRef", ""))

    def boundaries(self, node: etree._Element) -> list[etree._Element]:
        """The boundary events on an activity."""
        return self.attached.get(node.get("id", ""), [])

    def called(self) -> dict[str, str]:
        """Call activity id -> process id."""
        calls = {key: called_element(node) for key, node in self.nodes.items()}
        return {key: process for key, process in calls.items() if process}


def index(root: etree._Element) -> Source:
    """The indexes of a parsed file."""
    nodes: dict[str, etree._Element] = {}
    for process in processes_of(root):
        for node in all_nodes(process):
            nodes.setdefault(node.get("id", ""), node)
    flows = tuple(root.iter(bpmn("sequenceFlow")))
    attached: dict[str, list[etree._Element]] = {}
    for node in nodes.values():
        if kind_of(node) == "boundaryEvent":
            attached.setdefault(node.get("attachedToRef", ""), []).append(node)
    out, into = _grouped(flows, "sourceRef"), _grouped(flows, "targetRef")
    return Source(root, main_process(root), nodes, flows, out, into, attached)


def finding(rule: str, key: str, element: etree._Element, severity: str = ERROR, /, **values: str) -> Finding:
    """A finding at an element; parts without an id (a timer, a loop) are named by what they stand in."""
    owner = element
    while not owner.get("id") and (parent := owner.getparent()) is not None:
        owner = parent
    names = {"kind": kind_of(element), "name": named(owner)} | values
    name = owner.get("name", "")[:_SHOWN]
    return Finding(rule, severity, owner.get("id", "")[:_SHOWN], name, line_of(element), key, names)


def named(element: etree._Element) -> str:
    """How people find an element: its name, or its id."""
    return (" ".join(element.get("name", "")[:_SHOWN].split()) or element.get("id", "?"))[:_SHOWN]


def _grouped(flows: Iterable[etree._Element], end: str) -> dict[str, tuple[etree._Element, ...]]:
    groups: dict[str, list[etree._Element]] = {}
    for flow in flows:
        groups.setdefault(flow.get(end, ""), []).append(flow)
    return {key: tuple(group) for key, group in groups.items()}
