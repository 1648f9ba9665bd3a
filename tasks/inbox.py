"""The inbox: open tasks of my lanes and mine, due soon first; search, filters, counts and paging."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from engine.database import Actor, Tx
from engine.refusals import Invalid, Problem
from engine.schema import instances as instances_table
from engine.schema import tasks as table
from tasks.inbox_query import (
    ALL,
    DONE,
    FREE,
    MINE,
    NAME,
    NAMED,
    Filter,
    Wanted,
    count_of,
    counts_of,
    elements_of,
    office_of,
    page_of,
    wanted_by,
)
from tasks.privacy import covering
from tasks.site import Site

__all__ = [
    "ALL",
    "DONE",
    "FREE",
    "MINE",
    "Counts",
    "Filter",
    "Line",
    "Page",
    "counts",
    "counts_held",
    "elements",
    "listed",
    "of_instance",
    "search",
    "search_held",
]

_SOON = timedelta(minutes=30)
LARGEST_PAGE = 200
_COUNTED = "inbox.counts"


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
    definition_id: int
    sop: str | None
    """Key of the called SOP whose row it is; None where it is of the SOP the case began with."""
    done_under: int | None = None
    """Row number of the version it was done under, where its case has moved on since; None: the one its case is on."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of tasks; `after` opens the next one, None on the last. `total` is None where it was not counted."""

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
COLUMNS = (
    table.c.id,
    table.c.instance_id,
    _I.business_key,
    _I.title,
    _I.category,
    table.c.element,
    table.c.step,
    NAME,
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
    _I.definition_id,
    table.c.sop,
    table.c.definition_id.label("done_under"),
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
    if not 1 <= limit <= LARGEST_PAGE:
        raise Invalid("form.invalid", Problem("form.too_large_number", "limit", {"limit": LARGEST_PAGE}))
    found = wanted_by(tx, wanted)
    skipped = _cursor(after)
    rows = tx.conn.execute(page_of(found, COLUMNS, skipped, limit + 1)).all()
    lines = tuple(listed(tx, _line(row)) for row in rows[:limit])
    total = _total(tx, wanted, found) if count else None
    return Page(lines, str(skipped + limit) if len(rows) > limit else None, total)


def _total(tx: Tx, wanted: Filter, found: Wanted) -> int | None:
    if wanted.whose == DONE:  # what people have done grows without end, so nobody counts it for a page
        return None
    known: Counts | None = tx.memo.get(_COUNTED)
    if known is not None and wanted == Filter(wanted.whose):
        return {MINE: known.mine, FREE: known.free, ALL: known.all}[wanted.whose]
    return int(tx.conn.execute(count_of(found)).scalar_one())


def counts(site: Site, actor: Actor) -> Counts:
    """The numbers above the list; zeros for somebody without a lane."""
    with site.db.read(actor) as tx:
        return counts_held(tx)


def counts_held(tx: Tx) -> Counts:
    """As `counts`, inside a transaction; one query, and a list asked for afterwards is not counted again."""
    query = counts_of(tx.actor.login, tx.actor.roles, office_of(tx))
    row = tx.conn.execute(query, {"now": tx.now, "soon": tx.now + _SOON}).one()
    made = tx.memo[_COUNTED] = Counts(*(int(number) for number in row))
    return made


def elements(tx: Tx) -> tuple[tuple[str, str], ...]:
    """Steps with open tasks in reach (element, name), for the filter."""
    query = elements_of(tx.actor.login, tx.actor.roles, office_of(tx))
    return tuple((str(element), str(name)) for element, name in tx.conn.execute(query).all())


def of_instance(tx: Tx, instance_id: int) -> tuple[Line, ...]:
    """Every task of a case, oldest first; the caller has asked for the right to see it."""
    query = select(*COLUMNS).select_from(NAMED).where(table.c.instance_id == instance_id)
    lines = tuple(_line(row) for row in tx.conn.execute(query.order_by(table.c.id)))
    if covering.sees(tx, instance_id):
        return lines
    return tuple(listed(tx, line) for line in lines)


def listed(tx: Tx, line: Line) -> Line:
    """The line as the acting person may see it where no one case was opened to them."""
    return replace(line, title=covering.masked(line.title)) if covering.covers(tx.actor) else line


def _cursor(after: str | None) -> int:
    if after is None:
        return 0
    if not after.isdecimal() or len(after) > 9:
        raise Invalid("form.invalid", Problem("form.cursor", "after"))
    return int(after)


def _line(row: Any) -> Line:
    return Line(*row)
