"""What the reports show, counted from the raw rows as docs/reports.md says it; shares no code with the product."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from tasks.reports.scope import ReportFilter
from tests.recount.raw import Raw, Row, ticks

WORKING = ("working_days", "working_time")
ZONE = ZoneInfo("Asia/Makassar")

# Which standstills of a case claim its time for which part; the first part of ORDER wins.
ORDER = ("outage", "travel", "applicant", "examination", "touch")
_CLAIMS = {
    "travel": "travel",
    "applicant": "applicant",
    "collection": "applicant",
    "pemohon": "applicant",
    "payment": "applicant",
    "examination": "examination",
}


def begun(raw: Raw, scope: ReportFilter) -> list[Row]:
    """The cases of the filter that began in its period."""
    return [one for one in cases(raw, scope) if within(one.started_at, scope)]


def cases(raw: Raw, scope: ReportFilter) -> list[Row]:
    """The cases of the filter, whenever they began."""
    return [one for one in raw.instances if _is_of(raw, one, scope)]


def _is_of(raw: Raw, case: Row, scope: ReportFilter) -> bool:
    version = raw.definition[case.definition_id]
    return (
        case.office == scope.office
        and version.key == scope.definition_key
        and scope.version in (None, version.version)
        and scope.category in (None, case.category)
    )


def tasks(raw: Raw, scope: ReportFilter) -> list[Row]:
    """The tasks that are steps of the filter's SOP: of cases that began with it, and of those that call it."""
    return [one for one in raw.tasks if _is_step(raw, one, scope)]


def _is_step(raw: Raw, task: Row, scope: ReportFilter) -> bool:
    case = raw.instance[task.instance_id]
    if case.office != scope.office or scope.category not in (None, case.category):
        return False
    begun_with = raw.definition[case.definition_id]
    if (task.sop or begun_with.key) != scope.definition_key:
        return False
    if scope.version is None:
        return True
    if task.definition_id is not None:
        return bool(raw.definition[task.definition_id].version == scope.version)
    if task.sop is None:
        return bool(begun_with.version == scope.version)
    pinned = [raw.definition[int(number)] for number in (case.links or "").split(",") if number]
    return any(one.key == task.sop and one.version == scope.version for one in pinned)


def completed(raw: Raw, scope: ReportFilter) -> list[Row]:
    """The filter's tasks that were completed in its period."""
    done = (one for one in tasks(raw, scope) if one.state == "COMPLETED")
    return [one for one in done if within(one.completed_at, scope)]


def within(at: int | None, scope: ReportFilter) -> bool:
    """Whether an instant lies in the period."""
    return at is not None and ticks(scope.start) <= at < ticks(scope.end)


def stood(raw: Raw, task: Row) -> int:
    """How long a task was interrupted between its start and its completion; overlaps count once."""
    holes = [(one.started_at, one.ended_at) for one in raw.pauses if one.task_id == task.id]
    return _covered(holes, task.started_at, task.completed_at)


def _covered(holes: Iterable[tuple[int, int | None]], start: int, end: int) -> int:
    """Microseconds of [start, end) that lie in any hole: cut at every edge, each piece asked for itself."""
    clipped = [(max(a, start), end if b is None else min(b, end)) for a, b in holes]
    edges = sorted({start, end, *(edge for hole in clipped for edge in hole if start < edge < end)})
    pieces = pairwise(edges)
    return sum(b - a for a, b in pieces if any(x <= a and b <= y for x, y in clipped))


def covered_hours(calendar: Any, spans: Iterable[tuple[int, int]]) -> int:
    """Office time that lies in any of the spans."""
    found = list(spans)
    edges = sorted({edge for span in found for edge in span})
    pieces = [(a, b) for a, b in pairwise(edges) if any(x <= a and b <= y for x, y in found)]
    return sum(calendar.open_between(a, b) for a, b in pieces)


def clock_of(raw: Raw, task: Row) -> Row | None:
    """The clock a task's standard is judged by."""
    own = [one for one in raw.clocks if one.task_id == task.id and one.state != "replaced"]
    return own[0] if own else None


def judged(raw: Raw, task: Row) -> int | None:
    """What a completed task's standard is held against; None without one."""
    clock = clock_of(raw, task)
    if clock is None or clock.anchor_at is None:
        return None
    if clock.kind == "service":
        return int(task.completed_at - task.started_at - stood(raw, task))
    return length(raw, clock, clock.anchor_at, clock.stopped_at)


def length(raw: Raw, clock: Row, start: int, end: int) -> int:
    """Time of a clock between two instants: without its pauses, in office hours where its standard is in them."""
    if end <= start:
        return 0
    holes = holes_of(raw, clock)
    calendar = raw.calendars[raw.instance[clock.instance_id].office, clock.calendar_version]
    edges = sorted({start, end, *(edge for hole in holes for edge in hole if edge and start < edge < end)})
    total = 0
    for a, b in pairwise(edges):
        if not any(x <= a and (y is None or b <= y) for x, y in holes):
            total += calendar.open_between(a, b) if clock.kind in WORKING else b - a
    return total


