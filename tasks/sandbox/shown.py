"""What a page shows of a play: where each case stands, who may do what, what is waited for, the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import calendars, definitions, office_time
from engine.database import Actor
from engine.definitions import Definition, DeployRefused
from engine.refusals import Refusal
from engine.schema import instances
from processes.findings import Finding
from tasks import people, standards, timeline_events, views
from tasks.inbox import Line
from tasks.sandbox import clock_moves, plays, samples, stage
from tasks.sandbox.clock_moves import Ahead
from tasks.sandbox.plays import Play
from tasks.sandbox.stage import Stage
from tasks.site import Site
from tasks.states import OPEN_STATES
from tasks.timeline_events import Event
from tasks.views import CaseView, TaskView


@dataclass(frozen=True, slots=True)
class Limit:
    """A timer of the diagram that runs beside open tasks, or that the case waits for."""

    element: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """What a case waits for: the element, its message, and until when (None: without limit)."""

    element: str
    name: str
    message: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """One case of the play; `limits` are shown standards of tasks not begun yet, by task."""

    view: CaseView
    open: tuple[Line, ...]
    waits: tuple[Wait, ...]
    timers: tuple[Limit, ...]
    events: tuple[Event, ...]
    standards: Mapping[int, tuple[int, str]]
    names: Mapping[str, str]

    @property
    def number(self) -> int:
        """Its number in the play, from 1."""
        return self.view.instance.id


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole play at its present instant."""

    now: datetime
    is_open: bool
    ahead: Ahead
    cases: tuple[Case, ...]
    beginnings: tuple[Definition, ...]
    examples: Mapping[str, Mapping[str, Any]]
    """Neutral values for each start form, by key."""


@dataclass(frozen=True, slots=True)
class Look:
    """A play as its page shows it; `shown` is None where the file cannot run, `findings` say why."""

    play: Play
    name: str
    shown: Shown | None
    done: int = 0
    refused: Refusal | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskLook:
    """An open task of a play; `names` are its officers', `standard` its limit where it counts from Start."""

    play: Play
    case: int
    view: TaskView
    now: datetime
    names: Mapping[str, str]
    standard: tuple[int, str] | None
    example: Mapping[str, Any]
    """The form filled with neutral values, as it is when all is well."""


def look(site: Site, actor: Actor, key: str) -> Look:
    """The person's play of an SOP. Raises Forbidden, NotFound."""
    try:
        with plays.opened(site, actor, key) as found:
            return Look(found.play, found.stage.base.name, of_play(found.stage), found.done, found.refused)
    except DeployRefused as refused:
        play, name = plays.unplayable(site, actor, key)
        return Look(play, name, None, findings=refused.findings)


def look_at_task(site: Site, actor: Actor, key: str, case: int, element: str) -> TaskLook:
    """An open task of the play, as whoever does it sees it. Raises NotFound, Conflict("play.not_open")."""
    with plays.opened(site, actor, key) as found:
        played = found.stage
        number = stage.open_task(played, case, element)
        worker = stage.worker_of(played, number)
        view = views.task(played.site, worker, number)
        with played.db.read(played.clerk) as tx:
            names = people.shown_names(tx, (worker.login, *view.candidates))
            standard = standards.from_start(tx, [number]).get(number)
        example = samples.filled(view.form.form, view.form.officers, played.clock())
        return TaskLook(found.play, case, view, played.clock(), names, standard, example)


def diagram(site: Site, actor: Actor, key: str, sop: str) -> bytes:
    """The file that is played, or that of another SOP its cases lead to. Raises NotFound."""
    with plays.opened(site, actor, key) as found, found.stage.db.read(found.stage.clerk) as tx:
        return definitions.source(tx, definitions.latest(tx, sop).id)


def of_play(played: Stage) -> Shown:
    """All of a play at its present instant."""
    with played.db.read(played.clerk) as tx:
        calendar = calendars.current(tx, played.base.office)
        numbers = tx.conn.execute(select(instances.c.id).order_by(instances.c.id)).scalars().all()
        is_open, ahead = office_time.is_open(calendar, tx.now), clock_moves.ahead(tx)
        beginnings = tuple(definitions.latest(tx, key) for key in played.base.begins)
    cases = tuple(_case(played, number) for number in numbers)
    examples = {
        one.key: samples.fields((f for f in one.diagram.start_fields if f.required), played.clock())
        for one in beginnings
    }
    return Shown(played.clock(), is_open, ahead, cases, beginnings, examples)


def _case(played: Stage, number: int) -> Case:
    view = views.case(played.site, played.clerk, number)
    open_tasks = tuple(line for line in view.tasks if line.state in OPEN_STATES)
    limits = {timer.token: timer.at for timer in view.snapshot.timers}
    elements = view.definition.diagram.elements
    waits = tuple(
        Wait(one.element, elements[one.element].name, one.message or "", limits.get(one.token))
        for one in view.snapshot.waits
    )
    with played.db.read(played.clerk) as tx:
        events = timeline_events.events(tx, number)
        logins = {event.actor for event in events} | {line.assignee or "" for line in view.tasks}
        logins |= {str(event.details.get("second_officer", "")) for event in events}
        names = {**people.shown_names(tx, logins), played.clerk.login: played.clerk.name}
        told = standards.from_start(tx, [line.id for line in open_tasks])
    waiting = {one.token for one in view.snapshot.waits}
    timers = tuple(
        Limit(one.element, elements[one.element].name or elements[one.element].attached_to or "", one.at)
        for one in view.snapshot.timers
        if one.token not in waiting
    )
    return Case(view, open_tasks, waits, timers, events, told, names)
