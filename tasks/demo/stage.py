"""The stage of the demo: the site on a virtual clock, chance, the events to come and short looks at the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from engine import instances, office_time
from engine.clock import VirtualClock
from engine.office_calendar import OfficeCalendar
from engine.schema import tasks, waits
from processes.diagram import Diagram
from processes.model import Step
from tasks import breaches, forms, views, worker
from tasks.breaches import Breach
from tasks.demo import fates
from tasks.demo.chance import Chance
from tasks.demo.staff import OFFICE, holding
from tasks.demo.wishes import Wish
from tasks.duties import DUTIES
from tasks.site import Site
from tasks.slots import places
from tasks.states import COMPLETED, OPEN_STATES
from tasks.views import ShownForm
from tasks.worker import Duty


@dataclass(slots=True)
class Case:
    """A case of the play: what it runs on, and what is to become of it.

    `ready` is when its passport is to lie ready, `arrives` when its applicant comes; None where chance decides.
    `left` counts the tasks still done before it is left where it stands; None: it is not left.
    """

    number: int
    key: str
    category: str
    diagram: Diagram = field(repr=False)
    fate: str = fates.BY_CHANCE
    arrives: datetime | None = None
    ready: datetime | None = None
    left: int | None = None
    application: int = 0
    code: str = ""  # of the applicant's receipt
    place: str = ""

    def meant(self, wish: Wish) -> None:
        """Let the case come to what a wish says."""
        self.fate, self.arrives = wish.fate, wish.planned.arrives
        if wish.fate in (fates.ISSUED, fates.UNCOLLECTED):
            self.ready = wish.planned.ready


class Job(NamedTuple):
    """An open task as the play needs it."""

    task: int
    case: Case
    element: str
    lane: str | None

    @property
    def step(self) -> Step | None:
        """The row of the SOP it is."""
        return self.case.diagram.activities[self.element].step


_JOB = select(tasks.c.instance_id, tasks.c.element, tasks.c.lane).where(tasks.c.id == bindparam("task"))
_OPEN = select(tasks.c.id).where(tasks.c.instance_id == bindparam("held"), tasks.c.state.in_(OPEN_STATES))
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
    duties: tuple[Duty, ...] = ()
    waiting_room: bool = True  # whether numbers are given and called, too
    events: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    order: count[int] = field(default_factory=count)
    slow_days: dict[date, bool] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)

    def at(self, when: datetime, act: Callable[[], object]) -> None:
        """Let something happen at an instant; what lies after the play's end is left to the visitor."""
        if when < self.end:
            heappush(self.events, (when, next(self.order), act))

    def next_event(self) -> Callable[[], object]:
        """Move the clock to the earliest event and give it."""
        when, _, act = heappop(self.events)
        self.clock.move_to(when)
        return act

    def settle(self) -> None:
        """What the worker does; a fault of it ends the play."""
        for fault in worker.settle(self.site, (*DUTIES, *self.duties)):
            raise fault

    def adopt(self, number: int) -> Case:
        """Take a case just begun into the play."""
        with self.site.db.read(OFFICE) as tx:
            found = instances.read(tx, number)
            diagram = instances.definition_of(tx, found).diagram
        case = Case(found.id, found.business_key, found.category, diagram)
        self.cases[found.id] = case
        return case

    def in_office(self, after: timedelta, since: datetime | None = None) -> datetime:
        """An instant some working time from now, or from another instant."""
        opening = office_time.next_opening(self.calendar, since or self.clock())
        return office_time.add(self.calendar, opening, after)

    def soon(self, case: Case, when: datetime) -> datetime:
        """An instant, or one so early that a case which is to be ready by its day still can be."""
        now = self.clock()
        if case.ready is None or now >= case.ready:
            return when
        return min(when, now + (case.ready - now) / 3)

    def slow_today(self) -> bool:
        """Whether everything takes longer on this day of the office."""
        return self.slow_days.get(self.today(), False)

    def today(self) -> date:
        """The day it is at the office."""
        return self.clock().astimezone(self.calendar.timetable.zone).date()

    def day_of(self, case: Case) -> date:
        """The day on which the applicant of a case comes."""
        return (case.arrives or self.clock()).astimezone(self.calendar.timetable.zone).date()

    def office(self) -> str:
        """The code of the office itself among its places."""
        with self.site.db.read(OFFICE) as tx:
            return next(iter(places.of_office(tx)))

    def job(self, task: int) -> Job:
        """What a task is."""
        with self.site.db.read(OFFICE) as tx:
            number, element, lane = tx.conn.execute(_JOB, {"task": task}).one()
        return Job(task, self.cases[number], element, lane)

    def open_tasks(self, case: Case) -> tuple[int, ...]:
        """Open tasks of a case."""
        with self.site.db.read(OFFICE) as tx:
            return tuple(tx.conn.execute(_OPEN, {"held": case.number}).scalars())

    def awaited(self, case: Case) -> tuple[str, ...]:
        """Messages a case waits for."""
        with self.site.db.read(OFFICE) as tx:
            return tuple(tx.conn.execute(_AWAITED, {"held": case.number}).scalars())

    def times_done(self, job: Job) -> int:
        """How often the case has been through a task's step already."""
        with self.site.db.read(OFFICE) as tx:
            return int(tx.conn.execute(_DONE, {"held": job.case.number, "of": job.element}).scalar_one())

    def breaches(self, case: Case) -> tuple[Breach, ...]:
        """The breaches of a case."""
        with self.site.db.read(OFFICE) as tx:
            return breaches.of_instance(tx, case.number)

    def shown(self, job: Job) -> ShownForm:
        """The real form of a task, with the colleagues who may be second officer."""
        case = job.case
        if forms.checklist_for(case.diagram, job.element, case.category) is not None:
            return views.form_for(self.site, OFFICE, job.task)
        form = forms.form_of(case.diagram, job.element, case.category)
        return ShownForm(form, form.schema, holding(job.lane) if form.officers > 1 else ())
