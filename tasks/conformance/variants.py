"""Variants: the distinct ways the cases of a period went through an SOP: how often, how long, how often late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, select

from engine.database import Actor, Tx
from engine.schema import instances, pauses
from tasks.case_time import cause_of, without
from tasks.conformance import history, judging
from tasks.conformance.history import State
from tasks.conformance.judging import Judged
from tasks.conformance.models import Library
from tasks.reports import scope as scopes
from tasks.reports.figures import Figures, figures
from tasks.reports.rates import Interval, wilson
from tasks.reports.scope import ReportFilter
from tasks.site import Site

DEVIATING, LATE = "deviating", "late"
ONLY = (DEVIATING, LATE)
"""Which cases may be looked at alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """A step or wait of a path: its number in the table (empty: none) and its words."""

    element: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A case that went a path. `gross` is its whole time, `net` that without standstills."""

    id: int
    number: str
    category: str
    version: int
    started: datetime
    gross: timedelta
    net: timedelta
    late: bool
    deviations: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One path, and the cases that went it; `code` names it in an address, `broken` that they were withdrawn there."""

    code: str
    path: tuple[Place, ...]
    broken: bool
    members: tuple[Member, ...]
    of: int
    gross: Figures
    net: Figures

    @property
    def count(self) -> int:
        """How many passages went this way."""
        return len(self.members)

    @property
    def share(self) -> float:
        """Of all passages that are over and meant."""
        return self.count / self.of

    @property
    def version(self) -> int:
        """The version most of them ran under, the newest of several: on its diagram the path is drawn."""
        return commonest(one.version for one in self.members)

    @property
    def late(self) -> int:
        """How many of them passed a deadline of the SOP."""
        return sum(one.late for one in self.members)

    @property
    def lateness(self) -> Interval:
        """In which the true share of late ones lies with 95 % confidence (Wilson)."""
        return wilson(self.late, self.count)

    @property
    def deviating(self) -> int:
        """How many of them bear a deviation."""
        return sum(one.deviations > 0 for one in self.members)

    @property
    def loops(self) -> tuple[tuple[Place, int], ...]:
        """The steps that were done more than once, and how often."""
        counted = Counter(self.path)
        return tuple((place, times) for place, times in counted.items() if times > 1)


@dataclass(frozen=True, slots=True)
class StepOf:
    """A step of the chosen path: how often there, and in how many of all passages and how often in them on average."""

    place: Place
    here: int
    passages: int
    average: float


@dataclass(frozen=True, slots=True)
class Variants:
    """The paths, the most frequent first; passages that are still going on are only counted."""

    variants: tuple[Variant, ...]
    open: int
    total: int
    chosen: Variant | None
    steps: tuple[StepOf, ...]


def variants(site: Site, actor: Actor, scope: ReportFilter, only: str = "", code: str = "") -> Variants:
    """The paths of the acting person's office's cases, and the one named (else the first) step by step.

    Raises Forbidden, Invalid.
    """
    scopes.require_case_reader(actor, scope)
    with site.db.snapshot(actor) as tx:
        library, found, holes = read(tx, scope)
    over = [one for one in found if one.run.state is not State.OPEN]
    made = grouped(library, [one for one in over if meant(one, only)], holes)
    chosen = next((one for one in made if one.code == code), made[0] if made else None)
    return Variants(
        variants=made,
        open=len(found) - len(over),
        total=len(over),
        chosen=chosen,
        steps=_steps(made, chosen) if chosen else (),
    )


def every(tx: Tx, scope: ReportFilter, only: str) -> tuple[Variant, ...]:
    """The paths alone, for exports."""
    library, found, holes = read(tx, scope)
    over = [one for one in found if one.run.state is not State.OPEN and meant(one, only)]
    return grouped(library, over, holes)


_Holes = Mapping[int, Sequence[tuple[datetime, datetime | None]]]


