"""Judging one past case: which of its limits passed then, and which would have passed under other rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from engine import office_due
from engine.office_calendar import OfficeCalendar
from engine.office_time import Span
from processes.model import ServiceStandard, Sop, TimeStandard
from tasks import anchors, clock_rows, service, standstills
from tasks.clock_rows import Clock
from tasks.replay.history import Past, Wait, Work
from tasks.replay.rules import Rules, sources
from tasks.standstills import Pause
from tasks.states import COMPLETED


class Verdict(StrEnum):
    """What became of one limit. A task or service still open is LATE once its deadline passed, else OPEN."""

    LATE = "late"
    IN_TIME = "in_time"
    OPEN = "open"
    NONE = "none"  # no limit is set, or it never began to count


@dataclass(frozen=True, slots=True)
class Judged:
    """One limit of one case; `element` is empty for the whole service, `done` says that it is over."""

    element: str
    task: int | None
    done: bool
    then: Verdict
    now: Verdict
    due_then: datetime | None
    due_now: datetime | None
    stopped_at: datetime | None
    recomputed: Verdict
    """As `then`, but computed anew from the stamps: they must agree (the check that the rules are the real ones)."""

    @property
    def newly(self) -> bool:
        """In time (or without a limit) then, late now."""
        return self.now is Verdict.LATE and self.then is not Verdict.LATE

    @property
    def no_longer(self) -> bool:
        """Late then, not late now."""
        return self.then is Verdict.LATE and self.now is not Verdict.LATE


@dataclass(frozen=True, slots=True)
class Bench:
    """What a case is judged by: the calendars by version, another one where asked for, and the present."""

    calendars: Callable[[int], OfficeCalendar]
    other: OfficeCalendar | None
    now: datetime

    def hours(self, clock: Clock | None, case: Past) -> OfficeCalendar:
        """The calendar asked for, else the one the clock ran on (a new clock: the newest its case knew)."""
        if self.other is not None:
            return self.other
        known = [clock.calendar_version] if clock else [one.calendar_version for one in case.clocks]
        return self.calendars(max(known, default=0))


def judge(case: Past, rules: Rules, bench: Bench) -> Iterator[Judged]:
    """Every limit of a case's own steps and, where it began with the SOP, of the whole service."""
    yield from steps(case, rules, bench, frozenset(rules.old.activities))
    yield from _whole(_Case(case, rules, bench))


def steps(case: Past, rules: Rules, bench: Bench, elements: frozenset[str]) -> Iterator[Judged]:
    """The limits of the steps done on these elements. A case that was moved may bear several clocks for one task."""
    of_task: dict[int, list[Clock]] = {}
    for clock in case.clocks:
        if clock.task_id is not None:
            of_task.setdefault(clock.task_id, []).append(clock)
    for work in case.works:
        if work.element in elements:
            yield _step(_Case(case, rules, bench), work, of_task.get(work.id, []))


@dataclass(frozen=True, slots=True)
class _Case:
    past: Past
    rules: Rules
    bench: Bench


def _step(within: _Case, work: Work, clocks: Sequence[Clock]) -> Judged:
    clock = clocks[-1] if clocks else None
    stopped = clock.stopped_at if clock else work.completed_at
    end = stopped or within.bench.now
    limit = within.rules.limits.get(work.element)
    ahead: datetime | None = None
    if limit is not None:
        standard, words = limit
        began = clock.anchor_at if clock and clock.anchor == words else _began(within, words, work)
        spans = _spans(within.past.pauses, work.id, str(standard.kind), end)
        ahead = _due(within.bench.hours(clock, within.past), standard, began, spans)
    return _judged(within, work.element, work.id, clocks, stopped, ahead)


def _judged(
    within: _Case,
    element: str,
    task: int | None,
    clocks: Sequence[Clock],
    stopped: datetime | None,
    due_now: datetime | None,
) -> Judged:
    before = [_then(within, clock, clock.stopped_at or within.bench.now) for clock in clocks]
    due_then, recomputed = before[-1] if before else (None, Verdict.NONE)
    if any(verdict is Verdict.LATE for _, verdict in before):
        recomputed = Verdict.LATE
    breached = any(clock.id in within.past.breached for clock in clocks)
    return Judged(
        element=element,
        task=task,
        done=stopped is not None,
        then=Verdict.LATE if breached else recomputed,
        now=_verdict(due_now, stopped, within.bench.now),
        due_then=due_then,
        due_now=due_now,
        stopped_at=stopped,
        recomputed=recomputed,
    )


def _then(within: _Case, clock: Clock, end: datetime) -> tuple[datetime | None, Verdict]:
    """The deadline a clock had, computed anew from its stamps by the calendar it ran on."""
    spans = _spans(within.past.pauses, clock.task_id, clock.kind, end)
    calendar = within.bench.calendars(clock.calendar_version)
    due = _due(calendar, clock_rows.standard_of(clock), clock.anchor_at, spans)
    return due, _verdict(due, clock.stopped_at, within.bench.now)


def _verdict(due: datetime | None, stopped: datetime | None, now: datetime) -> Verdict:
    if due is None:
        return Verdict.NONE
    if due < (stopped or now):
        return Verdict.LATE
    return Verdict.OPEN if stopped is None else Verdict.IN_TIME


