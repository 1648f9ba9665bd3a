"""The five commands on an instance: bytes in, a Move out; nothing is kept between two of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from heapq import heappop
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff import codec
from engine.spiff.definition import Spec
from engine.spiff.events import catching, fire, first_due, hangs_on
from engine.spiff.gateways import fire_inclusive, stuck
from engine.spiff.loops import plain
from engine.spiff.model import Context, Move, NotWaiting, Snapshot, StepFailed, TokenGone
from engine.spiff.nodes import Work, begin
from engine.spiff.report import open_tokens, report, snapshot
from engine.spiff.timers import moment
from engine.spiff.tree import Case, Part, Step, alive, live_steps, scope

NOTHING: Mapping[str, Any] = MappingProxyType({})
Promoted = Mapping[str, Collection[str]]
"""Element id -> names of its variables that are variables of the whole case."""


def start(spec: Spec, data: Mapping[str, Any], context: Context) -> Move:
    """Begin an instance with `data` at top level. Raises StepFailed."""
    return report(begin_case(spec, data, context), {})


def complete(
    spec: Spec,
    state: bytes,
    token_id: str,
    variables: Mapping[str, Any],
    context: Context,
    promoted: Mapping[str, Any] = NOTHING,
) -> Move:
    """Complete the task a token stands on; `variables` replace data[element id].

    `promoted` are written to the case's data under their own names too (camunda:formData's usual meaning).

    Timers due by the context's now fire first (F7). Raises TokenGone when the token is not a task that is open
    then, StepFailed.
    """
    case = codec.load(spec, state, context)
    before = open_tokens(case)
    complete_step(case, token_id, variables, promoted)
    return report(case, before)


def deliver(
    spec: Spec,
    state: bytes,
    message: str,
    variables: Mapping[str, Any],
    context: Context,
    promoted: Promoted = NOTHING,
) -> Move:
    """Give a message to the token that has waited longest for it; `variables` replace data[element id].

    Those that `promoted` names for the element are written to the case's data under their own names too. Timers due
    by the context's now fire first. Raises NotWaiting, StepFailed.
    """
    case = codec.load(spec, state, context)
    before = open_tokens(case)
    deliver_message(case, message, variables, promoted)
    return report(case, before)


def tick(spec: Spec, state: bytes, context: Context) -> Move | None:
    """Fire every timer due by the context's now, the earliest first; None when none was. Raises StepFailed."""
    case = codec.load(spec, state, context)
    before = open_tokens(case)
    return report(case, before) if fire_timers(case) else None


def look(spec: Spec, state: bytes, context: Context) -> Snapshot:
    """What is open, without moving."""
    case = codec.load(spec, state, context)
    return snapshot(case)


def begin_case(spec: Spec, data: Mapping[str, Any], context: Context) -> Case:
    """A new instance, run until it waits."""
    case = Case(spec, context)
    case.data = plain(spec.main.entry.name, dict(data))
    begin(case)
    settle(case)
    return case


def complete_step(
    case: Case, token_id: str, variables: Mapping[str, Any], promoted: Mapping[str, Any] = NOTHING
) -> None:
    """Complete a task of a live instance and run on until it waits."""
    fire_timers(case)
    step = next((one for one in live_steps(case) if str(one.id) == token_id), None)
    if step is None or not isinstance(step.task_spec, Work) or step._state != TaskState.READY:
        raise TokenGone(token_id)
    _keep(step, variables)
    if promoted:
        scope(step.workflow).update(plain(step.task_spec.name, dict(promoted)))
    step.run()
    settle(case)


def deliver_message(
    case: Case, message: str, variables: Mapping[str, Any], promoted: Promoted = NOTHING
) -> None:
    """Deliver a message to a live instance and run on until it waits."""
    fire_timers(case)
    step = catching(case, message)
    if step is None:
        raise NotWaiting(message)
    _keep(step, variables)
    name = step.task_spec.name
    own = {key: variables[key] for key in promoted.get(name, ()) if key in variables}
    if own:
        scope(step.workflow).update(plain(name, own))
    fire(step)
    settle(case)


def fire_timers(case: Case) -> bool:
    """Fire what is due, one after the other; whether anything was. A StepFailed tells which timer began it."""
    now, fired = moment(case.context), False
    while (step := first_due(case, now)) is not None:
        timer = hangs_on(step), step.task_spec.name
        try:
            case.count(step.task_spec.name)
            fire(step)
            settle(case)
        except StepFailed as failure:
            failure.timer = timer
            raise
        fired = True
    return fired


def settle(case: Case) -> None:
    """Run every step that needs nobody, one at a time, outermost first, until the instance waits.

    Raises StepFailed, also when a token waits at a join that can never fire.
    """
    while True:
        step = _next(case)
        if step is not None:
            case.count(step.task_spec.name)
            step.run()
        elif not fire_inclusive(case):
            break
    lost = stuck(case)
    if lost is not None:
        raise StepFailed(lost.task_spec.name, "join_never_fires")


def _keep(step: Step, variables: Mapping[str, Any]) -> None:
    name = step.task_spec.name
    copied = plain(name, dict(variables))
    if "i" in step.internal_data:
        step.internal_data["v"] = copied
    else:
        scope(step.workflow)[name] = copied


def _returned(part: Part) -> None:
    """Tell the caller by which end a called process ended: data[<call activity>] = {"akhir": <end event>}."""
    holder = part.holder
    if holder.task_spec.kind != "callActivity" or part.ended is None:
        return
    if "i" not in holder.internal_data:  # instances of a loop give their data
        scope(holder.workflow)[holder.task_spec.name] = {"akhir": part.ended}


def _next(case: Case) -> Step | None:
    while case.agenda:
        step = heappop(case.agenda)[2]
        if alive(step) and step._state == TaskState.READY:
            return step
    while case.emptied:
        part = case.emptied.pop()
        if case.subprocesses.get(part.holder.id) is part and part.empty:
            case.count(part.holder.task_spec.name)
            _returned(part)
            part.holder.complete()
            if case.agenda:
                return _next(case)
    return None
