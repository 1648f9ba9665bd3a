"""Loops on an activity: several instances at once and in turn, early ends, the standard loop."""

from __future__ import annotations

import pytest

from engine import spiff
from engine.spiff import StepFailed
from tests.engine.spiff.diagrams import Player, chain, compiled, file, message, node, process, timer, users

START, END = node("startEvent", "s"), node("endEvent", "e")
TAIL = users("b") + END + chain("s", "a", "b", "e")


def several(inner: str, sequential: bool = False, **attributes: str) -> str:
    """The loop characteristics of several instances."""
    return node(
        "multiInstanceLoopCharacteristics", "ulang", inner, isSequential=str(sequential).lower(), **attributes
    )


def count(text: str) -> str:
    return f"<bpmn:loopCardinality>{text}</bpmn:loopCardinality>"


def until(text: str) -> str:
    return f"<bpmn:completionCondition>{text}</bpmn:completionCondition>"


OVER = "<bpmn:loopDataInputRef>orang</bpmn:loopDataInputRef>" + node(
    "inputDataItem", "siapa_id", name="siapa"
)


def test_instances_at_once_are_open_together_and_give_one_list_in_order() -> None:
    case = Player(compiled(START, node("userTask", "a", several(OVER)), TAIL)).start(
        orang=["Ani", "Budi", "Cici"]
    )
    tokens = case.tokens()
    assert [(one.element, one.item) for one in tokens] == [("a", 0), ("a", 1), ("a", 2)]
    for index in (2, 0, 1):
        case.last = spiff.complete(case.spec, case.last.state, tokens[index].id, {"k": index}, case.context)
        if index == 2:
            assert [one.item for one in case.tokens()] == [0, 1]
    assert case.last.data == {"orang": ["Ani", "Budi", "Cici"], "a": [{"k": 0}, {"k": 1}, {"k": 2}]}
    assert case.open() == ["b"]


def test_instances_in_turn_come_one_by_one() -> None:
    case = Player(compiled(START, node("userTask", "a", several(count("2 + 1"), True)), TAIL)).start()
    for index in range(3):
        assert [(one.element, one.item) for one in case.tokens()] == [("a", index)]
        case.do("a", k=index)
    assert case.last.data == {"a": [{"k": 0}, {"k": 1}, {"k": 2}]}
    assert case.open() == ["b"]


def test_a_completion_condition_cancels_the_rest() -> None:
    loop = several(count("3") + until("nrOfCompletedInstances &gt;= 2"))
    case = Player(compiled(START, node("userTask", "a", loop), TAIL)).start()
    case.do("a", k=0)
    move = case.do("a", k=1)
    assert [(one.token.item, one.how) for one in move.closed] == [(1, "completed"), (2, "canceled")]
    assert move.data == {"a": [{"k": 0}, {"k": 1}]}
    assert case.open() == ["b"]


def test_a_loop_over_nothing_is_done_at_once() -> None:
    case = Player(compiled(START, node("userTask", "a", several(OVER)), TAIL)).start(orang=[])
    assert (case.open(), case.last.data["a"]) == (["b"], [])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("-1", "loop_needs_number"),
        ('"x"', "loop_needs_number"),
        ("1.5", "loop_needs_number"),
        ("null", "loop_needs_number"),
        ("1001", "loop_too_long"),
    ],
)
def test_a_loop_count_that_is_none_fails_the_step(text: str, key: str) -> None:
    with pytest.raises(StepFailed) as failed:
        Player(compiled(START, node("userTask", "a", several(count(text))), TAIL)).start()
    assert (failed.value.element, failed.value.key) == ("a", key)


def test_a_collection_that_is_no_list_fails_the_step() -> None:
    with pytest.raises(StepFailed) as failed:
        Player(compiled(START, node("userTask", "a", several(OVER)), TAIL)).start(orang="Ani")
    assert failed.value.key == "loop_needs_list"


