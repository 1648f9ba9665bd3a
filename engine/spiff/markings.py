"""Where the tokens of a process can come to rest together: what a case that is carried into it must fit.

A state that no case could have come to by itself would wait at a join for ever, or pass the same step twice
(van der Aalst's "dynamic change bug"). Tokens are places; conditions are not asked, so every branch counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from engine.spiff.events import Catch, End, EventGateway
from engine.spiff.gateways import Exclusive, Inclusive, Parallel
from engine.spiff.nodes import Container, Flow, Node, Process, Work
from engine.spiff.tree import Case, Part

LIMIT = 10_000
"""Markings of one process that are looked at; one with more is not moved into where tokens stand side by side."""

_MOST_WAYS = 8  # ways out of an inclusive gateway, whose every choice is a marking

Place = tuple[str, str]
"""An element, and at a join the sequence flow a token waits on (else "")."""

Marking = frozenset[Place]


def standing(workflow: Case | Part) -> Marking:
    """Where the tokens of a process stand."""
    root = workflow.task_tree.id
    return frozenset(
        (step.task_spec.name, step.internal_data["flow"] if step.task_spec.joins else "")
        for step in workflow.tasks.values()
        if step._parent == root
    )


@lru_cache(maxsize=32)
def resting(process: Process) -> frozenset[Marking] | None:
    """Every marking in which a process waits for people or the world; None where there are too many to tell."""
    first: Marking = frozenset({(process.entry.name, "")})
    seen, waiting, found = {first}, [first], set()
    while waiting:
        here = waiting.pop()
        ways = _driven(process, here)
        if ways is None:
            found.add(here)
            ways = [way for place in here for way in _answered(process, here, place)]
        fresh = set(ways) - seen
        seen |= fresh
        waiting.extend(fresh)
        if len(seen) > LIMIT:
            return None
    return frozenset(found)


def _driven(process: Process, here: Marking) -> list[Marking] | None:
    """What the first token that waits for nobody goes on to, by every way it may take; None where all wait."""
    for place in sorted(here):
        node: Node = process.task_specs[place[0]]
        if isinstance(node, Parallel | Inclusive):
            taken = _arrived(process, here, node)
            if taken is not None:
                return [_after(process, here - taken, way) for way in _ways(node)]
        elif not _rests(node):
            if isinstance(node, End) and (node.terminates or node.error is not None):
                return [frozenset()]
            return [_after(process, here - {place}, way) for way in _ways(node)]
    return None


def _rests(node: Node) -> bool:
    """Whether a token stays at a node; boundary events are places only once they have happened."""
    return isinstance(node, Work | Container | EventGateway | Catch) and node.kind != "boundaryEvent"


def _arrived(process: Process, here: Marking, join: Parallel | Inclusive) -> frozenset[Place] | None:
    """The tokens a join takes when it fires; None while it waits."""
    come = frozenset(place for place in here if place[0] == join.name)
    have = {flow for _, flow in come}
    if isinstance(join, Parallel):
        return come if have >= set(join.incoming) else None
    missing = set(join.incoming) - have
    for name, _ in here - come:
        within = join.reach_of.get(name, frozenset())
        if within & missing and not within & have:
            return None
    return come


def _ways(node: Node) -> Iterator[tuple[Flow, ...]]:
    """The sets of flows that may get a token when a node is done."""
    if isinstance(node, Exclusive):
        yield from ((flow,) for flow in node.outgoing)
        if not node.outgoing:
            yield ()
    elif isinstance(node, Inclusive):
        flows = node.outgoing[:_MOST_WAYS]
        for many in range(1, len(flows) + 1):
            yield from combinations(flows, many)
    else:
        yield node.outgoing


def _answered(process: Process, here: Marking, place: Place) -> Iterator[Marking]:
    """What follows when what a token waits for happens."""
    node: Node = process.task_specs[place[0]]
    if isinstance(node, Parallel | Inclusive):
        return
    without = here - {place}
    if isinstance(node, EventGateway):
        for flow in node.outgoing:
            event: Node = process.task_specs[flow.target]
            yield _after(process, without, event.outgoing)
        return
    yield _after(process, without, node.outgoing)
    for event in node.boundaries:
        left = without if getattr(event, "interrupting", True) else here
        yield left | {(event.name, "")}


def _after(process: Process, here: Marking, flows: Iterable[Flow]) -> Marking:
    joins = ((flow, process.task_specs[flow.target].joins) for flow in flows)
    return here | {(flow.target, flow.id if join else "") for flow, join in joins}
