"""The last look before a definition may run: starts, reachability, event gateways, calls."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lxml import etree

from engine.spiff.events import Catch, EventGateway
from engine.spiff.model import SpecProblem
from engine.spiff.nodes import Container, Node, Process
from engine.spiff.reading import Draft


def check_process(
    work: Draft, process: Process, element: etree._Element, elements: Mapping[str, etree._Element]
) -> None:
    """Note what would never run or never end in one process, and set where it starts."""
    nodes: dict[str, Node] = {name: process.task_specs[name] for name in elements}
    starts = [node for node in nodes.values() if node.kind == "startEvent"]
    if len(starts) != 1:
        work.refuse(element, "one_start_wanted", count=len(starts))
        return
    process.entry = starts[0]
    if element.tag != _process_tag(element) and _has_event(elements[starts[0].name]):
        work.refuse(elements[starts[0].name], "unsupported", kind="event that starts a subprocess")
    for name in nodes.keys() - _reached(process, starts[0]):
        work.refuse(elements[name], "unreachable")
    for name, node in nodes.items():
        if (node.kind == "startEvent" and node.incoming) or (node.kind == "endEvent" and node.outgoing):
            work.refuse(elements[name], "flow_misplaced")
        if isinstance(node, EventGateway):
            _check_event_gateway(work, nodes, node, elements[name])


def calls(processes: Mapping[str, Process]) -> list[str]:
    """The ids of all processes and subprocesses that are called."""
    nodes = (node for process in processes.values() for node in process.task_specs.values())
    return [node.called for node in nodes if isinstance(node, Container)]


def check_calls(work: Draft, processes: Mapping[str, Process], beyond: Collection[str]) -> None:
    """Note calls of processes that do not exist (nor lie `beyond`) or that come back to the caller."""
    inner: dict[str, set[str]] = {}
    for name, process in processes.items():
        for node in process.task_specs.values():
            if not isinstance(node, Container):
                continue
            if node.called in processes:
                inner.setdefault(name, set()).add(node.called)
            elif node.called not in beyond:
                work.problems.append(
                    SpecProblem(node.name, node.line, "no_called_process", {"called": node.called})
                )
    for name in processes:
        seen: set[str] = set()
        open_names = list(inner.get(name, ()))
        while open_names:
            here = open_names.pop()
            if here not in seen:
                seen.add(here)
                open_names.extend(inner.get(here, ()))
        if name in seen:
            work.problems.append(SpecProblem(name, None, "calls_itself"))


def _reached(process: Process, start: Node) -> set[str]:
    seen, open_nodes = {start.name}, [start]
    while open_nodes:
        node = open_nodes.pop()
        followers = [flow.target for flow in node.outgoing] + [one.name for one in node.boundaries]
        for name in followers:
            if name not in seen:
                seen.add(name)
                open_nodes.append(process.task_specs[name])
    return seen


def _check_event_gateway(
    work: Draft, nodes: Mapping[str, Node], gateway: EventGateway, element: etree._Element
) -> None:
    targets = [nodes[flow.target] for flow in gateway.outgoing]
    for target in targets:
        if not isinstance(target, Catch) or len(target.incoming) != 1 or target.loop or target.boundaries:
            work.refuse(element, "event_gateway_target", target=target.name)
    if len(targets) < 2:
        work.refuse(element, "event_gateway_target", target="")


def _has_event(element: etree._Element) -> bool:
    return any(str(child.tag).endswith("EventDefinition") for child in element)


def _process_tag(element: etree._Element) -> str:
    return f"{{{etree.QName(element).namespace}}}process"
