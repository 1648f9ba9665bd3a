"""State size and time of one step: our engine beside plain SpiffWorkflow with its stock serializer.

Also alone: `python -m bench.spiff_state`. Both work the same processes: eleven tasks with three choices, and a loop of
two tasks. A step is load, complete, run on, store. Times are medians of processor milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from statistics import median
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.figures import Figure, show
from engine import spiff

ANSWER = {"keputusan": "ya", "catatan": "berkas lengkap dan sah"}
CONTEXT = spiff.Context(datetime(2026, 3, 2, 1, tzinfo=UTC), ZoneInfo("Asia/Makassar"))
ROUNDS = 160
_OURS, _PLAIN = "Alur's engine", "plain SpiffWorkflow"
_TASKS = [f"langkah_{number}" for number in range(1, 12)]
Condition = Callable[[str, str], str]


def feel(task: str, answer: str) -> str:
    """A condition as our engine reads it."""
    return f'{task}.keputusan = "{answer}"'


def python(task: str, answer: str) -> str:
    """The same condition as SpiffWorkflow reads it."""
    return f"{task}['keputusan'] == '{answer}'"


def eleven(condition: Condition) -> bytes:
    """Eleven tasks in sequence with a choice after the second, eighth and ninth (work item M11)."""
    nodes, flows, row = [_node("startEvent", "mulai"), _node("endEvent", "selesai")], [], ["mulai"]
    for number, task in enumerate(_TASKS, 1):
        nodes.append(_node("userTask", task))
        row.append(task)
        if number in (2, 8, 9):
            choice, end = f"pilih_{number}", f"tolak_{number}"
            nodes += [_node("exclusiveGateway", choice), _node("endEvent", end)]
            flows.append(_flow(choice, end, condition(task, "tidak")))
            row.append(choice)
    for source, target in pairwise([*row, "selesai"]):
        asked = condition(source.replace("pilih", "langkah"), "ya") if source.startswith("pilih") else ""
        flows.append(_flow(source, target, asked))
    return _file(nodes + flows)


def loop(condition: Condition) -> bytes:
    """Two tasks and a way back."""
    return _file(
        [
            _node("startEvent", "mulai"),
            _node("userTask", "periksa"),
            _node("userTask", "lengkapi"),
            _node("exclusiveGateway", "pilih"),
            _node("endEvent", "selesai"),
            _flow("mulai", "periksa"),
            _flow("periksa", "lengkapi"),
            _flow("lengkapi", "pilih"),
            _flow("pilih", "periksa", condition("lengkapi", "ya")),
            _flow("pilih", "selesai", condition("lengkapi", "tidak")),
        ]
    )


def ours(xml: bytes, steps: int) -> tuple[list[int], list[float]]:
    """State sizes and step times of our engine."""
    spec = spiff.compile_spec(xml, "p")
    move = spiff.start(spec, {"nama": "Sari"}, CONTEXT)
    sizes, times = [], []
    for _ in range(steps):
        token = move.opened[0].id
        began = process_time()
        move = spiff.complete(spec, move.state, token, ANSWER, CONTEXT)
        times.append((process_time() - began) * 1e3)
        sizes.append(len(move.state))
    return sizes, times


def plain(xml: bytes, steps: int) -> tuple[list[int], list[float]]:
    """The same with SpiffWorkflow alone: its parser, its conditions, its serializer to JSON."""
    parser: Any = BpmnParser()  # type: ignore[no-untyped-call]
    parser.add_bpmn_io(BytesIO(xml))
    serializer: Any = BpmnWorkflowSerializer()  # type: ignore[no-untyped-call]
    workflow: Any = BpmnWorkflow(parser.get_spec("p"))  # type: ignore[no-untyped-call]
    workflow.do_engine_steps()
    state = serializer.serialize_json(workflow)
    sizes, times = [], []
    for _ in range(steps):
        began = process_time()
        workflow = serializer.deserialize_json(state)
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data[task.task_spec.name] = dict(ANSWER)
        task.run()
        workflow.do_engine_steps()
        state = serializer.serialize_json(workflow)
        times.append((process_time() - began) * 1e3)
        sizes.append(len(state))
    return sizes, times


def measure() -> list[Figure]:
    """Bytes and milliseconds of the last steps of each process, ours and theirs, then the ratios."""
    figures, ratios = [], []
    for name, make, steps in (("eleven tasks", eleven, 10), (f"{ROUNDS} loop-backs", loop, 2 * ROUNDS)):
        found = []
        for engine, run, condition in ((_OURS, ours, feel), (_PLAIN, plain, python)):
            runs = [run(make(condition), steps) for _ in range(5 if steps < 100 else 1)]
            step = median(one for _, times in runs for one in times[-5:])
            size = runs[-1][0][-1]
            found.append((step, size))
            figures.append(Figure(f"{engine}, {name}: a step", step, "ms"))
            figures.append(Figure(f"{engine}, {name}: the state", size, "bytes"))
        (our_step, our_size), (their_step, their_size) = found
        ratios.append(Figure(f"{_OURS} / {_PLAIN}, {name}: a step", our_step / their_step, "x"))
        ratios.append(Figure(f"{_OURS} / {_PLAIN}, {name}: the state", our_size / their_size, "x"))
    return figures + ratios


def _node(kind: str, name: str) -> str:
    return f'<bpmn:{kind} id="{name}" name="{name}"/>'


def _flow(source: str, target: str, condition: str = "") -> str:
    inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    ends = f'id="{source}_{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<bpmn:sequenceFlow {ends}>{inner}</bpmn:sequenceFlow>"


def _file(parts: list[str]) -> bytes:
    head = '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:uji">'
    return f'{head}<bpmn:process id="p" isExecutable="true">{"".join(parts)}</bpmn:process></bpmn:definitions>'.encode()


if __name__ == "__main__":
    show("State and step of the engine alone", measure())
