"""The inbox: open tasks of my lanes and mine, due soon first; search, filters, counts and paging."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Join, Select, and_, case, false, func, literal, or_, select

from engine.database import Actor, Tx
from engine.refusals import Forbidden, Invalid, Problem
from engine.schema import instances as instances_table
from engine.schema import task_candidates
from engine.schema import tasks as table
from engine.types import Instant
from tasks.rights import ALL_LANES
from tasks.roles import AUDITOR, SUPERVISOR, is_staff
from tasks.site import Site
from tasks.states import ASSIGNED, COMPLETED, CREATED, IN_PROGRESS, OPEN_STATES, SUSPENDED

MINE, FREE, ALL, DONE = "mine", "free", "all", "done"
_SOON = timedelta(minutes=30)
_LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list: whose (mine | free | all | done), of which step, late or due soon only, a word to search."""

    whose: str = ALL
    element: str | None = None
    lane: str | None = None
    state: str | None = None
    instance: int | None = None
    overdue: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One task of the list with what its row shows."""

    id: int
    instance_id: int
    business_key: str
    title: str
    category: str
    element: str
    step: str | None
    name: str
    lane: str | None
    assignee: str | None
    state: str
    priority: int
    revision: int
    opened_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    due_at: datetime | None
    delegation: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of tasks; `after` opens the next one, None on the last."""

    items: tuple[Line, ...]
    after: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks wait: mine, free for me, all of my lanes, late among them, due within half an hour."""

    mine: int
    free: int
    all: int
    late: int
    soon: int


_I = instances_table.c
_JOINED: Join = table.join(instances_table, instances_table.c.id == table.c.instance_id)
_COLUMNS = (
    table.c.id,
    table.c.instance_id,
    _I.business_key,
    _I.title,
    _I.category,
    table.c.element,
    table.c.step,
    table.c.name,
    table.c.lane,
    table.c.assignee,
    table.c.state,
    table.c.priority,
    table.c.revision,
    table.c.opened_at,
    table.c.started_at,
    table.c.completed_at,
    table.c.due_at,
    table.c.delegation,
)


def search(site: Site, actor: Actor, wanted: Filter, limit: int = 25, after: str | None = None) -> Page:
    """A page of tasks, due soon first, then by priority and age; done ones newest first.

    Raises Forbidden to who has no tasks to see, Invalid for an unknown `whose`, page size or cursor.
    """
    with site.db.read(actor) as tx:
        return search_held(tx, wanted, limit, after)


def search_held(
    tx: Tx, wanted: Filter, limit: int = 25, after: str | None = None, *, count: bool = True
) -> Page:
    """As `search`, inside a transaction; `count` False leaves the total out."""
    if not 1 <= limit <= _LARGEST_PAGE:
        raise Invalid("form.invalid", Problem("form.too_large_number", "limit", {"limit": _LARGEST_PAGE}))
    condition = _condition(tx, wanted)
    total = None
    if count:
        query = select(func.count()).select_from(_JOINED).where(condition)
        total = int(tx.conn.execute(query).scalar_one())
    skipped = _cursor(after)
    query_rows: Select[Any] = (
        select(*_COLUMNS).select_from(_JOINED).where(condition).order_by(*_order(wanted))
    )
    rows = tx.conn.execute(query_rows.offset(skipped).limit(limit + 1)).all()
    lines = tuple(_line(row) for row in rows[:limit])
    return Page(lines, str(skipped + limit) if len(rows) > limit else None, total)


def counts(site: Site, actor: Actor) -> Counts:
    """The numbers above the list; zeros for somebody without a lane."""
    with site.db.read(actor) as tx:
        return counts_held(tx)


def counts_held(tx: Tx) -> Counts:
    """As `counts`, inside a transaction; one query."""
    actor = tx.actor
    mine = table.c.assignee == actor.login
    free = table.c.assignee.is_(None)
    late = table.c.due_at < tx.now
    soon = and_(table.c.due_at >= tx.now, table.c.due_at < tx.now + _SOON)
    columns: list[ColumnElement[int]] = [
        func.coalesce(func.sum(case((c, 1), else_=0)), 0) for c in (mine, free)
    ]
    columns.append(func.count())
    columns += [func.coalesce(func.sum(case((c, 1), else_=0)), 0) for c in (late, soon)]
    query = select(*columns).where(table.c.state.in_(OPEN_STATES), _reach(actor))
    row = tx.conn.execute(query).one()
    return Counts(*(int(number) for number in row))


def elements(tx: Tx) -> tuple[tuple[str, str], ...]:
    """Steps with open tasks in reach (element, name), for the filter."""
    query = select(table.c.element, func.min(table.c.name)).where(
        table.c.state.in_(OPEN_STATES), _reach(tx.actor)
    )
    grouped = query.group_by(table.c.element).order_by(func.min(table.c.name))
    return tuple((str(element), str(name)) for element, name in tx.conn.execute(grouped).all())


def of_instance(tx: Tx, instance_id: int) -> tuple[Line, ...]:
    """Every task of a case, oldest first; the caller has asked for the right to see it."""
    query = select(*_COLUMNS).select_from(_JOINED).where(table.c.instance_id == instance_id)
    return tuple(_line(row) for row in tx.conn.execute(query.order_by(table.c.id)))


def _condition(tx: Tx, wanted: Filter) -> ColumnElement[bool]:
    actor = tx.actor
    if not (is_staff(actor.roles) or actor.has(SUPERVISOR, AUDITOR)):
        raise Forbidden("inbox.no_lane")
    if wanted.whose == DONE:
        own = table.c.completed_by == actor.login
        parts = [
            table.c.state == COMPLETED,
            own if not actor.has(ALL_LANES, SUPERVISOR, AUDITOR) else _I.office == actor.office,
        ]
    elif wanted.whose in (MINE, FREE, ALL):
        parts = [table.c.state.in_(OPEN_STATES), _reach(actor), _I.office == actor.office]
        if wanted.whose == MINE:
            parts.append(table.c.assignee == actor.login)
        if wanted.whose == FREE:
            parts.append(table.c.assignee.is_(None))
    else:
        raise Invalid("form.invalid", Problem("form.choice", "whose"))
    if wanted.element:
        parts.append(table.c.element == wanted.element)
    if wanted.lane:
        parts.append(table.c.lane == wanted.lane)
    if wanted.state:
        if wanted.state not in (CREATED, ASSIGNED, IN_PROGRESS, SUSPENDED, COMPLETED):
            raise Invalid("form.invalid", Problem("form.choice", "state"))
        parts.append(table.c.state == wanted.state)
    if wanted.instance is not None:
        parts.append(table.c.instance_id == wanted.instance)
    if wanted.overdue:
        parts.append(table.c.due_at < literal(tx.now, Instant()))
    if wanted.word.strip():
        word = wanted.word.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        like = f"%{word.lower()}%"
        parts.append(
            or_(
                func.lower(_I.title).like(like, escape="\\"),
                func.lower(_I.business_key).like(like, escape="\\"),
            )
        )
    return and_(*parts)


def _reach(actor: Actor) -> ColumnElement[bool]:
    if actor.has(ALL_LANES, SUPERVISOR, AUDITOR):
        return table.c.id.is_not(None)
    roles = sorted(actor.roles)
    if not roles:
        return false()
    named = select(task_candidates.c.task_id).where(
        or_(
            and_(task_candidates.c.kind == "group", task_candidates.c.name.in_(roles)),
            and_(task_candidates.c.kind == "user", task_candidates.c.name == actor.login),
        )
    )
    return or_(table.c.lane.in_(roles), table.c.assignee == actor.login, table.c.id.in_(named))


def _order(wanted: Filter) -> tuple[Any, ...]:
    if wanted.whose == DONE:
        return (table.c.completed_at.desc(), table.c.id.desc())
    return (table.c.due_at.is_(None), table.c.due_at, table.c.priority.desc(), table.c.opened_at, table.c.id)


def _cursor(after: str | None) -> int:
    if after is None:
        return 0
    if not after.isdecimal() or len(after) > 9:
        raise Invalid("form.invalid", Problem("form.cursor", "after"))
    return int(after)


def _line(row: Any) -> Line:
    return Line(*row)
