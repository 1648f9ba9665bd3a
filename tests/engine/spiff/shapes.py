"""Small processes and the shipped ones, which together use everything the engine can do, and random walks over them."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from engine import spiff
from engine.spiff import Spec
from processes.table import SHIPPED
from tests.engine.spiff.diagrams import chain, error, file, flow, message, node, process, timer, users
from tests.support.sops import called, shipped

START, END = node("startEvent", "s"), node("endEvent", "e")
TAIL = users("b") + END + chain("s", "a", "b", "e")
INNER = process(
    node("startEvent", "s2"),
    users("u", "v"),
    node("exclusiveGateway", "x2", default="x2_e2"),
    node("endEvent", "e2"),
    chain("s2", "u", "x2"),
    flow("x2", "v", "u.k = 1"),
    flow("x2", "e2"),
    chain("v", "e2"),
    key="q",
)
AGAIN = node("exclusiveGateway", "x", default="x_e") + flow("x", "a", "b.k = 1") + flow("x", "e") + END


def _several(inner: str, sequential: bool) -> str:
    return node("multiInstanceLoopCharacteristics", "m", inner, isSequential=str(sequential).lower())


COUNT = "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
UNTIL = "<bpmn:completionCondition>nrOfCompletedInstances = 2</bpmn:completionCondition>"
OVER = "<bpmn:loopDataInputRef>orang</bpmn:loopDataInputRef>" + node("inputDataItem", "i", name="siapa")
WHILE = node("standardLoopCharacteristics", "l", "<bpmn:loopCondition>a.k = 1</bpmn:loopCondition>")


def _branches(gateway: str, condition: str | None) -> str:
    return (
        START
        + users("a", "b", "c", "d")
        + node(gateway, "g", **({"default": "g_c"} if condition else {}))
        + node(gateway, "j")
        + chain("s", "a", "g")
        + flow("g", "b", condition)
        + flow("g", "c")
        + chain("b", "j")
        + chain("c", "j")
        + chain("j", "d", "x")
        + AGAIN
    )


SOPS = tuple(key for key in SHIPPED if key not in ("bap_paspor", "periksa_lanjutan"))
SHAPES: Mapping[str, bytes] = {
    "choice in a loop": file(process(START, users("a", "b"), chain("s", "a", "b", "x"), AGAIN)),
    "parallel in a loop": file(process(_branches("parallelGateway", None))),
    "inclusive in a loop": file(process(_branches("inclusiveGateway", "a.k = 1"))),
    "calls and a subprocess": file(
        process(
            START,
            node("callActivity", "a", calledElement="q"),
            users("b"),
            node(
                "subProcess",
                "sub",
                node("startEvent", "s4")
                + node("callActivity", "dua", calledElement="q")
                + node("endEvent", "e4")
                + chain("s4", "dua", "e4"),
            ),
            chain("s", "a", "b", "sub", "x"),
            AGAIN,
        ),
        INNER,
    ),
    "limits": file(
        process(
            START,
            users("a", "b", "c", "d"),
            chain("s", "a", "b", "x"),
            AGAIN,
            node("boundaryEvent", "t1", timer("PT2H"), attachedToRef="a"),
            chain("t1", "c", "e"),
            node("boundaryEvent", "t2", timer("PT1H"), attachedToRef="a", cancelActivity="false"),
            chain("t2", "d", "e"),
        )
    ),
    "messages at the boundary": file(
        process(
            START,
            node("callActivity", "a", calledElement="q"),
            users("b", "c", "d"),
            chain("s", "a", "b", "x"),
            AGAIN,
            node("boundaryEvent", "t1", message("bayar"), attachedToRef="a"),
            chain("t1", "c", "x"),
            node("boundaryEvent", "t2", message("berkas"), attachedToRef="b", cancelActivity="false"),
            chain("t2", "d", "e"),
        ),
        INNER,
    ),
    "instances at once": file(
        process(
            START,
            node("userTask", "a", _several(COUNT + UNTIL, False)),
            users("b"),
            chain("s", "a", "b", "x"),
            AGAIN,
        )
    ),
    "calls in turn": file(
        process(
            START,
            node("callActivity", "a", _several(OVER, True), calledElement="q"),
            users("b"),
            chain("s", "a", "b", "x"),
            AGAIN,
        ),
        INNER,
    ),
    "calls at once with a limit": file(
        process(
            START,
            node("callActivity", "a", _several(OVER, False), calledElement="q"),
            users("b", "c"),
            chain("s", "a", "b", "x"),
            AGAIN,
            node("boundaryEvent", "t", timer("PT5H"), attachedToRef="a"),
            chain("t", "c", "e"),
        ),
        INNER,
    ),
    "standard loop": file(
        process(START, node("userTask", "a", WHILE), users("b"), chain("s", "a", "b", "x"), AGAIN)
    ),
    "event gateway": file(
        process(
            START,
            users("a", "b"),
            node("eventBasedGateway", "g"),
            node("receiveTask", "r", messageRef="m_bayar"),
            node("intermediateCatchEvent", "t", timer("PT3H")),
            chain("s", "a", "g", "r", "b", "x"),
            chain("g", "t", "e"),
            AGAIN,
        )
    ),
    "errors and terminate": file(
        process(
            START,
            node(
                "subProcess",
                "a",
                node("startEvent", "s3")
                + node("parallelGateway", "g")
                + users("u", "v", "w")
                + node("exclusiveGateway", "x3", default="x3_e3")
                + node("endEvent", "gagal", error("tolak"))
                + node("endEvent", "henti", "<bpmn:terminateEventDefinition/>")
                + node("endEvent", "e3")
                + chain("s3", "g", "u", "x3")
                + chain("g", "v", "e3")
                + chain("g", "w", "henti")
                + flow("x3", "gagal", "u.k = 1")
                + flow("x3", "e3"),
            ),
            users("b", "c"),
            chain("s", "a", "b", "x"),
            AGAIN,
            node("boundaryEvent", "t", error("tolak"), attachedToRef="a"),
            chain("t", "c", "x"),
        )
    ),
    "several messages": file(
        process(
            START,
            node("receiveTask", "a", _several(COUNT, False), messageRef="m_bayar"),
            users("b"),
            chain("s", "a", "b", "x"),
            AGAIN,
        )
    ),
    **{key: shipped(key).replace(f'"{key}"'.encode(), b'"p"') for key in SOPS},
}
"""Each with `p` as its main process."""


def compiled(name: str) -> Spec:
    """A shape, compiled with what it calls."""
    others = called(name) if name in SOPS else ()
    return spiff.compile_spec(SHAPES[name], "p", [shipped(other) for other in others])


ENVIRONMENT = {"setelan": {"batas_kelengkapan": "P14D", "batas_pembayaran": "P7D"}}
DATA: dict[str, Any] = {"orang": ["Ani", "Budi"]}


def answer(random: Random) -> dict[str, Any]:
    """What somebody fills in, with keys and values that have tripped other engines."""
    return {
        "k": random.choice([0, 1, 2]),
        "keputusan": random.choice(["ya", "ya", "tidak"]),
        "typename": random.choice(["x", {"typename": [None, {"typename": 1.5}]}]),
        "teks": "é\u0000\u2028" * random.randrange(3),
    }
