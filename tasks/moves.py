"""What a move of the engine means for people: tasks opened and closed, clocks set, pauses begun, the case settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam

from engine import ended, incidents, instances, task_names
from engine.database import Tx
from engine.definitions import Definition
from engine.instances import Instance
from engine.prepared import Prepared
from engine.schema import task_candidates
from engine.schema import tasks as table
from engine.schema import waits as waits_table
from engine.spiff import Closed, Move, Token
from processes.diagram import Activity
from processes.model import ClockEffect, StepKind
from tasks import clocks, notices, outages, pauses
from tasks.states import ASSIGNED, CANCELED, CREATED, OPEN_STATES


@dataclass(frozen=True, slots=True)
class Applied:
    """The case after a move, and the tasks it opened (row numbers)."""

    instance: Instance
    opened: tuple[int, ...]


def apply(
    tx: Tx,
    instance: Instance,
    definition: Definition,
    move: Move,
    occurred: Mapping[str, datetime] | None = None,
) -> Applied:
    """Write down what a move opened, closed and ended.

    `occurred` says for an awaited element when its event happened in the world; now, where it is silent.
    """
    for closed in move.closed:
        _close(tx, instance, definition, closed, occurred or {})
    opened = tuple(
        _open_task(tx, instance, definition, token)
        if instances.is_human(token.type)
        else _open_wait(tx, instance, definition, token)
        for token in move.opened
    )
    settled = _settle(tx, instance, definition, move)
    notices.after(tx, settled, definition, move)
    if move.finished:
        incidents.resolve_all(tx, instance.id)
        settled = ended.lighten(tx, settled)
    elif settled.blocked:
        settled = incidents.drop_gone(tx, settled, move)
    return Applied(settled, tuple(number for number in opened if number))


_NEW_TASK = Prepared(
    table.insert().returning(table.c.id),
    (
        *("instance_id", "token", "element", "step", "name_id", "lane", "assignee"),
        *("state", "priority", "revision", "opened_at", "claimed_at"),
    ),
)


def _open_task(tx: Tx, instance: Instance, definition: Definition, token: Token) -> int:
    activity = definition.diagram.activities[token.element]
    step = activity.step
    ((number,),) = _NEW_TASK.rows(
        tx.conn,
        {
            "instance_id": instance.id,
            "token": token.id,
            "element": token.element,
            "step": step.number if step else None,
            "name_id": task_names.number_of(tx, activity.title),
            "lane": activity.candidate_groups[0] if activity.candidate_groups else activity.lane,
            "assignee": activity.assignee,
            "state": ASSIGNED if activity.assignee else CREATED,
            "priority": activity.priority,
            "revision": 1,
            "opened_at": tx.at,
            "claimed_at": tx.at if activity.assignee else None,
        },
    )
    _add_candidates(tx, number, activity)
    clocks.open_for_task(tx, instance, number, step)
    if step and step.kind is StepKind.SUBPROCESS and step.time.effect is ClockEffect.STOPS:
        pauses.begin(tx, instance, pauses.EXAMINATION, token=token.id)
    outages.touch_opened(tx, instance, number)
    return int(number)


def _add_candidates(tx: Tx, number: int, activity: Activity) -> None:
    rows = [{"task_id": number, "kind": "group", "name": name} for name in activity.candidate_groups[1:]]
    rows += [{"task_id": number, "kind": "user", "name": name} for name in activity.candidate_users]
    if rows:
        tx.conn.execute(task_candidates.insert(), rows)


def _open_wait(tx: Tx, instance: Instance, definition: Definition, token: Token) -> int:
    activity = definition.diagram.activities.get(token.element)
    step = activity.step if activity else None
    if step and step.kind is StepKind.WAIT and step.time.effect is ClockEffect.STOPS:
        element = definition.diagram.elements[token.element]
        reason = pauses.PAYMENT if element.message == "pembayaran" else pauses.APPLICANT
        pauses.begin(tx, instance, reason, token=token.id)
    return 0


_CANCEL = (
    table.update()
    .where(
        table.c.instance_id == bindparam("held"),
        table.c.token == bindparam("gone"),
        table.c.state.in_(OPEN_STATES),
    )
    .values(state=CANCELED, completed_at=bindparam("at"), due_at=None, draft=None, draft_at=None)
    .returning(table.c.id)
)


def _close(
    tx: Tx, instance: Instance, definition: Definition, closed: Closed, occurred: Mapping[str, datetime]
) -> None:
    token = closed.token
    if instances.is_human(token.type):
        if closed.how == "canceled":
            values: dict[str, Any] = {"held": instance.id, "gone": token.id, "at": tx.at}
            for task_id in tx.conn.execute(_CANCEL, values).scalars():
                pauses.end_of_task(tx, instance, task_id)
                clocks.stop_task(tx, instance, task_id)
                incidents.resolve_of(tx, instance.id, {"kind": "complete", "task": task_id})
        if _stops_the_case(definition, token):
            pauses.end(tx, instance, token=token.id)
        return
    element = definition.diagram.elements.get(token.element)
    if _stops_the_case(definition, token):
        pauses.end(tx, instance, token=token.id, at=occurred.get(token.element))
    if closed.how == "completed" and element and element.message:
        at = occurred.get(token.element, tx.at)
        same = (waits_table.c.instance_id == instance.id) & (waits_table.c.token == token.id)
        tx.conn.execute(waits_table.update().where(same).values(occurred_at=at))
        clocks.happened(tx, instance, f"event:{element.message}", at)


def _stops_the_case(definition: Definition, token: Token) -> bool:
    activity = definition.diagram.activities.get(token.element)
    return bool(activity and activity.step and activity.step.time.effect is not ClockEffect.COUNTS)


def _settle(tx: Tx, instance: Instance, definition: Definition, move: Move) -> Instance:
    """The first official end reached settles the service; a report may stay open after it."""
    if instance.settled_at is not None:
        return instance
    sop = definition.diagram.sop
    official = {end.id for end in sop.ends} if sop else set()
    reached = next((end for end in move.ended if end in official), None)
    if reached is None and move.finished:
        reached = move.ended[-1] if move.ended else instances.COMPLETED
    if reached is None:
        return instance
    pauses.end_of_case(tx, instance)
    clocks.stop_case(tx, instance)
    return replace(instances.settle(tx, instance, reached), outcome=reached)
