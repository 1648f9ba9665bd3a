"""Measuring the past for a simulation: work, idle queues, waits and arrivals as they were, element by element."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from engine import office_time
from engine.database import Tx
from engine.instances import CANCELED as CASE_CANCELED
from engine.office_calendar import OfficeCalendar, plan
from engine.schema import instances, people, person_roles, tasks
from tasks.replay import history
from tasks.replay.history import Past, Span, Work
from tasks.simulation.numbers import CLOSED
from tasks.states import COMPLETED

_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Measured:
    """Raw measurements by element, in minutes, and counts."""

    work: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    idle: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    queue: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    hands: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cuts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    """How often an element was gone through: works and waits that ended by themselves."""
    followed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often one element's end opened another at that very instant ("": a case's beginning), or came to an end."""
    hourly: dict[str, float] = field(default_factory=dict)
    per_day: float = 0.0
    categories: Counter[str] = field(default_factory=Counter)
    other: dict[str, list[float]] = field(default_factory=dict)
    """Minutes of attention of each task of other SOPs, by role."""
    open_hours: float = 0.0
    cases: int = 0
    canceled: int = 0


@dataclass(frozen=True, slots=True)
class Staffed:
    """Who is busy when: intervals of work in progress by person, and the holders of each role."""

    busy: Mapping[str, tuple[list[datetime], list[datetime]]]
    holders: Mapping[str, tuple[str, ...]]

    def anybody_free(self, role: str, at: datetime) -> bool:
        """Whether a holder of the role had nothing in progress."""
        return any(self._free(login, at) for login in self.holders.get(role, ()))

    def _free(self, login: str, at: datetime) -> bool:
        starts, ends = self.busy.get(login, ([], []))
        place = bisect_right(starts, at) - 1
        return place < 0 or ends[place] <= at


def measure(tx: Tx, span: Span, calendar: OfficeCalendar) -> tuple[Measured, tuple[Past, ...]]:
    """The cases of a span and what they show."""
    found = Measured()
    pasts = history.read(tx, span)
    staffed, attention, other = _staffed(tx, span, frozenset(past.id for past in pasts))
    found.other = other
    found.open_hours = office_time.between(calendar, span.start, span.end) / timedelta(hours=1)
    for past in pasts:
        _case(found, past, calendar, staffed)
        for work in past.works:
            if work.id in attention:
                tied, lasted = attention[work.id]
                found.hands[work.element][0] += tied
                found.hands[work.element][1] += lasted
    _arrivals(found, [came(past, span.key) for past in pasts], span, calendar)
    return found, pasts


def came(past: Past, key: str) -> datetime:
    """When a case came to the SOP: as it began, or when another SOP first brought it there."""
    if past.own:
        return past.started_at
    return min((work.opened_at for work in past.works if work.sop == key), default=past.started_at)


