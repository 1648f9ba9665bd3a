"""All offices side by side, from the facts: requests, steps, shares late, turnaround and how it moves."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from engine.database import Actor, Tx
from engine.instances import CANCELED
from engine.refusals import Forbidden, Invalid, Problem
from engine.schema import case_facts, step_rollups
from tasks import roles
from tasks.facts import state
from tasks.facts.rollups import ALL
from tasks.offices import reach
from tasks.reports import rates
from tasks.reports.figures import figures
from tasks.reports.rates import Interval, wilson
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class Months:
    """From month `first` to month `last` (202604, both inside), of one SOP or of all ("")."""

    first: int
    last: int
    sop: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """An office's steps of one month: completed with a standard, and late of them."""

    month: int
    judged: int
    late: int

    @property
    def rate(self) -> float:
        """Share late, 0 to 1; 0 without any."""
        return self.late / self.judged if self.judged else 0.0


@dataclass(frozen=True, slots=True)
class Turnaround:
    """Of the settled requests: the median (of two middle ones the mean, cut) and what nine of ten stay within."""

    median: timedelta
    p90: timedelta


@dataclass(frozen=True, slots=True)
class Line:
    """One office: requests that began in the months (`settled` of them served, `running` still open and in no
    turnaround), steps completed in them (`late` of the `judged`, those with a standard), turnaround gross and net of
    standstills, and its months. All exact.
    """

    office: str
    cases: int
    settled: int
    running: int
    completed: int
    judged: int
    late: int
    gross: Turnaround | None
    net: Turnaround | None
    months: tuple[Month, ...]

    @property
    def rate(self) -> float:
        """Share late of the completed steps with a standard, 0 to 1."""
        return self.late / self.judged if self.judged else 0.0

    @property
    def likely(self) -> Interval:
        """Between which shares the true rate lies with 95 % confidence."""
        return wilson(self.late, self.judged)

    @property
    def trend(self) -> Interval | None:
        """The 95 % interval of how much the share late rose from the first half of the months to the second; None where
        either has nothing.
        """
        half = len(self.months) // 2
        before, after = (_counts(months) for months in (self.months[:half], self.months[half:]))
        return rates.difference(before, after) if before[1] and after[1] else None


@dataclass(frozen=True, slots=True)
class Offices:
    """The offices by code, and the instant up to which everything that happened is counted (None: not filled yet)."""

    lines: tuple[Line, ...]
    as_of: datetime | None


def all_offices(site: Site, actor: Actor, months: Months) -> Offices:
    """Every office, those without anything too. Raises Forbidden for anybody but an inspector, Invalid."""
    if not actor.has(roles.INSPECTOR):
        raise Forbidden("report.forbidden")
    if months.first > months.last:
        raise Invalid("report.invalid", Problem("report.period_empty", "to"))
    with site.db.read(actor) as tx:
        worked, begun = _worked(tx, months), _begun(tx, months)
        gross, net = _turnarounds(tx, months)
        known = sorted({*reach.every(tx), *worked, *begun})
        lines = tuple(_line(code, worked, begun, gross.get(code), net.get(code)) for code in known)
        return Offices(lines, state.as_of(tx))


def _line(
    code: str,
    worked: Mapping[str, list[tuple[Month, int]]],
    begun: Mapping[str, tuple[int, int, int]],
    gross: Turnaround | None,
    net: Turnaround | None,
) -> Line:
    cases, settled, running = begun.get(code, (0, 0, 0))
    months = worked.get(code, [])
    return Line(
        office=code,
        cases=cases,
        settled=settled,
        running=running,
        completed=sum(completed for _, completed in months),
        judged=sum(month.judged for month, _ in months),
        late=sum(month.late for month, _ in months),
        gross=gross,
        net=net,
        months=tuple(month for month, _ in months),
    )


def _counts(months: tuple[Month, ...]) -> tuple[int, int]:
    return sum(month.late for month in months), sum(month.judged for month in months)


def _worked(tx: Tx, months: Months) -> dict[str, list[tuple[Month, int]]]:
    """By office, each month with its completions, oldest first."""
    r = step_rollups.c
    sums = (func.sum(r.completed), func.sum(r.judged_count), func.sum(r.late))
    query = select(r.office, r.month, *sums).where(
        r.office != ALL, r.month.between(months.first, months.last)
    )
    if months.sop:
        query = query.where(r.sop == months.sop)
    found: dict[str, list[tuple[Month, int]]] = {}
    for office, month, completed, judged, late in tx.conn.execute(
        query.group_by(r.office, r.month).order_by(r.office, r.month)
    ):
        found.setdefault(office, []).append((Month(month, int(judged), int(late)), int(completed)))
    return found


# A canceled case's time says nothing of the service (tasks.reports.scope.served).
_SERVED = case_facts.c.settled_at.is_not(None) & (case_facts.c.outcome != CANCELED)


def _began(months: Months) -> list[ColumnElement[bool]]:
    c = case_facts.c
    found: list[ColumnElement[bool]] = [c.day.between(months.first * 100, months.last * 100 + 99)]
    if months.sop:
        found.append(c.sop == months.sop)
    return found


def _begun(tx: Tx, months: Months) -> dict[str, tuple[int, int, int]]:
    """By office: requests begun, served, still open."""
    c = case_facts.c
    over = func.count(func.coalesce(c.settled_at, c.ended_at))
    query = select(c.office, func.count(), func.count().filter(_SERVED), func.count() - over)
    rows = tx.conn.execute(query.where(*_began(months)).group_by(c.office))
    return {office: (cases, settled, running) for office, cases, settled, running in rows}


def _turnarounds(tx: Tx, months: Months) -> tuple[dict[str, Turnaround], dict[str, Turnaround]]:
    """By office, of its settled requests gross and net; sorted here, which takes a fraction of what the databases take
    to number the rows of each office.
    """
    c = case_facts.c
    query = select(c.office, c.gross, c.net).where(*_began(months), _SERVED)
    gross: dict[str, array[int]] = {}
    net: dict[str, array[int]] = {}
    for office, whole, counted in tx.conn.execute(query, execution_options={"yield_per": 10_000}):
        gross.setdefault(office, array("q")).append(whole)
        net.setdefault(office, array("q")).append(counted)
    return _told(gross), _told(net)


def _told(lengths: Mapping[str, array[int]]) -> dict[str, Turnaround]:
    found = {office: figures(each) for office, each in lengths.items()}
    return {office: Turnaround(one.median, one.p90) for office, one in found.items() if one}
