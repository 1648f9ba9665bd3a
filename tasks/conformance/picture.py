"""A variant drawn: how often each step was done on it, and along which arrows the cases went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from engine.database import Actor
from engine.refusals import NotFound
from tasks.conformance.aligning import Side
from tasks.conformance.history import State
from tasks.conformance.judging import Judged
from tasks.conformance.models import Library
from tasks.conformance.variants import code_of, commonest, meant, path_of, read
from tasks.reports import scope as scopes
from tasks.reports.scope import ReportFilter
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class Picture:
    """The chosen path on its diagram: the version to draw, times by element, and moves between elements."""

    version: int
    times: Mapping[str, int]
    moves: Mapping[tuple[str, str], int]


def picture(site: Site, actor: Actor, scope: ReportFilter, only: str, code: str) -> Picture | None:
    """A path (without a code the most frequent one) on the diagram of the version most of its cases ran under.

    None where no case went its whole way. Raises Forbidden, Invalid, NotFound.
    """
    scopes.require_case_reader(actor, scope)
    with site.db.snapshot(actor) as tx:
        library, found, _ = read(tx, scope)
    over = [one for one in found if one.run.state is not State.OPEN and meant(one, only)]
    by_code: dict[str, list[Judged]] = {}
    for one in over:
        by_code.setdefault(code_of(path_of(library, one), one), []).append(one)
    if not code and not over:
        return None
    gone = by_code.get(code) if code else max(by_code.values(), key=len)
    if not gone:
        raise NotFound("variant.unknown")
    row = library.row_of(commonest(library.numbers[one.run.version] for one in gone))
    first = next(one for one in gone if one.run.version == row)
    times = Counter(event.element for event in first.run.events)
    moves = {move: count * len(gone) for move, count in _moves(library, first).items()}
    return Picture(library.numbers[row], times, moves)


def _moves(library: Library, one: Judged) -> Counter[tuple[str, str]]:
    """From which element to which tokens went, by the alignment with the version the case ran under."""
    starts = [
        e.id for e in library.model(one.run.version).diagram.elements.values() if e.type == "startEvent"
    ]
    found: Counter[tuple[str, str]] = Counter()
    for move in one.walked.found.moves if one.walked.found else ():
        if move.side is Side.BOTH:
            before = [one.walked.names[number] for number in move.after] or starts[:1]
            found.update((source, move.element) for source in before)
    return found
