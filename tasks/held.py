"""Taking hold of a task: its case is locked first, due timers fire, then the task is read as it now stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Text, bindparam, cast, exists, literal, select

from engine import aside, audit, incidents, instances
from engine.database import Actor, Tx
from engine.definitions import Definition
from engine.instances import Instance
from engine.lateness import as_of_due
from engine.prepared import ROW, SEEN, Prepared, update_of
from engine.refusals import Conflict, Forbidden, NotFound, Recorded
from engine.schema import audit_heads
from engine.schema import incidents as incidents_table
from engine.schema import instances as instances_table
from engine.schema import pauses as pauses_table
from engine.schema import tasks as table
from engine.spiff import StepFailed
from processes.diagram import Activity
from tasks import moves, rights, standstills
from tasks.states import OPEN_STATES


@dataclass(frozen=True, slots=True)
class Task:
    """One human task as stored; stamps in UTC."""

    id: int
    instance_id: int
    token: str
    element: str
    step: str | None
    lane: str | None
    assignee: str | None
    owner: str | None
    delegation: str | None
    state: str
    priority: int
    revision: int
    opened_at: datetime
    claimed_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    completed_by: str | None
    second_officer: str | None
    outcome: str | None
    due_at: datetime | None
    variables: dict[str, Any] | None
    draft: dict[str, Any] | None
    draft_at: datetime | None
    name_id: int | None
    definition_id: int | None = None
    """The version it was done under, where its case has moved on since; None: the one its case is on."""


COLUMNS = tuple(table.c[name] for name in Task.__slots__)


@dataclass(frozen=True, slots=True)
class Held:
    """A task with its case locked for this transaction."""

    task: Task
    instance: Instance
    definition: Definition

    @property
    def activity(self) -> Activity:
        """What the definition says of the task's element."""
        return self.definition.diagram.activities[self.task.element]


_BY_ID = Prepared(select(*COLUMNS).where(table.c.id == bindparam("id")))


_WITH_OFFICE = Prepared(
    select(*COLUMNS, instances_table.c.office)
    .join(instances_table, instances_table.c.id == table.c.instance_id)
    .where(table.c.id == bindparam("id"))
)


def read(tx: Tx, task_id: int) -> Task:
    """A task without holding it. Raises NotFound, also where the person may not see the case."""
    row = _WITH_OFFICE.row(tx.conn, {"id": task_id})
    if row is None or not rights.of_office(tx.actor, row[-1]):
        raise NotFound("task.unknown")
    if not (rights.may_see_case(tx.actor) or rights.is_candidate(tx, task_id)):
        raise NotFound("task.unknown")
    return Task(*row[:-1])


def hold(tx: Tx, task_id: int, revision: int | None) -> Held:
    """Hold a task for a command by one of its candidates.

    Raises NotFound, Forbidden, Conflict when it is closed or has another revision than the command saw.
    """
    held = hold_open(tx, task_id, revision)
    if not may_work(tx, held.task):
        raise Forbidden("task.not_yours")
    return held


def hold_open(tx: Tx, task_id: int, revision: int | None) -> Held:
    """Hold an open task; the rights are asked by the caller. Raises NotFound, Conflict."""
    instance = instances.hold_of_task(tx, task_id)
    if instance is None or instance.office != tx.actor.office:
        raise NotFound("task.unknown")
    task = _of_held_case(tx, instance.id, task_id)
    definition = instances.definition_of(tx, instance)
    moved = fire_timers(tx, instance, definition)
    if moved is not instance:
        task = as_task(_BY_ID.row(tx.conn, {"id": task_id}))
    if task.state not in OPEN_STATES:
        raise Conflict("task.closed")
    if revision is not None and task.revision != revision:
        raise Conflict("task.changed", revision=task.revision)
    return Held(task, moved, definition)


# One statement tells the task and what most cases have none of, so that nobody has to ask for each.
_WITH_CASE = Prepared(
    select(
        *COLUMNS,
        exists().where(pauses_table.c.instance_id == table.c.instance_id),
        exists().where(
            incidents_table.c.instance_id == table.c.instance_id, incidents_table.c.resolved_at.is_(None)
        ),
        audit_heads.c.id,
        audit_heads.c.seq,
        audit_heads.c.hash,
    )
    .outerjoin(audit_heads, audit_heads.c.chain == literal(audit.INSTANCE) + cast(table.c.instance_id, Text))
    .where(table.c.id == bindparam("id"))
)


def _of_held_case(tx: Tx, instance_id: int, task_id: int) -> Task:
    """A task whose case is locked; what was read beside it holds until the transaction writes it."""
    row = _WITH_CASE.row(tx.conn, {"id": task_id})
    if row is None:
        raise NotFound("task.unknown")
    *columns, paused, troubled, head_id, seq, latest = row
    if not paused:
        standstills.none_of(tx, instance_id)
    if not troubled:
        incidents.none_of(tx, instance_id)
    if head_id is not None:
        audit.know(tx, f"{audit.INSTANCE}{instance_id}", audit.Head(head_id, seq, bytes(latest)))
    return Task(*columns)


_MOST_DATED = (
    200  # timers of a case that take effect one by one; a short loop after a long sleep is then cut off
)


def fire_timers(
    tx: Tx, instance: Instance, definition: Definition, again: aside.Timer | None = None
) -> Instance:
    """Take due BPMN timers of a held case, the earliest first, each as of the instant it fell due.

    One that fails is put aside with an incident, and the others go on. `again` is one that was put aside and is
    tried once more, as of now. Raises Recorded when that fails: its incident tells the new cause.
    """
    for number in count():
        dated = as_of_due(tx, instance) if number < _MOST_DATED else tx
        moved = _fire(dated, instance, definition, None)
        if moved is instance:
            break
        instance = moved
    return instance if again is None else _fire(tx, instance, definition, again)


def _fire(tx: Tx, instance: Instance, definition: Definition, again: aside.Timer | None) -> Instance:
    """One move of due timers; the same instance when none was due."""
    try:
        moved, move = instances.fire_due_timers(tx, instance, definition.spec, again)
    except StepFailed as failure:
        if failure.timer is None:
            raise
        moved = incidents.put_aside(tx, instance, definition.spec, failure, failure.timer)
        if failure.timer == again:
            raise Recorded("incident.timer", element=failure.element) from failure
        return moved
    if move is None:
        return moved
    incidents.log_timers(tx, moved, move)
    return moves.apply(tx, moved, definition, move).instance


def may_work(tx: Tx, task: Task) -> bool:
    """Whether the acting person may work the task: it is theirs, or free and they are a candidate."""
    actor: Actor = tx.actor
    if task.assignee is not None:
        return task.assignee == actor.login
    if rights.ALL_LANES in actor.roles or task.lane in actor.roles:
        return True
    return rights.is_candidate(tx, task.id)


def change(tx: Tx, task: Task, **values: Any) -> None:
    """Write a task as this command leaves it; the conditional update is the last word on races."""
    query = update_of(table, tuple(values), revised=True)
    which = {ROW: task.id, SEEN: task.revision, "revision": task.revision + 1}
    if query.run(tx.conn, {**values, **which}) != 1:
        raise Conflict("task.changed")


def as_task(row: Any) -> Task:
    """A row of COLUMNS as a Task. Raises NotFound for None."""
    if row is None:
        raise NotFound("task.unknown")
    return Task(*row)
