"""The cases of an SOP and period against the version each ran under, or against another: what deviates, how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from engine.database import Actor, Tx
from engine.refusals import NotFound
from tasks.conformance import approvals, judging
from tasks.conformance.approvals import Approval
from tasks.conformance.deviations import FLOW, Deviation, Kind
from tasks.conformance.history import State
from tasks.conformance.judging import Judged
from tasks.conformance.models import Library
from tasks.reports import scope as scopes
from tasks.reports.rates import Interval, wilson
from tasks.reports.scope import FIRST_PAGE, Listing, Page, ReportFilter
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the cases, the version they are held against (None: each its own), and which are listed: those
    with a kind of deviation, or in a state; empty for all.
    """

    scope: ReportFilter
    against: int | None = None
    kind: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the cases that are over have something, the share with its 95 % interval, and how many open ones."""

    ended: int
    of: int
    open: int
    times: int

    @property
    def share(self) -> float:
        """Of the cases that are over; 0 without any."""
        return self.ended / self.of if self.of else 0.0

    @property
    def interval(self) -> Interval:
        """In which the true share lies with 95 % confidence (Wilson)."""
        return wilson(self.ended, self.of)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step and how often each kind of deviation came up at it."""

    element: str
    number: str
    name: str
    times: dict[Kind, int]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the list; `fitness` is None where it could not be judged. A case that came to the SOP several times is
    one line; it is open while its last passage is.
    """

    id: int
    number: str
    category: str
    version: int
    state: State
    started: datetime
    fitness: float | None
    deviations: tuple[Deviation, ...]


@dataclass(frozen=True, slots=True)
class Conformance:
    """The whole answer. `drawn` is the version whose diagram shows it: the one held against, else the newest they ran
    under. `fitness` is that of all events together; `unjudged` cases were too wide to be aligned,
    `untold` steps were done by somebody whose roles at that time the trail does not tell.
    """

    ended: int
    open: int
    fit: Share
    deviating: Share
    fitness: float
    kinds: dict[Kind, Share]
    steps: tuple[StepLine, ...]
    drawn: int
    versions: tuple[Approval, ...]
    listing: Listing[CaseLine]
    unjudged: int
    untold: int


def conformance(site: Site, actor: Actor, question: Question, page: Page = FIRST_PAGE) -> Conformance:
    """Hold the acting person's office's cases against a version; cases are named by their number alone.

    Raises Forbidden, Invalid, NotFound for a version that is not there.
    """
    scopes.require_case_reader(actor, question.scope)
    scopes.require_page(page)
    with site.db.snapshot(actor) as tx:
        return _answer(tx, question, page)


def lines(tx: Tx, question: Question) -> list[CaseLine]:
    """Every case that is listed, in the order of the list; for exports."""
    library, found = _judged(tx, question)
    return _listed(_cases(library, found), question)


def _judged(tx: Tx, question: Question) -> tuple[Library, list[Judged]]:
    docket = judging.read(tx, question.scope)
    if not docket.library.numbers:
        raise NotFound("definition.unknown")
    row = None if question.against is None else docket.library.row_of(question.against)
    return docket.library, list(judging.judge(docket, row))


def _answer(tx: Tx, question: Question, page: Page) -> Conformance:
    library, found = _judged(tx, question)
    cases = _cases(library, found)
    listed = _listed(cases, question)
    aligned = [one.walked.found for one in found if one.walked.found]
    worst = sum(one.worst for one in aligned)
    ended = sum(one.state is not State.OPEN for one in cases)
    return Conformance(
        ended=ended,
        open=len(cases) - ended,
        fit=_share(cases, ended, lambda one: one.fitness == 1 and not _of_flow(one)),
        deviating=_share(cases, ended, lambda one: bool(one.deviations)),
        fitness=1 - sum(one.cost for one in aligned) / worst if worst else 1.0,
        kinds=_kinds(cases, ended),
        steps=tuple(_steps(library, found)),
        drawn=question.against or max((one.version for one in cases), default=0),
        versions=approvals.of_versions(tx, library.key, {one.version for one in cases}),
        listing=Listing(tuple(listed[page.start : page.start + page.limit]), page, len(listed)),
        unjudged=sum(one.fitness is None for one in cases),
        untold=sum(one.untold for one in found),
    )


def _cases(library: Library, found: Iterable[Judged]) -> list[CaseLine]:
    """The runs of each case as one line; those with the most deviations first, then the latest begun."""
    by_case: dict[int, list[Judged]] = {}
    for one in found:
        by_case.setdefault(one.run.case, []).append(one)
    made = [_case(library, runs) for runs in by_case.values()]
    return sorted(made, key=lambda one: (-len(one.deviations), -one.started.timestamp(), one.id))


def _case(library: Library, runs: list[Judged]) -> CaseLine:
    first, last = runs[0].run, runs[-1].run
    aligned = [one.walked.found for one in runs if one.walked.found]
    worst = sum(one.worst for one in aligned)
    fitness = 1 - sum(one.cost for one in aligned) / worst if worst else 1.0
    told = sorted((each for one in runs for each in one.deviations), key=lambda each: each.at)
    return CaseLine(
        id=first.case,
        number=first.number,
        category=first.category,
        version=library.numbers[first.version],
        state=last.state,
        started=first.started,
        fitness=fitness if len(aligned) == len(runs) else None,
        deviations=tuple(dict.fromkeys(told)),
    )


def _listed(cases: list[CaseLine], question: Question) -> list[CaseLine]:
    def meant(one: CaseLine) -> bool:
        kinds = {each.kind for each in one.deviations}
        if question.kind and question.kind not in kinds:
            return question.kind == "any" and bool(kinds)
        return not question.state or (one.state is State.OPEN) == (question.state == State.OPEN)

    return [one for one in cases if meant(one)]


def _of_flow(one: CaseLine) -> bool:
    return any(each.kind in FLOW for each in one.deviations)


def _has(kind: Kind, one: CaseLine) -> bool:
    return any(each.kind is kind for each in one.deviations)


def _share(cases: list[CaseLine], ended: int, has: Callable[[CaseLine], bool]) -> Share:
    having = [one for one in cases if has(one)]
    still = sum(one.state is State.OPEN for one in having)
    return Share(len(having) - still, ended, still, len(having))


def _kinds(cases: list[CaseLine], ended: int) -> dict[Kind, Share]:
    """Each kind that came up, the most cases first."""
    times: Counter[Kind] = Counter(each.kind for one in cases for each in one.deviations)
    found = {}
    for kind in Kind:
        if times[kind]:
            share = _share(cases, ended, partial(_has, kind))
            found[kind] = replace(share, times=times[kind])
    return dict(sorted(found.items(), key=lambda item: (-item[1].ended - item[1].open, item[0])))


def _steps(library: Library, found: list[Judged]) -> Iterator[StepLine]:
    """The steps at which something deviates, the most often first."""
    times: dict[str, Counter[Kind]] = {}
    for one in found:
        for each in one.deviations:
            if each.element:
                times.setdefault(each.element, Counter())[each.kind] += 1
    for element, counted in sorted(times.items(), key=lambda item: (-item[1].total(), item[0])):
        number, name = library.called(element)
        yield StepLine(element, number, name, dict(counted))