def holes_of(raw: Raw, clock: Row) -> list[tuple[int, int | None]]:
    """The standstills that stop a clock: of its task, or of its whole case; work given back stops service minutes."""
    return [
        (one.started_at, one.ended_at)
        for one in raw.pauses
        if one.instance_id == clock.instance_id
        and one.task_id == clock.task_id
        and (one.reason != "released" or clock.kind == "service")
    ]


def calendar_at(raw: Raw, office: str, at: int) -> Any:
    """The newest calendar an office had published by an instant; before the first, the first."""
    rows = sorted((one.version, one.created_at) for one in raw.calendar_versions if one.office == office)
    known = [version for version, published in rows if published <= at]
    return raw.calendars[office, known[-1] if known else rows[0][0]]


def parts(raw: Raw, case: Row) -> dict[str, int]:
    """The seven parts of a case's time."""
    end = case.settled_at or case.ended_at or raw.now
    return parts_between(raw, case, case.started_at, end)


def parts_between(raw: Raw, case: Row, start: int, end: int) -> dict[str, int]:
    """What the time of a case was from one instant to another, by the calendar in force at the later one."""
    claims = _claims(raw, case, case.settled_at or case.ended_at or raw.now)
    edges = {start, end, *(edge for _, a, b in claims for edge in (a, b) if start < edge < end)}
    calendar = calendar_at(raw, case.office, end)
    found = dict.fromkeys((*ORDER, "queue", "closed_office"), 0)
    for a, b in pairwise(sorted(edges)):
        part = next((p for p in ORDER if any(c == p and x <= a and b <= y for c, x, y in claims)), "")
        if part:
            found[part] += b - a
            continue
        opened = calendar.open_between(a, b)
        found["queue"] += opened
        found["closed_office"] += b - a - opened
    return found


def _claims(raw: Raw, case: Row, end: int) -> list[tuple[str, int, int]]:
    found = []
    for one in raw.pauses:
        part = "outage" if one.outage_id is not None else _CLAIMS.get(one.reason)
        if one.instance_id == case.id and part:
            found.append((part, one.started_at, one.ended_at or end))
    for task in raw.tasks:
        over = task.completed_at or (
            end if task.state in ("IN_PROGRESS", "SUSPENDED", "ASSIGNED", "CREATED") else None
        )
        if task.instance_id != case.id or task.started_at is None or over is None:
            continue
        holes = [(one.started_at, one.ended_at or over) for one in raw.pauses if one.task_id == task.id]
        edges = sorted(
            {task.started_at, over, *(e for hole in holes for e in hole if task.started_at < e < over)}
        )
        for a, b in pairwise(edges):
            if not any(x <= a and b <= y for x, y in holes):
                found.append(("touch", a, b))
    return found


def breached(raw: Raw, scope: ReportFilter) -> list[Row]:
    """The passed deadlines of the filter's SOP that lie in its period."""
    return [one for one in raw.breaches if is_about(raw, one, scope) and within(one.at, scope)]


def is_about(raw: Raw, row: Row, scope: ReportFilter) -> bool:
    """Whether what happened at a step, or to a whole case, is the filter's: a called SOP's is the caller's as well."""
    ours = _is_of(raw, raw.instance[row.instance_id], scope)
    if row.task_id is None:
        return ours
    task = raw.task[row.task_id]
    return _is_step(raw, task, scope) or (ours and task.sop is not None)


def lateness(raw: Raw, breach: Row) -> int:
    """From the deadline to the stop of the clock, or to now."""
    (clock,) = (one for one in raw.clocks if one.id == breach.clock_id)
    return length(raw, clock, breach.at, clock.stopped_at or max(raw.now, breach.at))


def figures(lengths: Sequence[int]) -> tuple[int, ...] | None:
    """Count, mean, median, the 75th, 90th and 95th percentile and the longest, in whole microseconds."""
    if not lengths:
        return None
    found = sorted(lengths)
    count = len(found)

    def share(of_hundred: int) -> int:
        return next(value for place, value in enumerate(found, 1) if place * 100 >= of_hundred * count)

    middle = found[(count - 1) // 2] + found[count // 2]
    return count, sum(found) // count, middle // 2, share(75), share(90), share(95), found[-1]


def by(rows: Iterable[Row], key: Any) -> dict[Any, list[Row]]:
    """Rows by what `key` says of them."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


def pareto(keys: Iterable[str]) -> list[tuple[str, int, float, float]]:
    """Key, count, share and running share, the most frequent first."""
    counts = sorted(Counter(keys).items(), key=lambda one: (-one[1], one[0]))
    total = sum(count for _, count in counts)
    running = [sum(count for _, count in counts[: place + 1]) for place in range(len(counts))]
    return [(key, n, n / total, so_far / total) for (key, n), so_far in zip(counts, running, strict=True)]


def day(at: int) -> date:
    """The office's day of an instant."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).astimezone(ZONE).date()


def micros(span: timedelta) -> int:
    """Whole microseconds of a length."""
    return span // timedelta(microseconds=1)


def most(counts: Counter[str]) -> list[tuple[str, int]]:
    """Keys by how often they occur, the most frequent first."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
