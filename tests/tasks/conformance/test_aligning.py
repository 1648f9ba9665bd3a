"""Alignments against brute force: every trace the engine itself can produce, and the plain edit distance to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from engine import spiff
from processes.reader import read_bpmn
from processes.shape import shape_of
from tasks.conformance.aligning import Side, align, shortest
from tasks.conformance.net import net_of
from tests.engine.spiff.diagrams import Player, chain, file, flow, node, process, users

Trace = tuple[str, ...]
LONGEST = 7

LOOP = process(
    node("startEvent", "s"),
    *(users("a", "b"), node("exclusiveGateway", "x", default="x_e"), node("endEvent", "e")),
    chain("s", "a", "b", "x"),
    flow("x", "a", 'b.keputusan = "tidak"'),
    flow("x", "e"),
)
BESIDE = process(
    *(
        node("startEvent", "s"),
        users("a", "b", "c"),
        node("parallelGateway", "g"),
        node("parallelGateway", "j"),
    ),
    node("endEvent", "e"),
    chain("s", "g", "a", "j", "c", "e"),
    chain("g", "b", "j"),
)
SPLIT = process(
    node("startEvent", "s"),
    *(users("a", "b", "c"), node("endEvent", "e"), node("endEvent", "f")),
    chain("s", "a", "b", "e"),
    chain("a", "c", "f"),
)
ANSWERS: tuple[dict[str, Any], ...] = ({"keputusan": "ya"}, {"keputusan": "tidak"})


def traces(xml: bytes) -> Iterator[tuple[Trace, bool]]:
    """Every way the engine lets a case go, up to LONGEST steps, and whether it is over then."""
    first = Player(spiff.compile_spec(xml, "p")).start()
    waiting: list[tuple[Trace, Player]] = [((), first)]
    while waiting:
        trace, player = waiting.pop()
        yield trace, player.last.finished
        if len(trace) == LONGEST:
            continue
        for element in [one for one in player.open() if one in "abc"]:
            for answers in ANSWERS if element == "b" else ANSWERS[:1]:
                onward = replace(player)
                onward.last = player.last
                onward.do(element, **answers)
                waiting.append(((*trace, element), onward))


def distance(one: Trace, other: Trace) -> int:
    """How many insertions and deletions lead from one to the other (no swaps, no changes)."""
    line = list(range(len(other) + 1))
    for left, mine in enumerate(one, 1):
        above, line = line, [left]
        for place, theirs in enumerate(other):
            same = above[place] if mine == theirs else LONGEST * 2
            line.append(min(same, above[place + 1] + 1, line[place] + 1))
    return line[-1]


@pytest.mark.parametrize("body", [LOOP, BESIDE, SPLIT], ids=["loop", "beside", "split"])
def test_the_cost_is_the_least_edit_distance_to_what_the_engine_can_do(body: str) -> None:
    xml = file(body)
    net = net_of(read_bpmn(xml), shape_of(xml))
    found = set(traces(xml))
    whole = {trace for trace, over in found if over}
    begun = {trace for trace, _ in found}
    assert shortest(net) == min(map(len, whole))
    for length in range(4):
        for told in product("abcz", repeat=length):
            for language, complete in ((whole, True), (begun, False)):
                least = min(distance(told, trace) for trace in language)
                if length + least > LONGEST:  # a longer trace of the engine's might be nearer
                    continue
                made = align(net, [[one] for one in told], whole=complete)
                assert made is not None and made.cost == least, (told, complete)
                assert [m.element for m in made.moves if m.side is not Side.NET] == list(told)
                worst = length + (shortest(net) if complete else 0)
                assert made.worst == worst and made.fitness == (1 - least / worst if worst else 1)


def test_what_happened_at_one_instant_has_no_order() -> None:
    xml = file(LOOP)
    net = net_of(read_bpmn(xml), shape_of(xml))
    made = align(net, [["b", "a"]], whole=True)
    assert made is not None and made.cost == 0
    assert [move.event for move in made.moves] == [1, 0], "told in the order of the net"
    apart = align(net, [["b"], ["a"]], whole=True)
    assert apart is not None and apart.cost == 2


def test_a_move_knows_what_had_to_be_before_it() -> None:
    xml = file(BESIDE)
    made = align(net_of(read_bpmn(xml), shape_of(xml)), [["b"], ["a"], ["c"]], whole=True)
    assert made is not None
    assert {move.element: move.after for move in made.moves} == {
        "b": frozenset(),
        "a": frozenset(),
        "c": frozenset({0, 1}),
    }


def test_a_search_that_is_too_wide_is_given_up() -> None:
    xml = file(BESIDE)
    net = net_of(read_bpmn(xml), shape_of(xml))
    assert align(net, [["z"]] * 3, whole=True, most=3) is None


def test_an_end_that_terminates_takes_everything_with_it() -> None:
    body = process(
        *(node("startEvent", "s"), users("a", "b"), node("endEvent", "f")),
        node("parallelGateway", "g"),
        node("endEvent", "e", "<bpmn:terminateEventDefinition/>"),
        chain("s", "g", "a", "e"),
        chain("g", "b", "f"),
    )
    xml = file(body)
    net = net_of(read_bpmn(xml), shape_of(xml))
    for told in (["a"], ["b", "a"]):
        made = align(net, [[one] for one in told], whole=True)
        assert made is not None and made.cost == 0
    after = align(net, [["a"], ["b"]], whole=True)
    assert after is not None and after.cost == 1, "nothing is open any more"
