"""The whole requests of one side of a comparison: how many, how long, how often late, how many were still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select

from engine.database import Tx
from engine.schema import breaches, definitions, instances
from tasks.case_time import STANDSTILLS, parts
from tasks.reports import scope as scopes
from tasks.reports.figures import Figures, figures
from tasks.reports.rates import Interval, wilson
from tasks.reports.scope import ReportFilter
from tasks.timeline import calendar_of, load

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Whole:
    """Requests that began in the period, those of them settled by now with their times (`late` of them passed a
    deadline), and those that have not settled yet, whose time is in no figure. `open` began before the end of the
    period, in it or earlier, and had not settled by it.
    """

    began: int
    settled: int
    late: int
    running: int
    open: int
    gross: Figures | None
    net: Figures | None

    @property
    def rate(self) -> float:
        """Share of the settled with lateness, 0 to 1."""
        return self.late / self.settled if self.settled else 0.0

    @property
    def likely(self) -> Interval:
        """Between which shares the true rate lies with 95 % confidence."""
        return wilson(self.late, self.settled)


@dataclass(frozen=True, slots=True)
class Times:
    """The summary, and the net times of the settled requests in microseconds, for what is made of two sides."""

    summary: Whole
    net: list[int]


def whole(tx: Tx, scope: ReportFilter) -> Times:
    """What the requests of one side show together."""
    here = scopes.cases(scope)
    began = (*here, instances.c.started_at >= scope.start, instances.c.started_at < scope.end)
    settled = (*began, scopes.served())
    found = load(tx, select(instances.c.id).join(definitions).where(*settled))
    net, gross = [], []
    for case in found.values():
        divided = parts(case, calendar_of(tx, case))
        gross.append((case.ended_at - case.started_at) // _MICROSECOND)
        net.append(
            sum((span for part, span in divided.items() if part not in STANDSTILLS), timedelta())
            // _MICROSECOND
        )
    over = func.coalesce(instances.c.settled_at, instances.c.ended_at)
    late = instances.c.id.in_(select(breaches.c.instance_id))
    summary = Whole(
        began=_count(tx, *began),
        settled=len(found),
        late=_count(tx, *settled, late),
        running=_count(tx, *began, over.is_(None)),
        open=_count(tx, *here, instances.c.started_at < scope.end, or_(over.is_(None), over >= scope.end)),
        gross=figures(gross),
        net=figures(net),
    )
    return Times(summary, net)


def _count(tx: Tx, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(instances).join(definitions).where(*conditions)
    return int(tx.conn.execute(query).scalar_one())
