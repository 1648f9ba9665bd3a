"""Instances: running cases. The row is locked first, due timers fire, then one step is taken and stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from secrets import token_bytes
from typing import Any

from sqlalchemy import bindparam, select

from engine import aside, deciding, pinned, spiff, wait_rows
from engine.database import Tx
from engine.definitions import Definition
from engine.prepared import Prepared
from engine.refusals import Conflict, NotFound
from engine.schema import instances as table
from engine.schema import tasks
from engine.spiff import Context, Move, Snapshot, Spec
from engine.wait_rows import is_human as is_human
from engine.world import world_of

ACTIVE, COMPLETED, CANCELED = "active", "completed", "canceled"
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Instance:
    """A running or ended case as held by this transaction."""

    id: int
    definition_id: int
    business_key: str
    office: str
    title: str
    category: str
    status: str
    revision: int
    state: bytes
    next_due: datetime | None
    blocked: bool
    outcome: str | None
    started_at: datetime
    started_by: str
    settled_at: datetime | None
    ended_at: datetime | None
    salt: bytes | None = field(repr=False)
    """Secret of the fingerprints in its audit chain; None once it was erased."""
    links: str | None = None
    """Row numbers of the versions of other SOPs it may call, pinned when it began ("12,15")."""


_COLUMNS = tuple(table.c[name] for name in Instance.__slots__)


def _world(tx: Tx, instance: Instance) -> Context:
    """The context of a case's moves, with its timers that were put aside."""
    world = world_of(tx, instance.office)
    return replace(world, aside=timers_aside(tx, instance)) if instance.blocked else world


def start(
    tx: Tx, definition: Definition, business_key: str, title: str, category: str, data: Mapping[str, Any]
) -> tuple[Instance, Move]:
    """Begin a case on this version and its links. Raises Conflict when the business key is taken, StepFailed."""
    taken = select(table.c.id).where(table.c.business_key == business_key)
    if tx.conn.execute(taken).first():
        raise Conflict("instance.business_key_taken")
    office = tx.actor.office
    move = spiff.start(definition.spec, dict(data), world_of(tx, office))
    values: dict[str, Any] = {
        "definition_id": definition.id,
        "business_key": business_key,
        "office": office,
        "title": title,
        "category": category,
        "status": COMPLETED if move.finished else ACTIVE,
        "revision": 1,
        "state": move.state,
        "next_due": None if move.finished else aside.next_due(move.timers, frozenset()),
        "blocked": False,
        "outcome": None,
        "started_at": tx.now,
        "started_by": tx.actor.login,
        "settled_at": None,
        "ended_at": tx.now if move.finished else None,
        "salt": token_bytes(_SALT_BYTES),
        "links": ",".join(str(one.id) for one in definition.links) or None,
    }
    number = _insert(tx, values)
    instance = Instance(id=number, **values)
    wait_rows.store(tx, instance.id, move)
    _keep_decisions(tx, instance, move)
    return instance, move


def _insert(tx: Tx, values: Mapping[str, Any]) -> int:
    # Of two starts with the same key at once the second waits for the first, then finds the key taken.
    new = tx.insert(table).values(**values).on_conflict_do_nothing(index_elements=["business_key"])
    number: int | None = tx.conn.execute(new.returning(table.c.id)).scalar()
    if number is None:
        raise Conflict("instance.business_key_taken")
    return number


def read(tx: Tx, instance_id: int) -> Instance:
    """A case without holding it. Raises NotFound."""
    return _instance(tx.conn.execute(select(*_COLUMNS).where(table.c.id == instance_id)).one_or_none())


def find(tx: Tx, business_key: str) -> Instance:
    """A case by its business key. Raises NotFound."""
    row = tx.conn.execute(select(*_COLUMNS).where(table.c.business_key == business_key)).one_or_none()
    return _instance(row)


_HOLD = select(*_COLUMNS).where(table.c.id == bindparam("id"))
_HELD, _HELD_LOCKED = Prepared(_HOLD), Prepared(_HOLD.with_for_update())


def hold(tx: Tx, instance_id: int) -> Instance:
    """Lock a case before anything that hangs on it is touched (one lock order for all). Raises NotFound."""
    query = _HELD_LOCKED if tx.postgres else _HELD
    return _instance(query.row(tx.conn, {"id": instance_id}))


_OF_TASK = select(*_COLUMNS).where(
    table.c.id == select(tasks.c.instance_id).where(tasks.c.id == bindparam("task")).scalar_subquery()
)
_HELD_OF_TASK, _HELD_OF_TASK_LOCKED = Prepared(_OF_TASK), Prepared(_OF_TASK.with_for_update())


def hold_of_task(tx: Tx, task_id: int) -> Instance | None:
    """Lock the case a task belongs to; None when there is no such task. See `hold`."""
    row = (_HELD_OF_TASK_LOCKED if tx.postgres else _HELD_OF_TASK).row(tx.conn, {"task": task_id})
    return None if row is None else _instance(row)


def hold_if_free(tx: Tx, instance_id: int) -> Instance | None:
    """Lock a case unless somebody else holds it just now (another worker, who then does the work)."""
    row = tx.conn.execute(tx.claimed(_HOLD), {"id": instance_id}).one_or_none()
    return None if row is None else _instance(row)


def hold_active(tx: Tx, office: str) -> tuple[int, ...]:
    """Lock every running case of an office, for a change that concerns them all; their ids in order."""
    query = select(table.c.id).where(table.c.office == office, table.c.status == ACTIVE).order_by(table.c.id)
    return tuple(tx.conn.execute(tx.locked(query)).scalars())


