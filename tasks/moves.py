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
from processes.diagram import Activity, Diagram
from processes.model import ClockEffect, StepKind
from processes.parts import APPLICANT, CALLER, is_limited, pays
from tasks import anchors, clocks, notices, outages, pauses, service
from tasks.form_parts import CHOICE
from tasks.states import ASSIGNED, CANCELED, CREATED, OPEN_STATES
from tasks.systems import asking

_TITLE_LENGTH = 200


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
    instance = _described(tx, instance, move)
    for closed in move.closed:
        _close(tx, instance, definition, closed, move.data, occurred or {})
    service.open_for_calls(tx, instance, definition, move)
    opened = tuple(
        _open_task(tx, instance, definition, token)
        if instances.is_human(token.type)
        else _open_wait(tx, instance, definition, token)
        for token in move.opened
    )
    settled = _settle(tx, instance, definition, move)
    outages.let_go(tx, settled)
    asking.after(tx, settled, move)
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
        *("state", "priority", "revision", "opened_at", "claimed_at", "sop"),
    ),
)


def _open_task(tx: Tx, instance: Instance, definition: Definition, token: Token) -> int:
    activity = definition.diagram.activities[token.element]
    step, key = activity.step, definition.diagram.key_of(token.element)
    ((number,),) = _NEW_TASK.rows(
        tx.conn,
        {
            "instance_id": instance.id,
            "token": token.id,
            "element": token.element,
            "step": step.number if step else None,
            "name_id": task_names.number_of(tx, activity.title),
            "lane": lane_of(definition.diagram, token),
            "assignee": activity.assignee,
            "state": ASSIGNED if activity.assignee else CREATED,
            "priority": activity.priority,
            "revision": 1,
            "opened_at": tx.at,
            "claimed_at": tx.at if activity.assignee else None,
            "sop": None if key == definition.key else key,
        },
    )
    add_candidates(tx, number, activity)
    clocks.open_for_task(tx, instance, number, step, definition.diagram.sop_of(token.element))
    reason = standstill(definition.diagram, token.element)
    if reason is not None:
        pauses.begin(tx, instance, reason, token=token.id)
    outages.touch_opened(tx, instance, token.element, number)
    return int(number)


def lane_of(diagram: Diagram, token: Token) -> str | None:
    """Whose task it is: its lane's, or in an SOP that leaves it to its caller that of the call."""
    for element in (token.element, *reversed(token.path)):
        activity = diagram.activities[element]
        lane = activity.candidate_groups[0] if activity.candidate_groups else activity.lane
        if lane != CALLER:
            return lane
    return CALLER


def add_candidates(tx: Tx, number: int, activity: Activity) -> None:
    """Keep who else may do a task beside its lane."""
    rows = [{"task_id": number, "kind": "group", "name": name} for name in activity.candidate_groups[1:]]
    rows += [{"task_id": number, "kind": "user", "name": name} for name in activity.candidate_users]
    if rows:
        tx.conn.execute(task_candidates.insert(), rows)


def _open_wait(tx: Tx, instance: Instance, definition: Definition, token: Token) -> int:
    reason = standstill(definition.diagram, token.element)
    if reason is not None:
        pauses.begin(tx, instance, reason, token=token.id)
    outages.touch_opened(tx, instance, token.element, None)
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
    tx: Tx,
    instance: Instance,
    definition: Definition,
    closed: Closed,
    data: Mapping[str, Any],
    occurred: Mapping[str, datetime],
) -> None:
    token = closed.token
    if instances.is_human(token.type):
        if closed.how == "canceled":
            values: dict[str, Any] = {"held": instance.id, "gone": token.id, "at": tx.at}
            for task_id in tx.conn.execute(_CANCEL, values).scalars():
                pauses.end_of_task(tx, instance, task_id)
                clocks.stop_task(tx, instance, task_id)
                incidents.resolve_of(tx, instance.id, {"kind": "complete", "task": task_id})
        if stops_the_case(definition, token):
            pauses.end(tx, instance, token=token.id)
        return
    diagram = definition.diagram
    element, activity = diagram.elements.get(token.element), diagram.activities.get(token.element)
    if stops_the_case(definition, token):
        pauses.end(tx, instance, token=token.id, at=occurred.get(token.element))
    if closed.how == "completed" and element and element.message:
        at = occurred.get(token.element, tx.at)
        same = (waits_table.c.instance_id == instance.id) & (waits_table.c.token == token.id)
        tx.conn.execute(waits_table.update().where(same).values(occurred_at=at))
        clocks.happened(tx, instance, f"event:{element.message}", at)
        if activity and (event := anchors.raised(activity, _answer(data, token.element))):
            clocks.happened(tx, instance, f"event:{event}", at)


