"""Compiling: everything is built or refused with its element and line; a definition never changes and is shared."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from engine import spiff
from engine.spiff import Move, Spec, SpecError, SpecProblem
from tests.engine.spiff.diagrams import (
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
from tests.engine.spiff.shapes import DATA, ENVIRONMENT, SHAPES, answer
from tests.engine.spiff.shapes import compiled as shape

START, END = node("startEvent", "s"), node("endEvent", "e")
A = users("a") + END + chain("s", "a", "e")
EVENTS = "multiInstanceLoopCharacteristics"
REFERENCE = "<bpmn:eventDefinitionRef>y</bpmn:eventDefinitionRef>"
TWICE = "<bpmn:loopCardinality>3 3</bpmn:loopCardinality>"
PYTHON = "[x for x in __import__('os')]"


def _findings(xml: bytes, key: str = "p") -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as refused:
        spiff.compile_spec(xml, key)
    return [(one.element, one.key) for one in refused.value.findings]


@pytest.mark.parametrize(
    ("parts", "finding"),
    [
        (node("scriptTask", "x", "<bpmn:script>1</bpmn:script>") + chain("s", "x", "a", "e"), ("x", "unsupported")),
        (node("serviceTask", "x"), ("x", "unsupported")),
        (node("businessRuleTask", "x"), ("x", "rule_without_decision")),
        (node("complexGateway", "x"), ("x", "unsupported")),
        (node("transaction", "x"), ("x", "unsupported")),
        (node("adHocSubProcess", "x"), ("x", "unsupported")),
        (node("subProcess", "x", START, triggeredByEvent="true"), ("x", "unsupported")),
        (node("userTask", "x", isForCompensation="true"), ("x", "unsupported")),
        (node("userTask", "x", startQuantity="2"), ("x", "unsupported")),
        (node("intermediateCatchEvent", "x", "<bpmn:signalEventDefinition/>"), ("x", "unsupported")),
        (node("intermediateCatchEvent", "x", "<bpmn:conditionalEventDefinition/>"), ("x", "unsupported")),
        (node("intermediateThrowEvent", "x", "<bpmn:linkEventDefinition/>"), ("x", "unsupported")),
        (node("endEvent", "x", "<bpmn:signalEventDefinition/>"), ("x", "unsupported")),
        (node("endEvent", "x", "<bpmn:escalationEventDefinition/>"), ("x", "unsupported")),
        (node("intermediateCatchEvent", "x"), ("x", "one_event_wanted")),
        (node("intermediateCatchEvent", "x", timer("PT1H") + message("bayar")), ("x", "one_event_wanted")),
        (node("intermediateCatchEvent", "x", REFERENCE), ("x", "unsupported")),
        (node("receiveTask", "x"), ("x", "no_message")),
        (node("receiveTask", "x", messageRef="m_lain"), ("x", "no_message")),
        (node("intermediateCatchEvent", "x", message("lain")), ("x", "no_message")),
        (node("endEvent", "x", error("lain")), ("x", "no_error")),
        (node("callActivity", "x", calledElement="q"), ("x", "no_called_process")),
        (node("callActivity", "x"), ("x", "no_called_process")),
        (node("callActivity", "x", calledElement="p"), ("p", "calls_itself")),
        (node("userTask", "a"), ("a", "id_taken")),
        ("<bpmn:userTask/>", ("", "no_id")),
        (flow("a", "z"), ("a_z", "flow_leads_nowhere")),
        (node("userTask", "x"), ("x", "unreachable")),
        (node("startEvent", "x"), ("p", "one_start_wanted")),
        (flow("e", "a"), ("e", "flow_misplaced")),
        (flow("a", "s"), ("s", "flow_misplaced")),
        (flow("a", "e", "1 = 1", "lain"), ("lain", "condition_ignored")),
        (node("boundaryEvent", "x", timer("PT1H")), ("x", "boundary_misplaced")),
        (node("boundaryEvent", "x", timer("PT1H"), attachedToRef="e"), ("x", "boundary_misplaced")),
        (node("intermediateCatchEvent", "x", timer("satu jam")), ("x", "bad_timer")),
        (node("intermediateCatchEvent", "x", timer("R3/PT1H", "timeCycle")), ("x", "bad_timer")),
        (node("intermediateCatchEvent", "x", timer("5M")), ("x", "bad_timer")),
        (node("intermediateCatchEvent", "x", timer("P")), ("x", "bad_timer")),
        (node("intermediateCatchEvent", "x", timer("P1M", working=True)), ("x", "bad_timer")),
        (node("intermediateCatchEvent", "x", timer("=(")), ("x", "not_feel")),
        (node("userTask", "x", node(EVENTS, "m")), ("x", "bad_loop")),
        (node("userTask", "x", node(EVENTS, "m", TWICE)), ("x", "not_feel")),
        (node("userTask", "x", node("standardLoopCharacteristics", "m")), ("x", "bad_loop")),
        (node("userTask", "x", node("standardLoopCharacteristics", "m", loopMaximum="-1")), ("x", "bad_loop")),
        (node("eventBasedGateway", "x") + chain("x", "a"), ("x", "event_gateway_target")),
        (node("exclusiveGateway", "x", default="lain"), ("x", "no_such_default")),
        (node("exclusiveGateway", "x") + flow("x", "a", PYTHON) + flow("x", "e", "1 = 1"), ("x_a", "not_feel")),
        (node("subProcess", "x"), ("x", "one_start_wanted")),
        (node("subProcess", "x", node("startEvent", "x1", timer("PT1H"))), ("x1", "unsupported")),
    ],
)  # fmt: skip
def test_what_cannot_run_is_refused_at_its_element(parts: str, finding: tuple[str, str]) -> None:
    assert finding in _findings(file(process(START, A, parts)))


def test_all_findings_are_told_at_once_with_their_lines() -> None:
    xml = file(process(START, "\n" + node("scriptTask", "x"), "\n" + node("receiveTask", "y"), A))
    with pytest.raises(SpecError) as refused:
        spiff.compile_spec(xml, "p")
    assert SpecProblem("x", 2, "unsupported", {"kind": "scriptTask"}) in refused.value.findings
    assert SpecProblem("y", 3, "no_message", {"reference": ""}) in refused.value.findings


@pytest.mark.parametrize(
    ("xml", "key"),
    [
        (b"", "not_xml"),
        (b"<a", "not_xml"),
        (b"<a/>", "not_bpmn"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "doctype"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>', "doctype"),
        (b"<a>" * 500 + b"</a>" * 500, "not_xml"),
        (b" " * 5_000_001, "too_large"),
    ],
)
def test_hostile_files_are_refused(xml: bytes, key: str) -> None:
    assert key in [found for _, found in _findings(xml)]


def test_an_unknown_process_is_refused() -> None:
    assert _findings(file(process(START, A)), "lain") == [("lain", "no_such_process")]


def test_a_process_nobody_calls_is_left_alone() -> None:
    other = process(node("scriptTask", "x"), key="pemohon")
    assert Player(spiff.compile_spec(file(process(START, A), other), "p")).start().open() == ["a"]


def test_two_processes_that_call_each_other_are_refused() -> None:
    def one(key: str, other: str) -> str:
        names = [f"{key}{i}" for i in range(3)]
        return process(
            node("startEvent", names[0]),
            node("callActivity", names[1], calledElement=other),
            node("endEvent", names[2]),
            chain(*names),
            key=key,
        )

    assert ("p", "calls_itself") in _findings(file(one("p", "q"), one("q", "p")))


def test_a_chain_of_two_thousand_tasks_compiles_and_runs() -> None:
    names = [f"t{i}" for i in range(2000)]
    case = Player(compiled(START, users(*names), END, chain("s", *names, "e"))).start()
    case.do("t0", "t1")
    assert case.open() == ["t2"]
    assert len(case.last.state) < 150


def _walk(spec: Spec, seed: int) -> list[Move]:
    random = Random(seed)
    seen: list[Move] = []
    case = Player(spec, environment=ENVIRONMENT).start(**DATA)
    for _ in range(30):
        work = [one for one in case.tokens() if one.type == "userTask"]
        if case.last.finished:
            break
        if work:
            token = random.choice(work).id
            case.last = spiff.complete(spec, case.last.state, token, answer(random), case.context)
        elif case.last.waits:
            with suppress(spiff.NotWaiting):  # its limit may have passed
                case.tell(random.choice(case.last.waits).message, **answer(random))
        else:
            case.wait(days=30)
        seen.append(case.last)
    return seen


def _parts(thing: object, seen: dict[int, int]) -> Iterator[object]:
    """Everything a definition is made of, in an order that depends on nothing but its content."""
    if isinstance(thing, str | int | float | bytes | bool | None | type):
        yield thing
        return
    if id(thing) in seen:
        yield ("seen", seen[id(thing)])
        return
    seen[id(thing)] = len(seen)
    yield type(thing).__name__
    inner: list[Any] = []
    if isinstance(thing, dict):
        inner = [one for pair in thing.items() for one in pair]
    elif isinstance(thing, list | tuple):
        inner = list(thing)
    elif isinstance(thing, set | frozenset):
        inner = sorted(thing, key=repr)
    else:
        names = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
        inner = [getattr(thing, name, None) for name in names if name != "_closure"]
        inner += [one for pair in getattr(thing, "__dict__", {}).items() for one in pair]
    for one in inner:
        yield from _parts(one, seen)


@pytest.mark.parametrize("name", SHAPES)
def test_a_definition_is_the_same_after_running(name: str) -> None:
    spec = shape(name)
    before = list(_parts(spec, {}))
    assert len(before) > 100
    first = [_walk(spec, seed) for seed in range(20)]
    assert list(_parts(spec, {})) == before
    assert [_walk(spec, seed) for seed in range(20)] == first


def test_two_threads_may_share_a_definition() -> None:
    for name in SHAPES:
        spec = shape(name)
        alone = [_walk(spec, seed) for seed in range(12)]
        with ThreadPoolExecutor(2) as pool:
            together = list(pool.map(lambda seed, spec=spec: _walk(spec, seed), range(12)))
        assert together == alone, name


def test_an_empty_id_or_a_name_of_the_library_is_no_trap() -> None:
    names = ["Start", "End", "p.EndJoin", "Root"]
    case = Player(compiled(START, users(*names), END, chain("s", *names, "e"))).start()
    for name in names:
        case.do(name)
    assert case.last.finished
