"""What a move reports: tasks, choices, messages, timers, calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine import spiff
from engine.spiff import Due, NotWaiting, StepFailed, Token, TokenGone, Wait
from tests.engine.spiff.diagrams import (
    BEGIN,
    Player,
    chain,
    compiled,
    error,
    file,
    flow,
    message,
    node,
    process,
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


def _limited(interrupting: bool, limit: str = "P14D") -> Player:
    spec = compiled(
        START,
        users("a", "b", "c"),
        END,
        chain("s", "a", "b", "e"),
        node("boundaryEvent", "t", timer(limit), attachedToRef="a", cancelActivity=str(interrupting).lower()),
        chain("t", "c", "e"),
    )
    return Player(spec).start()


def test_an_interrupting_limit_cancels_its_task() -> None:
    case = _limited(True)
    host = case.token("a")
    assert case.last.timers == (Due(host, "t", BEGIN + timedelta(days=14)),)
    assert case.wait(days=14, microseconds=-1) is None
    move = case.wait(microseconds=1)
    assert move is not None
    assert [(one.token.element, one.how) for one in move.closed] == [("a", "canceled")]
    assert [one.element for one in move.opened] == ["c"]
    assert move.timers == ()
    assert move.passed == ("t",)


def test_a_limit_that_does_not_interrupt_fires_once_beside_its_task() -> None:
    case = _limited(False)
    case.wait(days=14)
    assert case.open() == ["a", "c"]
    assert case.wait(days=100) is None
    case.do("a")
    assert case.open() == ["b", "c"]
    assert not case.do("c").finished
    assert case.do("b").finished


def test_a_completed_task_takes_its_limit_with_it() -> None:
    case = _limited(True)
    assert case.do("a").timers == ()
    assert case.wait(days=20) is None


def test_a_task_completed_after_its_limit_is_gone_although_nobody_ticked() -> None:
    case = _limited(True)
    case.now += timedelta(days=15)
    with pytest.raises(TokenGone):
        case.do("a")


def test_a_late_completion_of_another_task_fires_the_due_timer_first() -> None:
    spec = compiled(
        START,
        node("parallelGateway", "g"),
        users("a", "b", "c"),
        END,
        chain("s", "g", "a", "e"),
        chain("g", "b", "e"),
        node("boundaryEvent", "t", timer("PT1H"), attachedToRef="a"),
        chain("t", "c", "e"),
    )
    case = Player(spec).start()
    case.now += timedelta(hours=5)
    move = case.do("b")
    assert move.passed[:2] == ("t", "b")
    assert sorted((one.token.element, one.how) for one in move.closed) == [
        ("a", "canceled"),
        ("b", "completed"),
    ]
    assert case.open() == ["c"]


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


def test_a_called_process_shares_the_data_and_returns() -> None:
    inner = process(
        node("startEvent", "s2"),
        users("periksa"),
        node("endEvent", "e2"),
        chain("s2", "periksa", "e2"),
        key="q",
    )
    outer = process(
        START,
        users("a"),
        node("callActivity", "panggil", calledElement="q"),
        users("b"),
        END,
        chain("s", "a", "panggil", "b", "e"),
    )
    case = Player(spiff.compile_spec(file(outer, inner), "p")).start(nomor=7)
    move = case.do("a")
    assert [(one.element, one.path) for one in move.opened] == [("panggil", ()), ("periksa", ("panggil",))]
    move = case.do("periksa", hasil="baik")
    assert move.data == {"nomor": 7, "a": {}, "periksa": {"hasil": "baik"}}
    assert [(one.token.element, one.how) for one in move.closed] == [
        ("panggil", "completed"),
        ("periksa", "completed"),
    ]
    assert move.passed == ("periksa", "e2", "panggil")
    assert move.ended == ()
    assert case.do("b").ended == ("e",)


def test_an_interrupted_call_takes_all_within_it_away() -> None:
    inner = process(
        node("startEvent", "s2"),
        node(
            "subProcess",
            "dalam",
            node("startEvent", "s3")
            + users("periksa")
            + node("endEvent", "e3")
            + chain("s3", "periksa", "e3"),
        ),
        node("endEvent", "e2"),
        chain("s2", "dalam", "e2"),
        key="q",
    )
    outer = process(
        START,
        node("callActivity", "panggil", calledElement="q"),
        users("b"),
        END,
        chain("s", "panggil", "e"),
        node("boundaryEvent", "t", timer("PT1H"), attachedToRef="panggil"),
        chain("t", "b", "e"),
    )
    case = Player(spiff.compile_spec(file(outer, inner), "p")).start()
    assert [one.path for one in case.tokens()] == [(), ("panggil",), ("panggil", "dalam")]
    move = case.wait(hours=1)
    assert move is not None
    assert {one.how for one in move.closed} == {"canceled"}
    assert len(move.closed) == 3
    assert case.open() == ["b"]
    assert case.do("b").finished


def test_an_error_end_is_caught_at_the_nearest_activity_outside() -> None:
    inner = (
        node("startEvent", "s3")
        + node("parallelGateway", "g")
        + users("u", "v")
        + node("endEvent", "gagal", error("tolak"))
        + node("endEvent", "e3")
        + chain("s3", "g", "u", "gagal")
        + chain("g", "v", "e3")
    )
    spec = compiled(
        START,
        node("subProcess", "sub", inner),
        users("b"),
        END,
        chain("s", "sub", "e"),
        node("boundaryEvent", "t", error("tolak"), attachedToRef="sub"),
        chain("t", "b", "e"),
    )
    case = Player(spec).start()
    move = case.do("u")
    assert case.open() == ["b"]
    assert sorted((one.token.element, one.how) for one in move.closed) == [
        ("sub", "canceled"),
        ("u", "completed"),
        ("v", "canceled"),
    ]


def test_an_error_nobody_catches_ends_the_case() -> None:
    spec = compiled(
        START,
        node("parallelGateway", "g"),
        users("u", "v"),
        node("endEvent", "gagal", error("tolak")),
        END,
        chain("s", "g", "u", "gagal"),
        chain("g", "v", "e"),
    )
    move = Player(spec).start().do("u")
    assert (move.finished, move.ended) == (True, ("gagal",))


def test_a_terminate_end_ends_its_own_process_only() -> None:
    inner = (
        node("startEvent", "s3")
        + node("parallelGateway", "g")
        + users("u", "v")
        + node("endEvent", "henti", "<bpmn:terminateEventDefinition/>")
        + node("endEvent", "e3")
        + chain("s3", "g", "u", "henti")
        + chain("g", "v", "e3")
    )
    spec = compiled(START, node("subProcess", "sub", inner), users("b"), END, chain("s", "sub", "b", "e"))
    case = Player(spec).start()
    move = case.do("u")
    assert [(one.token.element, one.how) for one in move.closed] == [
        ("sub", "completed"),
        ("u", "completed"),
        ("v", "canceled"),
    ]
    assert case.open() == ["b"]


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


def test_timers_read_instants_spans_and_feel() -> None:
    def when(definition: str, **environment: str) -> datetime:
        spec = compiled(START, node("intermediateCatchEvent", "t", definition), END, chain("s", "t", "e"))
        return Player(spec, environment={"setelan": environment}).start(mulai="2026-05-01").last.timers[0].at

    assert when(timer("P14D")) == BEGIN + timedelta(days=14)
    assert when(timer("PT15M")) == BEGIN + timedelta(minutes=15)
    assert when(timer("P1M")) == datetime(2026, 4, 2, 1, 0, tzinfo=UTC)
    assert when(timer("2026-05-01T00:00:00+08:00", "timeDate")) == datetime(2026, 4, 30, 16, tzinfo=UTC)
    assert when(timer("2026-05-01T00:00:00", "timeDate")) == datetime(2026, 4, 30, 16, tzinfo=UTC)
    assert when(timer("=duration(setelan.batas)"), batas="P7D") == BEGIN + timedelta(days=7)
    assert when(timer("= date(mulai)", "timeDate")) == datetime(2026, 4, 30, 16, tzinfo=UTC)


def test_a_due_instant_stays_when_the_setting_behind_it_changes() -> None:
    spec = compiled(
        START,
        node("intermediateCatchEvent", "t", timer("=duration(setelan.batas)")),
        END,
        chain("s", "t", "e"),
    )
    case = Player(spec, environment={"setelan": {"batas": "P7D"}}).start()
    case.environment = {"setelan": {"batas": "P1D"}}
    assert case.wait(days=2) is None
    assert case.wait(days=5) is not None


def test_a_working_time_span_is_counted_by_the_office() -> None:
    spec = compiled(
        START, node("intermediateCatchEvent", "t", timer("PT8H", working=True)), END, chain("s", "t", "e")
    )
    case = Player(spec, working=lambda start, span: start + 3 * span).start()
    assert case.last.timers[0].at == BEGIN + timedelta(hours=24)
    with pytest.raises(StepFailed) as failed:
        Player(spec).start()
    assert failed.value.key == "no_working_time"


def test_a_timer_that_is_no_time_fails_the_step() -> None:
    spec = compiled(
        START, node("intermediateCatchEvent", "t", timer("=setelan.batas")), END, chain("s", "t", "e")
    )
    with pytest.raises(StepFailed) as failed:
        Player(spec, environment={"setelan": {"batas": "sepekan"}}).start()
    assert (failed.value.element, failed.value.key) == ("t", "timer_not_a_time")


def test_timers_fire_in_the_order_they_fell_due() -> None:
    spec = compiled(
        START,
        node("parallelGateway", "g"),
        node("intermediateCatchEvent", "t1", timer("PT3H")),
        node("intermediateCatchEvent", "t2", timer("PT1H")),
        END,
        chain("s", "g", "t1", "e"),
        chain("g", "t2", "e"),
    )
    move = Player(spec).start().wait(hours=9)
    assert move is not None
    assert move.passed == ("t2", "e", "t1", "e")
    assert move.finished


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


def test_a_loop_of_timers_without_length_is_stopped() -> None:
    spec = compiled(
        START,
        node("exclusiveGateway", "x"),
        node("intermediateCatchEvent", "t", timer("PT0S")),
        chain("s", "x", "t", "x"),
    )
    case = Player(spec).start()
    with pytest.raises(StepFailed) as failed:
        case.wait(hours=1)
    assert failed.value.key == "step_limit"


def test_case_data_cannot_stand_in_for_a_setting() -> None:
    spec = compiled(
        START,
        node("intermediateCatchEvent", "t", timer("=duration(setelan.batas)")),
        END,
        chain("s", "t", "e"),
    )
    case = Player(spec, environment={"setelan": {"batas": "P7D"}}).start(setelan={"batas": "PT1S"})
    assert case.last.timers[0].at == BEGIN + timedelta(days=7)


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
