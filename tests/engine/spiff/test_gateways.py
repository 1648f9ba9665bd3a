"""Gateways: joins in loops in every order, and random walks against an independent token game."""

from __future__ import annotations

from itertools import permutations, product
from random import Random

import pytest

from engine.spiff import SpecError, StepFailed
from tests.engine.spiff.diagrams import Player, chain, compiled, flow, node, users
from tests.engine.spiff.token_game import Game, random_net

START, END = node("startEvent", "s"), node("endEvent", "e")


def _round(gateway: str) -> Player:
    conditions = {"parallelGateway": None, "inclusiveGateway": "true"}
    return Player(
        compiled(
            START,
            users("a", "b", "c", "d", "k"),
            node(gateway, "g"),
            node(gateway, "j"),
            node("exclusiveGateway", "x", default="x_e"),
            END,
            chain("s", "a", "g"),
            *(flow("g", one, conditions[gateway]) + flow(one, "j") for one in "bcd"),
            chain("j", "k", "x"),
            flow("x", "a", "k.lagi"),
            flow("x", "e"),
        )
    ).start()


@pytest.mark.parametrize("gateway", ["parallelGateway", "inclusiveGateway"])
def test_a_join_in_a_loop_waits_for_every_branch_in_every_order_of_three_rounds(gateway: str) -> None:
    begun = _round(gateway)
    for orders in product(permutations("bcd"), repeat=2):
        case = Player(begun.spec)
        case.last = begun.last
        for order in (*orders, orders[0]):
            case.do("a")
            assert case.open() == ["b", "c", "d"]
            case.do(order[0])
            case.do(order[1])
            assert case.open() == [order[2]]
            case.do(order[2])
            assert case.open() == ["k"]
            case.do("k", lagi=True)
        assert case.open() == ["a"]


@pytest.mark.parametrize("seed", range(200))
def test_random_walks_agree_with_the_token_game(seed: int) -> None:
    random = Random(seed)
    net = random_net(random)
    spec = compiled(net.xml())
    for _ in range(3):
        case, game = Player(spec).start(), Game(net)
        game.begin()
        for _ in range(60):
            assert case.open() == game.open()
            if case.last.finished:
                break
            task = random.choice(game.open())
            answer = random.choice([0, 0, 1, 2])
            case.do(task, k=answer)
            game.complete(task, answer)
        assert case.last.finished == (not game.open())


def test_an_inclusive_join_waits_only_for_branches_that_were_taken() -> None:
    spec = compiled(
        START,
        users("a", "b", "c", "d", "k"),
        node("inclusiveGateway", "g", default="g_d"),
        node("inclusiveGateway", "j"),
        END,
        chain("s", "a", "g"),
        flow("g", "b", "a.b"),
        flow("g", "c", "a.c"),
        flow("g", "d"),
        *(flow(one, "j") for one in "bcd"),
        chain("j", "k", "e"),
    )
    case = Player(spec).start()
    case.do("a", b=True, c=True)
    assert case.open() == ["b", "c"]
    case.do("c")
    assert case.open() == ["b"]
    case.do("b")
    assert case.open() == ["k"]
    case = Player(spec).start()
    case.do("a")
    assert case.open() == ["d"]
    case.do("d")
    assert case.open() == ["k"]


def test_an_inclusive_join_fires_when_an_interrupting_event_leads_the_last_branch_away() -> None:
    spec = compiled(
        START,
        users("a", "b", "k"),
        node("parallelGateway", "g"),
        node("inclusiveGateway", "j"),
        END,
        node("endEvent", "e2"),
        node("boundaryEvent", "t", '<bpmn:messageEventDefinition messageRef="m_berkas"/>', attachedToRef="b"),
        chain("s", "g", "a", "j"),
        chain("g", "b", "j"),
        chain("j", "k", "e"),
        chain("t", "e2"),
    )
    case = Player(spec).start()
    case.do("a")
    assert case.open() == ["b"]
    case.tell("berkas")
    assert case.open() == ["k"]


def test_a_surplus_token_waits_at_the_join_for_its_next_round() -> None:
    spec = compiled(
        START,
        users("a", "b", "c", "k"),
        node("parallelGateway", "g"),
        node("exclusiveGateway", "x"),
        node("parallelGateway", "j"),
        END,
        chain("s", "g"),
        flow("g", "a"),
        flow("g", "b"),
        flow("g", "c"),
        flow("a", "x"),
        flow("b", "x"),
        flow("x", "j"),
        flow("c", "j"),
        chain("j", "k", "e"),
    )
    case = Player(spec).start()
    case.do("a", "c")
    assert case.open() == ["b", "k"]
    with pytest.raises(StepFailed) as failed:
        case.do("k", "b")
    assert (failed.value.element, failed.value.key) == ("j", "join_never_fires")


def test_fourteen_parallel_blocks_in_a_row_start_at_once_and_stay_small() -> None:
    parts, names = [START, END], ["s"]
    for block in range(14):
        parts.append(node("parallelGateway", f"g{block}") + node("parallelGateway", f"j{block}"))
        parts.append(users(f"a{block}", f"b{block}"))
        parts.append(
            chain(f"g{block}", f"a{block}", f"j{block}") + chain(f"g{block}", f"b{block}", f"j{block}")
        )
        parts.append(flow(names[-1], f"g{block}"))
        names.append(f"j{block}")
    case = Player(compiled(*parts, flow(names[-1], "e"))).start()
    assert len(case.last.state) < 200
    for block in range(14):
        assert case.open() == [f"a{block}", f"b{block}"]
        case.do(f"b{block}", f"a{block}")
    assert case.last.finished


def test_several_flows_out_of_a_task_all_get_a_token() -> None:
    case = Player(
        compiled(START, users("a", "b", "c"), END, chain("s", "a", "b", "e"), chain("a", "c", "e"))
    ).start()
    case.do("a")
    assert case.open() == ["b", "c"]


def test_a_gateway_without_condition_or_default_is_refused() -> None:
    with pytest.raises(SpecError) as refused:
        compiled(
            START,
            node("exclusiveGateway", "x"),
            users("b", "c"),
            END,
            chain("s", "x", "b", "e"),
            chain("x", "c", "e"),
        )
    assert {one.key for one in refused.value.findings} == {"condition_missing"}
