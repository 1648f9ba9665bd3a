"""What a move reports: tasks, choices, messages, events."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine import spiff
from engine.spiff import NotWaiting, StepFailed, Token, TokenGone, Wait
from tests.engine.spiff.diagrams import (
    BEGIN,
    Player,
    chain,
    compiled,
    flow,
    message,
    node,
    timer,
    users,
)

START, END = node("startEvent", "s"), node("endEvent", "e")


def test_a_start_opens_the_first_task_and_a_completion_the_next() -> None:
    case = Player(compiled(START, users("a", "b"), END, chain("s", "a", "b", "e"))).start(nama="Sari")
    assert case.last.opened == (Token("2", "a", "userTask"),)
    assert case.last.passed == ("s",)
    assert case.last.flows == ("s_a",)
    move = case.do("a", cap="ada")
    assert [one.element for one in move.opened] == ["b"]
    assert move.closed == (spiff.Closed(Token("2", "a", "userTask"), "completed"),)
    assert move.data == {"nama": "Sari", "a": {"cap": "ada"}}
    assert not move.finished
    move = case.do("b")
    assert (move.finished, move.ended, move.passed) == (True, ("e",), ("b", "e"))


def test_variables_replace_those_of_the_last_round_and_are_copied() -> None:
    case = Player(
        compiled(
            START,
            users("a"),
            node("exclusiveGateway", "x", default="x_a"),
            END,
            chain("s", "a", "x"),
            flow("x", "a"),
            flow("x", "e", "a.cukup"),
        )
    ).start()
    given = {"daftar": [1]}
    case.do("a", isi=given)
    given["daftar"].append(2)
    assert case.last.data == {"a": {"isi": {"daftar": [1]}}}
    case.do("a", cukup=True)
    assert case.last.data == {"a": {"cukup": True}}
    assert case.last.finished


def _choice(default: bool) -> Player:
    attributes = {"default": "x_c"} if default else {}
    return Player(
        compiled(
            START,
            users("a", "b", "c"),
            node("exclusiveGateway", "x", **attributes),
            END,
            chain("s", "a", "x"),
            flow("x", "b", 'a.keputusan = "ya"'),
            flow("x", "c", None if default else 'a.keputusan = "tidak"'),
            chain("b", "e"),
            chain("c", "e"),
        )
    ).start()


def test_an_exclusive_gateway_takes_the_first_true_flow() -> None:
    assert [one.element for one in _choice(False).do("a", keputusan="ya").opened] == ["b"]
    assert [one.element for one in _choice(False).do("a", keputusan="tidak").opened] == ["c"]
    assert [one.element for one in _choice(True).do("a", keputusan="lain").opened] == ["c"]


def test_a_null_condition_is_not_taken_and_warns() -> None:
    move = _choice(True).do("a")
    assert [one.element for one in move.opened] == ["c"]
    assert [(one.element, one.flow) for one in move.warnings][:1] == [("x", "x_b")]


def test_no_true_flow_and_no_default_fails_the_step_and_keeps_the_old_state() -> None:
    case = _choice(False)
    before = case.last.state
    with pytest.raises(StepFailed) as failed:
        case.do("a", keputusan="mungkin")
    assert (failed.value.element, failed.value.key) == ("x", "no_branch")
    assert case.last.state == before
    assert case.open() == ["a"]


def test_a_receive_task_waits_for_its_message() -> None:
    spec = compiled(
        START, node("receiveTask", "r", messageRef="m_bayar"), users("b"), END, chain("s", "r", "b", "e")
    )
    case = Player(spec).start()
    token = case.token("r")
    assert case.last.waits == (Wait(token, "r", "bayar"),)
    assert case.last.opened == (Token(token, "r", "receiveTask"),)
    with pytest.raises(NotWaiting):
        case.tell("berkas")
    with pytest.raises(TokenGone):
        case.do("r")
    move = case.tell("bayar", ntpn="0123")
    assert move.data["r"] == {"ntpn": "0123"}
    assert move.closed[0].how == "completed"
    assert case.open() == ["b"]
    with pytest.raises(NotWaiting):
        case.tell("bayar")


def test_of_two_that_wait_the_older_gets_the_message() -> None:
    spec = compiled(
        START,
        node("parallelGateway", "g"),
        node("receiveTask", "r1", messageRef="m_bayar"),
        node("receiveTask", "r2", messageRef="m_bayar"),
        node("endEvent", "e"),
        chain("s", "g", "r1", "e"),
        chain("g", "r2", "e"),
    )
    case = Player(spec).start()
    assert [one.element for one in case.last.waits] == ["r1", "r2"]
    case.tell("bayar")
    assert case.open() == ["r2"]
    assert case.tell("bayar").finished


def test_a_boundary_message_interrupts() -> None:
    spec = compiled(
        START,
        users("a", "c"),
        END,
        chain("s", "a", "e"),
        node("boundaryEvent", "t", message("berkas"), attachedToRef="a"),
        chain("t", "c", "e"),
    )
    case = Player(spec).start()
    assert case.last.waits == (Wait(case.token("a"), "t", "berkas"),)
    assert case.tell("berkas", isi=1).data == {"t": {"isi": 1}}
    assert case.open() == ["c"]


def test_a_boundary_message_that_does_not_interrupt_can_come_again() -> None:
    spec = compiled(
        START,
        users("a", "c"),
        END,
        chain("s", "a", "e"),
        node("boundaryEvent", "t", message("berkas"), attachedToRef="a", cancelActivity="false"),
        chain("t", "c", "e"),
    )
    case = Player(spec).start()
    case.tell("berkas")
    case.tell("berkas")
    assert case.open() == ["a", "c", "c"]
    assert case.do("a").waits == ()


def test_the_first_event_after_an_event_gateway_takes_the_others_with_it() -> None:
    spec = compiled(
        START,
        node("eventBasedGateway", "g"),
        node("receiveTask", "r", messageRef="m_bayar"),
        node("intermediateCatchEvent", "i", message("berkas")),
        node("intermediateCatchEvent", "t1", timer("PT2H")),
        node("intermediateCatchEvent", "t2", timer("PT1H")),
        users("a", "b", "c"),
        END,
        chain("s", "g", "r", "a", "e"),
        chain("g", "i", "b", "e"),
        chain("g", "t1", "e"),
        chain("g", "t2", "c", "e"),
    )
    case = Player(spec).start()
    assert case.open() == ["i", "r", "t1", "t2"]
    first = case.last
    move = case.wait(hours=3)
    assert move is not None
    assert (move.passed, case.open()) == (("t2",), ["c"])
    assert move.flows == ("g_t2", "t2_c")
    case.last = first
    case.now = BEGIN
    case.tell("berkas")
    assert case.open() == ["b"]


def test_messages_thrown_are_told() -> None:
    spec = compiled(
        START,
        node("intermediateThrowEvent", "w", message("berkas")),
        node("sendTask", "k", messageRef="m_bayar"),
        node("endEvent", "e", message("bayar")),
        chain("s", "w", "k", "e"),
    )
    move = Player(spec).start().last
    assert move.sent == ("berkas", "bayar", "bayar")
    assert move.finished


def test_a_loop_that_never_waits_is_stopped() -> None:
    spec = compiled(
        START,
        node("exclusiveGateway", "x", default="x_y"),
        node("exclusiveGateway", "y"),
        END,
        chain("s", "x"),
        flow("x", "e", "false"),
        flow("x", "y"),
        flow("y", "x"),
    )
    with pytest.raises(StepFailed) as failed:
        Player(spec).start()
    assert failed.value.key == "step_limit"


def test_a_token_that_was_never_there_is_gone() -> None:
    case = Player(compiled(START, users("a"), END, chain("s", "a", "e"))).start()
    for token in ("999", "0", "", "1", "x"):
        with pytest.raises(TokenGone):
            spiff.complete(case.spec, case.last.state, token, {}, case.context)


@pytest.mark.parametrize(
    "value", [object(), {1: 2}, {"a": b""}, 2**70, "\ud800", datetime(2026, 1, 1, tzinfo=UTC)]
)
def test_variables_that_are_no_plain_data_are_refused(value: object) -> None:
    case = Player(compiled(START, users("a"), END, chain("s", "a", "e"))).start()
    with pytest.raises(StepFailed) as failed:
        case.do("a", isi=value)
    assert failed.value.key == "not_plain_data"
