"""Called processes, subprocesses, and ends that reach beyond one token."""

from __future__ import annotations

from engine import spiff
from tests.engine.spiff.diagrams import (
    Player,
    chain,
    compiled,
    error,
    file,
    node,
    process,
    timer,
    users,
)

START, END = node("startEvent", "s"), node("endEvent", "e")


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
    assert move.data == {
        "nomor": 7,
        "a": {},
        "periksa": {"hasil": "baik"},
        "panggil": {"akhir": "e2"},
    }
    assert move.reached == ((("panggil",), "e2"),)
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
