"""What is open now: how old it is, how much of its limit is used, and how likely it will pass its deadline."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from engine import calendars, office_time
from engine.database import Actor, Tx
from engine.office_calendar import OfficeCalendar
from engine.schema import clocks, definitions, instances, task_names, tasks
from processes.model import TimeKind
from tasks import standstills
from tasks.clock_rows import LATE, REPLACED
from tasks.reports import scope as scopes
from tasks.reports.completed import completed
from tasks.reports.judged import judged_tasks, length
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import touch_times
from tasks.site import Site
from tasks.states import OPEN_STATES

_HISTORY = timedelta(days=365)
ENOUGH = 10  # completions of a step before they foretell anything
_AGES = (1, 3, 5, 10)  # working days


@dataclass(frozen=True, slots=True)
class Ahead:
    """An open step with a limit. `used` and `limit` are in the clock's own time: work, office time or plain time.

    `risk` is the share of the past completions that took longer than `used` which also took longer than `limit`;
    1 when the deadline has passed, None with fewer than `ENOUGH` of them to go by (`known`).
    """

    instance: int
    task: int
    business_key: str
    applicant: str
    step: str
    name: str
    assignee: str
    opened_at: datetime
    due_at: datetime | None
    used: timedelta
    limit: timedelta
    late: bool
    known: int
    risk: float | None


@dataclass(frozen=True, slots=True)
class Aged:
    """Open requests up to so many working days old (None: older than all before), and those whose limit passed."""

    days: int | None
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """Open steps, the likeliest to be late first; `expected` breaches to come; open requests by age."""

    steps: tuple[Ahead, ...]
    expected: float
    unknown: int
    ages: tuple[Aged, ...]


def outlook(site: Site, actor: Actor, scope: ReportFilter) -> Outlook:
    """What is open now of the filter's SOP, type and version; its period is not asked. Raises Forbidden, Invalid.

    The past is that of the same SOP in the last year. Reading names leaves a line in the trail, as in other lists.
    """
    scopes.require_case_reader(actor, scope)
    with site.db.read(actor) as tx:
        steps = tuple(sorted(_ahead(tx, scope), key=_urgency))
        ages = _ages(tx, scope, calendars.current(tx, scope.office))
    if scopes.sees_names(actor) and steps:
        with site.db.begin(actor) as tx:
            scopes.note_reading(tx, "report.read", "outlook", scope, rows=len(steps))
    risks = [one.risk for one in steps if not one.late]
    return Outlook(steps, sum(risk for risk in risks if risk is not None), risks.count(None), ages)


def risk(past: Sequence[int], used: int, limit: int) -> tuple[int, float | None]:
    """How many of the sorted past lengths exceed `used`, and which share of those also exceeds `limit`."""
    longer = len(past) - bisect_right(past, used)
    if longer < ENOUGH:
        return longer, None
    return longer, (len(past) - bisect_right(past, max(used, limit))) / longer


def _urgency(one: Ahead) -> tuple[bool, float, datetime]:
    return (not one.late, -(one.risk or 0.0), one.due_at or one.opened_at)


def _ahead(tx: Tx, scope: ReportFilter) -> Iterable[Ahead]:
    t, c = tasks.c, clocks.c
    query = (
        select(
            *(t.id, t.instance_id, t.element, t.step, t.assignee, t.opened_at, task_names.c.name),
            *(instances.c.business_key, instances.c.title, c.kind, c.state, c.anchor_at),
            *(c.due_at, c.amount, c.unit, c.calendar_version, instances.c.office),
        )
        .select_from(tasks)
        .join(instances, t.instance_id == instances.c.id)
        .join(definitions)
        .join(clocks, c.task_id == t.id)
        .outerjoin(task_names, t.name_id == task_names.c.id)
        .where(*scopes.steps(scope), t.state.in_(OPEN_STATES), c.state != REPLACED)
    )
    rows = tx.conn.execute(query).all()
    standstills.read_ahead(tx, {row.instance_id for row in rows})
    past = _past(tx, scope, {row.element: row.kind for row in rows})
    return [_one(tx, row, past.get(row.element, ())) for row in rows]


def _one(tx: Tx, row: Any, past: Sequence[int]) -> Ahead:
    own = [one for one in standstills.of_case(tx, row.instance_id) if one.task_id == row.id]
    holes = [(one.started_at, one.ended_at) for one in own if standstills.stops(one.reason, row.kind)]
    calendar = calendars.at_version(tx, row.office, row.calendar_version)
    anchor, due = row.anchor_at, row.due_at
    used = length(calendar, row.kind, anchor, tx.now, holes) if anchor else timedelta()
    limit = length(calendar, row.kind, anchor, due, holes) if anchor and due else _stated(row)
    late = row.state == LATE
    known, share = risk(past, used // _MICROSECOND, limit // _MICROSECOND)
    return Ahead(
        instance=row.instance_id,
        task=row.id,
        business_key=row.business_key,
        applicant=scopes.shown(tx.actor, row.title),
        step=row.step or "",
        name=row.name or "",
        assignee=row.assignee or "",
        opened_at=row.opened_at,
        due_at=due,
        used=used,
        limit=limit,
        late=late,
        known=known,
        risk=1.0 if late else share,
    )


_MICROSECOND = timedelta(microseconds=1)
_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


def _stated(row: Any) -> timedelta:
    """The limit of a clock that has not begun, where it is minutes or hours."""
    return _UNITS.get(row.unit, timedelta()) * int(row.amount)


def _past(tx: Tx, scope: ReportFilter, kinds: Mapping[str, str]) -> dict[str, list[int]]:
    """Sorted lengths by element of the completions of the last year, in the time each is judged by."""
    year = replace(scope, start=tx.now - _HISTORY, end=tx.now, version=None, category=None)
    chosen = completed(year).where(tasks.c.element.in_(kinds))
    found: dict[str, list[int]] = {}
    for _, element, lasted in judged_tasks(tx, chosen):
        found.setdefault(element, []).append(lasted)
    for element, touch in touch_times(tx, chosen):
        if kinds[element] == TimeKind.SERVICE:
            found.setdefault(element, []).append(touch)
    return {element: sorted(lengths) for element, lengths in found.items()}


def _ages(tx: Tx, scope: ReportFilter, calendar: OfficeCalendar) -> tuple[Aged, ...]:
    i = instances.c
    passed = select(clocks.c.instance_id).where(clocks.c.task_id.is_(None), clocks.c.state == LATE)
    query = select(i.started_at, i.id.in_(passed).label("late")).select_from(instances.join(definitions))
    open_ = query.where(*scopes.cases(scope), i.settled_at.is_(None), i.status == "active")
    counts: dict[int | None, list[bool]] = {days: [] for days in (*_AGES, None)}
    for started, late in tx.conn.execute(open_):
        age = working_days(calendar, started, tx.now)
        counts[next((days for days in _AGES if age <= days), None)].append(bool(late))
    return tuple(Aged(days, len(late), sum(late)) for days, late in counts.items())


def working_days(calendar: OfficeCalendar, start: datetime, end: datetime) -> int:
    """Days on which the office was open, the first one not counted."""
    zone = calendar.timetable.zone
    days = {opened.astimezone(zone).date() for opened, _ in office_time.open_spans(calendar, start, end)}
    return max(0, len(days) - 1)
