"""What a carried instance has come to so far, and its limits: kept, begun anew, or counted from where they began."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from engine.spiff import loops
from engine.spiff.events import EventGateway
from engine.spiff.model import SUPERSEDE, Carriage, Context, Fault, StepFailed
from engine.spiff.timers import due
from engine.spiff.tree import Case, Step


@dataclass(slots=True)
class Crossing:
    """Old and new steps by their number, and why some have none."""

    how: Carriage
    context: Context
    after: Case
    old: dict[int, Step] = field(default_factory=dict)
    made: dict[int, Step] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, step: Step, key: str, to: str = "") -> None:
        """Note why a step cannot be carried over."""
        self.faults.append(Fault(key, step.task_spec.name, to))

    def owner(self, step: Step) -> Step | None:
        """The new step of the one an old step belongs to; None where that could not be carried over."""
        number: Any = step._parent
        return self.made.get(number)

    def new_name(self, element: str) -> str | None:
        """The new id of an old element; None where it has none."""
        return self.how.mapping.get(element, element)


def choice_of(crossing: Crossing, step: Step) -> str:
    """What becomes of a limit: as chosen for its element, or for the activity it sits on."""
    owner = step.workflow.tasks.get(step._parent)
    names = (step.task_spec.name, owner.task_spec.name if owner is not None else "")
    chosen = (crossing.how.choices[name] for name in names if name in crossing.how.choices)
    return next(chosen, crossing.how.other)


def arm(crossing: Crossing, step: Step, choice: str) -> None:
    """Set a timer that waits anew."""

    def set_due() -> None:
        step.internal_data["due"] = due(step.task_spec.timer, step)

    _dated(crossing, step, choice, set_due)


def attach(crossing: Crossing, host: Step) -> None:
    """Let what the new version adds to an activity, or to the events of a gateway, wait beside it.

    A boundary event of the old version that has happened already does not come again.
    """
    there = {child.task_spec.name for child in host.children}
    if isinstance(host.task_spec, EventGateway):
        for flow in host.task_spec.outgoing:
            if flow.target not in there:
                event = host._add_child(host.workflow.spec.task_specs[flow.target])
                event.internal_data["flow"] = flow.id
                _begin(crossing, host, event)
    elif not loops.is_instance(host):
        old = crossing.old[host.id]
        waits = {child.task_spec.name for child in old.children}
        over = {crossing.new_name(one.name) for one in old.task_spec.boundaries if one.name not in waits}
        for spec in host.task_spec.boundaries:
            if spec.name not in there | over:
                _begin(crossing, host, host._add_child(spec))


def _begin(crossing: Crossing, host: Step, event: Step) -> None:
    crossing.old[event.id] = crossing.old[host.id]  # a refusal names the activity
    _dated(crossing, event, choice_of(crossing, event), lambda: event.task_spec._update(event))
    del crossing.old[event.id]


def _dated(crossing: Crossing, step: Step, choice: str, act: Callable[[], None]) -> None:
    """Do something as of when a limit's step opened, where that is the choice, else as of now."""
    after, context = crossing.after, crossing.context
    after.context = replace(context, now=_opened(crossing, step)) if choice == SUPERSEDE else context
    try:
        act()
    except StepFailed:
        crossing.refuse(crossing.old[step.id], "timer")
    finally:
        after.context = context


def _opened(crossing: Crossing, step: Step) -> datetime:
    """Since when a step, or what it sits on, is open; of a loop's body, its oldest instance."""
    owner = step.workflow.tasks[step._parent]
    numbers = [step.id, owner.id, *(child.id for child in owner.children)]
    opened = crossing.how.opened
    known = [opened[str(number)] for number in numbers if str(number) in opened]
    return known[0] if known else crossing.context.now
