"""Carrying an instance over to another definition: every open step to its new element, or the reasons why not.

A token may move only to an element of its kind in the same process of the same calls, as other engines have it too
(Camunda: migration plan validation); beyond that the places it and its fellows come to stand on must be ones the new
process can rest in (`engine.spiff.markings`). Steps keep their numbers, their data and what they were told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.spiff import codec, loops
from engine.spiff.crossing import Crossing, arm, attach, choice_of
from engine.spiff.definition import Spec
from engine.spiff.events import Catch
from engine.spiff.markings import resting, standing
from engine.spiff.model import KEEP, CannotCarry, Carriage, Carried, Context
from engine.spiff.nodes import Container, Node, Work
from engine.spiff.report import snapshot
from engine.spiff.tree import Case, Part, Step, workflows


def carry(old: Spec, new: Spec, state: bytes, how: Carriage, context: Context) -> Carried:
    """Carry a stored instance from one definition to another. Raises CannotCarry, StateRefused."""
    before = codec.load(old, state, context)
    after = Case(new, context, before.last_id)
    after.data = renamed(before.data, how)
    crossing = Crossing(how, context, after)
    for workflow in workflows(before):
        _cross(crossing, workflow)
    if not crossing.faults:
        for host in tuple(crossing.made.values()):
            attach(crossing, host)
    if crossing.faults:
        raise CannotCarry(tuple(dict.fromkeys(crossing.faults)))
    stood = {str(number): step.task_spec.name for number, step in crossing.old.items()}
    return Carried(codec.store(after), snapshot(after), stood)


def renamed(data: Mapping[str, Any], how: Carriage) -> dict[str, Any]:
    """Data in which what an element gave stands under its new id."""
    return {how.mapping.get(key) or key: value for key, value in data.items()}


def _cross(crossing: Crossing, before: Case | Part) -> None:
    """Carry over all that is open in one process, then ask whether it may stand there together."""
    after = _home(crossing, before)
    if after is None:
        return
    known = len(crossing.faults)
    for step in tuple(before.tasks.values()):
        if step._parent is not None:
            _cross_step(crossing, after, step)
    if len(crossing.faults) == known:
        _require_rest(crossing, before, after)


def _home(crossing: Crossing, before: Case | Part) -> Case | Part | None:
    """The new process of an old one; None where the step that opened it could not be carried."""
    if not isinstance(before, Part):
        return crossing.after
    holder = crossing.made.get(before.holder.id)
    return None if holder is None else crossing.after.create_subprocess(holder, holder.task_spec.called)


def _cross_step(crossing: Crossing, after: Case | Part, step: Step) -> None:
    node = _target(crossing, after, step)
    if node is None:
        return
    internal = dict(step.internal_data)
    if "flow" in internal and (node.joins or isinstance(node, Catch)):
        flow = _flow(crossing, after, step, node)
        if flow is None:
            crossing.refuse(step, "join")
            return
        internal["flow"] = flow
    owner: Any = step._parent
    made = codec.restored(after, step.id, node.name, owner, internal, renamed(step.data, crossing.how))
    crossing.old[step.id], crossing.made[step.id] = step, made
    choice = choice_of(crossing, made)
    if "due" in internal and choice != KEEP:
        arm(crossing, made, choice)


def _target(crossing: Crossing, after: Case | Part, step: Step) -> Node | None:
    """The node a step goes to; None where it goes nowhere, which is a fault but for boundary events."""
    name = crossing.new_name(step.task_spec.name)
    node = after.spec.task_specs.get(name) if name else None
    if step._parent != step.workflow.task_tree.id:
        return _beside(crossing, step, node)
    fault = _unfit(crossing, step.task_spec, node, name)
    if fault:
        crossing.refuse(step, fault, name or "")
        return None
    found: Node | None = node
    return found


def _beside(crossing: Crossing, step: Step, node: Node | None) -> Node | None:
    """The node of a step that belongs to another: a boundary event, an instance of a loop, an event to choose from."""
    owner = crossing.owner(step)
    if owner is None:  # what it belongs to is refused already
        return None
    own: Node = owner.task_spec
    if step.task_spec.kind == "boundaryEvent":  # where the new version has no such limit, it is let go
        return node if node in own.boundaries and _sort(node) == _sort(step.task_spec) else None
    if loops.is_instance(step):
        return own
    if node is None or node.name not in {flow.target for flow in own.outgoing}:
        crossing.refuse(step, "event")
        return None
    if _sort(node) != _sort(step.task_spec):
        crossing.refuse(step, "kind", node.name)
        return None
    return node


def _unfit(crossing: Crossing, old: Node, new: Node | None, name: str | None) -> str | None:
    """Why a token may not go from one node to another."""
    if new is None or name is None:
        processes = crossing.after.definition.processes.values()
        return "scope" if name and any(name in one.task_specs for one in processes) else "gone"
    human = isinstance(old, Work) and isinstance(new, Work)
    if not human and (old.kind != new.kind or _sort(old) != _sort(new)):
        return "kind"
    if _repeats(old) != _repeats(new):
        return "loop"
    if isinstance(old, Container) and old.kind == "callActivity" and old.called != getattr(new, "called", ""):
        return "call"
    return None


def _flow(crossing: Crossing, after: Case | Part, step: Step, node: Node) -> str | None:
    """The flow by which a waiting token came, as the new process calls it."""
    if not node.joins:  # an event to choose from
        owner: Any = crossing.owner(step)
        return next((flow.id for flow in owner.task_spec.outgoing if flow.target == node.name), None)
    came = step.internal_data["flow"]
    if came in node.incoming:
        return str(came)
    old = (one for one in step.workflow.spec.task_specs.values() if isinstance(one, Node))
    source = next((one.name for one in old if came in {flow.id for flow in one.outgoing}), "")
    wanted = after.spec.task_specs.get(crossing.new_name(source) or "")
    found = [flow.id for flow in wanted.outgoing if flow.target == node.name] if wanted else []
    return found[0] if len(found) == 1 else None


def _require_rest(crossing: Crossing, before: Case | Part, after: Case | Part) -> None:
    stands, fits, stood = standing(after), resting(after.spec), standing(before)
    if fits is not None and stands in fits and len(stands) == len(stood):
        return
    key = "many" if fits is None else "inside" if len(stood) == 1 else "parallel"
    for step in before.tasks.values():
        if step._parent == before.task_tree.id:
            crossing.refuse(step, key)


def _sort(node: Node | None) -> tuple[bool, bool, bool]:
    """What an event waits for: time, a message, an error."""
    return tuple(getattr(node, name, None) is not None for name in ("timer", "message", "error"))  # type: ignore[return-value]


def _repeats(node: Node) -> tuple[str, str | None]:
    """How an activity repeats, and what it calls the item of each round."""
    return ("", None) if node.loop is None else (node.loop.kind, node.loop.item)
