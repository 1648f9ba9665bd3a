"""What is open in an instance, and what a command changed."""

from __future__ import annotations

from collections.abc import Mapping

from SpiffWorkflow.util.task import TaskState

from engine.spiff import codec, loops
from engine.spiff.events import Catch, hangs_on, waiting
from engine.spiff.model import Closed, Due, Move, Snapshot, Token, Wait
from engine.spiff.nodes import Container, Work
from engine.spiff.timers import instant
from engine.spiff.tree import Case, Step, live_steps, path_of


def report(case: Case, before: Mapping[str, Token]) -> Move:
    """The move from the tokens open before a command to what is open now."""
    after = open_tokens(case)
    return Move(
        state=codec.store(case),
        opened=tuple(token for number, token in after.items() if number not in before),
        closed=tuple(
            Closed(token, "completed" if int(number) in case.done else "canceled")
            for number, token in before.items()
            if number not in after
        ),
        passed=tuple(case.passed),
        flows=tuple(case.flows),
        timers=_timers(case),
        waits=_waits(case),
        ended=tuple(case.ended),
        reached=tuple(case.reached),
        finished=finished(case),
        data=case.data,
        warnings=tuple(case.warnings),
        sent=tuple(case.sent),
        decided=tuple(case.decided),
    )


def snapshot(case: Case) -> Snapshot:
    """An instance as it is."""
    return Snapshot(tuple(open_tokens(case).values()), _timers(case), _waits(case), finished(case), case.data)


def finished(case: Case) -> bool:
    """Whether nothing is open any more."""
    return len(case.tasks) == 1


def open_tokens(case: Case) -> dict[str, Token]:
    """Everything that waits for a person or the world, by token id, the oldest first.

    Boundary events and the bodies of loops are no tokens: their activities and instances are.
    """
    found = {}
    for step in sorted(live_steps(case), key=lambda one: one.id):
        if _is_token(step):
            state, spec = step.internal_data, step.task_spec
            item = state.get("i", state.get("r"))
            number = str(step.id)
            found[number] = Token(number, spec.name, spec.kind, path_of(step), item)
    return found


def _is_token(step: Step) -> bool:
    spec = step.task_spec
    if isinstance(spec, Work | Container):
        return not loops.is_body(step)
    return (
        isinstance(spec, Catch)
        and spec.kind != "boundaryEvent"
        and step._state == TaskState.WAITING
        and not loops.is_body(step)
    )


def _timers(case: Case) -> tuple[Due, ...]:
    return tuple(
        Due(hangs_on(step), step.task_spec.name, instant(step.internal_data["due"]))
        for step in waiting(case)
        if "due" in step.internal_data
    )


def _waits(case: Case) -> tuple[Wait, ...]:
    return tuple(
        Wait(hangs_on(step), step.task_spec.name, step.task_spec.message)
        for step in waiting(case)
        if step.task_spec.message is not None
    )
