"""Saved scenarios of an SOP: what is done, and the way that is expected of it. Saving and deleting is audited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import scenarios as table
from tasks import rights, texts
from tasks.roles import ADMINISTRATOR, PROCESS_OWNER
from tasks.sandbox import commands, path
from tasks.sandbox.commands import Command
from tasks.sandbox.path import Way
from tasks.site import Site

PLAY, CASE, SHIPPED, FILE = "play", "case", "shipped", "file"
MOST = 100  # of one SOP: all are played before it is published
MOST_COMMANDS = 6000  # of one SOP's scenarios together, for the same reason
_EDITORS = (PROCESS_OWNER, ADMINISTRATOR, "system")
_LONGEST_NAME, _LONGEST_TEXT = 120, 2000


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario not kept yet."""

    name: str
    description: str
    origin: str
    begins_at: datetime
    commands: tuple[Command, ...]
    expected: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A kept scenario; the next change must name its `revision`."""

    id: int
    key: str
    name: str
    description: str
    origin: str
    begins_at: datetime
    commands: tuple[Command, ...]
    expected: tuple[Way, ...]
    revision: int
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str


def of_sop(tx: Tx, key: str) -> tuple[Scenario, ...]:
    """The scenarios of an SOP, oldest first."""
    query = select(table).where(table.c.key == key).order_by(table.c.id)
    return tuple(_scenario(row) for row in tx.conn.execute(query))


def read(tx: Tx, key: str, number: int) -> Scenario:
    """One scenario of an SOP. Raises NotFound."""
    row = tx.conn.execute(select(table).where(table.c.id == number, table.c.key == key)).one_or_none()
    if row is None:
        raise NotFound("scenario.unknown")
    return _scenario(row)


def seen(tx: Tx, key: str, number: int, revision: int) -> Scenario:
    """One scenario as the person saw it. Raises NotFound, Conflict when it was changed meanwhile."""
    found = read(tx, key, number)
    if found.revision != revision:
        raise Conflict("scenario.moved")
    return found


def add(site: Site, actor: Actor, key: str, draft: Draft) -> int:
    """Keep a scenario; its number. Raises Forbidden, Invalid, Conflict when the name is taken or there are too many."""
    rights.require_role(actor, *_EDITORS)
    with site.db.begin(actor) as tx:
        return add_held(tx, key, draft)


def add_held(tx: Tx, key: str, draft: Draft) -> int:
    """As `add`, inside the caller's transaction."""
    known = of_sop(tx, key)
    commands.require_room(draft.commands)
    if not any(command.do == commands.START for command in draft.commands):
        raise Invalid("form.invalid", Problem("scenario.empty", "name"))
    actions = len(draft.commands) + sum(len(one.commands) for one in known)
    if len(known) >= MOST or actions > MOST_COMMANDS:
        raise Conflict("scenario.too_many", most=MOST, number=MOST_COMMANDS)
    name, description = _named(draft.name, draft.description)
    _require_free(known, name, None)
    values: dict[str, Any] = {
        "key": key,
        "name": name,
        "description": description,
        "origin": draft.origin,
        "begins_at": draft.begins_at,
        "commands": commands.to_json(draft.commands),
        "expected": path.to_json(draft.expected),
        "revision": 1,
        "created_at": tx.now,
        "created_by": tx.actor.login,
        "changed_at": tx.now,
        "changed_by": tx.actor.login,
    }
    try:
        number: int = tx.conn.execute(table.insert().values(**values).returning(table.c.id)).scalar_one()
    except IntegrityError as taken:  # two saved the same name at once
        raise Conflict("scenario.name_taken") from taken
    _log(tx, key, "scenario.saved", number, name)
    return number


def change(site: Site, actor: Actor, scenario: Scenario, name: object, description: object) -> None:
    """Another name and description. Raises Forbidden, Invalid, Conflict when it was changed meanwhile."""
    wanted = _named(name, description)
    _write(site, actor, replace(scenario, name=wanted[0], description=wanted[1]), "scenario.changed", "")


def expect(
    site: Site,
    actor: Actor,
    scenario: Scenario,
    expected: tuple[Way, ...],
    reason: object,
    done: tuple[Command, ...] | None = None,
) -> None:
    """Expect another way from now on, for a stated reason; `done` are the commands that lead there.

    Raises Forbidden, Invalid, Conflict when it was changed meanwhile.
    """
    why = texts.paragraph(reason, "reason", _LONGEST_TEXT)
    if done is not None:
        commands.require_room(done)
    changed = replace(scenario, expected=expected, commands=scenario.commands if done is None else done)
    _write(site, actor, changed, "scenario.expected", why)


def delete(site: Site, actor: Actor, scenario: Scenario) -> None:
    """Delete a scenario. Raises Forbidden, NotFound when somebody else has."""
    rights.require_role(actor, *_EDITORS)
    with site.db.begin(actor) as tx:
        if tx.conn.execute(table.delete().where(table.c.id == scenario.id)).rowcount != 1:
            raise NotFound("scenario.unknown")
        _log(tx, scenario.key, "scenario.deleted", scenario.id, scenario.name)


def _write(site: Site, actor: Actor, changed: Scenario, action: str, reason: str) -> None:
    rights.require_role(actor, *_EDITORS)
    with site.db.begin(actor) as tx:
        _require_free(of_sop(tx, changed.key), changed.name, changed.id)
        values: dict[str, Any] = {
            "name": changed.name,
            "description": changed.description,
            "commands": commands.to_json(changed.commands),
            "expected": path.to_json(changed.expected),
            "revision": changed.revision + 1,
            "changed_at": tx.now,
            "changed_by": actor.login,
        }
        which = (table.c.id == changed.id, table.c.revision == changed.revision)
        if tx.conn.execute(table.update().where(*which).values(**values)).rowcount != 1:
            raise Conflict("scenario.moved")
        _log(tx, changed.key, action, changed.id, changed.name, reason)


def _named(name: object, description: object) -> tuple[str, str]:
    said = texts.line(name, "name", _LONGEST_NAME)
    return said, texts.paragraph(description, "description", _LONGEST_TEXT, required=False)


def _require_free(known: tuple[Scenario, ...], name: str, own: int | None) -> None:
    if any(one.name == name and one.id != own for one in known):
        raise Invalid("form.invalid", Problem("scenario.name_taken", "name"))


def _log(tx: Tx, key: str, action: str, number: int, name: str, reason: str = "") -> None:
    audit.append(tx, f"definition:{key}", action, key, {"scenario": number, "name": name}, reason=reason)


def _scenario(row: Any) -> Scenario:
    values = dict(row._mapping)
    values["commands"] = commands.from_json(values["commands"])
    values["expected"] = path.from_json(values["expected"])
    return Scenario(**values)
