"""The flow of one run against a version: an alignment, and the deviations it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from tasks.conformance.aligning import MOST_STATES, Alignment, Move, Side, align
from tasks.conformance.deviations import Deviation, Kind
from tasks.conformance.history import Event, Run, State
from tasks.conformance.models import Model

_WIDE_ONES = 4
_FOREIGN = "?"  # begins the name of an element that the version does not have


@dataclass(frozen=True, slots=True)
class Walked:
    """A run held against a version: its events that count there, what each is called there, and the alignment (None
    where it was too wide to be found).
    """

    events: tuple[Event, ...]
    names: tuple[str, ...]
    found: Alignment | None


class Walker:
    """Aligns runs with versions; runs that went the same way are aligned once.

    Where several searches were too wide the next ones are short, so that a page comes in seconds whatever is drawn.
    """

    def __init__(self) -> None:
        self._wide = 0
        self._known: dict[tuple[int, tuple[tuple[str, ...], ...], bool], Alignment | None] = {}

    def walk(self, run: Run, model: Model, name: Callable[[Event], str | None], *, strict: bool) -> Walked:
        """Hold a run against a version; `name` says what an event's step is called there.

        Without `strict` a step done under an earlier version that has no counterpart is left out: it was right then.
        """
        events, names = [], []
        for event in run.events:
            called = name(event)
            if called in model.told:
                events.append(event)
                names.append(str(called))
            elif strict or event.version in (None, run.version):
                events.append(event)
                names.append(_FOREIGN + event.element)
        groups = _groups(events, names)
        key = (id(model), groups, run.state is State.ENDED)
        if key not in self._known:
            most = MOST_STATES if self._wide < _WIDE_ONES else MOST_STATES // 20
            self._known[key] = align(model.net, groups, whole=run.state is State.ENDED, most=most)
            self._wide += self._known[key] is None
        return Walked(tuple(events), tuple(names), self._known[key])


def _groups(events: Sequence[Event], names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    pairs = zip((event.at for event in events), names, strict=True)
    return tuple(tuple(name for _, name in some) for _, some in groupby(pairs, key=lambda pair: pair[0]))


def deviations(run: Run, walked: Walked, moved_at: Sequence[datetime]) -> Iterator[Deviation]:
    """What an alignment tells; a step that is both missing and too much was done out of order."""
    if walked.found is None:
        return
    moves = walked.found.moves
    missing = Counter(move.element for move in moves if move.side is Side.NET)
    swapped: Counter[str] = Counter()
    for move in moves:
        if move.side is Side.LOG:
            kind = _kind_of_extra(move, missing, swapped)
            yield _of_event(kind, walked, move)
        elif move.side is Side.BOTH and _is_early(walked, move):
            yield _of_event(Kind.EARLY, walked, move)
    for place, move in enumerate(moves):
        if move.side is not Side.NET:
            continue
        if swapped[move.element]:
            swapped[move.element] -= 1
            continue
        at = _moment(run, walked, moves[place:])
        since = max((walked.events[one].at for one in move.after), default=run.started)
        passed = any(since <= moment <= at for moment in moved_at)
        yield Deviation(Kind.SKIPPED, at, move.element, by_move=passed)


def _kind_of_extra(move: Move, missing: Counter[str], swapped: Counter[str]) -> Kind:
    if move.element.startswith(_FOREIGN):
        return Kind.UNKNOWN
    if swapped[move.element] < missing[move.element]:
        swapped[move.element] += 1
        return Kind.ORDER
    return Kind.EXTRA


def _of_event(kind: Kind, walked: Walked, move: Move) -> Deviation:
    event = walked.events[move.event or 0]
    return Deviation(kind, event.at, move.element.removeprefix(_FOREIGN), event.task, event.who)


def _is_early(walked: Walked, move: Move) -> bool:
    before = max((walked.events[one].at for one in move.after), default=None)
    return before is not None and walked.events[move.event or 0].happened < before


def _moment(run: Run, walked: Walked, moves: Sequence[Move]) -> datetime:
    """When a step was passed over: when what came next happened, or the run ended."""
    following = next((move.event for move in moves if move.event is not None), None)
    return walked.events[following].at if following is not None else run.ended or run.started


def foreign(name: str) -> bool:
    """Whether a name of a walk is that of an element the version does not have."""
    return name.startswith(_FOREIGN)
