"""Small games of simulation: one net, numbers given by hand, an office that is always open or a real one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from engine.office_calendar import Interval, OfficeCalendar
from engine.office_timetable import ticks
from tasks.simulation.chance import Spread
from tasks.simulation.net import Net
from tasks.simulation.numbers import (
    Arrivals,
    BranchNumbers,
    Lasting,
    Numbers,
    Origin,
    StepNumbers,
    WaitNumbers,
)
from tasks.simulation.played import Game, Played
from tasks.simulation.playing import play
from tasks.simulation.preparing import net_from
from tests.processes.templates import LINE, file, lane

BEGIN = datetime(2026, 4, 9, tzinfo=UTC)  # Thursday, 08:00 in Batulicin
_DAY = (Interval(time(0), time(0)),)
ALWAYS = OfficeCalendar("UTC", (_DAY, _DAY, _DAY, _DAY, _DAY, _DAY, _DAY))
NOTHING = Lasting(Spread("fixed", (0.0,)), Origin.TYPED)


def fixed(minutes: float) -> Lasting:
    """Always as long."""
    return Lasting(Spread("fixed", (minutes,)), Origin.TYPED)


def net(body: str = LINE, *refs: str) -> Net:
    """The net of a small file; its tasks are done by "petugas"."""
    lanes = lane(*refs) if refs else None
    return net_from([file(body, lanes=lanes).decode()])


def numbers(
    drawn: Net,
    work: dict[str, Lasting] | Lasting,
    people: int = 1,
    branches: dict[str, tuple[float, ...]] | None = None,
    waits: dict[str, WaitNumbers] | None = None,
) -> Numbers:
    """Numbers for a net: work by element, so many people who can do everything."""
    roles = tuple(sorted({node.role for node in drawn.works}))
    return Numbers(
        steps={
            node.id: StepNumbers(work if isinstance(work, Lasting) else work[node.id], NOTHING)
            for node in drawn.works
        },
        waits=waits or {},
        branches={name: BranchNumbers(shares, Origin.TYPED) for name, shares in (branches or {}).items()},
        arrivals=Arrivals({}, 0.0, Origin.TYPED),
        people=(roles,) * people,
    )


def game(
    drawn: Net, found: Numbers, calendar: OfficeCalendar = ALWAYS, seed: int = 1, days: int = 400
) -> Game:
    """A game that is looked at for so many days."""
    return Game(drawn, found, calendar, seed, {}, ticks(BEGIN + timedelta(days=days)))


def played(one: Game, minutes: Sequence[float]) -> list[Played]:
    """Cases that come so many minutes after the beginning."""
    comings = [(ticks(BEGIN) + round(at * 60_000_000), True) for at in minutes]
    return play(one, comings).cases


def waits(cases: Sequence[Played], element: str) -> list[float]:
    """Minutes each case waited for a step to be begun, in the order they came."""
    found = []
    for case in cases:
        found += [(w.started - w.opened) / 6e7 for w in case.works if w.element == element and w.started]
    return found
