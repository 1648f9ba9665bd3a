"""Pauses of a period: how often, by whom, how long and why, with what is odd about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row as Line
from sqlalchemy import Select, select

from engine import calendars, office_time
from engine.database import Actor, Tx
from engine.office_calendar import OfficeCalendar
from engine.schema import clocks, definitions, instances, task_names, tasks
from engine.schema import pauses as table
from tasks.clock_rows import REPLACED
from tasks.reports import odd_pauses
from tasks.reports import scope as scopes
from tasks.reports.figures import Figures, figures
from tasks.reports.odd_pauses import Limit, Odd
from tasks.reports.scope import FIRST_PAGE, Listing, Page, ReportFilter
from tasks.site import Site
from tasks.standstills import Pause

_AT_ONCE = 500  # cases whose clocks are read in one query


@dataclass(frozen=True, slots=True)
class PauseRow:
    """One standstill that began in the period; `task` is None for the whole case, `ended_at` while it lasts.

    `lasted` is plain time, `office_time` the part of it in which the office was open; both until now while it lasts.
    The office was open by `calendar_version`, in force when the pause ended.
    """

    id: int
    instance: int
    task: int | None
    business_key: str
    applicant: str
    category: str
    step: str
    name: str
    reason: str
    evidence: str
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    ended_by: str
    lasted: timedelta
    office_time: timedelta
    calendar_version: int
    odd: frozenset[Odd]


@dataclass(frozen=True, slots=True)
class PauseGroup:
    """Pauses of one reason, or begun by one person: how many, how many last, how many are odd, and how long."""

    key: str
    count: int
    open: int
    odd: int
    total: timedelta
    lasted: Figures


@dataclass(frozen=True, slots=True)
class PauseReport:
    """The period's pauses together: by reason and by who began them (longest total first), and the odd patterns."""

    count: int
    by_reason: tuple[PauseGroup, ...]
    by_person: tuple[PauseGroup, ...]
    odd: Mapping[Odd, int]
    listing: Listing[PauseRow]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pauses are listed: of one reason, of one pattern ("any" for whatever is odd); empty for all."""

    reason: str = ""
    odd: str = ""

    def takes(self, row: PauseRow) -> bool:
        """Whether a pause is listed."""
        if self.reason and row.reason != self.reason:
            return False
        return not self.odd or bool(row.odd) if self.odd in ("", "any") else self.odd in row.odd


EVERY = Wanted()


def pause_report(
    site: Site, actor: Actor, scope: ReportFilter, wanted: Wanted = EVERY, page: Page = FIRST_PAGE
) -> PauseReport:
    """The pauses that began in the period, summed up, and a page of those wanted, the latest first.

    Names as in the list of breaches. Raises Forbidden, Invalid.
    """
    scopes.require_case_reader(actor, scope)
    scopes.require_page(page)
    with site.db.read(actor) as tx:
        rows = pause_rows(tx, scope)
    listed = [row for row in rows if wanted.takes(row)]
    shown = tuple(listed[page.start : page.start + page.limit])
    if scopes.sees_names(actor) and shown:
        with site.db.begin(actor) as tx:
            scopes.note_reading(tx, "report.read", "pauses", scope, rows=len(shown))
    return PauseReport(
        count=len(rows),
        by_reason=_groups(rows, lambda row: row.reason),
        by_person=_groups(rows, lambda row: row.started_by),
        odd=odd_pauses.counted(row.odd for row in rows),
        listing=Listing(shown, page, len(listed)),
    )


def pause_rows(tx: Tx, scope: ReportFilter) -> tuple[PauseRow, ...]:
    """Every pause that began in the period, the latest first; asks for no right."""
    lines = tx.conn.execute(_query(scope)).all()
    around = dict(_around(tx, sorted({line.instance_id for line in lines})))
    rows = [_row(tx, line, around[line.instance_id]) for line in lines]
    long = odd_pauses.too_long((row.id, row.reason, row.lasted) for row in rows)
    return tuple(replace(row, odd=row.odd | {Odd.LONG}) if row.id in long else row for row in rows)


def _query(scope: ReportFilter) -> Select[Any]:
    cells = (instances.c.business_key, instances.c.title, instances.c.category, instances.c.office)
    return (
        select(table, *cells, tasks.c.step, task_names.c.name)
        .select_from(table)
        .join(instances, table.c.instance_id == instances.c.id)
        .join(definitions)
        .outerjoin(tasks, table.c.task_id == tasks.c.id)
        .outerjoin(task_names, tasks.c.name_id == task_names.c.id)
        .where(scopes.about(scope), table.c.started_at >= scope.start, table.c.started_at < scope.end)
        .order_by(table.c.started_at.desc(), table.c.id.desc())
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """The pauses and the clocks of a case, by the task they belong to (None: the whole case)."""

    pauses: Mapping[int | None, Sequence[Pause]]
    limits: Mapping[int | None, Limit]


_OF_CLOCK = ("instance_id", "task_id", "kind", "anchor_at", "due_at", "calendar_version")


def _around(tx: Tx, cases: Sequence[int]) -> Iterator[tuple[int, _Around]]:
    for start in range(0, len(cases), _AT_ONCE):
        some = cases[start : start + _AT_ONCE]
        pauses: dict[int, dict[int | None, list[Pause]]] = {number: {} for number in some}
        limits: dict[int, dict[int | None, Limit]] = {number: {} for number in some}
        columns = tuple(table.c[name] for name in Pause._fields)
        for pause in tx.conn.execute(select(*columns).where(table.c.instance_id.in_(some))):
            pauses[pause.instance_id].setdefault(pause.task_id, []).append(Pause(*pause))
        c = clocks.c
        ran = (c.instance_id.in_(some), c.anchor_at.is_not(None), c.due_at.is_not(None), c.state != REPLACED)
        for clock in tx.conn.execute(
            select(*(c[name] for name in _OF_CLOCK), instances.c.office)
            .join(instances)
            .where(*ran)
            .order_by(c.id)
        ):
            calendar = calendars.at_version(tx, clock.office, clock.calendar_version)
            limit = Limit(clock.kind, clock.anchor_at, clock.due_at, calendar)
            limits[clock.instance_id][clock.task_id] = limit
        yield from ((number, _Around(pauses[number], limits[number])) for number in some)


def _row(tx: Tx, line: Line[Any], around: _Around) -> PauseRow:
    end = line.ended_at or max(tx.now, line.started_at)
    calendar = calendars.in_force(tx, line.office, end)
    pause = Pause(*(getattr(line, name) for name in Pause._fields))
    same, limit = around.pauses[line.task_id], around.limits.get(line.task_id)
    return PauseRow(
        id=line.id,
        instance=line.instance_id,
        task=line.task_id,
        business_key=line.business_key,
        applicant=scopes.shown(tx.actor, line.title),
        category=line.category,
        step=line.step or "",
        name=line.name or "",
        reason=line.reason,
        evidence=scopes.told(tx.actor, line.evidence, line.title),
        started_at=line.started_at,
        started_by=line.started_by,
        ended_at=line.ended_at,
        ended_by=line.ended_by or "",
        lasted=end - line.started_at,
        office_time=_open_time(calendar, line.started_at, end),
        calendar_version=calendar.version,
        odd=frozenset(odd_pauses.oddities(pause, same, limit)),
    )


def _open_time(calendar: OfficeCalendar, start: datetime, end: datetime) -> timedelta:
    return office_time.net(calendar, start, end, ()) if start < end else timedelta()


def _groups(rows: Iterable[PauseRow], key: Callable[[PauseRow], str]) -> tuple[PauseGroup, ...]:
    by_key: dict[str, list[PauseRow]] = {}
    for row in rows:
        by_key.setdefault(key(row), []).append(row)
    groups = [_group(name, same) for name, same in by_key.items()]
    return tuple(sorted(groups, key=lambda one: (-one.total, one.key)))


def _group(key: str, rows: Sequence[PauseRow]) -> PauseGroup:
    lasted = figures([row.lasted // timedelta(microseconds=1) for row in rows])
    assert lasted is not None  # a group has rows
    return PauseGroup(
        key=key,
        count=len(rows),
        open=sum(row.ended_at is None for row in rows),
        odd=sum(bool(row.odd) for row in rows),
        total=sum((row.lasted for row in rows), timedelta()),
        lasted=lasted,
    )
