"""How often each way out of a gateway was taken, by the answers given and by what was opened behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from tasks.simulation.measuring import Measured
from tasks.simulation.net import Net, Node
from tasks.simulation.numbers import BranchNumbers, Origin

_STOPS = frozenset(("work", "wait", "timer", "call", "end"))
"""What leaves a row in the history, so that coming to it can be counted."""

Known = Callable[[str], str]
"""An element's id in the history."""


def branches(net: Net, found: Measured, known: Known) -> dict[str, BranchNumbers]:
    """The shares of every gateway where chance decides; those that ask what a call or an earlier task came to are none.

    Counted by the answer of the task before it; else by what was opened at the very instant that the step before it
    ended; where neither is known, every way is taken as often as the others (ASSUMED).
    """
    before = _before(net)
    return {
        node.id: _of(net, node, found, known, before)
        for node in net.nodes.values()
        if node.kind in ("choose", "share", "race") and len(node.ways) > 1 and not _is_told(net, node, before)
    }


def _is_told(net: Net, gate: Node, before: Mapping[str, list[Node]]) -> bool:
    asked = {way.asked[0] for way in gate.ways if way.asked}
    own = {node.id for node in _leading(gate, before) if node.answers}
    return bool(asked) and all(one in net.nodes and one not in own for one in asked)


def _of(
    net: Net, gate: Node, found: Measured, known: Known, before: Mapping[str, list[Node]]
) -> BranchNumbers:
    leading = _leading(gate, before)
    for counts in (_by_answer(gate, found, known, leading), _by_following(net, gate, found, known, leading)):
        if total := sum(counts):
            return BranchNumbers(tuple(count / total for count in counts), Origin.MEASURED, total)
    return BranchNumbers((1 / len(gate.ways),) * len(gate.ways), Origin.ASSUMED)


def _by_answer(gate: Node, found: Measured, known: Known, leading: Sequence[Node]) -> list[int]:
    asked = [node for node in leading if any(way.id in node.answers for way in gate.ways)]
    return [
        sum(found.answers[known(node.id), node.answers.get(way.id, "")] for node in asked)
        for way in gate.ways
    ]


def _by_following(net: Net, gate: Node, found: Measured, known: Known, leading: Sequence[Node]) -> list[int]:
    """By the steps that one way alone comes to first; a single way that comes to none gets what is left."""
    came = [{node.id for node in _stops(net, way.target)} for way in gate.ways]
    sources = {known(node.id) if node.kind in _STOPS else "" for node in leading}
    counts = []
    for place, stops in enumerate(came):
        others = set().union(*(other for number, other in enumerate(came) if number != place))
        counts.append(
            sum(found.followed[source, known(stop)] for source in sources for stop in stops - others)
        )
    ended = sum(found.done[source] for source in sources)
    silent = [place for place, count in enumerate(counts) if not count]
    if len(silent) == 1 and ended > sum(counts) > 0 and _unseen(net, came[silent[0]]):
        counts[silent[0]] = ended - sum(counts)
    return counts


def _unseen(net: Net, stops: set[str]) -> bool:
    """Whether a way comes to ends of a called process alone, which leave no row."""
    return all(net.nodes[one].kind == "end" for one in stops)


def _stops(net: Net, begin: str) -> Iterator[Node]:
    """What a token comes to first from an element on, gateways passed in every way."""
    seen: set[str] = set()
    ahead = [begin]
    while ahead:
        node = net.nodes[ahead.pop()]
        if node.id in seen:
            continue
        seen.add(node.id)
        if node.kind in _STOPS:
            yield node
        else:
            ahead += [way.target for way in node.ways]


def _leading(gate: Node, before: Mapping[str, list[Node]]) -> list[Node]:
    """The steps, or the beginning, from which a token comes to a gateway."""
    found: dict[str, Node] = {}
    behind, seen = [gate], {gate.id}
    while behind:
        here = behind.pop()
        for node in before.get(here.id, ()):
            if node.id in seen:
                continue
            seen.add(node.id)
            if node.kind in _STOPS or not before.get(node.id):
                found[node.id] = node
            else:
                behind.append(node)
    return list(found.values())


def _before(net: Net) -> dict[str, list[Node]]:
    """The nodes before each node; a boundary event comes after the activity it sits on."""
    found: dict[str, list[Node]] = {}
    for node in net.nodes.values():
        for way in node.ways:
            found.setdefault(way.target, []).append(node)
        for limit in node.limits:
            found.setdefault(limit, []).append(node)
    return found
