"""Judging the cases of an SOP: every run held against a version, with all that deviates in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from engine.database import Tx
from engine.schema import instances
from tasks.conformance import acts, flow, hands, history, models, standing
from tasks.conformance.acts import Act, Moved
from tasks.conformance.deviations import Deviation, Kind
from tasks.conformance.flow import Walked, Walker
from tasks.conformance.hands import Staff
from tasks.conformance.history import Event, Run
from tasks.conformance.models import Library
from tasks.reports.scope import ReportFilter

_EMPTY: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A run, what it is held against (row of the version), the alignment and every deviation, the earliest first.

    `untold` counts steps done by somebody whose roles at that time the trail does not tell.
    """

    run: Run
    against: int
    walked: Walked
    deviations: tuple[Deviation, ...]
    late: bool
    untold: int

    @property
    def fits(self) -> bool:
        """Whether the flow fits the version fully."""
        return self.walked.found is not None and self.walked.found.cost == 0


@dataclass(frozen=True, slots=True)
class Docket:
    """All that is read of the cases before they are judged."""

    library: Library
    runs: tuple[Run, ...]
    acts: Mapping[int, Sequence[Act]]
    moved: Mapping[int, Sequence[Moved]]
    staff: Staff


def read(tx: Tx, scope: ReportFilter, one: int | None = None) -> Docket:
    """Read the cases meant, or one of them; the number of queries does not grow with them."""
    library = models.library(tx, scope.definition_key)
    ids: Select[Any] = history.chosen(scope, instances.c.id, one=one)
    runs = history.read(tx, scope, library, one)
    staff = hands.read(tx, ids, standing.read(tx))
    return Docket(library, runs, acts.read(tx, ids), acts.moves_of(tx, ids), staff)


def judge(docket: Docket, against: int | None = None) -> Iterator[Judged]:
    """Hold every run against the version it ran under, or all against one (its row number)."""
    walker = Walker()
    for run in docket.runs:
        yield _judge(docket, run, against, walker)


def _judge(docket: Docket, run: Run, against: int | None, walker: Walker) -> Judged:
    row = run.version if against is None else against
    model = docket.library.model(row)
    moved = docket.moved.get(run.case, _EMPTY)
    walked = walker.walk(run, model, _naming(docket, run, row, moved), strict=against is not None)
    own = row == run.version
    late = docket.staff.of_run(run, docket.library.key)
    told = (
        *flow.deviations(run, walked, [one.at for one in moved]),
        *_by_hand(docket, run),
        *hands.deviations(walked, model, docket.staff, as_done=own),
        *hands.own_confirmations(run, late),
    )
    found = tuple(sorted(told, key=lambda one: (one.at, one.kind)))
    return Judged(run, row, walked, found, bool(late), hands.untold(walked, docket.staff))


def _naming(docket: Docket, run: Run, row: int, moved: Sequence[Moved]) -> Callable[[Event], str | None]:
    """What an event's element is called in the version asked about: as its case was moved, else as the tables match."""

    def name(event: Event) -> str | None:
        done_under = event.version or run.version
        if row == done_under:
            return event.element
        if row == run.version:
            return _followed(event, moved)
        return docket.library.renamed(done_under, row).get(event.element)

    return name


def _followed(event: Event, moved: Sequence[Moved]) -> str | None:
    found: str | None = event.element
    for one in moved:
        if one.at >= event.at:
            found = one.mapping.get(found, found) if found else None
    return found


def _by_hand(docket: Docket, run: Run) -> Iterator[Deviation]:
    """The acts on a run's tasks, and on the whole case while it was in the run."""
    moments = {one.deviation.at for one in docket.acts.get(run.case, ()) if one.deviation.kind is Kind.MOVED}
    for act in docket.acts.get(run.case, ()):
        found = act.deviation
        if act.task is None:
            if run.covers(found.at):
                yield found
        elif act.task in run.tasks and not (found.kind is Kind.PUT_BACK and found.at in moments):
            yield _at_step(found, run.tasks[act.task])


def _at_step(found: Deviation, element: str) -> Deviation:
    return Deviation(found.kind, found.at, element, found.task, found.who, found.other, found.reason)
