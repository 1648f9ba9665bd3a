"""One play under way: commands done in order through the real commands of tasks/, on a copy of the office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from os import devnull
from pathlib import Path

from sqlalchemy import select

from engine import instances
from engine.clock import VirtualClock
from engine.database import Actor
from engine.fleeting import Fleeting
from engine.refusals import Conflict, NotFound, Recorded, Refusal
from engine.schema import tasks as table
from tasks import billing, cases, completion, people, views, work
from tasks.forms import Form
from tasks.sandbox import clock_moves, commands, office, samples
from tasks.sandbox.commands import Command
from tasks.sandbox.office import Base
from tasks.site import Site
from tasks.states import OPEN_STATES

_NOWHERE = Path(devnull) / "sandbox"  # whatever should try to write a file there fails


@dataclass(frozen=True, slots=True)
class Stage:
    """A copy of the office, and the clock that stands until a command moves it."""

    base: Base
    site: Site
    clock: VirtualClock
    db: Fleeting

    @property
    def clerk(self) -> Actor:
        """Who acts where no lane does."""
        return office.clerk(self.base.office)

    def close(self) -> None:
        """Throw the copy away."""
        self.db.close()


def opened(base: Base, begins: datetime) -> Stage:
    """A stage at the beginning; it has no folder, as nothing of a play is ever a file."""
    clock = VirtualClock(begins)
    db = Fleeting(clock, base.image)
    return Stage(base, Site(db, _NOWHERE), clock, db)


def do(stage: Stage, command: Command) -> Recorded | None:
    """Do one command; what it returns says that it was recorded and led to no more (an incident, a late payment).

    Raises any other Refusal; the stage then stands as before.
    """
    try:
        _DO[command.do](stage, command)
    except Recorded as recorded:
        return recorded
    if command.do in _MOVES and _is_due(stage):
        clock_moves.settle(stage.site, stage.clerk)
    return None


_MOVES = (commands.START, commands.COMPLETE, commands.MESSAGE)


def _is_due(stage: Stage) -> bool:
    with stage.db.read(stage.clerk) as tx:
        return clock_moves.is_due(tx)


def replay(stage: Stage, done: Iterable[Command]) -> tuple[int, Refusal | None]:
    """Do commands until one is refused: how many were done, and why the next one was not."""
    number = 0
    for number, command in enumerate(done, 1):
        try:
            do(stage, command)
        except Refusal as refused:
            return number - 1, refused
    return number, None


def open_task(stage: Stage, case: int, element: str) -> int:
    """The oldest open task of an element. Raises Conflict("play.not_open")."""
    where = (table.c.instance_id == case, table.c.element == element, table.c.state.in_(OPEN_STATES))
    with stage.db.read(stage.clerk) as tx:
        found: int | None = tx.conn.execute(
            select(table.c.id).where(*where).order_by(table.c.id).limit(1)
        ).scalar()
    if found is None:
        raise Conflict("play.not_open")
    return found


def worker_of(stage: Stage, task: int) -> Actor:
    """Who does a task: whoever has begun it, else the first officer of its lane, else the clerk."""
    with stage.db.read(stage.clerk) as tx:
        query = select(table.c.lane, table.c.assignee).where(table.c.id == task)
        row = tx.conn.execute(query).one_or_none()
        if row is None:
            raise NotFound("task.unknown")
        login = row.assignee or office.officer(row.lane or "")
        names = people.shown_names(tx, [login])
    if login not in names or not row.lane:
        return stage.clerk
    return Actor(login, names[login], frozenset({row.lane}), stage.base.office)


def form_of(stage: Stage, task: int) -> Form:
    """The form of a task at this moment."""
    return views.form_for(stage.site, stage.clerk, task).form


def _start(stage: Stage, command: Command) -> None:
    if command.at not in stage.base.begins:
        raise Conflict("play.other_sop")
    cases.start(stage.site, stage.clerk, command.at, dict(command.given))


def _begin(stage: Stage, command: Command) -> None:
    task = open_task(stage, command.case, command.at)
    work.start(stage.site, worker_of(stage, task), task)


def _complete(stage: Stage, command: Command) -> None:
    task = open_task(stage, command.case, command.at)
    given = samples.attached(stage.db, stage.clerk, task, form_of(stage, task), command.given)
    completion.complete(stage.site, worker_of(stage, task), task, given)


def _pause(stage: Stage, command: Command) -> None:
    task = open_task(stage, command.case, command.at)
    reason, note = (str(command.given.get(name, "")) for name in ("reason", "note"))
    work.suspend(stage.site, worker_of(stage, task), task, reason, note)


def _resume(stage: Stage, command: Command) -> None:
    task = open_task(stage, command.case, command.at)
    work.resume(stage.site, worker_of(stage, task), task)


def _message(stage: Stage, command: Command) -> None:
    with stage.db.read(stage.clerk) as tx:
        number = instances.read(tx, command.case).business_key
    billing.deliver(stage.site, stage.clerk, command.at, number, dict(command.given))


def _clock(stage: Stage, command: Command) -> None:
    clock_moves.move(stage.site, stage.clerk, stage.clock, command.at)


_DO = {
    commands.START: _start,
    commands.BEGIN: _begin,
    commands.COMPLETE: _complete,
    commands.PAUSE: _pause,
    commands.RESUME: _resume,
    commands.MESSAGE: _message,
    commands.CLOCK: _clock,
}
