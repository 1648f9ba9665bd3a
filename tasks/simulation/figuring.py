"""What one played month shows: waiting, work and lateness per step, load per role, queues day by day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from engine import office_due, office_time
from engine.office_calendar import OfficeCalendar
from engine.office_timetable import moment, ticks
from processes.model import TimeKind
from tasks import anchors, clocks, service
from tasks.replay.rules import Limit
from tasks.simulation.played import Done, Game, Month, Played

_MINUTE = 60_000_000
_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Window:
    """The period that is looked at, [start, end), and its working days with instants at which queues are counted."""

    start: datetime
    end: datetime
    looks: tuple[tuple[date, tuple[int, ...]], ...]
    open_minutes: float


def window(calendar: OfficeCalendar, start: datetime, end: datetime) -> Window:
    """A window whose queues are counted every hour the office is open."""
    zone = calendar.timetable.zone
    looks: dict[date, list[int]] = {}
    for opens, closes in office_time.open_spans(calendar, start, end):
        at = opens
        while at < closes:
            looks.setdefault(at.astimezone(zone).date(), []).append(ticks(at))
            at += timedelta(hours=1)
    length = office_time.between(calendar, start, end) / timedelta(minutes=1)
    return Window(start, end, tuple((day, tuple(found)) for day, found in looks.items()), length)


Figures = dict[str, float]
"""Figures by name: "step/<element>/late", "role/<role>/load", "whole/late", "queue/<role>/<day>"."""


def figures(game: Game, month: Month, within: Window) -> Figures:
    """Every figure of one played month; waits and work in minutes of open office, turnaround in days."""
    judge = _Judge(game)
    found: Figures = {}
    by_step: dict[str, list[tuple[Done, bool | None]]] = defaultdict(list)
    late_cases: list[bool] = []
    service_late: list[bool] = []
    turnaround: list[float] = []
    measured = [case for case in month.cases if case.measured]
    for case in measured:
        verdicts = [(work, judge.late(case, work)) for work in case.works]
        for work, late in verdicts:
            by_step[work.element].append((work, late))
        if case.settled is None:
            continue
        turnaround.append((case.settled - case.came) / _DAY)
        whole = judge.service(case)
        if whole is not None:
            service_late.append(whole)
        late_cases.append(bool(whole) or any(late for _, late in verdicts))
    found |= dict(_of_steps(game, by_step))
    found |= dict(_of_roles(game, month, within))
    found["whole/came"] = float(len(measured))
    found["whole/settled"] = float(len(turnaround))
    found |= dict(spread("whole/days", turnaround))
    found |= dict(share("whole/late", late_cases))
    found |= dict(share("whole/service_late", service_late))
    return found


def _of_steps(
    game: Game, by_step: Mapping[str, list[tuple[Done, bool | None]]]
) -> Iterator[tuple[str, float]]:
    for element, works in by_step.items():
        done = [work for work, _ in works if work.ended is not None]
        if not done:
            continue
        name = f"step/{element}"
        yield f"{name}/done", float(len(done))
        yield from spread(f"{name}/wait", [_open(game.calendar, one.opened, one.started) for one in done])
        yield from spread(f"{name}/work", [one.minutes for one in done])
        yield from share(f"{name}/late", [late for _, late in works if late is not None])


def _of_roles(game: Game, month: Month, within: Window) -> Iterator[tuple[str, float]]:
    works: dict[str, list[Done]] = defaultdict(list)
    busy: dict[int, float] = defaultdict(float)
    start, end = ticks(within.start), ticks(within.end)
    load: dict[str, float] = defaultdict(float)
    own = [work for case in month.cases for work in case.works]
    for work in (*own, *month.others):
        works[work.role].append(work)
        if work.started is not None:
            tied = _open(game.calendar, max(work.started, start), min(work.tied or end, end))
            load[work.role] += tied
            busy[work.person] += tied
    for role, found in works.items():
        people = [number for number, held in enumerate(game.numbers.people) if role in held]
        capacity = len(people) * within.open_minutes or 1.0
        yield f"role/{role}/hours", load[role] / 60 / (len(within.looks) or 1)
        yield f"role/{role}/load", sum(busy[number] for number in people) / capacity
        queues = list(_queues(found, within))
        for day, mean in queues:
            yield f"queue/{role}/{day.isoformat()}", mean
        yield f"role/{role}/queue", sum(mean for _, mean in queues) / (len(queues) or 1)


def _queues(works: Sequence[Done], within: Window) -> Iterator[tuple[date, float]]:
    """The mean number of tasks waiting to be begun, by working day."""
    opened = sorted(work.opened for work in works)
    begun = sorted(work.started for work in works if work.started is not None)
    for day, looks in within.looks:
        counts = [bisect_right(opened, at) - bisect_right(begun, at) for at in looks]
        yield day, sum(counts) / len(counts)


def _open(calendar: OfficeCalendar, a: int, b: int | None) -> float:
    if b is None or b <= a:
        return 0.0
    table = calendar.timetable.covering(a, b)
    return (table.open_until(b) - table.open_until(a)) / _MINUTE


def spread(name: str, lengths: Sequence[float]) -> Iterator[tuple[str, float]]:
    """Median and p90 by nearest rank, as the reports tell them."""
    if lengths:
        ordered = sorted(lengths)
        yield f"{name}_median", ordered[(len(ordered) - 1) // 2]
        yield f"{name}_p90", ordered[-(-len(ordered) * 9 // 10) - 1]


def share(name: str, verdicts: Sequence[bool]) -> Iterator[tuple[str, float]]:
    if verdicts:
        yield name, sum(verdicts) / len(verdicts)


class _Judge:
    """The limits of a version on what was played; the rules are those of the running clocks."""

    def __init__(self, game: Game) -> None:
        self._calendar = game.calendar
        diagram = game.net.diagram
        self._sop = diagram.sop
        self._limits = {
            node.id: clocks.limit_of(node.step, diagram.sop_of(node.id)) for node in game.net.works
        }

    def late(self, case: Played, work: Done) -> bool | None:
        """Whether a task passed its limit; None without a limit, or while it is not known."""
        limit = self._limits.get(work.element)
        if limit is None or work.ended is None or work.started is None:
            return None
        if limit[0].kind is TimeKind.SERVICE:
            return timedelta(minutes=work.minutes) > office_due.budget(limit[0])
        began = self._began(case, limit, work.opened, work.started)
        due = None if began is None else office_due.due(self._calendar, limit[0], began)
        return None if due is None else due < moment(work.ended)

    def service(self, case: Played) -> bool | None:
        """Whether the whole service passed a limit."""
        if case.settled is None:
            return None
        stood = [(moment(a), moment(b)) for a, b in case.stood]
        verdicts = []
        for standard in service.applying(self._sop, case.category, ""):
            limit = (standard.time, anchors.of_standard(standard.time.anchor, self._sop))
            began = self._began(case, limit, case.came, None)
            due = None if began is None else office_due.due(self._calendar, limit[0], began, stood)
            if due is not None:
                verdicts.append(due < moment(case.settled))
        return any(verdicts) if verdicts else None

    def _began(self, case: Played, limit: Limit, opened: int, started: int | None) -> datetime | None:
        words = limit[1]
        if words == anchors.OPENED:
            return moment(opened)
        if words == anchors.STARTED:
            return None if started is None else moment(started)
        return anchors.begun([_moments(case, word) for word in words.split(",")], moment(opened))


def _moments(case: Played, word: str) -> list[datetime]:
    return [moment(at) for at in case.marks.get(word, ())]


def days_of(found: Iterable[str]) -> list[date]:
    """The working days whose queues are among some figures' names."""
    return sorted(
        {date.fromisoformat(name.rpartition("/")[2]) for name in found if name.startswith("queue/")}
    )


def midnight(day: date, calendar: OfficeCalendar) -> datetime:
    """The beginning of a day of the office's zone, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=calendar.timetable.zone).astimezone(UTC)
