"""Which tasks a person's inbox lists and in which order, so written that a page is read from indexes alone.

An inbox of ten thousand open tasks is never sorted: each way a task can be mine (my lanes, assigned to me, named as
a candidate) is a branch that an index gives in order, and the first of every branch together hold the first of all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    union,
)

from engine import standing
from engine.database import Tx
from engine.refusals import Forbidden, Invalid, Problem
from engine.schema import instances as instances_table
from engine.schema import task_candidates, task_names
from engine.schema import tasks as table
from engine.types import Instant
from tasks.privacy import covers
from tasks.rights import ALL_LANES
from tasks.roles import AUDITOR, SUPERVISOR, is_staff
from tasks.states import ASSIGNED, COMPLETED, CREATED, IN_PROGRESS, SUSPENDED

MINE, FREE, ALL, DONE = "mine", "free", "all", "done"
JOINED = table.join(instances_table, instances_table.c.id == table.c.instance_id)
NAMED = JOINED.outerjoin(task_names, task_names.c.id == table.c.name_id)
NAME = func.coalesce(task_names.c.name, "").label("name")
OPEN = table.c.completed_at.is_(None)
"""Open tasks bear no end; the word is that of the indexes, which hold open tasks only."""
_I = instances_table.c
_STATES = (CREATED, ASSIGNED, IN_PROGRESS, SUSPENDED, COMPLETED)


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


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A filter as conditions on the task and on its case, the ways tasks are in reach, and the order."""

    of_task: tuple[ColumnElement[bool], ...]
    of_case: tuple[ColumnElement[bool], ...]
    branches: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[Any], ...]
    few: bool = False

    @property
    def source(self) -> FromClause:
        """The tables the conditions speak of."""
        return JOINED if self.of_case else table

    def numbers(self, most: int) -> Select[int]:
        """Row numbers of the first `most` tasks, in no order."""
        return select(union(*(self._first(branch, most) for branch in self.branches)).subquery().c.id)

    def _first(self, branch: ColumnElement[bool], most: int) -> Select[int]:
        found = select(table.c.id).select_from(self.source).where(*self.of_task, *self.of_case, branch)
        if not self.few:
            found = found.order_by(*self.order).limit(most)
        return select(found.subquery().c.id)


def wanted_by(tx: Tx, asked: Filter) -> Wanted:
    """What a person's filter means. Raises Forbidden to who has no tasks to see, Invalid."""
    actor = tx.actor
    if not (is_staff(actor.roles) or actor.has(SUPERVISOR, AUDITOR)):
        raise Forbidden("inbox.no_lane")
    if asked.whose not in (MINE, FREE, ALL, DONE):
        raise Invalid("form.invalid", Problem("form.choice", "whose"))
    whole = _whole(actor.login, actor.roles, office_of(tx), asked.whose)
    return whole if asked == Filter(asked.whose) else _narrowed(tx, whole, asked)


def office_of(tx: Tx) -> str | None:
    """The office whose tasks may be seen; None where there is no other, so that nobody has to ask each case."""
    office = tx.actor.office
    return None if standing.read(tx, office).alone else office


@lru_cache(maxsize=256)
def reach(login: str, roles: frozenset[str]) -> tuple[ColumnElement[bool], ...]:
    """The ways an open task can be a person's to see: every one, or by lane, by name and as a candidate."""
    if not roles.isdisjoint((ALL_LANES, SUPERVISOR, AUDITOR)):
        return (table.c.id.is_not(None),)
    if not roles:
        return (false(),)
    named = select(task_candidates.c.task_id).where(
        or_(
            and_(task_candidates.c.kind == "group", task_candidates.c.name.in_(sorted(roles))),
            and_(task_candidates.c.kind == "user", task_candidates.c.name == login),
        )
    )
    lanes = (table.c.lane == role for role in sorted(roles))
    return (*lanes, table.c.assignee == login, table.c.id.in_(named))


@lru_cache(maxsize=64)
def page_of(wanted: Wanted, columns: tuple[Any, ...], skipped: int, limit: int) -> Select[Any]:
    """The rows of a page, of which the unfiltered ones are written once per person."""
    numbers = wanted.numbers(skipped + limit)
    page = select(*columns).select_from(NAMED).where(table.c.id.in_(numbers)).order_by(*wanted.order)
    return page.offset(skipped).limit(limit)


