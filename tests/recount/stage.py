"""A virtual day's work: stories that wait for their hour, and the hands they use."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from tasks import cases, completion, inbox, work, worker
from tasks.views import form_for
from tests.support.office import OPERATOR, PEOPLE, Office, filled

WITA = ZoneInfo("Asia/Makassar")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

Story = Iterator[datetime]
"""Does something, says until when it waits, goes on then."""


def on(month: int, day: int, hour: int = 8, minute: int = 0, second: int = 0, micro: int = 0) -> datetime:
    """A wall time of 2026 in Batulicin."""
    return datetime(2026, month, day, hour, minute, second, micro, WITA)


@dataclass(slots=True)
class Stage:
    """Stories by the hour they go on at."""

    office: Office
    waiting: list[tuple[datetime, int, Story]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def add(self, at: datetime, story: Story) -> None:
        """Let a story begin at an hour."""
        heapq.heappush(self.waiting, (at, next(self.numbers), story))

    def play(self, until: datetime) -> None:
        """Go on with whatever is next until an hour; timers are looked after whenever time passes."""
        while self.waiting and self.waiting[0][0] <= until:
            at, _, story = heapq.heappop(self.waiting)
            if at > self.office.clock():
                self.office.clock.move_to(at)
                assert worker.settle(self.office.site) == []
            following = next(story, None)
            if following is not None:
                self.add(following, story)
        self.office.clock.move_to(until)
        assert worker.settle(self.office.site) == []


@dataclass(frozen=True, slots=True)
class Hands:
    """Whoever may does a step of one case."""

    office: Office
    case: cases.Started

    def open(self, element: str) -> int:
        """The number of the one open task of a step."""
        wanted = inbox.Filter(instance=self.case.instance)
        found = inbox.search(self.office.site, OPERATOR, wanted).items
        (task,) = (line.id for line in found if line.element == element)
        return task

    def who(self, task: int, login: str | None = None) -> str:
        """A candidate for a task."""
        wanted = inbox.Filter(instance=self.case.instance)
        (line,) = (one for one in inbox.search(self.office.site, OPERATOR, wanted).items if one.id == task)
        return login or next(name for name, roles in PEOPLE.items() if line.lane in roles)

    def step(
        self, element: str, after: timedelta, takes: timedelta, login: str | None = None, **answers: Any
    ) -> Story:
        """Wait, start, work, complete; a late one says why where `late` is among the answers."""
        office, late = self.office, answers.pop("late", None)
        yield office.clock() + after
        task = self.open(element)
        actor = office[self.who(task, login)]
        work.start(office.site, actor, task)
        yield office.clock() + takes
        self.finish(task, actor.login, late=late, **answers)

    def finish(self, task: int, login: str, late: str | None = None, **answers: Any) -> None:
        """Complete a task that was begun."""
        office = self.office
        shown = form_for(office.site, office[login], task)
        second = next((name for name in shown.officers if name != login), None)
        why = completion.Late(late, "catatan") if late else None
        given = filled(shown.form, second, **answers)
        completion.complete(office.site, office[login], task, given, late=why)

    def say(self, message: str, **variables: Any) -> None:
        """Give the case a message."""
        self.office.say(self.case, message, **variables)
