"""The stage of the demo: the site on a virtual clock, chance, the events to come and short looks at the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from engine import office_time
from engine.clock import VirtualClock
from engine.database import Actor
from engine.definitions import Definition
from engine.office_calendar import OfficeCalendar
from engine.schema import tasks, waits
from tasks import breaches, forms
from tasks.breaches import Breach
from tasks.demo.chance import Chance
from tasks.roles import ALL_LANES, SUPERVISOR
from tasks.site import Site
from tasks.states import COMPLETED
from tasks.views import ShownForm

OFFICE = Actor("system", "Alur", frozenset({ALL_LANES, SUPERVISOR, "system"}))
STAFF = ("petugas1", "petugas2", "petugas3")
_BY_LANE = {"koordinator": "koordinator", "ketua_tim": "kasi", "pengawas": "pengawas"}
_ROLES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(STAFF, ("petugas",)),
    "koordinator": ("koordinator", SUPERVISOR),
    "kasi": ("ketua_tim", SUPERVISOR),
    "pengawas": ("pengawas",),
}


class Job(NamedTuple):
    """An open task as the play needs it."""

    task: int
    instance: int
    element: str
    lane: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """A case of the play: its business key and application type."""

    key: str
    category: str


_JOB = select(tasks.c.id, tasks.c.instance_id, tasks.c.element, tasks.c.lane).where(
    tasks.c.id == bindparam("task")
)
_AWAITED = select(waits.c.message).where(
    waits.c.instance_id == bindparam("held"), waits.c.closed_at.is_(None), waits.c.message.is_not(None)
)
_DONE = select(func.count()).where(
    tasks.c.instance_id == bindparam("held"),
    tasks.c.element == bindparam("of"),
    tasks.c.state == COMPLETED,
)


@dataclass(slots=True)
class Stage:
    """Everything the play moves."""

    site: Site
    clock: VirtualClock
    chance: Chance
    end: datetime
    calendar: OfficeCalendar
    definition: Definition
    events: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    order: count[int] = field(default_factory=count)
    slow_days: dict[date, bool] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)
    left_after: dict[int, int] = field(default_factory=dict)  # instance: tasks still done before it is left

    def at(self, when: datetime, act: Callable[[], object]) -> None:
        """Let something happen at an instant; what lies after the play's end is left to the visitor."""
        if when < self.end:
            heappush(self.events, (when, next(self.order), act))

    def next_event(self) -> Callable[[], object]:
        """Move the clock to the earliest event and give it."""
        when, _, act = heappop(self.events)
        self.clock.move_to(when)
        return act

    def in_office(self, after: timedelta, since: datetime | None = None) -> datetime:
        """An instant some working time from now, or from another instant."""
        opening = office_time.next_opening(self.calendar, since or self.clock())
        return office_time.add(self.calendar, opening, after)

    def slow_today(self) -> bool:
        """Whether everything takes longer on this day of the office."""
        return self.slow_days.get(self.clock().astimezone(self.calendar.timetable.zone).date(), False)

    def is_left(self, instance: int) -> bool:
        """Whether a case of the last days is left where it stands from this task on; counts the task."""
        rest = self.left_after.get(instance)
        if rest is None:
            return False
        self.left_after[instance] = rest - 1
        return rest <= 0

    def job(self, task: int) -> Job:
        """What a task is."""
        with self.site.db.read(OFFICE) as tx:
            return Job(*tx.conn.execute(_JOB, {"task": task}).one())

    def awaited(self, instance: int) -> tuple[str, ...]:
        """Messages a case waits for."""
        with self.site.db.read(OFFICE) as tx:
            return tuple(tx.conn.execute(_AWAITED, {"held": instance}).scalars())

    def times_done(self, job: Job) -> int:
        """How often the case has been through a task's step already."""
        with self.site.db.read(OFFICE) as tx:
            return int(tx.conn.execute(_DONE, {"held": job.instance, "of": job.element}).scalar_one())

    def breaches(self, instance: int) -> tuple[Breach, ...]:
        """The breaches of a case."""
        with self.site.db.read(OFFICE) as tx:
            return breaches.of_instance(tx, instance)

    def shown(self, job: Job) -> ShownForm:
        """The real form of a task, with the colleagues who may be second officer."""
        form = forms.form_of(self.definition.diagram, job.element, self.requests[job.instance].category)
        return ShownForm(form, form.schema, STAFF if form.officers > 1 else ())


def person(login: str) -> Actor:
    """Somebody of the demo office."""
    return Actor(login, login, frozenset(_ROLES[login]))


def who(chance: Chance, lane: str | None) -> Actor:
    """Somebody of a lane."""
    if lane in (None, "petugas"):
        return person(chance.rng.choice(STAFF))
    return person(_BY_LANE.get(lane or "", "kasi"))
