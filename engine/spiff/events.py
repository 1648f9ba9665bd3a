"""Events: what waits for time or a message, what catches errors, and what ends a process."""

from __future__ import annotations

from collections.abc import Iterator

from SpiffWorkflow.util.task import TaskState

from engine.spiff import loops
from engine.spiff.nodes import Node, Process
from engine.spiff.timers import Timer, due
from engine.spiff.tree import Case, Part, Step, live_steps, path_of


class Catch(Node):
    """Waits for a timer or a message: intermediate and boundary events, and receive tasks.

    A boundary event for an error only waits to be found by `throw_error`.
    """

    rests = TaskState.WAITING

    def __init__(self, process: Process, element: str, kind: str, line: int | None) -> None:
        super().__init__(process, element, kind, line)
        self.timer: Timer | None = None
        self.message: str | None = None
        self.error: str | None = None  # the code it catches; "" catches every error
        self.interrupting = True

    def reach(self, step: Step) -> bool | None:
        step._set_state(TaskState.WAITING)
        if self.timer is not None:
            step.internal_data["due"] = due(self.timer, step)
        if not loops.is_instance(step):
            self.attach(step)
        return None


class EventGateway(Node):
    """Lets its events wait together; the first that happens takes the others with it."""

    rests = TaskState.STARTED

    def reach(self, step: Step) -> bool | None:
        step._set_state(TaskState.STARTED)
        step.workflow.top_workflow.passed.append(self.name)
        for flow in self.outgoing:
            event = step._add_child(step.workflow.spec.task_specs[flow.target])
            event.internal_data["flow"] = flow.id
            event.task_spec._update(event)
        return None


class Throw(Node):
    """Sends a message, or nothing, and goes on: throw events and send tasks."""

    def __init__(self, process: Process, element: str, kind: str, line: int | None) -> None:
        super().__init__(process, element, kind, line)
        self.message: str | None = None

    def _run_hook(self, my_task: Step) -> bool | None:
        if self.message is not None:
            my_task.workflow.top_workflow.sent.append(self.message)
        return True


class End(Throw):
    """Ends its token; a terminate end the whole of its process, an error end throws outwards."""

    def __init__(self, process: Process, element: str, kind: str, line: int | None) -> None:
        super().__init__(process, element, kind, line)
        self.terminates = False
        self.error: str | None = None

    def _on_complete(self, my_task: Step) -> None:
        workflow = my_task.workflow
        if isinstance(workflow, Case):
            workflow.ended.append(self.name)
        else:
            workflow.ended = self.name
            workflow.top_workflow.reached.append((path_of(my_task), self.name))
        super()._on_complete(my_task)
        if self.terminates:
            clear(workflow)
        if self.error is not None:
            throw_error(workflow, self.error)


def clear(workflow: Case | Part) -> None:
    """Take everything open out of a process."""
    for step in tuple(workflow.tasks.values()):
        if step._parent == workflow.task_tree.id and step.id in workflow.tasks:
            step.leave()
    if isinstance(workflow, Part):
        workflow.top_workflow.emptied.append(workflow)


def throw_error(workflow: Case | Part, code: str) -> None:
    """Fire the nearest boundary event that catches the error; one nobody catches ends the whole case."""
    while isinstance(workflow, Part):
        holder = workflow.holder
        workflow = holder.workflow
        owners = [holder]
        if loops.is_instance(holder):
            owners.append(workflow.tasks[holder._parent])
        for wanted in (code, ""):
            for owner in owners:
                for step in map(workflow.tasks.__getitem__, owner._children):
                    if isinstance(step.task_spec, Catch) and step.task_spec.error == wanted:
                        fire(step)
                        return
    clear(workflow)


def fire(step: Step) -> None:
    """What a waiting event waits for has happened: end what it interrupts and let it run."""
    workflow, event = step.workflow, step.task_spec
    owner: Step = workflow.tasks[step._parent]
    if loops.is_instance(step):
        step._ready()
        return
    if owner is not workflow.task_tree:
        step.move_to_root()
        if isinstance(owner.task_spec, EventGateway):
            workflow.top_workflow.flows.append(step.internal_data["flow"])
            owner.leave()
        elif event.interrupting:
            owner.leave()
        elif event.message is not None:
            event._update(owner._add_child(event))
    step._ready()


def waiting(case: Case) -> Iterator[Step]:
    """Every event that waits."""
    for step in live_steps(case):
        if step._state == TaskState.WAITING and isinstance(step.task_spec, Catch):
            yield step


def first_due(case: Case, now: int) -> Step | None:
    """The timer that fell due first, by `now` at the latest, among those not put aside."""
    fallen = [step for step in waiting(case) if step.internal_data.get("due", now + 1) <= now]
    if aside := case.context.aside:
        fallen = [step for step in fallen if (hangs_on(step), step.task_spec.name) not in aside]
    return min(fallen, key=lambda one: (one.internal_data["due"], one.id), default=None)


def hangs_on(step: Step) -> str:
    """The token an event belongs to: for a boundary event its activity, else the event itself."""
    number = step._parent if step.task_spec.kind == "boundaryEvent" else step.id
    return str(number)


def catching(case: Case, message: str) -> Step | None:
    """The oldest token that waits for a message of this name."""
    found = [step for step in waiting(case) if step.task_spec.message == message]
    return min(found, key=lambda one: one.id, default=None)