def _due(
    calendar: OfficeCalendar, standard: TimeStandard, began: datetime | None, spans: Sequence[Span]
) -> datetime | None:
    return None if began is None else office_due.due(calendar, standard, began, spans)


def _spans(pauses: Sequence[Pause], task: int | None, kind: str, end: datetime) -> tuple[Span, ...]:
    """From when to when a clock stood still; what lasts, until `end`."""
    return tuple(
        (pause.started_at, pause.ended_at or max(end, pause.started_at))
        for pause in pauses
        if pause.task_id == task and standstills.stops(pause.reason, kind)
    )


def _began(within: _Case, words: str, work: Work) -> datetime | None:
    if words == anchors.OPENED:
        return work.opened_at
    if words == anchors.STARTED:
        return work.started_at or work.completed_at
    return anchors.begun([_moments(within, word) for word in words.split(",")], work.opened_at)


def _moments(within: _Case, word: str) -> list[datetime]:
    """All the times a named moment happened in the case."""
    kind, _, name = word.partition(":")
    if kind == "step":
        return [at for work in within.past.works if (at := _done(work, name)) is not None]
    raising = sources(within.rules, name)
    came = [wait.occurred_at for wait in within.past.waits if _brings(wait, name, raising.waits)]
    done = [
        _done(work, work.element)
        for work in within.past.works
        if work.element in raising.tasks and work.outcome in (anchors.YES, None)
    ]
    return [at for at in (*came, *done) if at is not None]


def _done(work: Work, element: str) -> datetime | None:
    return work.completed_at if work.element == element and work.state == COMPLETED else None


def _brings(wait: Wait, name: str, raising: Sequence[str]) -> bool:
    return wait.message == name or wait.element in raising


def _whole(within: _Case) -> Iterator[Judged]:
    """Limits of the whole service, each beside the one it takes the place of."""
    past, bench = within.past, within.bench
    if not past.own:
        return
    own = [clock for clock in past.clocks if clock.task_id is None and clock.sop is None]
    replaced = [clock for clock in own if clock.state == clock_rows.REPLACED]
    had = [clock for clock in own if clock not in replaced]
    asked = _asked(within, had)
    end = past.settled_at or bench.now
    pauses = _case_pauses(within, end)
    for clock, limit in asked:
        standard = limit[0] if limit else None
        due = None
        if limit is not None and standard is not None:
            began = (
                clock.anchor_at if clock and clock.anchor == limit[1] else _service_began(within, limit[1])
            )
            spans = _spans(pauses, None, str(standard.kind), end)
            due = _due(bench.hours(clock, past), standard, began, spans)
        stopped = clock.stopped_at if clock else past.settled_at
        chain = [*replaced, clock] if clock else replaced
        replaced = []
        yield _judged(within, "", None, chain, stopped, due)


def _service_began(within: _Case, words: str) -> datetime | None:
    if words in (anchors.OPENED, anchors.STARTED):
        return within.past.started_at if words == anchors.OPENED else None
    return anchors.begun([_moments(within, word) for word in words.split(",")], within.past.started_at)


_Asked = tuple[Clock | None, tuple[TimeStandard, str] | None]


def _asked(within: _Case, had: list[Clock]) -> Iterator[_Asked]:
    old, new = within.rules.old.sop, within.rules.new.sop
    if _standards(old) == _standards(new):
        yield from ((clock, (clock_rows.standard_of(clock), clock.anchor)) for clock in had)
        return
    category, kind = within.past.category, _service(within, had)
    limits = [
        (standard.time, anchors.of_standard(standard.time.anchor, new))
        for standard in service.applying(new, category, kind)
    ]
    left = list(had)
    for limit in limits:
        same = next((clock for clock in left if clock.anchor == limit[1]), None)
        if same is not None:
            left.remove(same)
        yield same, limit
    yield from ((clock, None) for clock in left)


def _standards(sop: Sop | None) -> tuple[ServiceStandard, ...]:
    return tuple(replace(one, source="", remark="") for one in sop.service_standards) if sop else ()


def _service(within: _Case, had: list[Clock]) -> str:
    """Which kind of service a case asked for: the one whose limits are those it had."""
    old = within.rules.old.sop
    held = sorted((clock.kind, clock.amount, clock.unit) for clock in had)
    for kind in ("", service.EXPRESS):
        found = [one.time for one in service.applying(old, within.past.category, kind)]
        if sorted((str(one.kind), one.amount or 0, str(one.unit)) for one in found) == held:
            return kind
    return ""


def _case_pauses(within: _Case, end: datetime) -> list[Pause]:
    """The pauses of the whole case as the new version would have them: what stopped it then may not now."""
    rules = within.rules
    lost, more = rules.stopped - rules.stops, rules.stops - rules.stopped
    rows: list[Work | Wait] = [*within.past.works, *within.past.waits]
    tokens = {row.token for row in rows if row.element in lost and row.element in rules.rows}
    kept = [pause for pause in within.past.pauses if pause.token is None or pause.token not in tokens]
    for row in rows:
        if row.element in more:
            ended = (row.completed_at if isinstance(row, Work) else row.closed_at) or end
            kept.append(Pause(0, row.instance_id, None, "", "", None, None, row.opened_at, "", ended, ""))
    return kept
