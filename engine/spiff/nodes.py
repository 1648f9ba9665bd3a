"""BPMN elements as SpiffWorkflow task specs of our own: what happens when a step is reached, runs and ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.util.task import TaskState

from engine.spiff import loops
from engine.spiff.formulas import Formula
from engine.spiff.model import StepFailed
from engine.spiff.tree import Step, scope, visible


@dataclass(frozen=True, slots=True)
class Flow:
    """One sequence flow; `target` is an element id."""

    id: str
    target: str
    condition: Formula | None = None


class Process(BpmnProcessSpec):
    """One process or subprocess: its nodes by element id, and where it starts.

    SpiffWorkflow's own end nodes are left out: a process ends when nothing in it is open any more.
    """

    def __init__(self, name: str) -> None:
        WorkflowSpec.__init__(self, name=name)  # type: ignore[no-untyped-call]
        self.data_objects: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []
        self.io_specification = None
        # The root of every tree; no element has an empty id.
        self.start = BpmnStartTask(self, "")  # type: ignore[no-untyped-call]
        self.entry: Node
        self.or_joins: tuple[Node, ...] = ()


class Node(BpmnTaskSpec):
    """An element a token passes without waiting; the other kinds derive from it.

    Nothing is predicted: a step's followers come to be when it is done. A node is never changed after the
    definition is built, so one definition serves every instance and thread (F9).
    """

    rests = TaskState.READY
    joins = False

    def __init__(self, process: Process, element: str, kind: str, line: int | None) -> None:
        super().__init__(process, element)  # type: ignore[no-untyped-call]
        self.bpmn_id = element
        self.kind = kind
        self.line = line
        self.incoming: tuple[str, ...] = ()
        self.outgoing: tuple[Flow, ...] = ()
        self.boundaries: tuple[Node, ...] = ()
        self.loop: loops.Loop | None = None

    def serialize(self, serializer: Any, **kwargs: Any) -> Any:
        """Refused: a definition is compiled from its file, never from stored objects (F5)."""
        raise TypeError(self.name)

    def _predict(self, my_task: Any, *args: Any, **kwargs: Any) -> None:
        pass

    def test(self) -> None:
        pass

    def _update_hook(self, my_task: Step) -> bool | None:
        if self.loop is not None and not loops.is_instance(my_task):
            self.attach(my_task)
            loops.begin(my_task)
            return None
        return self.reach(my_task)

    def reach(self, step: Step) -> bool | None:
        """A token has come; true lets the step run now."""
        return True

    def attach(self, step: Step) -> None:
        """Let the boundary events of an activity wait beside it."""
        for spec in self.boundaries:
            spec._update(step._add_child(spec))  # type: ignore[no-untyped-call]

    def _on_ready_hook(self, my_task: Step) -> None:
        my_task.workflow.top_workflow.plan(my_task)

    def _run_hook(self, my_task: Step) -> bool | None:
        return True

    def _on_complete(self, my_task: Step) -> None:
        case = my_task.workflow.top_workflow
        if not loops.is_body(my_task) or not my_task.internal_data.get("n", 1):
            case.passed.append(self.name)
        case.done.add(my_task.id)
        my_task.workflow._task_completed_notify(my_task)
        if loops.is_instance(my_task):
            loops.instance_done(my_task)
        else:
            self.pass_on(my_task, self.taken(my_task))

    def taken(self, step: Step) -> Sequence[Flow]:
        """The flows that get a token when a step of this node is done."""
        return self.outgoing

    def pass_on(self, step: Step, flows: Iterable[Flow]) -> None:
        """Put a token on each flow, take the finished step out, then let the followers begin."""
        workflow = step.workflow
        specs, root, opened = workflow.spec.task_specs, workflow.task_tree, []
        for flow in flows:
            workflow.top_workflow.flows.append(flow.id)
            follower = root._add_child(specs[flow.target])
            if follower.task_spec.joins:
                follower.internal_data["flow"] = flow.id
            opened.append(follower)
        step.leave()
        for follower in opened:
            follower.task_spec._update(follower)


class Work(Node):
    """A user, manual or plain task: it is ready until a person completes it."""

    def __init__(self, process: Process, element: str, kind: str, line: int | None) -> None:
        super().__init__(process, element, kind, line)
        self.manual = True

    def _on_ready_hook(self, my_task: Step) -> None:
        if not loops.is_instance(my_task):
            self.attach(my_task)


class Rule(Node):
    """A business rule task: asks a decision model and goes on; the result is kept under the element's id."""

    def __init__(self, process: Process, element: str, kind: str, line: int | None) -> None:
        super().__init__(process, element, kind, line)
        self.decision = ""

    def _on_ready_hook(self, my_task: Step) -> None:
        super()._on_ready_hook(my_task)
        if not loops.is_instance(my_task):
            self.attach(my_task)

    def _run_hook(self, my_task: Step) -> bool | None:
        if loops.is_body(my_task):
            return True
        case = my_task.workflow.top_workflow
        decide = case.context.decide
        if decide is None:
            raise StepFailed(self.name, "no_decision", reference=self.decision)
        made = decide(self.name, self.decision, visible(my_task))
        value = loops.plain(self.name, made.value)
        case.decided.append(made.answer)
        if "i" in my_task.internal_data:
            my_task.internal_data["v"] = value
        else:
            scope(my_task.workflow)[self.name] = value
        return True


class Container(Node):
    """A subprocess or call activity: open as long as anything within it is."""

    rests = TaskState.STARTED

    def __init__(self, process: Process, element: str, kind: str, line: int | None) -> None:
        super().__init__(process, element, kind, line)
        self.called = element

    def reach(self, step: Step) -> None:
        step._set_state(TaskState.STARTED)
        if not loops.is_instance(step):
            self.attach(step)
        part = step.workflow.top_workflow.create_subprocess(step, self.called)
        begin(part)


def begin(workflow: Any) -> None:
    """Put the first token on a process's start event."""
    entry = workflow.spec.entry
    entry._update(workflow.task_tree._add_child(entry))