@pytest.mark.parametrize("sequential", [False, True])
def test_instances_of_a_call_keep_their_data_apart(sequential: bool) -> None:
    inner = process(
        node("startEvent", "s2"),
        users("u"),
        node("exclusiveGateway", "x", default="x_e2"),
        users("v"),
        node("endEvent", "e2"),
        chain("s2", "u", "x", "e2"),
        '<bpmn:sequenceFlow id="f" sourceRef="x" targetRef="v"><bpmn:conditionExpression>u.ok and siapa = "Budi"'
        "</bpmn:conditionExpression></bpmn:sequenceFlow>",
        chain("v", "e2"),
        key="q",
    )
    call = node("callActivity", "a", several(OVER, sequential), calledElement="q")
    case = Player(spiff.compile_spec(file(process(START, call, TAIL), inner), "p")).start(
        orang=["Ani", "Budi"]
    )
    if sequential:
        assert case.open() == ["a", "u"]
        case.do("u", "u", ok=True)
    else:
        assert case.open() == ["a", "a", "u", "u"]
        case.do("u", "u", ok=True)
    assert case.open() == ["a", "v"]
    case.do("v", hasil=1)
    assert case.last.data == {
        "orang": ["Ani", "Budi"],
        "a": [{"u": {"ok": True}}, {"u": {"ok": True}, "v": {"hasil": 1}}],
    }
    assert case.open() == ["b"]


def test_a_long_row_of_loops_over_nothing_is_passed() -> None:
    names = [f"a{index}" for index in range(400)]
    loops = "".join(node("userTask", name, several(count("0"))) for name in names)
    case = Player(compiled(START, loops, users("b"), END, chain("s", *names, "b", "e"))).start()
    assert case.open() == ["b"]
    assert len(case.last.passed) == 401


def test_a_limit_on_a_loop_hangs_on_the_whole_and_cancels_all_instances() -> None:
    limit = node("boundaryEvent", "t", timer("PT1H"), attachedToRef="a") + users("c") + chain("t", "c", "e")
    case = Player(compiled(START, node("userTask", "a", several(count("3"))), TAIL, limit)).start()
    assert len(case.last.timers) == 1
    case.do("a")
    assert case.wait(minutes=59) is None
    move = case.wait(minutes=1)
    assert move is not None
    assert [one.how for one in move.closed] == ["canceled", "canceled"]
    assert case.open() == ["c"]


def test_the_standard_loop_asks_after_each_round() -> None:
    loop = (
        "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>a.lagi</bpmn:loopCondition>"
        "</bpmn:standardLoopCharacteristics>"
    )
    case = Player(compiled(START, node("userTask", "a", loop), TAIL)).start()
    for index in range(3):
        assert [one.item for one in case.tokens()] == [index]
        case.do("a", lagi=True)
    case.do("a", lagi=False)
    assert case.open() == ["b"]
    assert case.last.data == {"a": {"lagi": False}}


@pytest.mark.parametrize(
    ("before", "first", "rounds"), [("true", False, 0), ("false", False, 1), ("true", True, 2)]
)
def test_the_standard_loop_may_ask_before_and_is_bounded(before: str, first: bool, rounds: int) -> None:
    loop = (
        f'<bpmn:standardLoopCharacteristics testBefore="{before}" loopMaximum="2"><bpmn:loopCondition>boleh'
        "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    )
    case = Player(compiled(START, node("userTask", "a", loop), TAIL)).start(boleh=first)
    for _ in range(rounds):
        assert case.open() == ["a"]
        case.do("a")
    assert case.open() == ["b"]


def test_a_standard_loop_around_a_subprocess_shares_the_case_data() -> None:
    loop = (
        "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>u.lagi</bpmn:loopCondition>"
        "</bpmn:standardLoopCharacteristics>"
    )
    inner = node("startEvent", "s2") + users("u") + node("endEvent", "e2") + chain("s2", "u", "e2")
    case = Player(compiled(START, node("subProcess", "a", loop + inner), TAIL)).start()
    case.do("u", lagi=True)
    assert case.open() == ["a", "u"]
    case.do("u", lagi=False)
    assert (case.open(), case.last.data) == (["b"], {"u": {"lagi": False}})


def test_several_receive_tasks_take_one_message_each() -> None:
    receive = node("receiveTask", "a", several(count("2")), messageRef="m_bayar")
    note = node("boundaryEvent", "t", message("berkas"), attachedToRef="a") + chain("t", "e")
    case = Player(compiled(START, receive, TAIL, note)).start()
    assert [one.message for one in case.last.waits] == ["berkas", "bayar", "bayar"]
    case.tell("bayar", nomor=1)
    case.tell("bayar", nomor=2)
    assert (case.open(), case.last.data["a"]) == (["b"], [{"nomor": 1}, {"nomor": 2}])
