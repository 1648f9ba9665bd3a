"""Making a simulation ready: the files of both versions, the numbers measured or typed, the past month to reproduce."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from engine import calendars, definitions, settings
from engine.database import Tx
from engine.office_calendar import OfficeCalendar
from engine.office_timetable import moment, ticks
from engine.refusals import Invalid, Problem
from processes.diagram import Diagram
from processes.diff import pairs
from processes.linking import faults, reached
from processes.reader import read_bpmn
from processes.shape import shape_of
from tasks.replay.history import Span
from tasks.replay.question import with_hours
from tasks.simulation import measuring, recorded
from tasks.simulation.comings import AFTER, BEFORE
from tasks.simulation.figuring import Figures
from tasks.simulation.fitting import numbers_of
from tasks.simulation.net import Net, net_of
from tasks.simulation.numbers import Numbers
from tasks.simulation.typed import Typed, applied

MOST_CASES = 10_000
"""Cases of one play, with those before and after the period: a worker plays a month in one go."""
ENOUGH = 30  # cases before the month that is reproduced, for numbers that do not know it


@dataclass(frozen=True, slots=True)
class Setup:
    """What is simulated: cases that come in [start, end), by numbers measured on the cases of [past_start, past_end).

    `version` is that in force; `other` the one beside it (0: the draft, None: none). `plays` months are played for
    each, with seeds from `seed` on. `calendar` and `hours` as in a replay. The month that is reproduced is
    [check_start, check_end).
    """

    version: int
    other: int | None
    start: datetime
    end: datetime
    past_start: datetime
    past_end: datetime
    check_start: datetime
    check_end: datetime
    plays: int = 20
    seed: int = 1
    calendar: int | None = None
    hours: dict[str, str] = field(default_factory=dict)
    typed: Typed = field(default_factory=Typed)


@dataclass(frozen=True, slots=True)
class Check:
    """The past month: numbers to play it with, when its cases came (ticks), and what was recorded.

    `apart` says that the numbers were measured on the time before it alone.
    """

    numbers: Numbers
    comings: list[int]
    figures: Figures
    cases: int
    apart: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """The numbers of both versions, and the version of the calendar in force when they were made; no check where
    nothing has come in that month."""

    before: Numbers
    after: Numbers | None
    check: Check | None
    calendar: int = 0


SETUP: TypeAdapter[Setup] = TypeAdapter(Setup)
PREPARED: TypeAdapter[Prepared] = TypeAdapter(Prepared)
Files = Mapping[str, Sequence[str]]
"""BPMN texts: "before" and perhaps "after", each the SOP itself first, then those it calls."""


def files_of(tx: Tx, xml: bytes) -> list[str]:
    """A file and those of the SOPs it calls, as far as they are published and fit. Raises BadXml, BadCell."""
    main = read_bpmn(xml)
    lines = {line.key: line for line in definitions.in_force_of_each(tx)}
    library = {key: definitions.load(tx, line.id).diagram for key, line in lines.items()}
    if faults(main, library):
        return [xml.decode()]
    found = [definitions.source(tx, lines[key].id) for key in reached(main, library)]
    return [one.decode() for one in (xml, *found)]


def net_from(texts: Sequence[str]) -> Net:
    """The net of a file with those it calls."""
    contents = [text.encode() for text in texts]
    return net_of([(read_bpmn(content), shape_of(content)) for content in contents])


def hours_of(tx: Tx, office: str, setup: Setup, newest: int) -> OfficeCalendar:
    """The working calendar that is simulated with: the one asked for, else `newest`, with the hours typed in."""
    found = calendars.at_version(tx, office, newest if setup.calendar is None else setup.calendar)
    return with_hours(found, setup.hours) if setup.hours else found


def names_between(old: Diagram, new: Diagram) -> dict[str, str]:
    """The older id of each element of the newer version that has another one there."""
    if old.sop is None or new.sop is None:
        return {}
    return {element: step.id for element, step in pairs(old.sop, new.sop).items() if element != step.id}


def prepare(tx: Tx, key: str, setup: Setup, files: Files) -> Prepared:
    """Measure the past and put what was typed in its place; one reading transaction sees all of it."""
    office = tx.actor.office
    before, current = net_from(files["before"]), calendars.current(tx, office)
    calendar = hours_of(tx, office, setup, current.version)
    found, _ = measuring.measure(tx, Span(key, office, setup.past_start, setup.past_end), current)
    number = partial(_numbers, tx)
    first = number(before, found, lambda name: name)
    after = None
    if "after" in files:
        net = net_from(files["after"])
        names = names_between(before.diagram, net.diagram)
        after = applied(number(net, found, lambda name: names.get(name, name)), setup.typed, net, calendar)
    check = _check(tx, key, setup, number, before)
    prepared = Prepared(applied(first, setup.typed, before, calendar), after, check, current.version)
    require_few(setup, prepared.before.arrivals.per_day, len(check.comings) if check else 0)
    return prepared


def require_few(setup: Setup, per_day: float, checked: int = 0) -> None:
    """Refuse more cases than a play may have. Raises Invalid."""
    days = (setup.end + AFTER - setup.start + BEFORE) / timedelta(days=1)
    if max(per_day * days, checked) > MOST_CASES:
        raise Invalid("simulation.invalid", Problem("simulation.too_many", "per_day", {"most": MOST_CASES}))


def _numbers(tx: Tx, net: Net, found: measuring.Measured, known: Callable[[str], str]) -> Numbers:
    limits = settings.environment(tx)["setelan"]
    return numbers_of(net, found, known, limits, measuring.of_people(tx, tx.actor.office))


def _check(tx: Tx, key: str, setup: Setup, number: Callable[..., Numbers], net: Net) -> Check | None:
    office = tx.actor.office
    calendar = calendars.current(tx, office)
    wide = Span(key, office, setup.check_start - BEFORE, min(setup.check_end + AFTER, tx.now))
    _, pasts = measuring.measure(tx, wide, calendar)
    comings = [measuring.came(past, key) for past in pasts]
    month = [
        past for past, at in zip(pasts, comings, strict=True) if setup.check_start <= at < setup.check_end
    ]
    if not month:
        return None
    earlier, _ = measuring.measure(tx, Span(key, office, setup.past_start, setup.check_start), calendar)
    apart = earlier.cases >= ENOUGH
    if not apart:
        span = Span(key, office, setup.past_start, max(setup.past_end, setup.check_end))
        earlier, _ = measuring.measure(tx, span, calendar)
    numbers = applied(number(net, earlier, lambda name: name), Typed(), net, calendar)
    figures = recorded.figures(month, key, net, calendar)
    return Check(numbers, sorted(ticks(at) for at in comings), figures, len(month), apart)


def default_setup(now: datetime, zone: Any, version: int, other: int | None) -> Setup:
    """Next month, by the last three months, checked on the last whole month."""
    local = now.astimezone(zone)
    this = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (this + timedelta(days=32)).replace(day=1)
    later = (following + timedelta(days=32)).replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    return Setup(
        version=version,
        other=other,
        start=following.astimezone(UTC),
        end=later.astimezone(UTC),
        past_start=(local - timedelta(days=91)).astimezone(UTC),
        past_end=now,
        check_start=last.astimezone(UTC),
        check_end=this.astimezone(UTC),
    )


def check_comings(check: Check, setup: Setup) -> list[tuple[int, bool]]:
    """When the past month's cases came, those beside it unmeasured."""
    return [(at, setup.check_start <= moment(at) < setup.check_end) for at in check.comings]
