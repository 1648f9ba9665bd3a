"""Replaying past cases and playing coming ones: how many in how long, one process on one core."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from time import perf_counter

from bench import m11
from bench.figures import Figure
from bench.places import THURSDAY, office_at, place_of
from bench.scale import fill
from engine.office_calendar_seed import seed_calendar
from engine.office_timetable import ticks
from tasks.replay.question import Question
from tasks.replay.running import replay
from tasks.simulation.chance import Spread
from tasks.simulation.comings import drawn
from tasks.simulation.figuring import figures, window
from tasks.simulation.fitting import assumed_work, typed_arrivals
from tasks.simulation.net import Net
from tasks.simulation.numbers import BranchNumbers, Lasting, Numbers, Origin, StepNumbers, WaitNumbers
from tasks.simulation.played import Game
from tasks.simulation.playing import play
from tasks.simulation.preparing import net_from
from tests.support import postgres
from tests.support.office import OPERATOR

_DAY = THURSDAY.replace(hour=0)
_START = datetime(2026, 6, 1, tzinfo=UTC)
_DAYS = 28


def measure(server: postgres.Server, replayed: int, played: int) -> list[Figure]:
    """A replay of so many cases on both databases, and so many cases of Micin Darurat played under two versions."""
    found = []
    for on in (None, server):
        with place_of(on) as place, office_at(place) as office:
            fill(office, replayed, finished=True)
            question = Question(m11.KEY, _DAY, _DAY.replace(day=30), 1)
            began = perf_counter()
            answer = replay(office.site, OPERATOR, question)
            took = perf_counter() - began
            name = f"{place.name}: {answer.settled:,} cases of {m11.STEPS} steps replayed"
            found.append(Figure(name, took, "s", "<= 5" if replayed == 2_000 else ""))
    return [*found, *_played(played)]


def _played(wanted: int) -> list[Figure]:
    net = net_from(
        [(files("bpmn") / f"{key}.bpmn").read_text("utf-8") for key in ("micin_darurat", "periksa_lanjutan")]
    )
    calendar = seed_calendar()
    plays, cases, works, began = 0, 0, 0, perf_counter()
    numbers = _numbers(net)
    while cases < wanted:
        for version in (numbers, replace(numbers, people=numbers.people[:-1])):
            end = _START + timedelta(days=_DAYS)
            game = Game(net, version, calendar, plays, {}, ticks(end + timedelta(days=90)))
            month = play(game, drawn(version.arrivals, calendar, plays, _START, end))
            figures(game, month, window(calendar, _START, end))
            cases += len(month.cases)
            works += sum(len(case.works) for case in month.cases)
        plays += 1
    took = perf_counter() - began
    return [
        Figure(f"{cases:,} cases of Micin Darurat played ({2 * plays} months)", took, "s", "<= 60"),
        Figure("steps done in them", works, ""),
        Figure("cases played and reckoned", cases / took, "/s"),
    ]


def _numbers(net: Net) -> Numbers:
    """Thirty requests on a working day, two officers to a role at every six steps a day, decisions nine to one."""
    lying = Lasting(Spread("triangle", (1.0, 10.0, 60.0)), Origin.TYPED)
    day = Lasting(Spread("triangle", (600.0, 1500.0, 6000.0)), Origin.TYPED)
    gates = {
        node.id: BranchNumbers((0.9, *(0.1 / (len(node.ways) - 1),) * (len(node.ways) - 1)), Origin.TYPED)
        for node in net.nodes.values()
        if node.kind in ("choose", "race") and len(node.ways) > 1
    }
    return Numbers(
        steps={
            node.id: StepNumbers(Lasting(assumed_work(node.step), Origin.ASSUMED), lying)
            for node in net.works
        },
        waits={
            node.id: WaitNumbers(day, 0.05 if node.limits else 0.0, day)
            for node in net.nodes.values()
            if node.kind in ("wait", "timer") or node.limits
        },
        branches=gates,
        arrivals=typed_arrivals(seed_calendar(), 30.0),
        people=tuple((role,) for role in {node.role for node in net.works} for _ in range(12)),
    )
