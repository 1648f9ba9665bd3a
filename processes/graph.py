"""Turns a Sop into BPMN nodes and flows: which element stands for which row, and how they are joined."""

from __future__ import annotations

from collections.abc import Iterator

from processes.model import RETURN, Decision, Sop, Step, StepKind
from processes.parts import (
    APPLICANT,
    NO,
    YES,
    BrokenTable,
    Edge,
    Node,
    ProcessGraph,
    called_process,
    day_id,
    day_text,
    edge,
    gateway_id,
    is_limited,
    limit,
    limit_id,
    message_name,
    skip_id,
)
from processes.words import slug


def build(sop: Sop) -> tuple[ProcessGraph, ...]:
    """The processes of a Sop: the main one first, then one per subprocess row. Raises BrokenTable."""
    subprocesses = [step for step in sop.steps if step.kind is StepKind.SUBPROCESS]
    return (_main(sop), *(_called(step, sop.steps.index(step)) for step in subprocesses))


def _main(sop: Sop) -> ProcessGraph:
    parts = [*_start(sop)]
    for row, step in enumerate(sop.steps):
        parts += _entry(sop, step, row)
        if step.kind is StepKind.SUBPROCESS:
            parts += _subprocess_calls(sop, step, row)
        elif step.kind is StepKind.CALL:
            parts += _sop_calls(sop, step, row)
        else:
            parts += _row_parts(sop, step, row)
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
    yield edge("mulai", _entered(first))


def _entry(sop: Sop, step: Step, row: int) -> Iterator[Node | Edge]:
    """What stands before a row: the question whether it is passed over, the wait for its day."""
    lane, inner = step.performer.role, day_id(step) if step.opens_on else step.id
    if step.skip:
        gate, onward = skip_id(step), f"alur_{skip_id(step)}_tidak"
        yield Node(gate, "exclusiveGateway", step.skip.question, lane, row, default=onward)
        goal = _target(sop, step, step.skip.goal)
        yield Edge(f"alur_{gate}_ya", gate, goal, YES, step.skip.condition)
        yield Edge(onward, gate, inner, NO)
    if step.opens_on:
        name = f"Tiba {step.opens_on.replace('_', ' ')}"
        timer = day_text(step.opens_on)
        yield Node(inner, "intermediateCatchEvent", name, lane, row, timer=timer, dated=True)
        yield edge(inner, step.id)


def _row_parts(sop: Sop, step: Step, row: int) -> Iterator[Node | Edge]:
    """The nodes and flows of one row that calls nothing."""
    lane = step.performer.role
    if lane == APPLICANT:
        message = message_name(step)
        yield Node(step.id, "receiveTask", step.activity, lane, row, step, message, fields=step.form)
    else:
        yield Node(step.id, "userTask", step.activity, lane, row, step, fields=step.form)
    if is_limited(step) and step.decision:
        timer = limit(step.time, message_name(step))
        yield _limit(step, row, "Lewat batas", timer)
        yield edge(step.id, _target(sop, step, step.decision.yes))
        yield edge(limit_id(step), _target(sop, step, step.decision.no))
    elif step.decision:
        yield Node(gateway_id(step.id), "exclusiveGateway", step.decision.question, lane, row)
        yield edge(step.id, gateway_id(step.id))
        yield from _branches(gateway_id(step.id), step.id, _targets(sop, step, step.decision))
    elif step.kind is StepKind.REPORT:
        yield Node(f"selesai_{step.id}", "endEvent", "Laporan disampaikan", lane, row)
        yield edge(step.id, f"selesai_{step.id}")
    elif step.next:
        yield from _onward(sop, step, row)
    if step.closes_on:
        name = f"Tiba {step.closes_on.replace('_', ' ')}"
        yield _limit(step, row, name, day_text(step.closes_on), dated=True)
        goal = step.decision.no if step.decision else step.next or ""
        yield edge(limit_id(step), _target(sop, step, goal))


def _limit(step: Step, row: int, name: str, timer: str | None, *, dated: bool = False) -> Node:
    lane, on = step.performer.role, step.id
    return Node(limit_id(step), "boundaryEvent", name, lane, row, timer=timer, dated=dated, attached_to=on)


def _onward(sop: Sop, step: Step, row: int) -> Iterator[Node | Edge]:
    """The plain way on; rows that report on this one run beside it, so that they do not hold up the end."""
    target = _target(sop, step, step.next or "")
    reports = [other.id for other in sop.steps if other.after == step.number]
    if not reports:
        yield edge(step.id, target)
        return
    split = f"bersamaan_{step.id}"
    yield Node(split, "parallelGateway", "", step.performer.role, row)
    yield edge(step.id, split)
    for branch in (target, *reports):
        yield edge(split, branch)


