"""The stored state: equal to an instance that was never stored, small, constant, guarded."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from engine import spiff
from engine.spiff import Context, Spec, StateRefused, StepFailed
from engine.spiff.moves import begin_case, complete_step, deliver_message, fire_timers
from engine.spiff.report import open_tokens, report
from engine.spiff.tree import Case
from tests.engine.spiff.diagrams import BEGIN, MAKASSAR, Player, chain, compiled, flow, node, timer, users
from tests.engine.spiff.shapes import DATA, ENVIRONMENT, SHAPES, answer
from tests.engine.spiff.shapes import compiled as shape

START, END = node("startEvent", "s"), node("endEvent", "e")


class Pair:
    """One instance stored after every step beside one that lives in memory only."""

    def __init__(self, spec: Spec) -> None:
        self.stored = Player(spec, environment=ENVIRONMENT).start(**DATA)
        self.live: Case = begin_case(spec, DATA, self.stored.context)
        assert report(self.live, {}) == self.stored.last

    def step(self, random: Random) -> None:
        """One random action on both; every part of the move must be equal, the bytes too."""
        move, context = self.stored.last, self._later(random)
        tokens = open_tokens(self.live)
        work = [one.id for one in tokens.values() if one.type in ("userTask", "manualTask")]
        choices = [*(("do", one) for one in work), *(("tell", one.message) for one in move.waits)]
        kind, what = random.choice(choices or [("tick", "")])
        given = answer(random)
        self.live.begin(context)
        try:
            if kind == "do":
                complete_step(self.live, what, given)
                expected = spiff.complete(self.stored.spec, move.state, what, given, context)
            elif kind == "tell":
                deliver_message(self.live, what, given)
                expected = spiff.deliver(self.stored.spec, move.state, what, given, context)
            else:
                fire_timers(self.live)
                expected = spiff.tick(self.stored.spec, move.state, context) or move
        except (spiff.TokenGone, spiff.NotWaiting):
            # What was due took the token away. A live object that has moved is thrown away by a caller.
            self.live.begin(context)
            ticked = spiff.tick(self.stored.spec, move.state, context)
            assert ticked is not None
            self.stored.last = ticked
            assert report(self.live, {}).state == ticked.state
            return
        self.stored.last = expected
        assert report(self.live, tokens) == expected

    def _later(self, random: Random) -> Context:
        if random.random() < 0.3:
            self.stored.now += timedelta(hours=random.choice([1, 2, 30, 200]))
        return self.stored.context


@pytest.mark.parametrize("name", SHAPES)
def test_storing_after_every_step_changes_nothing(name: str) -> None:
    spec = shape(name)
    for seed in range(100):
        random = Random(f"{name} {seed}")
        pair = Pair(spec)
        for _ in range(40):
            if pair.stored.last.finished:
                break
            pair.step(random)


def _looping() -> Player:
    return Player(
        compiled(
            START,
            users("a", "b"),
            node("parallelGateway", "g"),
            users("c"),
            node("parallelGateway", "j"),
            node("exclusiveGateway", "x", default="x_a"),
            END,
            chain("s", "a", "g", "b", "j", "x"),
            chain("g", "c", "j"),
            flow("x", "a"),
            flow("x", "e", "b.selesai"),
            node("boundaryEvent", "t", timer("P1D"), attachedToRef="a", cancelActivity="false"),
            chain("t", "e"),
        )
    ).start(nama="Sari")


def test_two_thousand_rounds_leave_the_state_as_small_as_the_first() -> None:
    case = _looping()
    sizes, before = set(), case.last
    for _ in range(2000):
        for _ in "abc":
            token = case.last.opened[0] if case.last.opened else before.opened[1]
            before = case.last
            case.last = spiff.complete(case.spec, before.state, token.id, {"catatan": "baik"}, case.context)
        sizes.add(len(case.last.state))
    assert max(sizes) < 250
    assert max(sizes) - min(sizes) < 15
    case.do("a", "c")
    assert case.do("b", selesai=True).finished


def test_data_is_stored_once_however_many_branches_are_open() -> None:
    spec = compiled(
        START,
        users("a"),
        node("parallelGateway", "g"),
        users(*(f"b{i}" for i in range(20))),
        END,
        chain("s", "a", "g"),
        *(chain("g", f"b{i}", "e") for i in range(20)),
    )
    case = Player(spec).start()
    text = "".join(Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=2000))
    case.do("a", teks=text)
    assert len(case.open()) == 20
    assert len(case.last.state) < 2000


@pytest.mark.parametrize(
    "value",
    [
        {"typename": "x"},
        {"a": {"typename": None}},
        {"typename": {"typename": ["typename"]}},
        {"__class__": 1},
    ],
)
def test_no_key_is_special(value: dict[str, object]) -> None:
    case = Player(compiled(START, users("a", "b"), END, chain("s", "a", "b", "e"))).start(
        typename="p", data=value
    )
    case.do("a", **value)
    assert case.do("b", typename=1).data == {"typename": "p", "data": value, "a": value, "b": {"typename": 1}}


def test_a_state_of_another_definition_version_or_a_damaged_one_is_refused() -> None:
    case = Player(compiled(START, users("a"), END, chain("s", "a", "e"))).start(teks="x" * 500)
    other = compiled(START, users("a"), END, chain("s", "a", "e"), node("textAnnotation", "n"))
    state = case.last.state
    for key, spec, bad in (
        ("definition", other, state),
        ("version", case.spec, b"\x07" + state[1:]),
        ("version", case.spec, b""),
        ("version", case.spec, state[:5]),
        ("damaged", case.spec, state[:-3]),
        ("damaged", case.spec, state[:18]),
        ("damaged", case.spec, state[:18] + b"\x00" * 30),
    ):
        with pytest.raises(StateRefused) as refused:
            spiff.look(spec, bad, case.context)
        assert refused.value.key == key


def ended(**data: Any) -> bytes:
    """The state of an instance that has ended with this data and the form of its task `a`."""
    case = Player(compiled(START, users("a"), END, chain("s", "a", "e"))).start(**data)
    return case.do("a", nilai=1).state


def test_a_lightened_state_tells_the_same_data() -> None:
    state = ended(nama="Sari", teks="x" * 300)
    for told in (
        {},
        {"a": {"nilai": 1}},
        {"a": {"nilai": 2}},
        {"a": {"nilai": True}},
        {"a": {}, "nama": "Sari"},
    ):
        light = spiff.lighten(state, told)
        assert spiff.whole_data(light, told) == {"nama": "Sari", "teks": "x" * 300, "a": {"nilai": 1}}
    assert b"nilai" in spiff.lighten(ended(), {"a": {"nilai": True}}), "True is not 1"
    assert b"nilai" not in spiff.lighten(ended(), {"a": {"nilai": 1}})


def test_a_lightened_state_gains_nothing_that_was_never_there() -> None:
    told = {"a": {"nilai": 1}, "b": {"nilai": 2}}
    assert spiff.whole_data(spiff.lighten(ended(), told), told) == {"a": {"nilai": 1}}


def test_a_state_that_was_not_lightened_tells_its_own_data() -> None:
    assert spiff.whole_data(ended(), {"b": {"nilai": 2}}) == {"a": {"nilai": 1}}


def test_a_lightened_state_can_be_looked_at() -> None:
    case = Player(compiled(START, users("a"), END, chain("s", "a", "e"))).start(nama="Sari")
    light = spiff.lighten(case.do("a", nilai=1).state, {"a": {"nilai": 1}})
    seen = spiff.look(case.spec, light, case.context)
    assert (seen.finished, seen.tokens, seen.data) == (True, (), {"nama": "Sari"})
    with pytest.raises(StateRefused):
        spiff.lighten(b"\x07" + light[1:], {})


def test_looking_changes_nothing() -> None:
    case = _looping()
    before = spiff.look(case.spec, case.last.state, case.context)
    assert spiff.look(case.spec, case.last.state, case.context) == before
    assert before.tokens == case.last.opened
    assert before.timers == case.last.timers
    assert before.data == {"nama": "Sari"}


def test_a_failed_step_leaves_the_given_state_usable() -> None:
    spec = compiled(
        START,
        users("a", "b"),
        node("exclusiveGateway", "x"),
        END,
        chain("s", "a", "x"),
        flow("x", "b", "a.k = 1"),
        flow("x", "e", "a.k = 2"),
        chain("b", "e"),
    )
    case = Player(spec).start()
    with pytest.raises(StepFailed):
        case.do("a", k=3)
    assert [one.element for one in case.do("a", k=1).opened] == ["b"]


def test_the_machine_clock_is_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden() -> float:
        raise AssertionError

    monkeypatch.setattr("SpiffWorkflow.task.time.time", forbidden)
    case = _looping()
    case.do("a", "b", "c")
    assert case.last.timers[0].at == BEGIN + timedelta(days=1)
    assert MAKASSAR.key == "Asia/Makassar"
