"""Loops on one activity: several instances at once or in turn over a list or a number, and the standard loop.

The step that carries the loop is its body; it waits while its instances, its children, are worked on. Results of
several instances come together as one list under the element's id, in the order of the instances.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import orjson
from SpiffWorkflow.util.task import TaskState

from engine.spiff.formulas import Formula, answer, is_true
from engine.spiff.model import StepFailed
from engine.spiff.tree import Step, scope

INSTANCE_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Loop:
    """How an activity repeats. `count` or `items` drives several instances, `until` ends them early.

    For the standard loop `again` must be true for another round, `first` asks it before the first round too,
    and `most` bounds the rounds.
    """

    kind: Literal["parallel", "sequential", "standard"]
    count: Formula | None = None
    items: Formula | None = None
    item: str | None = None
    until: Formula | None = None
    again: Formula | None = None
    first: bool = False
    most: int | None = None


def is_instance(step: Step) -> bool:
    """Whether a step is one instance or round of a loop."""
    return "i" in step.internal_data or "r" in step.internal_data


def is_body(step: Step) -> bool:
    """Whether a step carries a loop and is not itself worked on."""
    return step.task_spec.loop is not None and not is_instance(step)


def begin(body: Step) -> None:
    """Open the first instances of a loop; one without any is done at once."""
    loop: Loop = body.task_spec.loop
    body._set_state(TaskState.STARTED)
    if loop.kind == "standard":
        if loop.most == 0 or (loop.first and not _again(body, 0)):
            _close(body)
        else:
            _open(body, 0)
        return
    state = body.internal_data
    state["n"] = _number(body)
    state["out"] = {}
    first = state["n"] if loop.kind == "parallel" else min(1, state["n"])
    if not first:
        _finish(body)
    for index in range(first):
        _open(body, index)


def instance_done(step: Step) -> None:
    """Keep what an instance gave, then go on with the next or end the loop."""
    body: Step = step.workflow.tasks[step._parent]
    loop: Loop = body.task_spec.loop
    if loop.kind == "standard":
        rounds = step.internal_data["r"] + 1
        step.leave()
        if (loop.most is not None and rounds >= loop.most) or not _again(body, rounds):
            _close(body)
        else:
            _open(body, rounds)
        return
    index, state = step.internal_data["i"], body.internal_data
    state["out"][str(index)] = _result(step, loop)
    names = {**step.data}
    step.leave()
    completed, count = len(state["out"]), state["n"]
    if completed == count or _until(body, names):
        _finish(body)
    elif loop.kind == "sequential":
        _open(body, index + 1)


def _finish(body: Step) -> None:
    out = body.internal_data["out"]
    scope(body.workflow)[body.task_spec.name] = [out[key] for key in sorted(out, key=int)]
    _close(body)


def _close(body: Step) -> None:
    # Run by and by, not here: a row of loops over nothing must not nest.
    body._set_state(TaskState.READY)
    body.workflow.top_workflow.plan(body)


def _open(body: Step, index: int) -> None:
    loop: Loop = body.task_spec.loop
    step = body._add_child(body.task_spec)
    if loop.kind == "standard":
        step.internal_data["r"] = index
    else:
        step.internal_data["i"] = index
        step.data["loopCounter"] = index + 1
        if loop.item is not None and loop.items is not None:
            step.data[loop.item] = body.internal_data["items"][index]
    step.task_spec._update(step)


def _number(body: Step) -> int:
    loop: Loop = body.task_spec.loop
    if loop.items is not None:
        items = answer(loop.items, body)
        if not isinstance(items, list):
            raise StepFailed(body.task_spec.name, "loop_needs_list")
        body.internal_data["items"] = plain(body.task_spec.name, items)
        count: Any = len(items)
    else:
        assert loop.count is not None
        count = answer(loop.count, body)
    if isinstance(count, bool) or not isinstance(count, int | Decimal) or count != int(count) or count < 0:
        raise StepFailed(body.task_spec.name, "loop_needs_number")
    if count > INSTANCE_LIMIT:
        raise StepFailed(body.task_spec.name, "loop_too_long", limit=INSTANCE_LIMIT)
    return int(count)


def _again(body: Step, rounds: int) -> bool:
    loop: Loop = body.task_spec.loop
    return loop.again is None or is_true(loop.again, body, None, {"loopCounter": rounds})


def _until(body: Step, names: dict[str, Any]) -> bool:
    loop: Loop = body.task_spec.loop
    if loop.until is None:
        return False
    state = body.internal_data
    done = len(state["out"])
    names = {
        **names,
        body.task_spec.name: [state["out"][key] for key in sorted(state["out"], key=int)],
        "nrOfInstances": state["n"],
        "nrOfCompletedInstances": done,
        "nrOfActiveInstances": len([one for one in body.children if one.task_spec is body.task_spec]),
    }
    return is_true(loop.until, body, None, names)


def _result(step: Step, loop: Loop) -> Any:
    if "v" in step.internal_data:
        return step.internal_data["v"]
    own = {"loopCounter", loop.item}
    return {key: value for key, value in step.data.items() if key not in own}


def plain(element: str, value: Any) -> Any:
    """A deep copy as plain JSON; raises StepFailed when the value is not plain JSON (F8)."""
    try:
        return orjson.loads(orjson.dumps(value, default=_number_out, option=_STRICT))
    except (TypeError, ValueError) as error:
        raise StepFailed(element, "not_plain_data") from error


_STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_PASSTHROUGH_DATACLASS


def _number_out(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError
