"""Patterns of pauses that deserve a second look; each is a question to ask, none is a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from engine.office_calendar import OfficeCalendar
from tasks import pauses
from tasks.reports.judged import length
from tasks.standstills import Pause, stops

# What the flow of a case causes by itself: nobody chose the moment, and nothing needs to be shown for it.
BY_FLOW = frozenset({pauses.PAYMENT, pauses.TRAVEL, pauses.OUTAGE, pauses.COLLECTION, pauses.RELEASED})
# The office decides that these begin; their letter or their record is the evidence.
BY_OFFICE = frozenset({pauses.APPLICANT, pauses.EXAMINATION})

LEFT = 0.1  # of a limit: less than this left is "just before the deadline"
TIMES_LONGER = 3  # than the median of its reason
ENOUGH = 5  # pauses of a reason before its median says anything


class Odd(StrEnum):
    """What is odd about a pause."""

    BEFORE_DEADLINE = "before_deadline"
    AFTER_DEADLINE = "after_deadline"
    NO_EVIDENCE = "no_evidence"
    ONE_PERSON = "one_person"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Limit:
    """The clock that a pause stops, as it stands now: kind of its standard, its anchor, its deadline, and the calendar
    that deadline was made by.
    """

    kind: str
    anchor_at: datetime
    due_at: datetime
    calendar: OfficeCalendar


def oddities(pause: Pause, others: Sequence[Pause], limit: Limit | None) -> set[Odd]:
    """What is odd about one pause among all pauses of the same clock (itself included); its length apart."""
    if pause.reason in BY_FLOW:
        return set()
    found = set()
    if limit is not None and stops(pause.reason, limit.kind):
        found |= _near_the_deadline(pause, others, limit)
    if pause.reason not in BY_OFFICE:
        if not pause.evidence.strip():
            found.add(Odd.NO_EVIDENCE)
        if pause.ended_by == pause.started_by:
            found.add(Odd.ONE_PERSON)
    return found


def _near_the_deadline(pause: Pause, others: Sequence[Pause], limit: Limit) -> set[Odd]:
    """How much of the limit was left when the pause began. Pauses from then on have moved the deadline since."""
    holes = [
        (one.started_at, one.ended_at) for one in others if one.ended_at and stops(one.reason, limit.kind)
    ]
    later = [(start, end) for start, end in holes if start >= pause.started_at]
    left = length(limit.calendar, limit.kind, pause.started_at, limit.due_at, later)
    whole = length(limit.calendar, limit.kind, limit.anchor_at, limit.due_at, holes)
    if pause.started_at < limit.anchor_at or not whole:
        return set()
    if not left:
        return {Odd.AFTER_DEADLINE}
    return {Odd.BEFORE_DEADLINE} if left < whole * LEFT else set()


def too_long(lengths: Iterable[tuple[int, str, timedelta]]) -> set[int]:
    """Of (number, reason, length) those that lasted much longer than pauses of their reason do."""
    by_reason: dict[str, list[tuple[int, timedelta]]] = {}
    for number, reason, lasted in lengths:
        by_reason.setdefault(reason, []).append((number, lasted))
    return {number for same in by_reason.values() for number in _outliers(same)}


def _outliers(same: Sequence[tuple[int, timedelta]]) -> Iterable[int]:
    if len(same) < ENOUGH:
        return ()
    usual = median(lasted.total_seconds() for _, lasted in same)
    return (number for number, lasted in same if lasted.total_seconds() > usual * TIMES_LONGER > 0)


def counted(odd: Iterable[frozenset[Odd]]) -> Mapping[Odd, int]:
    """How often each pattern occurs."""
    found = dict.fromkeys(Odd, 0)
    for one in odd:
        for pattern in one:
            found[pattern] += 1
    return found
