"""The months a simulation plays: each by a seed of its own, the same for both versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from engine import calendars
from engine.database import Tx
from engine.office_calendar import OfficeCalendar
from engine.office_timetable import ticks
from tasks.simulation import comings, preparing
from tasks.simulation.figuring import Figures, Window, figures, window
from tasks.simulation.net import Net
from tasks.simulation.numbers import Numbers
from tasks.simulation.played import Game, Month
from tasks.simulation.playing import play
from tasks.simulation.preparing import Files, Prepared, Setup

BEFORE, AFTER, CHECK = "before", "after", "check"
_AFTERWARDS = timedelta(days=90)  # how long the last cases are followed; later ones count as unsettled


@dataclass(frozen=True, slots=True)
class Hours:
    """The calendar simulated with, and that of the past month."""

    ahead: OfficeCalendar
    past: OfficeCalendar


class Months:
    """A simulation ready to be played; nets are read once."""

    def __init__(self, setup: Setup, prepared: Prepared, files: Files, hours: Hours) -> None:
        self._setup, self._prepared, self._hours = setup, prepared, hours
        self._nets: dict[str, Net] = {which: preparing.net_from(texts) for which, texts in files.items()}
        first, second = self._nets[BEFORE], self._nets.get(AFTER)
        self._names = preparing.names_between(first.diagram, second.diagram) if second else {}

    @staticmethod
    def calendars(tx: Tx, office: str, setup: Setup, prepared: Prepared) -> Hours:
        """The calendars of a simulation: those that were in force when it was made ready."""
        then = calendars.at_version(tx, office, prepared.calendar)
        return Hours(preparing.hours_of(tx, office, setup, prepared.calendar), then)

    def ahead(self, had: Mapping[str, int], checks: int) -> Iterator[tuple[str, int]]:
        """What is still to be played, (which, play): the past month first, then both versions in turn."""
        if self._prepared.check is not None:
            yield from ((CHECK, play) for play in range(had.get(CHECK, 0), checks))
        for number in range(self._setup.plays):
            yield from ((which, number) for which in self._nets if number >= had.get(which, 0))

    def figures(self, which: str, number: int) -> Figures:
        """The figures of one play; the same for the same setup, whenever it is asked."""
        month, game, within = self.month(which, number)
        return {name: round(value, 6) for name, value in figures(game, month, within).items()}

    def month(self, which: str, number: int) -> tuple[Month, Game, Window]:
        """One play itself."""
        setup, seed = self._setup, self._setup.seed * 1_000 + number
        if which == CHECK and self._prepared.check is not None:
            check = self._prepared.check
            game = self._game(
                BEFORE, check.numbers, seed, self._hours.past, ticks(setup.check_end + _AFTERWARDS)
            )
            within = window(game.calendar, setup.check_start, setup.check_end)
            return play(game, preparing.check_comings(check, setup)), game, within
        numbers = self._prepared.after if which == AFTER else self._prepared.before
        game = self._game(
            which, numbers or self._prepared.before, seed, self._hours.ahead, ticks(setup.end + _AFTERWARDS)
        )
        found = comings.drawn(game.numbers.arrivals, game.calendar, seed, setup.start, setup.end)
        return play(game, found), game, window(game.calendar, setup.start, setup.end)

    def _game(self, which: str, numbers: Numbers, seed: int, calendar: OfficeCalendar, end: int) -> Game:
        names = self._names if which == AFTER else {}
        return Game(self._nets[which], numbers, calendar, seed, names, end)