def _answer(data: Mapping[str, Any], element: str) -> str | None:
    given = data.get(element)
    return given.get(CHOICE) if isinstance(given, dict) else None


def stops_the_case(definition: Definition, token: Token) -> bool:
    """Whether the whole case stands still while this is open, or while it is worked on."""
    if standstill(definition.diagram, token.element) is not None:
        return True
    activity = definition.diagram.activities.get(token.element)
    return bool(activity and activity.step and activity.step.time.effect is not ClockEffect.COUNTS)


def standstill(diagram: Diagram, element: str) -> str | None:
    """Why the whole case stands still while something is open; None where it goes on.

    The applicant's own steps do so whatever their cells say: the office can do nothing meanwhile.
    """
    activity = diagram.activities.get(element)
    step = activity.step if activity else None
    if activity is None or step is None:
        return None
    stops = step.time.effect is ClockEffect.STOPS
    if instances.is_human(activity.type):
        return (pauses.COLLECTION if is_limited(step) else pauses.EXAMINATION) if stops else None
    if activity.type != "receiveTask" or not (
        activity.lane == APPLICANT or (step.kind is StepKind.WAIT and stops)
    ):
        return None
    message = diagram.elements[element].message
    return pauses.PAYMENT if message == "pembayaran" or pays(step) else pauses.APPLICANT


def _settle(tx: Tx, instance: Instance, definition: Definition, move: Move) -> Instance:
    """The first official end reached settles the service; a report may stay open after it."""
    if instance.settled_at is not None:
        return instance
    sop = definition.diagram.sop
    official = {end.id for end in sop.ends} if sop else set()
    handed = [end for path, end in move.reached if _is_handed_over(definition.diagram, path, end)]
    reached = next((end for end in (*handed, *move.ended) if end in handed or end in official), None)
    if reached is None and move.finished:
        reached = move.ended[-1] if move.ended else instances.COMPLETED
    if reached is None:
        return instance
    pauses.end_of_case(tx, instance)
    clocks.stop_case(tx, instance)
    return replace(instances.settle(tx, instance, reached), outcome=reached)


def _is_handed_over(diagram: Diagram, path: tuple[str, ...], end: str) -> bool:
    """Whether an end of a called SOP is the case's: it is official, and nothing but ends follows the calls."""
    sop = diagram.sop_of(end)
    official = sop is not None and end in {one.id for one in sop.ends}
    return official and all(_is_last(diagram, call) for call in path)


def _is_last(diagram: Diagram, call: str) -> bool:
    ways = [diagram.elements.get(flow.target) for flow in diagram.flows if flow.source == call]
    return len(ways) == 1 and ways[0] is not None and ways[0].type == "endEvent"


def _described(tx: Tx, instance: Instance, move: Move) -> Instance:
    """Keep what a case is called and what is applied for in step with its variables."""
    title, category = describing(move.data, instance.title, instance.category)
    if (title, category) == (instance.title, instance.category):
        return instance
    return instances.describe(tx, instance, title, category)


def describing(data: Mapping[str, Any], title: str, category: str) -> tuple[str, str]:
    """What a case is called and its application type, by the variables that say so."""
    return _words(data, "nama_pemohon", title), _words(data, "jenis_permohonan", category)


def _words(data: Mapping[str, Any], name: str, fallback: str) -> str:
    value = data.get(name)
    return value[:_TITLE_LENGTH] if isinstance(value, str) and value else fallback
