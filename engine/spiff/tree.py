"""The live instance: SpiffWorkflow's workflow and tasks, kept flat, so that neither loops nor history grow it.

A finished step leaves the tree at once and what it opens hangs below the root, so the tree holds only what is
open. Children of an open step belong to it: its boundary events, its loop instances, the events of a gateway.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.model import Context, StepFailed, Warn

STEP_LIMIT = 10_000
"""Automatic steps in one move; more is a loop that never waits."""


class Script:
    """Stands where SpiffWorkflow keeps its Python engine: there is none, so every use is a bug."""


NO_SCRIPTS = Script()


class Step(Task):
    """A task of SpiffWorkflow without its clock, random ids and log records (F7, F8).

    Ids are small integers counted per instance. `internal_data` holds plain JSON: `flow` (came in by), `due`
    (microseconds since 1970), `i` (loop index), and for a loop `n`, `items`, `out`.
    """

    id: Any
    workflow: Any
    task_spec: Any

    def __init__(
        self,
        workflow: Any,
        task_spec: Any,
        parent: Step | None = None,
        state: int = TaskState.FUTURE,
        id: int | None = None,
    ) -> None:
        self.id = workflow.top_workflow.next_id() if id is None else id
        self.workflow = workflow
        self.task_spec = task_spec
        self._parent = None if parent is None else parent.id
        self._children = []
        self._state = state
        self.triggered = False
        self.thread_id = 0
        self.data = {}
        self.internal_data = {}
        self.last_state_change = 0.0
        workflow.tasks[self.id] = self
        if parent is not None:
            parent._children.append(self.id)

    def _set_state(self, value: int) -> None:
        self._state = value

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> Step:
        return Step(self.workflow, task_spec, self, state)

    def leave(self) -> None:
        """Take this step and all that belongs to it out of the tree."""
        self.workflow._remove_task(self.id)

    def move_to_root(self) -> None:
        """Hang this step below the root, so that it outlives the step it belonged to."""
        root = self.workflow.task_tree
        self.workflow.tasks[self._parent]._children.remove(self.id)
        root._children.append(self.id)
        self._parent = root.id


class Case(BpmnWorkflow):
    """The main process of one instance. `data` is the one place where process data lives."""

    spec: Any

    def __init__(self, definition: Any, context: Context, last_id: int = 0) -> None:
        self.definition = definition
        self.context = context
        self.last_id = last_id
        self.agenda: list[tuple[int, int, Step]] = []
        self.emptied: list[Part] = []
        self.begin(context)
        super().__init__(  # type: ignore[no-untyped-call]
            definition.main, definition.processes, script_engine=NO_SCRIPTS, deserializing=True
        )
        self.task_tree = Step(self, definition.main.start, state=TaskState.COMPLETED, id=0)

    def begin(self, context: Context) -> None:
        """Forget what the last move reported and take the world as it is now."""
        self.context = context
        self.passed: list[str] = []
        self.flows: list[str] = []
        self.ended: list[str] = []
        self.reached: list[tuple[tuple[str, ...], str]] = []
        self.sent: list[str] = []
        self.warnings: list[Warn] = []
        self.decided: list[Any] = []
        self.done: set[int] = set()
        self.steps = 0

    def next_id(self) -> int:
        """The next number of a step."""
        self.last_id += 1
        return self.last_id

    def plan(self, step: Step) -> None:
        """Remember a ready step that runs by itself; outermost first, then the oldest."""
        heapq.heappush(self.agenda, (step.workflow.depth, step.id, step))

    def count(self, element: str) -> None:
        """Count one automatic step; raises StepFailed when the move never comes to rest."""
        self.steps += 1
        if self.steps > STEP_LIMIT:
            raise StepFailed(element, "step_limit", limit=STEP_LIMIT)

    def create_subprocess(self, my_task: Any, spec_name: str) -> Part:
        part = Part(self.subprocess_specs[spec_name], my_task, self)
        self.subprocesses[my_task.id] = part
        return part

    def _task_removed_notify(self, task: Any) -> None:
        _drop_part(self, task)

    def _task_completed_notify(self, task: Any) -> None:
        self.last_task = task


class Part(BpmnSubWorkflow):
    """A subprocess or called process within a case, open as long as its step in the outer process."""

    spec: Any

    def __init__(self, spec: Any, step: Any, case: Case) -> None:
        self.holder: Step = step
        self.ended: str | None = None  # the end event reached last in this move
        super().__init__(spec, step.id, case, deserializing=True)  # type: ignore[no-untyped-call]
        self.task_tree = Step(self, spec.start, state=TaskState.COMPLETED, id=0)

    def _calculate_depth(self) -> int:
        depth: int = self.holder.workflow.depth
        return depth + 1

    @property
    def empty(self) -> bool:
        """Whether nothing is open in it any more."""
        return len(self.tasks) == 1

    def _task_removed_notify(self, task: Any) -> None:
        _drop_part(self.top_workflow, task)
        if self.empty:
            self.top_workflow.emptied.append(self)

    def _task_completed_notify(self, task: Any) -> None:
        self.last_task = task


def _drop_part(case: Any, step: Any) -> None:
    part = case.subprocesses.pop(step.id, None)
    if part is not None:
        for inner in tuple(part.tasks.values()):
            _drop_part(case, inner)
        part.tasks.clear()


def workflows(case: Case) -> Iterator[Case | Part]:
    """The main process and every open part of it."""
    yield case
    yield from case.subprocesses.values()


def live_steps(case: Case) -> Iterator[Step]:
    """Everything open, in the main process and its parts."""
    for workflow in workflows(case):
        for step in workflow.tasks.values():
            if step._parent is not None:
                yield step


def path_of(step: Step) -> tuple[str, ...]:
    """The call activities and subprocesses around a step, outermost first."""
    names: list[str] = []
    workflow = step.workflow
    while isinstance(workflow, Part):
        names.append(workflow.holder.task_spec.name)
        workflow = workflow.holder.workflow
    return tuple(reversed(names))


def alive(step: Step) -> bool:
    """Whether a step is still in its tree."""
    return step.workflow.tasks.get(step.id) is step


def scope(workflow: Case | Part) -> dict[str, Any]:
    """The data this workflow writes to: that of the nearest loop instance around it, else the case's."""
    while isinstance(workflow, Part):
        if "i" in workflow.holder.internal_data:
            inner: dict[str, Any] = workflow.holder.data
            return inner
        workflow = workflow.holder.workflow
    outer: dict[str, Any] = workflow.data
    return outer


def visible(step: Step) -> dict[str, Any]:
    """All names an expression at this step can see: case data, loop instances inwards, and above all settings."""
    layers = [step.data] if step.data else []
    workflow = step.workflow
    while isinstance(workflow, Part):
        layers.append(workflow.holder.data)
        workflow = workflow.holder.workflow
    names = dict(workflow.data)
    for layer in reversed(layers):
        names.update(layer)
    names.update(workflow.context.environment)  # read-only: no process data may stand in for a setting
    return names
