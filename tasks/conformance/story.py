"""One case held against a version: what should have come and what came, move by move, with each deviation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine import definitions, instances
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.refusals import Forbidden, NotFound
from engine.schema import tasks
from tasks.conformance import judging
from tasks.conformance.aligning import Side
from tasks.conformance.deviations import Deviation
from tasks.conformance.flow import foreign
from tasks.conformance.judging import Judged
from tasks.conformance.models import Library
from tasks.reports import scope as scopes
from tasks.reports.scope import ReportFilter
from tasks.site import Site
from tasks.timeline_events import Event, events


@dataclass(frozen=True, slots=True)
class Line:
    """One move: on which side it happened, and the step; `at` and `who` where it was done."""

    side: Side
    element: str
    number: str
    name: str
    at: datetime | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of the case through the SOP against a version; `lines` are None where it could not be aligned."""

    judged: Judged
    version: int
    ran_on: int
    lines: tuple[Line, ...] | None


@dataclass(frozen=True, slots=True)
class Story:
    """A case: its passages, every deviation, the timeline, step names by element; `keys` are the SOPs it came through,
    `versions` those of the one looked at.
    """

    id: int
    number: str
    key: str
    keys: tuple[str, ...]
    passages: tuple[Passage, ...]
    deviations: tuple[Deviation, ...]
    events: tuple[Event, ...]
    names: dict[str, tuple[str, str]]
    versions: tuple[int, ...]


def story(site: Site, actor: Actor, case: int, key: str | None = None, against: int | None = None) -> Story:
    """One case of the acting person's office as it went through an SOP: the one it began with, or one it came to.

    Raises Forbidden, NotFound.
    """
    if not scopes.reads_cases(actor):
        raise Forbidden("report.forbidden")
    with site.db.read(actor) as tx:
        instance = instances.read(tx, case)
        if instance.office != actor.office:
            raise NotFound("instance.unknown")
        keys = _keys(tx, instance)
        scope = ReportFilter(key or keys[0], instance.started_at, tx.now, actor.office)
        docket = judging.read(tx, scope, case)
        if not docket.runs:
            raise NotFound("instance.unknown")
        library = docket.library
        row = None if against is None else library.row_of(against)
        found = tuple(judging.judge(docket, row))
        told = sorted((each for one in found for each in one.deviations), key=lambda each: each.at)
        return Story(
            id=case,
            number=found[0].run.number,
            key=library.key,
            keys=keys,
            passages=tuple(_passage(library, one) for one in found),
            deviations=tuple(dict.fromkeys(told)),
            events=events(tx, case),
            names={each.element: library.called(each.element) for each in told if each.element},
            versions=tuple(reversed(tuple(library.numbers.values()))),
        )


def _keys(tx: Tx, instance: Instance) -> tuple[str, ...]:
    """The SOP a case began with, and those that others of it brought it to."""
    own = definitions.load(tx, instance.definition_id).key
    query = select(tasks.c.sop).where(tasks.c.instance_id == instance.id, tasks.c.sop.is_not(None)).distinct()
    return (own, *sorted(str(one) for one in tx.conn.execute(query).scalars()))


def _passage(library: Library, one: Judged) -> Passage:
    lines = tuple(_lines(library, one)) if one.walked.found else None
    return Passage(one, library.numbers[one.against], library.numbers[one.run.version], lines)


def _lines(library: Library, one: Judged) -> Iterator[Line]:
    for move in one.walked.found.moves if one.walked.found else ():
        event = None if move.event is None else one.walked.events[move.event]
        element = event.element if event and foreign(move.element) else move.element
        stamps = (event.at, event.who) if event else (None, "")
        yield Line(move.side, element, *library.called(element), *stamps)
