"""What a period's figures cannot hold yet: requests and steps still open at its end, counted so that a page says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from engine.database import Actor, Tx
from engine.schema import definitions, instances
from tasks.reports import scope as scopes
from tasks.reports.comparing import open_at_end
from tasks.reports.scope import ReportFilter
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class Censored:
    """`open` requests and `steps` (by element) were open at the period's end, or are now where it lies ahead;
    `running` of the requests that began in the period have not ended yet: their time is in no median.
    """

    open: int
    running: int
    steps: Mapping[str, int]

    @property
    def open_steps(self) -> int:
        """All open steps together."""
        return sum(self.steps.values())


def censored(site: Site, actor: Actor, scope: ReportFilter) -> Censored:
    """What was open at the period's end. Raises Forbidden, Invalid."""
    scopes.require_step_reader(actor, scope)
    over = func.coalesce(instances.c.settled_at, instances.c.ended_at)
    before = instances.c.started_at < scope.end
    with site.db.read(actor) as tx:
        return Censored(
            open=_cases(tx, scope, before, or_(over.is_(None), over >= scope.end)),
            running=_cases(tx, scope, before, instances.c.started_at >= scope.start, over.is_(None)),
            steps=open_at_end(tx, scope),
        )


def _cases(tx: Tx, scope: ReportFilter, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(instances.join(definitions))
    return int(tx.conn.execute(query.where(*scopes.cases(scope), *conditions)).scalar_one())
