"""Gateways of our own: SpiffWorkflow's joins fire early or crash in the second round of a loop (F1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from SpiffWorkflow.util.task import TaskState

from engine.spiff.formulas import is_true
from engine.spiff.model import StepFailed
from engine.spiff.nodes import Flow, Node, Process
from engine.spiff.tree import Case, Part, Step, workflows


class Choosing(Node):
    """A gateway that chooses among its flows: only true takes one, the default is for when none is true."""

    def __init__(self, process: Process, element: str, kind: str, line: int | None) -> None:
        super().__init__(process, element, kind, line)
        self.default: Flow | None = None

    def matching(self, step: Step) -> Iterator[Flow]:
        """The flows whose condition is true, in the order of the file."""
        for flow in self.outgoing:
            if flow.condition is not None and is_true(flow.condition, step, flow.id):
                yield flow

    def otherwise(self) -> Sequence[Flow]:
        """The default flow; raises StepFailed when there is none."""
        if self.default is not None:
            return (self.default,)
        if self.outgoing:
            raise StepFailed(self.name, "no_branch")
        return ()


class Exclusive(Choosing):
    """One flow goes on: the first whose condition is true."""

    def taken(self, step: Step) -> Sequence[Flow]:
        for flow in self.matching(step):
            return (flow,)
        return self.otherwise()


class Parallel(Node):
    """Waits for one token on each incoming flow, then puts one on each outgoing flow.

    Arrivals wait as steps that know the flow they came by; a surplus arrival stays for the next round.
    """

    rests = TaskState.WAITING

    def __init__(self, process: Process, element: str, kind: str, line: int | None) -> None:
        super().__init__(process, element, kind, line)
        self.joins = True

    def reach(self, step: Step) -> bool | None:
        step._set_state(TaskState.WAITING)
        arrived = arrivals(self, step.workflow)
        if len(arrived) < len(self.incoming):
            return None
        consume(step, arrived.values())
        return True


class Inclusive(Choosing):
    """Waits for every token that can still come, then every flow goes on whose condition is true.

    `reach_of` says for each other node of the process which incoming flows a token there can still come by
    without passing this gateway (BPMN 2.0, table 13.3).
    """

    rests = TaskState.WAITING

    def __init__(self, process: Process, element: str, kind: str, line: int | None) -> None:
        super().__init__(process, element, kind, line)
        self.joins = True
        self.reach_of: dict[str, frozenset[str]] = {}

    def reach(self, step: Step) -> bool | None:
        step._set_state(TaskState.WAITING)
        return len(self.incoming) < 2

    def taken(self, step: Step) -> Sequence[Flow]:
        return tuple(self.matching(step)) or self.otherwise()

    def may_fire(self, workflow: Case | Part, filled: Iterable[str]) -> bool:
        """Whether no token in this process can still reach an incoming flow that has none."""
        have = frozenset(filled)
        missing = frozenset(self.incoming) - have
        root = workflow.task_tree.id
        for step in workflow.tasks.values():
            if step._parent == root and step.task_spec is not self:
                within = self.reach_of.get(step.task_spec.name, frozenset())
                if within & missing and not within & have:
                    return False
        return True


def arrivals(join: Node, workflow: Case | Part) -> dict[str, Step]:
    """The oldest token waiting at a join for each of its incoming flows."""
    found: dict[str, Step] = {}
    for step in workflow.tasks.values():
        if step.task_spec is join and step._state == TaskState.WAITING:
            found.setdefault(step.internal_data["flow"], step)
    return found


def consume(keep: Step, arrived: Iterable[Step]) -> None:
    """Take the tokens of a firing join out; `keep` goes on for all of them."""
    for step in arrived:
        if step is not keep:
            step.leave()


def fire_inclusive(case: Case) -> bool:
    """Fire the first inclusive join that need not wait any longer; false when none can."""
    for workflow in workflows(case):
        for join in workflow.spec.or_joins:
            arrived = arrivals(join, workflow)
            if arrived and join.may_fire(workflow, arrived):
                keep = next(iter(arrived.values()))
                consume(keep, arrived.values())
                keep._ready()
                return True
    return False


def stuck(case: Case) -> Step | None:
    """A token that waits at a join for ever: nothing else is open in its process."""
    for workflow in workflows(case):
        open_here = [step for step in workflow.tasks.values() if step._parent is not None]
        if open_here and all(step.task_spec.joins for step in open_here):
            lost: Step = open_here[0]
            return lost
    return None