@lru_cache(maxsize=64)
def count_of(wanted: Wanted) -> Select[int]:
    """How many tasks there are."""
    found = (*wanted.of_task, *wanted.of_case, or_(*wanted.branches))
    return select(func.count()).select_from(wanted.source).where(*found)


@lru_cache(maxsize=64)
def counts_of(login: str, roles: frozenset[str], office: str | None) -> Select[Any]:
    """How many open tasks are mine, free, in reach, late by "now" and due from then until "soon".

    One count after the other: each is a walk along an index, and together faster than one walk that adds up five.
    """
    seen = or_(*reach(login, roles))
    late = table.c.due_at < bindparam("now", type_=Instant())
    soon = table.c.due_at.between(bindparam("now", type_=Instant()), bindparam("soon", type_=Instant()))
    free = table.c.assignee.is_(None)
    kinds = (table.c.assignee == login, and_(seen, free), seen, and_(seen, late), and_(seen, soon))
    tasks = table if office is None else JOINED
    own = () if office is None else (_I.office == office,)
    counts = (select(func.count()).select_from(tasks).where(OPEN, kind, *own) for kind in kinds)
    return select(*(count.scalar_subquery() for count in counts))


@lru_cache(maxsize=64)
def elements_of(login: str, roles: frozenset[str], office: str | None) -> Select[Any]:
    """Element and name of one open task in reach of each element there is, found by leaps along an index."""
    first = select(func.min(table.c.element).label("name")).where(OPEN).cte("element", recursive=True)
    after = select(func.min(table.c.element)).where(OPEN, table.c.element > first.c.name)
    every = first.union_all(select(after.scalar_subquery()).where(first.c.name.is_not(None)))
    some = select(table.c.id).where(OPEN, table.c.element == every.c.name, or_(*reach(login, roles)))
    if office is not None:
        some = some.join(instances_table).where(_I.office == office)
    numbers = select(some.limit(1).scalar_subquery()).where(every.c.name.is_not(None))
    named = select(table.c.element, NAME).select_from(
        table.outerjoin(task_names, task_names.c.id == table.c.name_id)
    )
    return named.where(table.c.id.in_(numbers)).order_by(NAME)


@lru_cache(maxsize=256)
def _whole(login: str, roles: frozenset[str], office: str | None, whose: str) -> Wanted:
    of_case = () if office is None else (_I.office == office,)
    if whose == DONE:
        everyone = not roles.isdisjoint((ALL_LANES, SUPERVISOR, AUDITOR))
        own = table.c.id.is_not(None) if everyone else table.c.completed_by == login
        done = (table.c.completed_at.is_not(None), table.c.state == COMPLETED)
        return Wanted(done, of_case, (own,), (table.c.completed_at.desc(), table.c.id.desc()))
    if whose == MINE:
        return Wanted((OPEN,), of_case, (table.c.assignee == login,), _DUE_FIRST)
    free = (table.c.assignee.is_(None),) if whose == FREE else ()
    return Wanted((OPEN, *free), of_case, reach(login, roles), _DUE_FIRST)


_DUE_FIRST = (
    table.c.due_at.asc().nulls_last(),
    table.c.priority.desc(),
    table.c.opened_at.asc(),
    table.c.id.asc(),
)


def _narrowed(tx: Tx, whole: Wanted, asked: Filter) -> Wanted:
    of_task, of_case = list(whole.of_task), list(whole.of_case)
    if asked.element:
        of_task.append(table.c.element == asked.element)
    if asked.lane:
        of_task.append(table.c.lane == asked.lane)
    if asked.state:
        if asked.state not in _STATES:
            raise Invalid("form.invalid", Problem("form.choice", "state"))
        of_task.append(table.c.state == asked.state)
    if asked.instance is not None:
        of_task.append(table.c.instance_id == asked.instance)
    if asked.overdue:
        of_task.append(table.c.due_at < literal(tx.now, Instant()))
    if asked.word.strip():
        word = asked.word.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        like = f"%{word.lower()}%"
        # Who sees names covered cannot try one until something is found.
        named = (_I.business_key,) if covers(tx.actor) else (_I.title, _I.business_key)
        found = (func.lower(column).like(like, escape="\\") for column in named)
        of_case.append(or_(*found))
    # The tasks of one case are found by it, not by their order.
    few = asked.instance is not None
    return replace(whole, of_task=tuple(of_task), of_case=tuple(of_case), few=few)
