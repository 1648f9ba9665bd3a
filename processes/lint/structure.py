"""Rules on the way through: one start, an end ahead of every node, nothing orphaned, nothing going round for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from processes.findings import Finding
from processes.lint.source import Source, finding
from processes.reader import is_executable
from processes.source import ACTIVITIES, SUBPROCESSES, kind_of, nodes_of, processes_of

_PASSING = frozenset(
    (
        "task",
        "exclusiveGateway",
        "inclusiveGateway",
        "parallelGateway",
        "intermediateThrowEvent",
        "startEvent",
    )
)


def has_process(source: Source) -> Iterator[Finding]:
    """A file needs a process that can be started; it and all it calls are marked executable.

    A process that says isExecutable="false", or nothing, is a drawing to read (BPMN 2.0 table 10.1): whoever drew it
    did not mean it to run.
    """
    if source.main is None:
        yield finding("has_process", "no_process", source.root)
    runs = set(source.called().values())
    for process in processes_of(source.root):
        if (process is source.main or process.get("id") in runs) and not is_executable(process):
            yield finding("has_process", "not_executable", process)


def unused_processes(source: Source) -> Iterator[Finding]:
    """A second process that nothing calls would never run."""
    called = set(source.called().values())
    for process in processes_of(source.root):
        if process is not source.main and process.get("id") not in called:
            yield finding("unused_processes", "process_unused", process)


def start_events(source: Source) -> Iterator[Finding]:
    """Every process and subprocess starts at exactly one start event without a trigger."""
    for scope in source.scopes():
        starts = [node for node in nodes_of(scope) if kind_of(node) == "startEvent"]
        if not starts and scope.get("triggeredByEvent") != "true":
            yield finding("start_events", "no_start", scope)
        for extra in starts[1:]:
            yield finding("start_events", "second_start", extra)


def end_events(source: Source) -> Iterator[Finding]:
    """Every process and subprocess has an end event."""
    for scope in source.scopes():
        if not any(kind_of(node) == "endEvent" for node in nodes_of(scope)):
            yield finding("end_events", "no_end", scope)


def wrong_ends(source: Source) -> Iterator[Finding]:
    """No flow enters a start or boundary event, none leaves an end event."""
    for node in source.of_kind("startEvent", "boundaryEvent"):
        if source.before(node):
            yield finding("wrong_ends", "flow_into_start", node)
    for node in source.of_kind("endEvent"):
        if source.after(node):
            yield finding("wrong_ends", "flow_out_of_end", node)


def dead_ends(source: Source) -> Iterator[Finding]:
    """A node without a way on that is no end event: in a subprocess it would wait for ever."""
    for node in source.nodes.values():
        if kind_of(node) != "endEvent" and not source.after(node) and not _is_event_subprocess(node):
            yield finding("dead_ends", "dead_end", node)


def unreachable(source: Source) -> Iterator[Finding]:
    """A node no way leads to, orphans included: it would be dropped without a word."""
    for scope in source.scopes():
        nodes = list(nodes_of(scope))
        reached = _reach(source, [node for node in nodes if kind_of(node) == "startEvent"])
        if not reached:
            continue
        for node in nodes:
            if node.get("id", "") not in reached and not _is_event_subprocess(node):
                yield finding("unreachable", "unreachable", node)


def no_way_out(source: Source) -> Iterator[Finding]:
    """A node from which no end can be reached: the case would never end."""
    for scope in source.scopes():
        nodes = list(nodes_of(scope))
        ending = {node.get("id", "") for node in nodes if kind_of(node) == "endEvent"}
        leading = _leading_to(source, ending)
        for node in nodes if ending else ():
            if source.after(node) and node.get("id", "") not in leading:
                yield finding("no_way_out", "no_way_out", node)


def endless_loops(source: Source) -> Iterator[Finding]:
    """A loop in which nobody is asked and nothing is waited for would run at full speed for ever."""
    for scope in source.scopes():
        passing = {node.get("id", "") for node in nodes_of(scope) if kind_of(node) in _PASSING}
        for key in _in_circles(source, passing)[:1]:
            yield finding("endless_loops", "endless_loop", source.nodes[key])


def _is_event_subprocess(node: etree._Element) -> bool:
    return kind_of(node) in SUBPROCESSES and node.get("triggeredByEvent") == "true"


def _reach(source: Source, starts: Iterable[etree._Element]) -> set[str]:
    """Ids reachable from some nodes, the starts themselves included, boundary events by their activity."""
    open_nodes = list(starts)
    reached = {node.get("id", "") for node in open_nodes}
    while open_nodes:
        node = open_nodes.pop()
        following = [source.target(flow) for flow in source.after(node)]
        if kind_of(node) in ACTIVITIES:
            following += source.boundaries(node)
        for other in following:
            if other is not None and other.get("id", "") not in reached:
                reached.add(other.get("id", ""))
                open_nodes.append(other)
    return reached


def _leading_to(source: Source, goals: set[str]) -> set[str]:
    """Ids from which one of the goals can be reached; a boundary event's way counts for its activity."""
    reached, open_keys = set(goals), list(goals)
    while open_keys:
        key = open_keys.pop()
        node = source.nodes[key]
        earlier = [flow.get("sourceRef", "") for flow in source.before(node)]
        if node.get("attachedToRef"):
            earlier.append(node.get("attachedToRef", ""))
        for other in earlier:
            if other in source.nodes and other not in reached:
                reached.add(other)
                open_keys.append(other)
    return reached


def _in_circles(source: Source, passing: set[str]) -> list[str]:
    """Ids that remain when nodes nothing enters or nothing leaves are taken off again and again: the circles."""
    left = set(passing)
    while True:
        entered = {flow.get("targetRef", "") for key in left for flow in source.out.get(key, ())}
        loose = {
            key
            for key in left
            if key not in entered
            or not any(flow.get("targetRef") in left for flow in source.out.get(key, ()))
        }
        if not loose:
            return sorted(left)
        left -= loose


RULES = (
    has_process,
    unused_processes,
    start_events,
    end_events,
    wrong_ends,
    dead_ends,
    unreachable,
    no_way_out,
    endless_loops,
)
