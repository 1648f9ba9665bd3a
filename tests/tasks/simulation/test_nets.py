"""What the drawing means in a simulation: decisions, loops, branches, limits, calls, and the same luck for two."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tasks.simulation.chance import Spread, fit, uniform
from tasks.simulation.numbers import Lasting, Origin, StepNumbers, WaitNumbers
from tasks.simulation.preparing import net_from
from tasks.simulation.typed import staffed
from tests.processes.templates import END, START, flow, task
from tests.tasks.simulation.games import NOTHING, fixed, game, net, numbers, played, waits

GATE = '<bpmn:{kind} id="{key}" name="{key}"/>\n'
SHIPPED = ("m_paspor", "penerbitan_penggantian", "micin_darurat", "bap_paspor", "periksa_lanjutan")


def gate(key: str, kind: str = "exclusiveGateway") -> str:
    return GATE.format(key=key, kind=kind)


def done(cases, element: str) -> int:  # type: ignore[no-untyped-def]
    return sum(work.element == element and work.ended is not None for case in cases for work in case.works)


def test_a_decision_goes_by_its_shares() -> None:
    ways = flow("s", "g") + flow("g", "a", "Ya") + flow("g", "b", "Tidak") + flow("a", "e") + flow("b", "e")
    drawn = net(START + gate("g") + task("a") + task("b") + END + ways, "s", "g", "a", "b", "e")
    found = numbers(drawn, fixed(1), people=5, branches={"g": (0.8, 0.2)})
    cases = played(game(drawn, found), [number * 10.0 for number in range(1000)])
    assert done(cases, "a") + done(cases, "b") == 1000
    assert done(cases, "a") == pytest.approx(800, abs=40)


def test_a_loop_is_gone_round_as_often_as_its_share_says_and_never_for_ever() -> None:
    ways = flow("s", "a") + flow("a", "g") + flow("g", "e", "Selesai") + flow("g", "a", "Ulang")
    drawn = net(START + task("a") + gate("g") + END + ways, "s", "a", "g", "e")
    found = numbers(drawn, fixed(1), people=5, branches={"g": (0.5, 0.5)})
    cases = played(game(drawn, found), [number * 30.0 for number in range(1000)])
    assert done(cases, "a") == pytest.approx(2000, rel=0.1)
    endless = numbers(drawn, fixed(1), branches={"g": (0.0, 1.0)})
    (case,) = played(game(drawn, endless), [0.0])
    assert len(case.works) <= 200 and case.settled is not None


def test_parallel_branches_are_waited_for() -> None:
    ways = flow("s", "k") + flow("k", "a") + flow("k", "b") + flow("a", "j") + flow("b", "j") + flow("j", "c")
    body = (
        START
        + gate("k", "parallelGateway")
        + gate("j", "parallelGateway")
        + task("a")
        + task("b")
        + task("c")
    )
    drawn = net(body + END + ways + flow("c", "e"), "s", "k", "j", "a", "b", "c", "e")
    found = numbers(drawn, {"a": fixed(30), "b": fixed(10), "c": fixed(5)}, people=2)
    (case,) = played(game(drawn, found), [0.0])
    assert done([case], "c") == 1 and case.settled == case.came + 35 * 60_000_000
    (alone,) = played(game(drawn, numbers(drawn, {"a": fixed(30), "b": fixed(10), "c": fixed(5)})), [0.0])
    assert alone.settled == alone.came + 45 * 60_000_000, "one person does the branches one after the other"


def test_a_limit_cuts_a_wait_short_and_frees_who_works_too_long() -> None:
    timer = (
        '<bpmn:boundaryEvent id="t" attachedToRef="a"><bpmn:timerEventDefinition id="td"><bpmn:timeDuration'
        ' xsi:type="bpmn:tFormalExpression">PT20M</bpmn:timeDuration></bpmn:timerEventDefinition>'
        "</bpmn:boundaryEvent>\n"
    )
    ways = flow("s", "a") + flow("a", "e") + flow("t", "b") + flow("b", "e")
    drawn = net(START + task("a") + timer + task("b") + END + ways, "s", "a", "t", "b", "e")
    cut = {"a": WaitNumbers(NOTHING, 0.0, fixed(20))}
    found = numbers(drawn, {"a": fixed(50), "b": fixed(1)}, waits=cut)
    first, second = played(game(drawn, found), [0.0, 0.0])
    assert done([first, second], "a") == 0 and done([first, second], "b") == 2
    assert first.settled == first.came + 21 * 60_000_000
    assert second.works[0].started is None, "its limit came before its turn"


@pytest.mark.parametrize("key", SHIPPED)
def test_every_shipped_sop_is_a_net_whose_cases_all_come_to_an_end(key: str) -> None:
    text = (files("bpmn") / f"{key}.bpmn").read_text("utf-8")
    others = [(files("bpmn") / f"{other}.bpmn").read_text("utf-8") for other in SHIPPED if other != key]
    drawn = net_from([text, *others])
    gates = {
        node.id: (1.0,) + (0.0,) * (len(node.ways) - 1)
        for node in drawn.nodes.values()
        if node.kind in ("choose", "race") and len(node.ways) > 1
    }
    waiting = {
        node.id: WaitNumbers(fixed(60), 0.0, None)
        for node in drawn.nodes.values()
        if node.kind in ("wait", "timer") or node.limits
    }
    found = numbers(drawn, fixed(5), people=3, branches=gates, waits=waiting)
    cases = played(game(drawn, found), [number * 200.0 for number in range(5)])
    assert all(case.settled is not None and case.works for case in cases)
    starts = [one for scope in drawn.starts.values() for one in scope]
    assert len(starts) == len(set(starts)), "linked files may use one id for their beginnings"


def test_two_versions_have_the_same_luck_and_a_seed_gives_the_same_figures() -> None:
    drawn = net()
    work = Lasting(Spread("triangle", (2.0, 5.0, 20.0)), Origin.TYPED)
    minutes = [number * 7.0 for number in range(50)]
    one = played(game(drawn, numbers(drawn, work)), minutes)
    again = played(game(drawn, numbers(drawn, work)), minutes)
    faster = played(game(drawn, numbers(drawn, work, people=2)), minutes)
    other = played(game(drawn, numbers(drawn, work), seed=2), minutes)
    length = [case.works[0].minutes for case in one]
    assert length == [case.works[0].minutes for case in again] == [case.works[0].minutes for case in faster]
    assert length != [case.works[0].minutes for case in other]
    assert sum(waits(faster, "a")) < sum(waits(one, "a"))


def test_a_person_of_two_roles_does_one_thing_at_a_time() -> None:
    assert staffed([("a", "b"), ("b",)], {"b": 3}, {"a", "b"}) == (("a", "b"), ("b",), ("b",))
    assert staffed([("a", "b"), ("b",)], {"b": 1}, {"a", "b"}) == (("a", "b"),)
    assert staffed([], {}, {"a"}) == (("a",),), "a role nobody holds gets somebody, else its cases never end"


def test_luck_is_even_and_a_curve_is_fitted_only_where_it_fits() -> None:
    drawn = [uniform(1, number) for number in range(4000)]
    assert sum(drawn) / len(drawn) == pytest.approx(0.5, abs=0.02)
    assert sum(one < 0.1 for one in drawn) == pytest.approx(400, abs=60)
    curve = Spread("lognormal", (2.0, 0.5, 1000.0))
    fitted = fit([curve.at(uniform(3, number)) for number in range(200)])
    assert fitted is not None and fitted.spread.kind == "lognormal" and fitted.distance <= fitted.limit
    assert fitted.spread.numbers[:2] == pytest.approx((2.0, 0.5), abs=0.1)
    split = fit([1.0 if number % 2 else 100.0 for number in range(200)])
    assert split is not None and split.spread.kind == "measured" and split.distance > split.limit
    assert fit([]) is None and Spread("triangle", (0.0, 5.0, 10.0)).median == pytest.approx(5.0)


def test_steps_lie_though_somebody_is_free() -> None:
    drawn = net()
    found = numbers(drawn, fixed(5))
    found.steps["a"] = StepNumbers(fixed(5), fixed(12))
    assert waits(played(game(drawn, found), [0.0, 100.0]), "a") == [12, 12]