def _sop_calls(sop: Sop, step: Step, row: int) -> Iterator[Node | Edge]:
    """The call of another SOP, and where its ends lead; one call per raising row, where it returns to that."""
    lane = step.performer.role
    for origin in origins(sop, step) if returns(step) else (None,):
        call = _call_id(step, origin)
        yield Node(call, "callActivity", step.activity, lane, row, step, called=step.calls)
        if not step.outcomes:
            yield edge(call, _target(sop, step, step.next or ""))
            continue
        gate = gateway_id(call)
        yield Node(gate, "exclusiveGateway", step.outcome_question, lane, row)
        yield edge(call, gate)
        for outcome in step.outcomes:
            back = origin is not None and outcome.goal == RETURN
            goal = _entered(origin) if back and origin else _target(sop, step, outcome.goal)
            condition = f'{call}.akhir = "{outcome.end}"'
            yield Edge(f"alur_{gate}_{slug(outcome.end)}", gate, goal, outcome.name, condition)


def _subprocess_calls(sop: Sop, step: Step, row: int) -> Iterator[Node | Edge]:
    """One call per row that may raise the subprocess, each returning to the row that raised it."""
    lane = step.performer.role
    for origin in origins(sop, step):
        call = _call_id(step, origin)
        yield Node(call, "callActivity", step.activity, lane, row, called=called_process(step))
        if step.decision is None:
            yield edge(call, _target(sop, step, step.next or ""))
            continue
        yield Node(gateway_id(call), "exclusiveGateway", step.decision.question, lane, row)
        yield edge(call, gateway_id(call))
        yes, no = (
            _entered(origin) if goal == RETURN else _target(sop, step, goal)
            for goal in (step.decision.yes, step.decision.no)
        )
        yield from _branches(gateway_id(call), step.id, (yes, no))


def origins(sop: Sop, step: Step) -> tuple[Step, ...]:
    """The rows whose decision or next names the row `step`, which calls something."""
    return tuple(other for other in sop.steps if step.number in goals(other))


def goals(step: Step) -> tuple[str, ...]:
    """Where a row leads: step numbers, end ids or RETURN."""
    if step.decision:
        return (step.decision.yes, step.decision.no)
    if step.outcomes:
        return tuple(outcome.goal for outcome in step.outcomes)
    return (step.next,) if step.next else ()


def returns(step: Step) -> bool:
    """Whether a row that calls another SOP comes back to the row that raised it."""
    return any(outcome.goal == RETURN for outcome in step.outcomes)


def _called(step: Step, row: int) -> ProcessGraph:
    """The process behind a subprocess row: its task, and its decision where it has one."""
    lane = step.performer.role
    start, done = f"mulai_{step.id}", f"selesai_{step.id}"
    nodes = [
        Node(start, "startEvent", "Mulai", lane, -1),
        Node(step.id, "userTask", step.activity, lane, row, step, fields=step.form),
    ]
    edges = [edge(start, step.id)]
    if step.decision is None:
        nodes.append(Node(done, "endEvent", "Selesai", lane, row + 1))
        edges.append(edge(step.id, done))
    else:
        gate = gateway_id(step.id)
        nodes.append(Node(gate, "exclusiveGateway", step.decision.question, lane, row))
        nodes.append(Node(f"{done}_ya", "endEvent", "Dapat dilanjutkan", lane, row + 1))
        nodes.append(Node(f"{done}_tidak", "endEvent", "Tidak dilanjutkan", lane, row + 2))
        edges.append(edge(step.id, gate))
        edges += _branches(gate, step.id, (f"{done}_ya", f"{done}_tidak"))
    return ProcessGraph(called_process(step), step.activity, (lane,), tuple(nodes), tuple(edges))


def _branches(gateway: str, asked: str, targets: tuple[str, str]) -> Iterator[Edge]:
    for name, target in zip((YES, NO), targets, strict=True):
        condition = f'{asked}.keputusan = "{slug(name)}"'
        yield Edge(f"alur_{gateway}_{slug(name)}", gateway, target, name, condition)


def _targets(sop: Sop, step: Step, decision: Decision) -> tuple[str, str]:
    return _target(sop, step, decision.yes), _target(sop, step, decision.no)


def _target(sop: Sop, origin: Step, goal: str) -> str:
    """Id of the element a goal means, seen from `origin`. Raises BrokenTable when it is nowhere."""
    if goal in {end.id for end in sop.ends}:
        return goal
    step = next((step for step in sop.steps if step.number == goal), None)
    if step is None:
        raise BrokenTable(f"row {origin.number} leads to {goal!r}, which is neither a row nor an end")
    if step.kind is StepKind.SUBPROCESS or returns(step):
        return _call_id(step, origin)
    return _entered(step)


def _entered(step: Step) -> str:
    """Id of the first element of a row."""
    if step.skip:
        return skip_id(step)
    return day_id(step) if step.opens_on else step.id


def _call_id(step: Step, origin: Step | None) -> str:
    return step.id if origin is None else f"{step.id}_{origin.number}"
