"""Joining the nodes of a process: sequence flows with their conditions, boundary events, what reaches a join."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from engine.spiff.gateways import Choosing, Inclusive
from engine.spiff.nodes import Container, Flow, Node, Process, Work
from engine.spiff.reading import Draft, parts, text


def connect(
    work: Draft, process: Process, element: etree._Element, elements: Mapping[str, etree._Element]
) -> None:
    """Put the sequence flows and boundary events of one process onto its nodes."""
    incoming: dict[str, list[str]] = {name: [] for name in elements}
    outgoing: dict[str, list[Flow]] = {name: [] for name in elements}
    for kind, one in parts(element):
        if kind != "sequenceFlow":
            continue
        number = work.take_id(one)
        source, target = one.get("sourceRef", ""), one.get("targetRef", "")
        if source not in elements or target not in elements:
            work.refuse(one, "flow_leads_nowhere", source=source, target=target)
        elif number is not None:
            outgoing[source].append(_flow(work, process, one, number, elements[source].get("default")))
            incoming[target].append(number)
    for name, child in elements.items():
        node: Node = process.task_specs[name]
        node.incoming, node.outgoing = tuple(incoming[name]), tuple(outgoing[name])
        node.outputs = [process.task_specs[flow.target] for flow in node.outgoing]
        _default(work, node, child)
        if node.kind == "boundaryEvent":
            _attach(work, process, node, child)
    for name in elements:
        for flow in outgoing[name]:
            process.task_specs[flow.target]._inputs.append(name)
    joins = [
        one for one in process.task_specs.values() if isinstance(one, Inclusive) and len(one.incoming) > 1
    ]
    process.or_joins = tuple(joins)
    if joins:
        before = _before(process)
        for join in joins:
            join.reach_of = _reach(before, join, outgoing)


def _flow(work: Draft, process: Process, one: etree._Element, number: str, default: str | None) -> Flow:
    written = text(one, "conditionExpression")
    source: Node = process.task_specs[one.get("sourceRef", "")]
    target = one.get("targetRef", "")
    if written is None or number == default:
        return Flow(number, target)
    if not isinstance(source, Choosing):
        work.refuse(one, "condition_ignored", source=source.name)
        return Flow(number, target)
    return Flow(number, target, work.formula(one, number, written))


def _default(work: Draft, node: Node, element: etree._Element) -> None:
    if not isinstance(node, Choosing):
        return
    default = element.get("default")
    if default is not None and default not in (flow.id for flow in node.outgoing):
        work.refuse(element, "no_such_default", flow=default)
    if len(node.outgoing) == 1 and node.outgoing[0].condition is None:
        default = node.outgoing[0].id
    for flow in node.outgoing:
        if flow.id == default:
            node.default = flow
        elif flow.condition is None and not work.faulty(flow.id):
            work.refuse(element, "condition_missing", flow=flow.id)


def _attach(work: Draft, process: Process, node: Node, element: etree._Element) -> None:
    host = process.task_specs.get(element.get("attachedToRef", ""))
    activity = isinstance(host, Work | Container) or (
        host is not None and getattr(host, "kind", "") == "receiveTask"
    )
    if host is None or not activity or node.incoming:
        work.refuse(element, "boundary_misplaced")
        return
    host.boundaries = (*host.boundaries, node)


def _before(process: Process) -> dict[str, set[str]]:
    before: dict[str, set[str]] = {}
    for name, node in process.task_specs.items():
        for follower in (*(flow.target for flow in getattr(node, "outgoing", ())), *_events(node)):
            before.setdefault(follower, set()).add(name)
    return before


def _reach(
    before: Mapping[str, set[str]], join: Inclusive, outgoing: Mapping[str, list[Flow]]
) -> dict[str, frozenset[str]]:
    reach: dict[str, set[str]] = {}
    for name in before.get(join.name, set()) - {join.name}:
        direct = {flow.id for flow in outgoing[name] if flow.target == join.name}
        open_nodes, seen = [name], {name}
        while open_nodes:
            here = open_nodes.pop()
            reach.setdefault(here, set()).update(direct)
            fresh = before.get(here, set()) - seen - {join.name}
            seen |= fresh
            open_nodes.extend(fresh)
    return {name: frozenset(flows) for name, flows in reach.items()}


def _events(node: Node) -> tuple[str, ...]:
    return tuple(one.name for one in getattr(node, "boundaries", ()))
