"""What takes time in a simulation: work by somebody free while the office is open, waits, and limits on both."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from math import log
from typing import Any

import simpy

from engine import office_time
from engine.office_calendar import OfficeCalendar
from engine.office_timetable import moment, ticks
from tasks.simulation.chance import code, uniform
from tasks.simulation.net import Node
from tasks.simulation.played import Done, Game, Played
from tasks.simulation.staff import Pool

_MINUTE = 60_000_000
_MINUTES = timedelta(minutes=1)
_WORK, _PICKUP, _WAIT, _NEVER, _CUT = range(1, 6)
BRANCH = 6
_OTHER = 78

Steps = Generator[Any, Any, Any]


class Doing:
    """The people, the hours and the luck of one game."""

    def __init__(self, game: Game, env: simpy.Environment) -> None:
        self.game = game
        self.env = env
        self.pool = Pool(env, game.numbers.people)
        self.others: list[Done] = []
        self._codes = {name: code(game.names.get(name, name)) for name in game.net.nodes}

    @property
    def now(self) -> int:
        """The present instant (ticks)."""
        return int(self.env.now)

    def luck(self, case: Played, name: int, purpose: int, visit: int = 0) -> float:
        """A draw that is the same for the same case, element, visit and purpose, whatever else happens."""
        return uniform(self.game.seed, case.number, name, visit * 8 + purpose)

    def draw(self, case: Played, node: Node, purpose: int) -> float:
        """As `luck`, for an element on its present visit."""
        return self.luck(case, self._codes[node.id], purpose, case.visits[node.id])

    def limit(self, case: Played, node: Node) -> tuple[str | None, Any]:
        numbers = self.game.numbers.waits.get(node.id)
        if not node.limits or numbers is None or numbers.cut is None:
            return None, None
        length = numbers.cut.spread.at(self.draw(case, node, _CUT))
        return node.limits[0], self.env.timeout(round(length * _MINUTE))

    def wait(self, case: Played, node: Node, cut: Any) -> Steps:
        numbers = self.game.numbers.waits[node.id]
        never = cut is not None and self.draw(case, node, _NEVER) < numbers.never
        if never:
            yield cut
            return True
        length = numbers.lasts.spread.at(self.draw(case, node, _WAIT))
        return (yield from self.first(self.env.timeout(round(length * _MINUTE)), cut))

    def work(self, case: Played, node: Node, cut: Any) -> Steps:
        numbers, calendar = self.game.numbers.steps[node.id], self.game.calendar
        done = Done(node.id, node.role, self.now)
        case.works.append(done)
        pickup = numbers.pickup.spread.at(self.draw(case, node, _PICKUP))
        minutes = numbers.work.spread.at(self.draw(case, node, _WORK))
        if (yield from self._until(self._later(calendar, pickup), cut)):
            return True
        asked = self.pool.ask(node.role)
        try:
            late = yield from self.first(asked, cut)
        except simpy.Interrupt:
            self.pool.drop(node.role, asked)
            raise
        if late:
            self.pool.drop(node.role, asked)
            return True
        done.person = asked.value
        try:
            opens = ticks(office_time.next_opening(calendar, moment(self.now)))
            if (yield from self._until(opens, cut)):
                return True
            done.started, done.minutes = self.now, minutes
            ends = self._later(calendar, minutes)
            if (yield from self._until(self._later(calendar, minutes * numbers.hands), cut)):
                return True
        finally:
            done.tied = self.now
            self.pool.give_back(done.person)
        if (yield from self._until(ends, cut)):
            return True
        done.ended = self.now
        return False

    def other(self, role: str) -> Steps:
        """Work of other SOPs that the same people do: it comes by chance while the office is open."""
        other, name, number = self.game.numbers.other[role], code(role), 0
        while True:
            number += 1
            gap = -log(uniform(self.game.seed, _OTHER, name, number)) * 60 / other.per_hour
            at = self._later(self.game.calendar, gap)
            yield self.env.timeout(max(1, at - self.now))
            share = uniform(self.game.seed, _OTHER, name, number, 1)
            self.env.process(self._beside(role, other.work.spread.at(share)))

    def _beside(self, role: str, minutes: float) -> Steps:
        done = Done("", role, self.now, minutes=minutes)
        self.others.append(done)
        asked = self.pool.ask(role)
        yield asked
        done.person = asked.value
        opens = ticks(office_time.next_opening(self.game.calendar, moment(self.now)))
        yield self.env.timeout(opens - self.now)
        done.started = self.now
        yield self.env.timeout(max(0, self._later(self.game.calendar, minutes) - self.now))
        done.ended = done.tied = self.now
        self.pool.give_back(done.person)

    def _until(self, at: int, cut: Any) -> Steps:
        if at <= self.now and cut is None:
            return False
        return (yield from self.first(self.env.timeout(max(0, at - self.now)), cut))

    def first(self, event: Any, cut: Any) -> Steps:
        """Wait for an event or for the limit, whichever comes first; whether it was the limit."""
        if cut is None:
            yield event
            return False
        yield event | cut
        return not event.processed

    def _later(self, calendar: OfficeCalendar, minutes: float) -> int:
        now = self.now
        return now if minutes <= 0 else ticks(office_time.add(calendar, moment(now), minutes * _MINUTES))
