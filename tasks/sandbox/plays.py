"""A process owner's play of an SOP: the list of what was done, one per SOP and person; nothing else of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from engine import calendars, definitions, office_time
from engine.database import Actor, Tx
from engine.refusals import Conflict, Recorded, Refusal
from engine.schema import plays as table
from tasks import rights, sop_drafts
from tasks.roles import PROCESS_OWNER
from tasks.sandbox import clock_moves, office, stage
from tasks.sandbox.commands import Command, from_json, require_room, to_json
from tasks.sandbox.office import Base
from tasks.sandbox.stage import Stage
from tasks.site import Site

DRAFT, FORCE = "draft", "force"


@dataclass(frozen=True, slots=True)
class Play:
    """What was done so far, on which file, from which instant on; `revision` is 0 before anything was kept.

    `source` is what was asked for: DRAFT means the person's draft where there is one.
    """

    key: str
    source: str
    begins_at: datetime
    commands: tuple[Command, ...]
    revision: int
    has_draft: bool = False
    in_force: bool = True

    @property
    def of_draft(self) -> bool:
        """Whether it is the draft that is played: also where nothing else is there to be."""
        return self.has_draft and (self.source == DRAFT or not self.in_force)


@dataclass(frozen=True, slots=True)
class Open:
    """A play set up again: the stage as the commands left it, and what stopped them before their end."""

    play: Play
    stage: Stage
    done: int
    refused: Refusal | None


@contextmanager
def opened(site: Site, actor: Actor, key: str) -> Iterator[Open]:
    """The person's play, played again up to now.

    Raises Forbidden for all but process owners, NotFound, DeployRefused for a draft that cannot run.
    """
    play, base = _read(site, actor, key)
    with _staged(base, play) as found:
        yield found


def unplayable(site: Site, actor: Actor, key: str) -> tuple[Play, str]:
    """The play of a file that cannot run, and what the SOP is called. Raises Forbidden."""
    play, _ = _read(site, actor, key, prepared=False)
    with site.db.read(actor) as tx:
        known = definitions.versions(tx, key)
    return play, known[0].name if known else key


def act(site: Site, actor: Actor, key: str, more: tuple[Command, ...], revision: int) -> Recorded | None:
    """Do one more thing, of one command or several; `revision` is that of the play the person saw.

    Returns what was recorded without further effect. Raises what the command refuses, Conflict when the play has
    gone on meanwhile ("play.moved"), cannot be played any more ("play.stopped") or is too long.
    """
    play, base = _read(site, actor, key)
    if play.revision != revision:
        raise Conflict("play.moved")
    more = (*more[:1], *(replace(command, joined=True) for command in more[1:]))
    longer = replace(play, commands=(*play.commands, *more))
    require_room(longer.commands)
    with _staged(base, play) as found:
        if found.refused is not None:
            raise Conflict("play.stopped")
        recorded = [stage.do(found.stage, command) for command in more]
    _keep(site, actor, longer)
    return next((one for one in recorded if one is not None), None)


def undo(site: Site, actor: Actor, key: str, revision: int, left: int | None = None) -> None:
    """Take the last thing back, or all but the first `left`. Raises Conflict when the play has gone on meanwhile."""
    play, _ = _read(site, actor, key, prepared=False)
    if play.revision != revision:
        raise Conflict("play.moved")
    kept = list(play.commands if left is None else play.commands[:left])
    while left is None and kept and kept.pop().joined:
        pass
    _keep(site, actor, replace(play, commands=tuple(kept)))


def restart(site: Site, actor: Actor, key: str, source: str, begins: str = "") -> None:
    """Begin anew, on the draft or the version in force, at an instant as typed (default: when the office is open).

    Raises Forbidden, Invalid.
    """
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.read(actor) as tx:
        kept = _row(tx, key)
        at = clock_moves.instant(tx, begins) if begins.strip() else _opening(tx)
    chosen = source if source in (DRAFT, FORCE) else DRAFT
    fresh = Play(key, chosen, at, (), 0 if kept is None else kept.revision)
    _keep(site, actor, fresh)


def take_over(site: Site, actor: Actor, key: str, begins: datetime, commands: tuple[Command, ...]) -> None:
    """Make the person's play one that has done these commands already. Raises Forbidden, Conflict."""
    rights.require_role(actor, PROCESS_OWNER)
    require_room(commands)
    with site.db.read(actor) as tx:
        kept = _row(tx, key)
    source, revision = (DRAFT, 0) if kept is None else (kept.source, kept.revision)
    _keep(site, actor, Play(key, source, begins, commands, revision))


def file_of(tx: Tx, key: str) -> bytes | None:
    """The person's draft of an SOP, None where there is none."""
    return sop_drafts.mine(tx, key).xml if key in sop_drafts.dates_of_mine(tx) else None


@contextmanager
def _staged(base: Base, play: Play) -> Iterator[Open]:
    found = stage.opened(base, play.begins_at)
    try:
        done, refused = stage.replay(found, play.commands)
        yield Open(play, found, done, refused)
    finally:
        found.close()


def _read(site: Site, actor: Actor, key: str, *, prepared: bool = True) -> tuple[Play, Base]:
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.read(actor) as tx:
        row = _row(tx, key)
        source = DRAFT if row is None else row.source
        draft = file_of(tx, key)
        commands = () if row is None else from_json(row.commands)
        begins, revision = (_opening(tx), 0) if row is None else (row.begins_at, row.revision)
        in_force = any(version.key == key for version in definitions.in_force_of_each(tx))
        play = Play(key, source, begins, commands, revision, draft is not None, in_force)
        xml = draft if play.of_draft else None
        return play, office.prepare(tx, key, xml) if prepared else _NONE


_NONE = Base("", "", "", "", b"", (), ())


def _keep(site: Site, actor: Actor, play: Play) -> None:
    """Write the list down; the conditional update is the last word when two windows play."""
    values: dict[str, Any] = {
        "source": play.source,
        "begins_at": play.begins_at,
        "commands": to_json(play.commands),
        "revision": play.revision + 1,
    }
    with site.db.begin(actor) as tx:
        values["updated_at"] = tx.now
        if play.revision == 0:
            row = {"key": play.key, "author": actor.login, **values}
            kept = tx.insert(table).values(**row).on_conflict_do_nothing()
        else:
            kept = (
                table.update().where(_own(tx, play.key), table.c.revision == play.revision).values(**values)
            )
        if tx.conn.execute(kept.returning(table.c.id)).first() is None:
            raise Conflict("play.moved")


def _row(tx: Tx, key: str) -> Any:
    return tx.conn.execute(select(table).where(_own(tx, key))).one_or_none()


def _own(tx: Tx, key: str) -> ColumnElement[bool]:
    return (table.c.key == key) & (table.c.author == tx.actor.login)


def _opening(tx: Tx) -> datetime:
    """Now where the office is open, else its next opening; whole minutes."""
    calendar = calendars.current(tx, tx.actor.office)
    return office_time.next_opening(calendar, tx.now).replace(second=0, microsecond=0)
