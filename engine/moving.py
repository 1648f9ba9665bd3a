"""Moving a held case to another version: its row, its waits and incidents; steps that are over keep their version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, select

from engine import aside, incidents, instances, spiff
from engine.database import Tx
from engine.definitions import Definition
from engine.instances import Instance
from engine.refusals import Conflict
from engine.schema import incidents as incidents_table
from engine.schema import instances as table
from engine.schema import tasks as tasks_table
from engine.schema import waits as waits_table
from engine.spiff import Carriage, Carried, Token
from engine.world import world_of


@dataclass(frozen=True, slots=True)
class Crossing:
    """From which version to which, and how."""

    old: Definition
    new: Definition
    how: Carriage


def look(tx: Tx, instance: Instance, way: Crossing) -> Carried:
    """How a case would stand on another version; nothing is written. Raises spiff.CannotCarry, StateRefused."""
    return spiff.carry(way.old.spec, way.new.spec, instance.state, way.how, world_of(tx, instance.office))


def links_of(definition: Definition) -> str | None:
    """The versions of other SOPs a definition is linked to, as a case's row has them ("12,15")."""
    return ",".join(str(one.id) for one in definition.links) or None


def opened(tx: Tx, instance: Instance) -> dict[str, datetime]:
    """Since when each open token of a case is open, by its id."""
    t = tasks_table.c
    waiting = select(waits_table.c.token, waits_table.c.opened_at).where(_open_waits(instance))
    worked = select(t.token, t.opened_at).where(t.instance_id == instance.id, t.completed_at.is_(None))
    return {str(token): at for query in (waiting, worked) for token, at in tx.conn.execute(query)}


def cross(tx: Tx, instance: Instance, way: Crossing, carried: Carried) -> Instance:
    """Write a held case as it stands on its new version. Raises Conflict when it was moved in between."""
    _date_steps(tx, instance, way.old)
    _follow_incidents(tx, instance, carried, way.how)
    held = aside.of_case(tx, instance.id) if instance.blocked else frozenset()
    changed = replace(
        instance,
        definition_id=way.new.id,
        links=links_of(way.new),
        state=carried.state,
        revision=instance.revision + 1,
        blocked=bool(held),
        next_due=aside.next_due(carried.stands.timers, held),
    )
    names = ("definition_id", "links", "state", "revision", "blocked", "next_due")
    same = (table.c.id == instance.id) & (table.c.revision == instance.revision)
    values = {name: getattr(changed, name) for name in names}
    if tx.conn.execute(table.update().where(same).values(**values)).rowcount != 1:
        raise Conflict("instance.moved")
    messages = {wait.token: wait.message for wait in carried.stands.waits}
    for token in carried.stands.tokens:
        if not instances.is_human(token.type):
            _follow_wait(tx, instance, token, messages.get(token.id))
    return changed


def _open_waits(instance: Instance) -> ColumnElement[bool]:
    return (waits_table.c.instance_id == instance.id) & waits_table.c.closed_at.is_(None)


def _follow_wait(tx: Tx, instance: Instance, token: Token, message: str | None) -> None:
    same = _open_waits(instance) & (waits_table.c.token == token.id)
    values = {"element": token.element, "type": token.type, "message": message}
    tx.conn.execute(waits_table.update().where(same).values(**values))


def _date_steps(tx: Tx, instance: Instance, old: Definition) -> None:
    """Note at each step that is over under which version it was done, its own SOP's where another was called."""
    numbers: dict[str | None, int] = {None: old.id}
    numbers |= {one.key: one.id for one in old.links}
    t, w = tasks_table.c, waits_table.c
    over = (t.instance_id == instance.id) & t.completed_at.is_not(None) & t.definition_id.is_(None)
    for key in tx.conn.execute(select(t.sop).where(over).distinct()).scalars().all():
        own = t.sop.is_(None) if key is None else t.sop == key
        number = numbers.get(key, old.id)
        tx.conn.execute(tasks_table.update().where(over & own).values(definition_id=number))
    closed = (w.instance_id == instance.id) & w.closed_at.is_not(None) & w.definition_id.is_(None)
    for number, element in tx.conn.execute(select(w.id, w.element).where(closed)).all():
        key = old.diagram.key_of(element)
        version = numbers[None if key == old.key else key]
        tx.conn.execute(waits_table.update().where(w.id == number).values(definition_id=version))


def _follow_incidents(tx: Tx, instance: Instance, carried: Carried, how: Carriage) -> None:
    """Let timers that were put aside follow their elements; those the new version has no more are settled."""
    waiting = {(timer.token, timer.element) for timer in carried.stands.timers}
    for incident in incidents.lasting(tx, instance.id):
        timer = aside.timer_of(incident.command)
        if timer is None:
            continue
        token, element = timer
        renamed = how.mapping.get(element, element)
        if renamed is None or (token, renamed) not in waiting:
            incidents.resolve(tx, incident)
            continue
        values = {"element": renamed, "command": aside.command((token, renamed))}
        same = incidents_table.c.id == incident.id
        tx.conn.execute(incidents_table.update().where(same).values(**values))
