"""How a case's time divides into parts that sum exactly to the whole, and one task's time; pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from engine import office_time
from engine.office_calendar import OfficeCalendar


class Part(StrEnum):
    """What an instant of a case was spent on; every instant belongs to exactly one."""

    QUEUE = "queue"
    TOUCH = "touch"
    APPLICANT = "applicant"
    CLOSED_OFFICE = "closed_office"
    TRAVEL = "travel"
    OUTAGE = "outage"
    EXAMINATION = "examination"


STANDSTILLS = frozenset({Part.APPLICANT, Part.TRAVEL, Part.OUTAGE, Part.EXAMINATION})
"""Parts in which the service clock stands still (architecture: Clocks); net time leaves them out."""


class Cause(IntEnum):
    """What may claim an instant, strongest first; what nobody claims is closed office or queue."""

    OUTAGE = 0
    TRAVEL = 1
    DOCUMENTS = 2  # waiting for the applicant's documents, or for the applicant at a suspended task
    PAYMENT = 3
    EXAMINATION = 4
    TOUCH = 5
    NOTHING = 6


_PART = (
    Part.OUTAGE,
    Part.TRAVEL,
    Part.APPLICANT,
    Part.APPLICANT,
    Part.EXAMINATION,
    Part.TOUCH,
    Part.QUEUE,
)

_CAUSES: Mapping[str, Cause] = {
    "outage": Cause.OUTAGE,
    "travel": Cause.TRAVEL,
    "applicant": Cause.DOCUMENTS,
    "collection": Cause.DOCUMENTS,
    "pemohon": Cause.DOCUMENTS,  # a task suspended because the applicant is awaited
    "payment": Cause.PAYMENT,
    "examination": Cause.EXAMINATION,
}

Claim = tuple[Cause, datetime, datetime]
"""From an instant (inside) to a later one (outside) something claims the case's time; claims may overlap."""


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """A case's measured time [started_at, ended_at) and what claims it; `ended_at` is now while it runs."""

    instance_id: int
    office: str
    started_at: datetime
    ended_at: datetime
    claims: Sequence[Claim] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """One piece of the picture; `cause` tells documents from payment inside the applicant's part."""

    part: Part
    start: datetime
    end: datetime
    cause: Cause = Cause.NOTHING


@dataclass(frozen=True, slots=True)
class Split:
    """A case's time by part (all seven, sum = total to the microsecond), with the spans in order, and the version of
    the calendar that says when the office was closed.
    """

    parts: Mapping[Part, timedelta]
    spans: tuple[Span, ...]
    applicant_documents: timedelta
    applicant_payment: timedelta
    calendar_version: int = 0

    @property
    def total(self) -> timedelta:
        """Gross time: from the start until the service was settled, or until now."""
        return sum(self.parts.values(), timedelta())

    @property
    def net(self) -> timedelta:
        """Gross time without the parts in which the service clock stands still."""
        return self.total - sum((self.parts[part] for part in STANDSTILLS), timedelta())


def split(case: CaseTimes, calendar: OfficeCalendar) -> Split:
    """Every instant of the case given to exactly one part: outage before travel, applicant, examination and
    touch; what nobody claims is closed office while the office is closed, else queue.
    """
    spans = tuple(_spans(case, calendar))
    sums = dict.fromkeys(Part, timedelta())
    applicant = {Cause.DOCUMENTS: timedelta(), Cause.PAYMENT: timedelta()}
    for span in spans:
        length = span.end - span.start
        sums[span.part] += length
        if span.cause in applicant:
            applicant[span.cause] += length
    waited = applicant[Cause.DOCUMENTS], applicant[Cause.PAYMENT]
    return Split(sums, spans, *waited, calendar.version)


def parts(case: CaseTimes, calendar: OfficeCalendar) -> dict[Part, timedelta]:
    """The sums of `split` alone, for reports over many cases: closed time is measured, not listed."""
    sums = dict.fromkeys(Part, timedelta())
    for cause, start, end in _swept(case):
        if cause is not Cause.NOTHING:
            sums[_PART[cause]] += end - start
            continue
        opened = office_time.between(calendar, start, end)
        sums[Part.QUEUE] += opened
        sums[Part.CLOSED_OFFICE] += end - start - opened
    return sums


def _spans(case: CaseTimes, calendar: OfficeCalendar) -> Iterator[Span]:
    for cause, start, end in _swept(case):
        if cause is not Cause.NOTHING:
            yield Span(_PART[cause], start, end, cause)
            continue
        at = start
        for opens, closes in office_time.open_spans(calendar, start, end):
            if at < opens:
                yield Span(Part.CLOSED_OFFICE, at, opens)
            yield Span(Part.QUEUE, opens, closes)
            at = closes
        if at < end:
            yield Span(Part.CLOSED_OFFICE, at, end)


def _swept(case: CaseTimes) -> list[Claim]:
    """The case's time cut at every edge of a claim, each piece with its strongest cause; neighbours differ."""
    begin, finish = case.started_at, case.ended_at
    edges: list[tuple[datetime, Cause, int]] = []
    for cause, start, end in case.claims:
        start, end = max(start, begin), min(end, finish)
        if start < end:
            edges += (start, cause, 1), (end, cause, -1)
    edges.sort()
    active = [0] * len(Cause)
    active[Cause.NOTHING] = 1
    pieces: list[Claim] = []
    at, strongest = begin, Cause.NOTHING
    for instant, cause, step in edges:
        if instant != at:
            _lay(pieces, strongest, at, instant)
            at = instant
        active[cause] += step
        strongest = min(strongest, cause) if step > 0 else _first(active)
    _lay(pieces, strongest, at, finish)
    return pieces


_BY_STRENGTH = tuple(Cause)


def _first(active: list[int]) -> Cause:
    for cause in _BY_STRENGTH:
        if active[cause]:
            return cause
    raise AssertionError("nothing is always active")


def _lay(pieces: list[Claim], cause: Cause, start: datetime, end: datetime) -> None:
    if pieces and pieces[-1][0] is cause:
        pieces[-1] = (cause, pieces[-1][1], end)
    elif start < end:
        pieces.append((cause, start, end))


@dataclass(frozen=True, slots=True)
class TaskTimes:
    """One task's time: until it was started, worked on, and suspended after the start."""

    queue: timedelta
    touch: timedelta
    paused: timedelta


def task_times(
    opened: datetime,
    started: datetime | None,
    ended: datetime,
    suspensions: Iterable[tuple[datetime, datetime | None]] = (),
) -> TaskTimes:
    """A task's three times, which sum to ended - opened; `ended` is now while it is open.

    A suspension without an end lasts until `ended`; one before the start is queue.
    """
    begin = ended if started is None else max(opened, min(started, ended))
    touch = sum((b - a for a, b in without(begin, ended, suspensions)), timedelta())
    return TaskTimes(begin - opened, touch, ended - begin - touch)


def without(
    start: datetime, end: datetime, holes: Iterable[tuple[datetime, datetime | None]]
) -> Iterator[tuple[datetime, datetime]]:
    """What is left of [start, end) when the holes are cut out; a hole without an end reaches to the end."""
    at = start
    for begin, finish in sorted((begin, finish or end) for begin, finish in holes):
        if begin >= finish:
            continue
        if at < min(begin, end):
            yield at, min(begin, end)
        at = max(at, finish)
    if at < end:
        yield at, end


def cause_of(reason: str, outage_id: int | None = None) -> Cause | None:
    """What a row of `pauses` claims the time for; None when it only interrupts the touch of its task."""
    return Cause.OUTAGE if outage_id is not None else _CAUSES.get(reason)
