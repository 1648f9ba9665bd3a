"""Incidents: a step the engine could not take, kept with its cause and the command that can be tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import aside, audit, instances
from engine.database import Tx
from engine.instances import Instance
from engine.refusals import NotFound
from engine.schema import incidents as table
from engine.schema import instances as instances_table
from engine.spiff import Move, Spec, StepFailed


@dataclass(frozen=True, slots=True)
class Incident:
    """One failed step: element, cause key with its values, and the command to try again."""

    id: int
    instance_id: int
    element: str
    cause: str
    details: dict[str, Any]
    command: dict[str, Any]
    at: datetime
    resolved_at: datetime | None
    resolved_by: str | None


_COLUMNS = tuple(table.c[name] for name in Incident.__slots__)


def open_(tx: Tx, instance: Instance, failure: StepFailed, command: dict[str, Any]) -> None:
    """Put a failed step down; a command that fails again keeps one incident, with its latest cause."""
    for known in lasting(tx, instance.id):
        if _same(known.command, command):
            tx.conn.execute(table.delete().where(table.c.id == known.id))
    tx.memo.pop(("no incident", instance.id), None)
    tx.conn.execute(
        table.insert(),
        {
            "instance_id": instance.id,
            "element": failure.element,
            "cause": failure.key,
            "details": dict(failure.values),
            "command": command,
            "at": tx.now,
        },
    )
    details = {"element": failure.element, "cause": failure.key}
    audit.append(tx, f"instance:{instance.id}", "incident.opened", f"instance:{instance.id}", details)


def put_aside(tx: Tx, instance: Instance, spec: Spec, failure: StepFailed, timer: aside.Timer) -> Instance:
    """A timer failed: it waits for somebody to retry it, the rest of the case goes on."""
    open_(tx, instance, failure, aside.command(timer))
    timers = instances.look(tx, instance, spec).timers
    changed = replace(instance, blocked=True)
    return _write(tx, changed, aside.next_due(timers, instances.timers_aside(tx, changed)))


def drop_gone(tx: Tx, instance: Instance, move: Move) -> Instance:
    """Resolve the incidents of timers that a move took away, by firing them or by ending what they hung on."""
    waiting = {(timer.token, timer.element) for timer in move.timers}
    held = False
    for incident in lasting(tx, instance.id):
        timer = aside.timer_of(incident.command)
        if timer in waiting:
            held = True
        elif timer is not None:
            resolve(tx, incident)
    return instance if held else _write(tx, replace(instance, blocked=False), instance.next_due)


def _write(tx: Tx, instance: Instance, next_due: datetime | None) -> Instance:
    values = {"blocked": instance.blocked, "next_due": next_due}
    tx.conn.execute(instances_table.update().where(instances_table.c.id == instance.id).values(**values))
    return replace(instance, next_due=next_due)


def log_timers(tx: Tx, instance: Instance, move: Move) -> None:
    """Leave an audit line for a step the clock took, and as of when."""
    details = {"passed": list(move.passed), "at": tx.at}
    audit.append(tx, f"instance:{instance.id}", "timer.fired", f"instance:{instance.id}", details)


def read(tx: Tx, incident_id: int) -> Incident:
    """One incident. Raises NotFound."""
    row = tx.conn.execute(select(*_COLUMNS).where(table.c.id == incident_id)).one_or_none()
    if row is None:
        raise NotFound("incident.unknown")
    return Incident(*row)


def lasting(tx: Tx, instance_id: int | None = None) -> tuple[Incident, ...]:
    """Incidents nobody has resolved, oldest first; of one case or of all."""
    query = select(*_COLUMNS).where(table.c.resolved_at.is_(None)).order_by(table.c.at)
    if instance_id is not None:
        query = query.where(table.c.instance_id == instance_id)
    return tuple(Incident(*row) for row in tx.conn.execute(query))


def none_of(tx: Tx, instance_id: int) -> None:
    """Tell that nothing lasts of a held case, read beside something else."""
    tx.memo["no incident", instance_id] = True


def resolve(tx: Tx, incident: Incident) -> None:
    """The step went through after all."""
    tx.conn.execute(
        table.update().where(table.c.id == incident.id).values(resolved_at=tx.now, resolved_by=tx.actor.login)
    )
    subject = f"instance:{incident.instance_id}"
    audit.append(tx, subject, "incident.resolved", subject, {"element": incident.element})


def resolve_of(tx: Tx, instance_id: int, command: Mapping[str, Any]) -> None:
    """Resolve what lasts of a command that has now gone through."""
    for incident in () if ("no incident", instance_id) in tx.memo else lasting(tx, instance_id):
        if _same(incident.command, command):
            resolve(tx, incident)


def resolve_all(tx: Tx, instance_id: int) -> None:
    """The case is over: nothing of it can be tried again."""
    for incident in lasting(tx, instance_id):
        resolve(tx, incident)


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two commands are the same step: the same task, the same message, or the same timer."""
    return all(one.get(name) == other.get(name) for name in ("kind", "task", "message", "token", "element"))
