"""Turns a Sop into BPMN nodes and flows: which element stands for which row, and how they are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from processes.model import RETURN, FormField, Sop, Step, StepKind, TimeStandard
from processes.time_text import iso_duration
from processes.words import slug

APPLICANT = "pemohon"  # the role that is waited for, never given a task
YES, NO = "Ya", "Tidak"
ADJUSTABLE = "dapat diatur"  # words of a waktu cell that make its limit a setting


class BrokenTable(ValueError):
    """The table cannot be drawn; the message names the row."""


@dataclass(frozen=True, slots=True)
class Node:
    """One flow node to write; `row` is its place in the table, which orders the drawing."""

    id: str
    type: str
    name: str
    lane: str
    row: int
    step: Step | None = None
    message: str | None = None
    timer: str | None = None  # text of its timer: ISO 8601, or FEEL with a leading "="
    attached_to: str | None = None
    called: str | None = None
    fields: tuple[FormField, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """One sequence flow to write."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class ProcessGraph:
    """One process with its pool: lanes are role ids in drawing order."""

    id: str
    name: str
    lanes: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def node(self, node_id: str) -> Node:
        """The node with this id."""
        return next(node for node in self.nodes if node.id == node_id)


def build(sop: Sop) -> tuple[ProcessGraph, ...]:
    """The processes of a Sop: the main one first, then one per subprocess row."""
    subprocesses = [step for step in sop.steps if step.kind is StepKind.SUBPROCESS]
    return (_main(sop), *(_called(step, sop.steps.index(step)) for step in subprocesses))


def called_process(step: Step) -> str:
    """Id of the process that a subprocess row becomes (its task has the row's own id)."""
    return f"proses_{step.id}"


def gateway_id(node_id: str) -> str:
    """Id of the gateway that asks the question of a node."""
    return f"keputusan_{node_id}"


def message_name(step: Step) -> str:
    """What ends a wait: `pembayaran` for payments, `kelengkapan` for documents, else the row's own id."""
    if re.search("pembayaran|membayar", step.activity, re.IGNORECASE):
        return "pembayaran"
    return "kelengkapan" if step.kind is StepKind.WAIT else step.id


def limit(time: TimeStandard, message: str) -> str | None:
    """Timer of a wait: the office's setting where the waktu cell says it can be set, else the cell's."""
    if ADJUSTABLE in time.text and message in ("kelengkapan", "pembayaran"):
        return f"=duration(setelan.batas_{message})"
    return iso_duration(time)


def _main(sop: Sop) -> ProcessGraph:
    parts = [*_start(sop)]
    for row, step in enumerate(sop.steps):
        parts += _calls(sop, step, row) if step.kind is StepKind.SUBPROCESS else _row_parts(sop, step, row)
    edges = tuple(part for part in parts if isinstance(part, Edge))
    nodes = [part for part in parts if isinstance(part, Node)]
    lane_of = {node.id: node.lane for node in nodes}
    for row, end in enumerate(sop.ends, len(sop.steps)):
        lane = next((lane_of[edge.source] for edge in edges if edge.target == end.id), nodes[0].lane)
        nodes.append(Node(end.id, "endEvent", end.label, lane, row))
    lanes = tuple(role.id for role in sop.roles if role.lane)
    lanes = tuple(sorted(lanes, key=lambda lane: lane != APPLICANT))
    return ProcessGraph(sop.id, sop.name, lanes, tuple(nodes), edges)


def _start(sop: Sop) -> Iterator[Node | Edge]:
    first = sop.steps[0]
    yield Node("mulai", "startEvent", "Mulai", first.performer.role, -1, fields=sop.start_form)
    yield _edge("mulai", first.id)


def _row_parts(sop: Sop, step: Step, row: int) -> Iterator[Node | Edge]:
    """The nodes and flows of one row that is not a subprocess."""
    lane = step.performer.role
    if lane == APPLICANT:
        yield Node(step.id, "receiveTask", step.activity, lane, row, step, message=message_name(step))
    else:
        yield Node(step.id, "userTask", step.activity, lane, row, step, fields=step.form)
    if step.kind is StepKind.WAIT and step.decision:
        timer = limit(step.time, message_name(step))
        yield Node(
            f"batas_{step.id}", "boundaryEvent", "Lewat batas", lane, row, timer=timer, attached_to=step.id
        )
        yield _edge(step.id, _target(sop, step, step.decision.yes))
        yield _edge(f"batas_{step.id}", _target(sop, step, step.decision.no))
    elif step.decision:
        yield Node(gateway_id(step.id), "exclusiveGateway", step.decision.question, lane, row)
        yield _edge(step.id, gateway_id(step.id))
        yield from _branches(gateway_id(step.id), step.id, _targets(sop, step))
    elif step.kind is StepKind.REPORT:
        yield Node(f"selesai_{step.id}", "endEvent", "Laporan disampaikan", lane, row)
        yield _edge(step.id, f"selesai_{step.id}")
    elif step.next:
        yield from _onward(sop, step, row)