def require_active(instance: Instance) -> None:
    """Refuse to move a case that has ended. Raises Conflict."""
    if instance.status != ACTIVE:
        raise Conflict("instance.ended")


def fire_due_timers(
    tx: Tx, instance: Instance, spec: Spec, again: aside.Timer | None = None
) -> tuple[Instance, Move | None]:
    """Take what BPMN timers ask for by now; the move is None when none was due. Raises StepFailed.

    Timers put aside stay so, but for `again`, which is tried once more.
    """
    due = instance.next_due
    if instance.status != ACTIVE or (again is None and (due is None or due > tx.at)):
        return instance, None
    world = _world(tx, instance)
    if again is not None:
        world = replace(world, aside=world.aside - {again})
    move = spiff.tick(spec, instance.state, world)
    return (instance, None) if move is None else (store(tx, instance, move), move)


def complete(
    tx: Tx,
    instance: Instance,
    spec: Spec,
    token: str,
    variables: Mapping[str, Any],
    promoted: Mapping[str, Any],
) -> tuple[Instance, Move]:
    """Complete the activity a token stands on. Raises StepFailed, spiff.TokenGone.

    `promoted` are the camunda:formData fields, which by their usual meaning are variables of the whole case.
    """
    world = _world(tx, instance)
    move = spiff.complete(spec, instance.state, token, dict(variables), world, promoted)
    return store(tx, instance, move), move


def deliver(
    tx: Tx, instance: Instance, definition: Definition, message: str, variables: Mapping[str, Any]
) -> tuple[Instance, Move]:
    """Give a message to the case; what the form fields of the waiting row name becomes the case's.

    Raises Conflict when nothing in it waits for that message, StepFailed.
    """
    activities = definition.diagram.activities.values()
    promoted = {one.id: [field.id for field in one.form_fields] for one in activities if one.form_fields}
    world, given = _world(tx, instance), dict(variables)
    try:
        move = spiff.deliver(definition.spec, instance.state, message, given, world, promoted)
    except spiff.NotWaiting as error:
        raise Conflict("message.not_awaited") from error
    return store(tx, instance, move), move


def look(tx: Tx, instance: Instance, spec: Spec) -> Snapshot:
    """Where the case stands: tokens, timers and waits, nothing moved.

    The data of an ended case is told whole by `engine.ended`.
    """
    return spiff.look(spec, instance.state, world_of(tx, instance.office))


_MOVED = ("state", "revision", "next_due", "status", "ended_at")
_STORE = Prepared(
    table.update()
    .where(table.c.id == bindparam("held"), table.c.revision == bindparam("expected"))
    .values({name: bindparam(name) for name in _MOVED})
)


def store(tx: Tx, instance: Instance, move: Move) -> Instance:
    """Write a move's state; the conditional update proves nobody moved the case in between."""
    changed = replace(
        instance,
        state=move.state,
        revision=instance.revision + 1,
        next_due=None if move.finished else aside.next_due(move.timers, timers_aside(tx, instance)),
        status=COMPLETED if move.finished else ACTIVE,
        ended_at=tx.at if move.finished else None,
    )
    values = {name: getattr(changed, name) for name in _MOVED}
    values |= {"held": instance.id, "expected": instance.revision}
    if _STORE.run(tx.conn, values) != 1:
        raise Conflict("instance.moved")
    wait_rows.store(tx, changed.id, move)
    _keep_decisions(tx, changed, move)
    return changed


def _keep_decisions(tx: Tx, instance: Instance, move: Move) -> None:
    for answer in move.decided:
        deciding.keep(tx, answer, instance)


def describe(tx: Tx, instance: Instance, title: str, category: str) -> Instance:
    """What a case is called and what is applied for, as its variables now say."""
    tx.conn.execute(table.update().where(table.c.id == instance.id).values(title=title, category=category))
    return replace(instance, title=title, category=category)


def settle(tx: Tx, instance: Instance, outcome: str) -> Instance:
    """The service is over: its outcome stands, though a report may still be open."""
    tx.conn.execute(table.update().where(table.c.id == instance.id).values(settled_at=tx.at, outcome=outcome))
    return replace(instance, settled_at=tx.at, outcome=outcome)


def cancel(tx: Tx, instance: Instance) -> Instance:
    """End a case from outside; its open waits close as canceled. Raises Conflict when it has ended."""
    require_active(instance)
    changes: dict[str, Any] = {
        "status": CANCELED,
        "ended_at": tx.now,
        "settled_at": instance.settled_at or tx.now,
        "outcome": instance.outcome or CANCELED,
        "next_due": None,
        "revision": instance.revision + 1,
    }
    tx.conn.execute(table.update().where(table.c.id == instance.id).values(**changes))
    wait_rows.cancel(tx, instance.id)
    return replace(instance, **changes)


def timers_aside(tx: Tx, instance: Instance) -> frozenset[aside.Timer]:
    """The timers of a case that are not fired though they are due."""
    return aside.of_case(tx, instance.id) if instance.blocked else frozenset()


def due_ids(tx: Tx, most: int) -> tuple[int, ...]:
    """Cases with a BPMN timer due by now, earliest first."""
    query = select(table.c.id).where(table.c.next_due <= tx.now).order_by(table.c.next_due).limit(most)
    return tuple(tx.conn.execute(query).scalars())


def definition_of(tx: Tx, instance: Instance) -> Definition:
    """The version a case is pinned to, together with the versions of other SOPs it is linked to."""
    return pinned.definition(tx, instance.definition_id, instance.links)


def _instance(row: Any) -> Instance:
    if row is None:
        raise NotFound("instance.unknown")
    return Instance(*row)
