"""A replay to take away: one line for each limit that passed then or would pass now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import audit
from engine.database import Actor
from tasks.replay.judging import Judged
from tasks.replay.outcome import Replayed, ReplayedCase, StepLine, lateness
from tasks.replay.question import Question
from tasks.replay.running import replay
from tasks.reports.exports import Export
from tasks.site import Site

COLUMNS = (
    *("business_key", "category", "version", "started_at", "fate", "step", "name", "then", "now"),
    *("due_then", "due_now", "stopped_at", "lateness_seconds"),
)


def export(site: Site, actor: Actor, question: Question) -> Export:
    """The list, cases by number. That it is taken out is put into the trail. Raises Forbidden, NotFound, Invalid."""
    found = replay(site, actor, question)
    details = {
        "definition": question.key,
        "version": question.version,
        "calendar": question.calendar,
        "start": question.start,
        "end": question.end,
        "office": actor.office,
        "names": "case numbers",
    }
    with site.db.begin(actor) as tx:
        audit.append(tx, "reads", "report.exported", "report:replay", details)
    return Export("replay", COLUMNS, lambda _: _rows(found))


def _rows(found: Replayed) -> Iterator[tuple[Any, ...]]:
    lines = {line.element: line for line in found.steps}
    for case in found.cases:
        for one in case.judged:
            yield (*_of_case(case), *_of_limit(one, lines.get(one.element)))


def _of_case(case: ReplayedCase) -> tuple[Any, ...]:
    return case.number, case.category, case.version, case.started_at, str(case.fate)


def _of_limit(one: Judged, line: StepLine | None) -> tuple[Any, ...]:
    number, name = (line.number, line.name) if line else ("", one.element)
    verdicts = str(one.then), str(one.now)
    return number, name, *verdicts, one.due_then, one.due_now, one.stopped_at, lateness(one)