def _onward(sop: Sop, step: Step, row: int) -> Iterator[Node | Edge]:
    """The plain way on; rows that report on this one run beside it, so that they do not hold up the end."""
    target = _target(sop, step, step.next or "")
    reports = [other.id for other in sop.steps if other.after == step.number]
    if not reports:
        yield _edge(step.id, target)
        return
    split = f"bersamaan_{step.id}"
    yield Node(split, "parallelGateway", "", step.performer.role, row)
    yield _edge(step.id, split)
    for branch in (target, *reports):
        yield _edge(split, branch)


def _calls(sop: Sop, step: Step, row: int) -> Iterator[Node | Edge]:
    """One call per row that may raise the subprocess, each returning to the row that raised it."""
    lane = step.performer.role
    for origin in origins(sop, step):
        call = f"{step.id}_{origin.number}"
        yield Node(call, "callActivity", step.activity, lane, row, called=called_process(step))
        if step.decision is None:
            yield _edge(call, _target(sop, step, step.next or ""))
            continue
        yield Node(gateway_id(call), "exclusiveGateway", step.decision.question, lane, row)
        yield _edge(call, gateway_id(call))
        yes, no = (
            origin.id if goal == RETURN else _target(sop, step, goal)
            for goal in (step.decision.yes, step.decision.no)
        )
        yield from _branches(gateway_id(call), step.id, (yes, no))


def origins(sop: Sop, step: Step) -> tuple[Step, ...]:
    """The rows whose decision or next names the subprocess row `step`."""
    return tuple(other for other in sop.steps if step.number in goals(other))


def goals(step: Step) -> tuple[str, ...]:
    """Where a row leads: step numbers, end ids or RETURN."""
    if step.decision:
        return (step.decision.yes, step.decision.no)
    return (step.next,) if step.next else ()


def _called(step: Step, row: int) -> ProcessGraph:
    """The process behind a subprocess row: its task, and its decision where it has one."""
    lane = step.performer.role
    start, done = f"mulai_{step.id}", f"selesai_{step.id}"
    nodes = [
        Node(start, "startEvent", "Mulai", lane, -1),
        Node(step.id, "userTask", step.activity, lane, row, step, fields=step.form),
    ]
    edges = [_edge(start, step.id)]
    if step.decision is None:
        nodes.append(Node(done, "endEvent", "Selesai", lane, row + 1))
        edges.append(_edge(step.id, done))
    else:
        gate = gateway_id(step.id)
        nodes.append(Node(gate, "exclusiveGateway", step.decision.question, lane, row))
        nodes.append(Node(f"{done}_ya", "endEvent", "Dapat dilanjutkan", lane, row + 1))
        nodes.append(Node(f"{done}_tidak", "endEvent", "Tidak dilanjutkan", lane, row + 2))
        edges.append(_edge(step.id, gate))
        edges += _branches(gate, step.id, (f"{done}_ya", f"{done}_tidak"))
    return ProcessGraph(called_process(step), step.activity, (lane,), tuple(nodes), tuple(edges))


def _branches(gateway: str, asked: str, targets: tuple[str, str]) -> Iterator[Edge]:
    for name, target in zip((YES, NO), targets, strict=True):
        condition = f'{asked}.keputusan = "{slug(name)}"'
        yield Edge(f"alur_{gateway}_{slug(name)}", gateway, target, name, condition)


def _targets(sop: Sop, step: Step) -> tuple[str, str]:
    assert step.decision is not None
    return _target(sop, step, step.decision.yes), _target(sop, step, step.decision.no)


def _target(sop: Sop, origin: Step, goal: str) -> str:
    """Id of the element a goal means, seen from `origin`. Raises BrokenTable when it is nowhere."""
    if goal in {end.id for end in sop.ends}:
        return goal
    step = next((step for step in sop.steps if step.number == goal), None)
    if step is None:
        raise BrokenTable(f"row {origin.number} leads to {goal!r}, which is neither a row nor an end")
    return f"{step.id}_{origin.number}" if step.kind is StepKind.SUBPROCESS else step.id


def _edge(source: str, target: str) -> Edge:
    return Edge(f"alur_{source}_{target}", source, target)
