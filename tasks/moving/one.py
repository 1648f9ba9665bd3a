"""One case moved: its state, its open tasks, its limits and standstills, in the transaction that holds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from engine import audit, moving, task_names
from engine.database import Tx
from engine.definitions import Definition, Linked
from engine.instances import Instance, is_human
from engine.moving import Crossing
from engine.schema import task_candidates
from engine.schema import tasks as table
from engine.spiff import Carried, Token
from processes import matching
from processes.diagram import Diagram
from tasks import case_forms, held, moves, pauses, people, service, work
from tasks.forms import GATE
from tasks.held import Held, Task
from tasks.moving import limits
from tasks.moving.limits import Kept
from tasks.moving.plans import Choices
from tasks.moving.reasons import GIVEN_BACK, Reason
from tasks.states import ASSIGNED, CREATED, OPEN_STATES
from tasks.systems import asking


@dataclass(frozen=True, slots=True)
class Order:
    """Why cases are moved: the job, the hash of its mapping, its choices and reason."""

    job: int
    mapping_hash: str
    choices: Choices
    reason: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A case that can be moved: the way, and how it will stand."""

    way: Crossing
    carried: Carried


def look(tx: Tx, instance: Instance, way: Crossing) -> Ready:
    """How a held case will stand; nothing is written. Raises spiff.CannotCarry, StateRefused."""
    way = replace(way, how=replace(way.how, opened=moving.opened(tx, instance)))
    return Ready(way, moving.look(tx, instance, way))


def move(tx: Tx, instance: Instance, ready: Ready, order: Order) -> tuple[Reason, ...]:
    """Move a held case, with all that hangs on it; tells which tasks were given back. Raises Conflict."""
    way, carried = ready.way, ready.carried
    moved = moving.cross(tx, instance, way, carried)
    limits.rename_anchors(tx, moved, way)
    tasks = _open_tasks(tx, moved)
    given_back: list[Task] = []
    kept: list[Kept] = []
    for token in carried.stands.tokens:
        if is_human(token.type):
            task = _follow(tx, moved, way, tasks[token.id], token, given_back)
            kept += limits.follow_task(tx, moved, way, task, order.choices.of(token.element))
        asking.follow(tx, moved.id, token.id, token.element)
    kind = str(carried.stands.data.get(service.SERVICE) or "")
    kept += limits.follow_service(tx, moved, way, order.choices.service, kind)
    for token in carried.stands.tokens:
        _follow_standstill(tx, moved, way.new, token)
    _log(tx, moved, way, order, _told(carried, kept, given_back))
    return tuple(_returned(way.new.diagram, task) for task in given_back)


def _open_tasks(tx: Tx, instance: Instance) -> dict[str, Task]:
    query = select(*held.COLUMNS).where(table.c.instance_id == instance.id, table.c.state.in_(OPEN_STATES))
    return {row.token: held.as_task(row) for row in tx.conn.execute(query)}


def _follow(
    tx: Tx, instance: Instance, way: Crossing, task: Task, token: Token, given_back: list[Task]
) -> Task:
    """Write a task as its new element has it; who has it keeps it where they still may."""
    diagram = way.new.diagram
    activity, key = diagram.activities[token.element], diagram.key_of(token.element)
    lane = moves.lane_of(diagram, token)
    values: dict[str, Any] = {
        "element": token.element,
        "step": activity.step.number if activity.step else None,
        "name_id": task_names.number_of(tx, activity.title),
        "lane": lane,
        "priority": activity.priority,
        "sop": None if key == way.new.key else key,
    }
    tx.conn.execute(task_candidates.delete().where(task_candidates.c.task_id == task.id))
    moves.add_candidates(tx, task.id, activity)
    if task.assignee is None and activity.assignee:
        values |= {"assignee": activity.assignee, "state": ASSIGNED, "claimed_at": tx.at}
    elif task.assignee and not _still_may(tx, task, lane, activity.candidate_groups, activity.assignee):
        work.lay_down(tx, Held(task, instance, way.old))
        values |= {"assignee": None, "state": CREATED, "claimed_at": None, "owner": None, "delegation": None}
        turn = {"state": [task.state, CREATED]}
        audit.append(tx, f"instance:{instance.id}", "task.unclaimed", f"task:{task.id}", turn)
        given_back.append(replace(task, element=token.element))
    now = replace(task, element=token.element)
    if task.draft:
        values["draft"] = _fitting(tx, now, instance, way.new)
    held.change(tx, task, **values)
    return now


def _still_may(tx: Tx, task: Task, lane: str | None, groups: tuple[str, ...], assignee: str | None) -> bool:
    """Whether who has a task is still one of those who may do it."""
    if task.lane == lane or task.assignee == assignee:
        return True
    lanes = {lane, *groups[1:]} - {None}
    named = select(task_candidates.c.name).where(
        task_candidates.c.task_id == task.id, task_candidates.c.kind == "user"
    )
    logins = {person.login for person in people.holding(tx, [str(one) for one in lanes])}
    return task.assignee in logins | set(tx.conn.execute(named).scalars())


def _fitting(tx: Tx, task: Task, instance: Instance, new: Definition) -> dict[str, Any]:
    """What was typed into a form, as far as the new form asks for it."""
    form = case_forms.form_of(tx, task, instance, new).form
    asked = set(form.schema.get("properties", {}))
    found = {name: value for name, value in (task.draft or {}).items() if name in asked}
    verdicts = found.get(GATE)
    if isinstance(verdicts, dict):
        codes = {item.code for item in form.gate}
        found[GATE] = {code: said for code, said in verdicts.items() if code in codes}
    return found


def _follow_standstill(tx: Tx, instance: Instance, new: Definition, token: Token) -> None:
    """The case stands still for what is open where the new version says so, and no longer where it does not."""
    rests = any(one.token == token.id and one.task_id is None for one in pauses.open_of(tx, instance.id))
    reason = moves.standstill(new.diagram, token.element)
    if rests and not moves.stops_the_case(new, token):
        pauses.end(tx, instance, token=token.id)
    elif reason is not None and not rests and instance.settled_at is None:
        pauses.begin(tx, instance, reason, token=token.id)


def _told(carried: Carried, kept: list[Kept], given_back: list[Task]) -> dict[str, Any]:
    steps = [
        {"token": token.id, "from": carried.stood[token.id], "to": token.element}
        for token in carried.stands.tokens
    ]
    told: dict[str, Any] = {"steps": steps}
    if kept:
        told["clocks"] = [
            {"task": one.task, "choice": one.choice, "before": one.before, "after": one.after} for one in kept
        ]
    if given_back:
        told["given_back"] = [task.id for task in given_back]
    return told


def _returned(diagram: Diagram, task: Task) -> Reason:
    element = task.element
    return Reason(GIVEN_BACK, element, matching.number(diagram, element), matching.title(diagram, element))


def _log(tx: Tx, instance: Instance, way: Crossing, order: Order, told: dict[str, Any]) -> None:
    details = {
        "from": _versions(way.old),
        "to": _versions(way.new),
        "mapping": order.mapping_hash,
        "limits": {"steps": order.choices.other, "service": order.choices.service},
        "move": order.job,
        **told,
    }
    subject = f"instance:{instance.id}"
    audit.append(tx, subject, "instance.migrated", subject, details, reason=order.reason)


def _versions(definition: Definition) -> list[dict[str, Any]]:
    return [_named(definition), *(_named(one) for one in definition.links)]


def _named(version: Definition | Linked) -> dict[str, Any]:
    return {"definition": version.key, "version": version.version, "sha256": version.content_hash}