def read(tx: Tx, scope: ReportFilter) -> tuple[Library, list[Judged], _Holes]:
    """The passages of the cases meant, and when the clock of each case stood still."""
    docket = judging.read(tx, scope)
    return (
        docket.library,
        list(judging.judge(docket)),
        _standstills(tx, history.chosen(scope, instances.c.id)),
    )


def meant(one: Judged, only: str) -> bool:
    """Whether a passage is looked at: all, the late or the deviating ones."""
    return {DEVIATING: bool(one.deviations), LATE: one.late}.get(only, True)


def grouped(library: Library, found: Iterable[Judged], holes: _Holes) -> tuple[Variant, ...]:
    """Passages that are over, by their path."""
    by_path: dict[tuple[tuple[str, ...], bool], list[Judged]] = {}
    for one in found:
        by_path.setdefault((path_of(library, one), one.run.state is State.BROKEN), []).append(one)
    total = sum(map(len, by_path.values()))
    made = (_variant(library, path, some, holes, total) for (path, _), some in by_path.items())
    return tuple(sorted(made, key=lambda one: (-one.count, len(one.path), one.code)))


def _variant(
    library: Library, path: tuple[str, ...], some: list[Judged], holes: _Holes, total: int
) -> Variant:
    members = tuple(_member(library, one, holes.get(one.run.case, ())) for one in some)
    gross, net = (
        figures([getattr(one, name) // timedelta(microseconds=1) for one in members])
        for name in ("gross", "net")
    )
    assert gross is not None and net is not None
    return Variant(
        code=code_of(path, some[0]),
        path=tuple(Place(element, *library.called(element)) for element in path),
        broken=some[0].run.state is State.BROKEN,
        members=tuple(sorted(members, key=lambda one: (one.started, one.id), reverse=True)),
        of=total,
        gross=gross,
        net=net,
    )


def _member(library: Library, one: Judged, holes: Sequence[tuple[datetime, datetime | None]]) -> Member:
    run = one.run
    end = max(run.started, run.settled or run.started)
    net = sum((b - a for a, b in without(run.started, end, holes)), timedelta())
    return Member(
        id=run.case,
        number=run.number,
        category=run.category,
        version=library.numbers[run.version],
        started=run.started,
        gross=end - run.started,
        net=net,
        late=one.late,
        deviations=len(one.deviations),
    )


def path_of(library: Library, one: Judged) -> tuple[str, ...]:
    """The steps and waits in the order they were completed; timers on the way are left out."""
    activities = library.model(one.run.version).diagram.activities
    return tuple(
        event.element for event in one.run.events if event.task is not None or event.element in activities
    )


def code_of(path: tuple[str, ...], one: Judged) -> str:
    """What names a path in an address; those that were withdrawn on it have their own."""
    broken = "x" if one.run.state is State.BROKEN else ""
    return sha256("\n".join(path).encode()).hexdigest()[:12] + broken


def commonest(versions: Iterable[int]) -> int:
    """The version that comes up most often, the newest of several."""
    counted = Counter(versions)
    return max(counted, key=lambda version: (counted[version], version))


def _steps(made: tuple[Variant, ...], chosen: Variant) -> tuple[StepOf, ...]:
    """The steps of the chosen path in its order, then those only others have."""
    here = Counter(chosen.path)
    passages: Counter[Place] = Counter()
    times: Counter[Place] = Counter()
    for one in made:
        for place, count in Counter(one.path).items():
            passages[place] += one.count
            times[place] += count * one.count
    places = (*here, *(place for place in times if place not in here))
    return tuple(StepOf(one, here[one], passages[one], times[one] / passages[one]) for one in places)


def _standstills(tx: Tx, ids: Select[Any]) -> _Holes:
    """When the service clock of each case stood still: what net time leaves out (tasks.case_time)."""
    p = pauses.c
    query = select(p.instance_id, p.reason, p.outage_id, p.started_at, p.ended_at)
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for number, reason, outage, start, end in tx.conn.execute(query.where(p.instance_id.in_(ids))):
        if cause_of(reason, outage) is not None:
            found.setdefault(number, []).append((start, end))
    return found
