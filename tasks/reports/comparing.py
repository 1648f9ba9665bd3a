"""Two sides beside each other, step by step: periods, versions, offices, application types, priority groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, or_, select

from engine.database import Actor, Tx
from engine.refusals import Invalid, Problem
from engine.schema import definitions, instances, tasks
from processes.model import TimeKind
from tasks.reports import medians, rates
from tasks.reports import scope as scopes
from tasks.reports.comparing_cases import Whole, whole
from tasks.reports.completions import Done, completions, held
from tasks.reports.figures import Figures, figures
from tasks.reports.rates import Interval, wilson
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import StepRow, step_rows
from tasks.site import Site
from tasks.states import CANCELED

_MICROSECOND = timedelta(microseconds=1)


class Verdict(StrEnum):
    """What may be said of a difference."""

    MORE = "more"  # real: longer, or more often late
    LESS = "less"
    CHANCE = "chance"
    FEW = "few"  # too little on one side to say


@dataclass(frozen=True, slots=True)
class Change:
    """How much side B lies above side A, the 95 % interval of that, and what may be said of it.

    Of lengths the values are microseconds, of shares 0 to 1; `low` and `high` are None where there is too little.
    """

    rise: float
    low: float | None
    high: float | None

    @property
    def verdict(self) -> Verdict:
        """Real where the interval holds no 0."""
        if self.low is None or self.high is None:
            return Verdict.FEW
        if self.low <= 0 <= self.high:
            return Verdict.CHANCE
        return Verdict.MORE if self.low > 0 else Verdict.LESS


@dataclass(frozen=True, slots=True)
class SideStep:
    """One step on one side; `held` is the time its standard is held against, None while nothing was completed.

    `open` were opened before the end of the period and not completed by it: their time is in no figure.
    """

    kind: TimeKind
    standard: str  # the waktu cell as signed
    limit: timedelta | None
    completed: int
    late: int
    open: int
    held: Figures | None

    @property
    def rate(self) -> float:
        """Share late of the completed, 0 to 1."""
        return self.late / self.completed if self.completed else 0.0

    @property
    def likely(self) -> Interval:
        """Between which shares the true rate lies with 95 % confidence."""
        return wilson(self.late, self.completed)


@dataclass(frozen=True, slots=True)
class Compared:
    """One step on both sides; a side that does not have it is None. `median` and `share` are None where a side has no
    completion, `share` also without a standard, `median` where the standards are held against different times.
    """

    element: str
    number: str
    name: str
    a: SideStep | None
    b: SideStep | None
    median: Change | None
    share: Change | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides: the whole requests, and every step that either of them has, in the order of B's table."""

    cases_a: Whole
    cases_b: Whole
    net: Change | None
    late: Change | None
    steps: tuple[Compared, ...]


def compare(site: Site, actor: Actor, a: ReportFilter, b: ReportFilter) -> Comparison:
    """What changed from side A to side B of the same SOP, of tasks completed and cases settled in their periods.

    Raises Forbidden, and Invalid for sides of different SOPs or an empty period.
    """
    require(actor, a, b)
    with site.db.read(actor) as tx:
        return compared(tx, a, b)


def require(actor: Actor, a: ReportFilter, b: ReportFilter) -> None:
    """Refuse who may not see figures of either side. Raises Forbidden, Invalid."""
    for side in (a, b):
        scopes.require_step_reader(actor, side, inspecting=True)
    if a.definition_key != b.definition_key:
        raise Invalid("report.invalid", Problem("report.other_sop", "sop"))


def compared(tx: Tx, a: ReportFilter, b: ReportFilter) -> Comparison:
    """As `compare`, inside a transaction and without asking for the right."""
    before, after = whole(tx, a), whole(tx, b)
    of_a, of_b = _read(tx, a), _read(tx, b)
    return Comparison(
        cases_a=before.summary,
        cases_b=after.summary,
        net=_medians(before.net, after.net),
        late=_shares(
            (before.summary.late, before.summary.settled), (after.summary.late, after.summary.settled)
        ),
        steps=tuple(_step(element, of_a, of_b) for element in _in_order(of_a.rows, of_b.rows)),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    rows: dict[str, StepRow]
    done: dict[str, list[Done]]
    open: dict[str, int]


def _read(tx: Tx, scope: ReportFilter) -> _Side:
    done: dict[str, list[Done]] = {}
    for one in completions(tx, scope):
        done.setdefault(one.element, []).append(one)
    return _Side({row.element: row for row in step_rows(tx, scope)}, done, open_at_end(tx, scope))


def open_at_end(tx: Tx, scope: ReportFilter) -> dict[str, int]:
    """By element, tasks opened before the end of the period and not completed by it (those that were canceled, for
    which nothing says when, left out).
    """
    later = or_(tasks.c.completed_at.is_(None), tasks.c.completed_at >= scope.end)
    query = select(tasks.c.element, func.count()).join(instances, tasks.c.instance_id == instances.c.id)
    query = query.join(definitions).where(*scopes.steps(scope), tasks.c.opened_at < scope.end)
    query = query.where(later, tasks.c.state != CANCELED).group_by(tasks.c.element)
    return dict(tx.conn.execute(query).all())


def _in_order(a: Iterable[str], b: Iterable[str]) -> tuple[str, ...]:
    """Every element once: B's, each that A alone has behind the one it follows there."""
    order = list(b)
    before = None
    for element in a:
        if element not in order:
            order.insert(order.index(before) + 1 if before in order else 0, element)
        before = element
    return tuple(order)


def _step(element: str, a: _Side, b: _Side) -> Compared:
    old, new = _side(element, a), _side(element, b)
    row = b.rows.get(element) or a.rows[element]
    times = (_held(element, a), _held(element, b))
    same = old is not None and new is not None and old.kind == new.kind
    limited = same and old is not None and old.kind is not TimeKind.NONE
    return Compared(
        element=element,
        number=row.number,
        name=row.name,
        a=old,
        b=new,
        median=_medians(*times) if same else None,
        share=_shares(*((side.late, side.completed) for side in (old, new) if side)) if limited else None,
    )


def _side(element: str, side: _Side) -> SideStep | None:
    row = side.rows.get(element)
    if row is None:
        return None
    return SideStep(
        kind=row.kind,
        standard=row.standard,
        limit=row.limit,
        completed=row.completed,
        late=row.late,
        open=side.open.get(element, 0),
        held=figures(_held(element, side)),
    )


def _held(element: str, side: _Side) -> list[int]:
    row = side.rows.get(element)
    return [held(one, row.kind) // _MICROSECOND for one in side.done.get(element, ())] if row else []


def _medians(before: Sequence[int], after: Sequence[int]) -> Change | None:
    if not before or not after:
        return None
    rise = medians.middle(after) - medians.middle(before)
    likely = medians.difference(before, after)
    return Change(rise, *(likely if likely else (None, None)))


def _shares(before: tuple[int, int], after: tuple[int, int]) -> Change | None:
    if not before[1] or not after[1]:
        return None
    rise = after[0] / after[1] - before[0] / before[1]
    return Change(rise, *rates.difference(before, after))
