"""What a replay found: how many cases and steps were late then, would be now, and which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from processes.model import Step
from tasks.replay.judging import Judged, Verdict


class Fate(StrEnum):
    """A case by its limits: late when one of them passed."""

    NEWLY = "newly"  # late now alone
    BOTH = "both"
    NO_LONGER = "no_longer"  # late then alone
    NEITHER = "neither"


class Match(StrEnum):
    """How the steps of the two versions belong together."""

    SAME = "same"
    ADDED = "added"  # has no history
    REMOVED = "removed"  # has history, and no limit any more


@dataclass(frozen=True, slots=True)
class ReplayedCase:
    """One case; `open` says that its service runs on, so that more may yet be late. Only limits that differ or passed
    are kept in `judged`.
    """

    id: int
    number: str
    category: str
    version: int
    started_at: datetime
    open: bool
    fate: Fate
    judged: tuple[Judged, ...]


@dataclass(slots=True)
class Tally:
    """Counts of finished limits by what became of them; `running` of those still open, which count nowhere else."""

    both: int = 0
    newly: int = 0
    no_longer: int = 0
    in_time: int = 0
    unjudged: int = 0  # finished, without a limit in either version
    running: int = 0
    running_late: int = 0  # of the running: past their new deadline already

    def add(self, one: Judged) -> None:
        """Count one limit."""
        if not one.done:
            self.running += 1
            self.running_late += one.now is Verdict.LATE
        elif one.then is Verdict.NONE and one.now is Verdict.NONE:
            self.unjudged += 1
        else:
            self.newly += one.newly
            self.no_longer += one.no_longer
            late_now = one.now is Verdict.LATE
            self.both += late_now and not one.newly
            self.in_time += not late_now and not one.no_longer

    @property
    def then(self) -> int:
        """Late under the version each ran on."""
        return self.both + self.no_longer

    @property
    def now(self) -> int:
        """Late under the version asked about."""
        return self.both + self.newly

    @property
    def done(self) -> int:
        """All that are finished."""
        return self.both + self.newly + self.no_longer + self.in_time + self.unjudged


@dataclass(frozen=True, slots=True)
class StepLine:
    """One row of the table; `before` and `after` are its waktu cells. The whole service has an empty element."""

    element: str
    number: str
    name: str
    before: str
    after: str
    match: Match
    tally: Tally


@dataclass(frozen=True, slots=True)
class Replayed:
    """The whole answer. `settled` and the counts of `fates` are of cases whose service is over; `open_fates` of others.

    `recorded` breaches of stopped limits, of which `agreeing` came out again when computed anew under the version and
    calendar each case ran on, and `invented` that came out though none is recorded: 0 unless the rules differ.
    """

    steps: tuple[StepLine, ...]
    cases: tuple[ReplayedCase, ...]
    fates: Mapping[Fate, int]
    open_fates: Mapping[Fate, int]
    recorded: int
    agreeing: int
    invented: int

    @property
    def settled(self) -> int:
        """Cases whose service is over."""
        return sum(self.fates.values())

    @property
    def late_now(self) -> int:
        """Settled cases that would have been late."""
        return self.fates[Fate.NEWLY] + self.fates[Fate.BOTH]

    @property
    def late_then(self) -> int:
        """Settled cases that were late."""
        return self.fates[Fate.NO_LONGER] + self.fates[Fate.BOTH]

    @property
    def open(self) -> int:
        """Cases whose service runs on."""
        return sum(self.open_fates.values())

    @property
    def exact(self) -> bool:
        """Whether computing anew under each case's own version gave exactly the recorded breaches."""
        return self.agreeing == self.recorded and not self.invented


def fate_of(judged: Sequence[Judged]) -> Fate:
    """What became of a case as a whole."""
    then = any(one.then is Verdict.LATE for one in judged)
    now = any(one.now is Verdict.LATE for one in judged)
    return _FATES[then, now]


_FATES = {
    (True, True): Fate.BOTH,
    (True, False): Fate.NO_LONGER,
    (False, True): Fate.NEWLY,
    (False, False): Fate.NEITHER,
}


@dataclass(slots=True)
class Sums:
    """What is counted while cases are judged one after the other."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    recorded: int = 0
    agreeing: int = 0
    invented: int = 0

    def add(self, judged: Iterable[Judged], place: Mapping[str, Step]) -> None:
        """Count the limits of a case; `place` gives an element's row in the new version."""
        for one in judged:
            row = place.get(one.element)
            key = row.id if row else f"-{one.element}" if one.element else ""
            self.tallies.setdefault(key, Tally()).add(one)
            if one.done:
                late, again = one.then is Verdict.LATE, one.recomputed is Verdict.LATE
                self.recorded += late
                self.agreeing += late and again
                self.invented += again and not late


def lateness(one: Judged) -> timedelta | None:
    """How long after its new deadline a limit's work ended, by the wall clock; None when it was not late."""
    if one.now is not Verdict.LATE or one.due_now is None or one.stopped_at is None:
        return None
    return one.stopped_at - one.due_now