def of_people(tx: Tx, office: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The active people of an office with their roles, by login."""
    query = select(people.c.login, person_roles.c.role).join(person_roles)
    query = query.where(people.c.office == office, people.c.active).order_by(
        people.c.login, person_roles.c.role
    )
    held: dict[str, list[str]] = {}
    for row in tx.conn.execute(query):
        held.setdefault(row.login, []).append(row.role)
    return tuple((login, tuple(roles)) for login, roles in held.items())


def _case(found: Measured, past: Past, calendar: OfficeCalendar, staffed: Staffed) -> None:
    found.cases += 1
    found.categories[past.category] += 1
    found.canceled += past.status == CASE_CANCELED
    _follow(found, past)
    for work in past.works:
        if work.state == COMPLETED and work.started_at and work.completed_at:
            found.done[work.element] += 1
            if work.outcome:
                found.answers[work.element, work.outcome] += 1
            found.work[work.element].append(worked(work, past, calendar))
            waited = office_time.between(calendar, work.opened_at, work.started_at) / _MINUTE
            found.queue[work.element].append(waited)
            if staffed.anybody_free(work.lane or "", work.opened_at):
                found.idle[work.element].append(waited)
    for wait in past.waits:
        if wait.closed_at is None:
            continue
        ended = wait.occurred_at or wait.closed_at
        if wait.how == "completed":
            found.done[wait.element] += 1
            found.waits[wait.element].append(max(0.0, (ended - wait.opened_at) / _MINUTE))
        elif past.status != CASE_CANCELED or wait.closed_at != past.settled_at:
            found.cuts[wait.element].append((wait.closed_at - wait.opened_at) / _MINUTE)


def _follow(found: Measured, past: Past) -> None:
    """One command bears one instant: what a step's end opened bears the instant of its end, and came after it."""
    opened: dict[datetime, list[tuple[str, int, str]]] = defaultdict(list)
    ends: list[tuple[str, int, str, datetime]] = [("", -1, "", past.started_at)]
    for place, work in enumerate(past.works):
        opened[work.opened_at].append(("work", place, work.element))
        if work.completed_at and work.state == COMPLETED:
            ends.append(("work", place, work.element, work.completed_at))
    for place, wait in enumerate(past.waits):
        opened[wait.opened_at].append(("wait", place, wait.element))
        if wait.closed_at and wait.how == "completed":
            ends.append(("wait", place, wait.element, wait.closed_at))
    if past.settled_at and past.outcome:
        opened[past.settled_at].append(("", 0, past.outcome))
    for kind, place, element, at in ends:
        for other, later, following in opened.get(at, ()):
            if other != kind or later > place:
                found.followed[element, following] += 1


def worked(work: Work, past: Past, calendar: OfficeCalendar) -> float:
    """Minutes of work on a task: from start to completion without pauses; what went on over a night counts the hours
    the office was open alone."""
    begin, end = work.started_at, work.completed_at
    if begin is None or end is None:
        return 0.0
    pauses = [
        (max(one.started_at, begin), min(one.ended_at or end, end))
        for one in past.pauses
        if one.task_id == work.id and one.started_at < end and (one.ended_at or end) > begin
    ]
    zone = calendar.timetable.zone
    if begin.astimezone(zone).date() == end.astimezone(zone).date():
        stood = sum((b - a for a, b in office_time.merged(pauses)), timedelta())
        return (end - begin - stood) / _MINUTE
    return office_time.net(calendar, begin, end, pauses) / _MINUTE


_Attention = dict[int, tuple[float, float]]


def _staffed(tx: Tx, span: Span, own: frozenset[int]) -> tuple[Staffed, _Attention, dict[str, list[float]]]:
    """Who worked on what at the same time in the whole office, whatever the SOP; by task the minutes that took
    somebody's whole attention beside those it lasted, where works in progress share a person evenly; and that
    attention for tasks of other cases than the SOP's `own`, by role."""
    t = tasks.c
    query = (
        select(t.id, t.instance_id, t.lane, t.completed_by, t.started_at, t.completed_at)
        .join(instances, instances.c.id == t.instance_id)
        .where(
            instances.c.office == span.office,
            t.state == COMPLETED,
            t.started_at.is_not(None),
            t.completed_at >= span.start,
            t.completed_at < span.end,
        )
    )
    roles: dict[int, str] = {}
    of_person: dict[str, list[tuple[datetime, datetime, int]]] = defaultdict(list)
    for row in tx.conn.execute(query):
        if row.completed_by:
            of_person[row.completed_by].append((row.started_at, row.completed_at, row.id))
            if row.instance_id not in own:
                roles[row.id] = row.lane or ""
    busy = {}
    attention: _Attention = {}
    for login, rows in of_person.items():
        joined = office_time.merged([(a, b) for a, b, _ in rows])
        busy[login] = ([a for a, _ in joined], [b for _, b in joined])
        _share(rows, attention)
    holders: dict[str, list[str]] = defaultdict(list)
    for login, held in of_people(tx, span.office):
        for role in held:
            holders[role].append(login)
    other: dict[str, list[float]] = defaultdict(list)
    for number, role in roles.items():
        other[role].append(attention[number][0])
    return Staffed(busy, {role: tuple(logins) for role, logins in holders.items()}), attention, dict(other)


def _share(rows: Sequence[tuple[datetime, datetime, int]], attention: _Attention) -> None:
    edges = sorted({edge for a, b, _ in rows for edge in (a, b)})
    ordered = sorted(rows)
    open_now: list[tuple[datetime, datetime, int]] = []
    tied: dict[int, float] = defaultdict(float)
    place = 0
    for at, following in pairwise(edges):
        while place < len(ordered) and ordered[place][0] <= at:
            open_now.append(ordered[place])
            place += 1
        open_now = [one for one in open_now if one[1] > at]
        for _, _, number in open_now:
            tied[number] += (following - at) / _MINUTE / len(open_now)
    for begin, end, number in rows:
        attention[number] = (tied[number], (end - begin) / _MINUTE)


def _arrivals(found: Measured, comings: Iterable[datetime], span: Span, calendar: OfficeCalendar) -> None:
    zone = calendar.timetable.zone
    first, last = span.start.astimezone(zone).date(), (span.end - _MINUTE).astimezone(zone).date()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    classes = {day: day_class(calendar, day) for day in days}
    of_class = Counter(classes.values())
    counts: Counter[tuple[int, int]] = Counter()
    total = 0
    for at in comings:
        local = at.astimezone(zone)
        if local.date() in classes:
            counts[classes[local.date()], local.hour] += 1
            total += 1
    found.hourly = {
        f"{kind}-{hour}": count / of_class[kind] for (kind, hour), count in sorted(counts.items())
    }
    working = sum(count for kind, count in of_class.items() if kind != CLOSED)
    found.per_day = total / working if working else 0.0


def day_class(calendar: OfficeCalendar, day: date) -> int:
    """The weekday of a day on which the office is open, else CLOSED."""
    return day.weekday() if plan(calendar, day).hours else CLOSED
