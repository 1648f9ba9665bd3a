"""Rules on size and shape that would hang or crash a run: long chains, many parallel blocks, self-calls, loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from processes.findings import WARNING, Finding
from processes.lint.source import Source, finding
from processes.names import bpmn
from processes.read_elements import collection_of
from processes.source import SUBPROCESSES, expression_text, kind_of, nodes_of, processes_of, text_of

MAX_NODES = 300  # of one process; a chain of 1500 raises RecursionError, 400 is fine (measured)
MAX_BRANCHES = (
    64  # product of parallel branches in sequence; 2**10 took 0.5 s and 3 MB at the start (measured)
)
MAX_IN_FILE = 4000  # nodes and flows together
MAX_NESTING = 10
MAX_ROUNDS = 1000


def long_processes(source: Source) -> Iterator[Finding]:
    """A process with more nodes than can run safely, or a file with more than can be judged in time."""
    parts = len(source.nodes) + len(source.flows)
    if parts > MAX_IN_FILE:
        yield finding("long_processes", "too_long", source.root, count=str(parts), limit=str(MAX_IN_FILE))
        return
    for process in processes_of(source.root):
        count = sum(1 for node in source.nodes.values() if _process_of(node) is process)
        if count > MAX_NODES:
            yield finding("long_processes", "too_long", process, count=str(count), limit=str(MAX_NODES))


def many_parallel_blocks(source: Source) -> Iterator[Finding]:
    """Parallel blocks one after another double the work each time."""
    for scope in source.scopes():
        branches = _branches(source, scope)
        if branches > MAX_BRANCHES:
            yield finding(
                "many_parallel_blocks", "parallel_blocks", scope, count=str(branches), limit=str(MAX_BRANCHES)
            )


def lonely_joins(source: Source) -> Iterator[Finding]:
    """A parallel gateway that waits for several flows although nothing ahead of it ever splits: it waits for ever."""
    for gateway in source.of_kind("parallelGateway"):
        if len(source.before(gateway)) > 1 and not _split_ahead(source, gateway):
            yield finding("lonely_joins", "lonely_join", gateway)


def calls(source: Source) -> Iterator[Finding]:
    """A call names a process, and no process calls itself, directly or round about.

    One that is not in this file is another SOP: whether that is published is asked when this one is.
    """
    ids = {process.get("id", "") for process in processes_of(source.root)}
    edges: dict[str, set[str]] = {key: set() for key in ids}
    for node in source.of_kind("callActivity"):
        called = source.called().get(node.get("id", ""))
        if called is None:
            yield finding("calls", "call_unknown", node, called="-")
            continue
        if called not in ids:
            yield finding("calls", "call_elsewhere", node, WARNING, called=called[:60])
            continue
        caller = _process_of(node).get("id", "")
        edges.setdefault(caller, set()).add(called)
        if caller in _closure(edges, called) | {called}:
            yield finding("calls", "self_call", node, called=called)


def nesting(source: Source) -> Iterator[Finding]:
    """Subprocesses in subprocesses beyond what anybody can follow."""
    for node in source.of_kind(*SUBPROCESSES):
        depth = sum(1 for outer in node.iterancestors() if kind_of(outer) in SUBPROCESSES)
        if depth == MAX_NESTING:
            yield finding("nesting", "nested_too_deep", node, limit=str(MAX_NESTING))


def loops(source: Source) -> Iterator[Finding]:
    """A repeated activity says how often, with a positive number; `behavior` and data items would be ignored."""
    for node in source.nodes.values():
        for loop in node.iterfind(bpmn("multiInstanceLoopCharacteristics")):
            yield from _multi_instance(loop)
        for loop in node.iterfind(bpmn("standardLoopCharacteristics")):
            if not text_of(loop.find(bpmn("loopCondition"))) and loop.get("loopMaximum") is None:
                yield finding("loops", "loop_unbounded", loop)
            yield from _rounds(loop, loop.get("loopMaximum", "1"))


def data_objects(source: Source) -> Iterator[Finding]:
    """Data objects inside subprocesses hang the parser (measured two levels down); outside they are drawing."""
    for kind in ("dataObject", "dataObjectReference", "dataStoreReference"):
        for element in source.root.iter(bpmn(kind)):
            parent = element.getparent()
            if parent is not None and kind_of(parent) in SUBPROCESSES:
                yield finding("data_objects", "data_in_subprocess", element)


def _multi_instance(loop: etree._Element) -> Iterator[Finding]:
    cardinality = text_of(loop.find(bpmn("loopCardinality")))
    if not cardinality and not collection_of(loop):
        yield finding("loops", "loop_without_number", loop)
    if cardinality:
        yield from _rounds(loop, expression_text(cardinality))
    for name in ("behavior", "noneBehaviorEventRef", "oneBehaviorEventRef"):
        if loop.get(name, "All") != "All":
            yield finding("loops", "ignored_attribute", loop, attribute=name, value=loop.get(name, ""))


def _rounds(loop: etree._Element, text: str) -> Iterator[Finding]:
    """A literal number of rounds must be 1 to MAX_ROUNDS; any other text is FEEL and judged when it is compiled."""
    digits = text.removeprefix("-").strip()
    if digits.isdigit() and (text.startswith("-") or not 1 <= int(digits[:9]) <= MAX_ROUNDS):
        yield finding("loops", "loop_number", loop, value=text[:20], limit=str(MAX_ROUNDS))


def _branches(source: Source, scope: etree._Element) -> int:
    """The greatest product of parallel branches on any way through a scope, loops cut."""
    best: dict[str, int] = {}
    path: set[str] = set()
    stack: list[tuple[str, bool]] = [(node.get("id", ""), False) for node in nodes_of(scope)]
    while stack:
        key, done = stack.pop()
        if done:
            path.discard(key)
            ahead = max(
                (best.get(flow.get("targetRef", ""), 1) for flow in source.out.get(key, ())), default=1
            )
            kind = kind_of(source.nodes[key])
            splits = len(source.out.get(key, ())) if kind in ("parallelGateway", "inclusiveGateway") else 1
            best[key] = ahead * max(1, splits)
        elif key in source.nodes and key not in best and key not in path:
            path.add(key)
            stack.append((key, True))
            stack += [(flow.get("targetRef", ""), False) for flow in source.out.get(key, ())]
    return max(best.values(), default=1)


def _split_ahead(source: Source, gateway: etree._Element) -> bool:
    """Whether some node before a join can send out more than one token."""
    seen: set[str] = set()
    open_nodes = [gateway]
    while open_nodes:
        for flow in source.before(open_nodes.pop()):
            node = source.nodes.get(flow.get("sourceRef", ""))
            if node is None or node.get("id", "") in seen:
                continue
            seen.add(node.get("id", ""))
            if _can_split(source, node):
                return True
            host = source.nodes.get(node.get("attachedToRef", ""))
            open_nodes += [node] if host is None else [node, host]
            if host is not None and node.get("cancelActivity") == "false":
                return True
    return False


def _can_split(source: Source, node: etree._Element) -> bool:
    if len(source.after(node)) < 2 or node.get("attachedToRef"):
        return False
    return kind_of(node) not in ("exclusiveGateway", "eventBasedGateway")


def _closure(edges: dict[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    open_keys = [start]
    while open_keys:
        for key in edges.get(open_keys.pop(), ()):
            if key not in reached:
                reached.add(key)
                open_keys.append(key)
    return reached


def _process_of(node: etree._Element) -> etree._Element:
    return next(outer for outer in node.iterancestors() if kind_of(outer) == "process")


GATE: tuple[Callable[[Source], Iterator[Finding]], ...] = (long_processes,)
RULES = (long_processes, many_parallel_blocks, lonely_joins, calls, nesting, loops, data_objects)
