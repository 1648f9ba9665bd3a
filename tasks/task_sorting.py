"""Tasks in an order the caller names, page by page from where the last one ended: none twice, none left out."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, and_, false, literal, or_, select

from engine.database import Actor, Tx
from engine.refusals import Invalid, Problem
from engine.schema import instances
from engine.schema import tasks as table
from engine.types import Instant
from tasks.inbox import COLUMNS, LARGEST_PAGE, Filter, Line, Page, listed
from tasks.inbox_query import DONE, NAMED, Wanted, count_of, wanted_by
from tasks.site import Site

FIELDS: Mapping[str, ColumnElement[Any]] = {
    "id": table.c.id,
    "dueAt": table.c.due_at,
    "openedAt": table.c.opened_at,
    "startedAt": table.c.started_at,
    "completedAt": table.c.completed_at,
    "priority": table.c.priority,
    "state": table.c.state,
    "elementId": table.c.element,
    "businessKey": instances.c.business_key,
    "title": instances.c.title,
}
"""What tasks can be sorted by; whoever has no such instant comes last, whichever way the order runs."""

_LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Key:
    """One field of an order."""

    field: str
    descending: bool = False

    @property
    def column(self) -> ColumnElement[Any]:
        """The field's column. Raises Invalid for a field nobody can sort by."""
        if self.field not in FIELDS:
            raise Invalid("form.invalid", Problem("form.one_of", "sort", {"choices": ", ".join(FIELDS)}))
        return FIELDS[self.field]


def search(
    site: Site, actor: Actor, wanted: Filter, sort: Sequence[Key], limit: int = 25, after: str | None = None
) -> Page:
    """A page of tasks in this order, the oldest first among equals.

    Raises Forbidden to who has no tasks to see, Invalid for an unknown field, page size or cursor, also for a cursor
    of another order.
    """
    keys = _whole(sort)
    if not 1 <= limit <= LARGEST_PAGE:
        raise Invalid("form.invalid", Problem("form.too_large_number", "limit", {"limit": LARGEST_PAGE}))
    with site.db.read(actor) as tx:
        found = wanted_by(tx, wanted)
        last = None if after is None else _read(after, keys)
        rows = tx.conn.execute(_query(found, keys, last).limit(limit + 1)).all()
        total = None if wanted.whose == DONE else _count(tx, found)
        lines = tuple(listed(tx, Line(*row[: len(COLUMNS)])) for row in rows[:limit])
    more = len(rows) > limit
    return Page(lines, _write(keys, rows[limit - 1][len(COLUMNS) :]) if more else None, total)


def _whole(sort: Sequence[Key]) -> tuple[Key, ...]:
    """The order with each field once and the task's number at its end, so that no two tasks are equal."""
    found: dict[str, Key] = {}
    for key in (*sort, Key("id")):
        found.setdefault(key.field, key)
    return tuple(found.values())


def _query(found: Wanted, keys: tuple[Key, ...], last: Sequence[Any] | None) -> Any:
    order: list[ColumnElement[Any]] = []
    for key in keys:
        order += [key.column.is_(None), key.column.desc() if key.descending else key.column.asc()]
    chosen = select(*COLUMNS, *(key.column.label(f"key_{number}") for number, key in enumerate(keys)))
    conditions = (*found.of_task, *found.of_case, or_(*found.branches))
    query = chosen.select_from(NAMED).where(*conditions).order_by(*order)
    return query if last is None else query.where(_behind(keys, last))


def _behind(keys: tuple[Key, ...], last: Sequence[Any]) -> ColumnElement[bool]:
    """What comes after a row: equal to it in the first fields and behind it in the next."""
    ways: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for key, value in zip(keys, last, strict=True):
        ways.append(and_(*equal, _after(key, value)))
        equal.append(_same(key, value))
    return or_(*ways)


def _after(key: Key, value: Any) -> ColumnElement[bool]:
    column = key.column
    if value is None:
        return false()
    given = literal(value, column.type)
    return or_(column < given if key.descending else column > given, column.is_(None))


def _same(key: Key, value: Any) -> ColumnElement[bool]:
    return key.column.is_(None) if value is None else key.column == literal(value, key.column.type)


def _write(keys: tuple[Key, ...], values: Sequence[Any]) -> str:
    return urlsafe_b64encode(orjson.dumps([_spelled(keys), *values])).decode().rstrip("=")


def _spelled(keys: tuple[Key, ...]) -> str:
    return ",".join(f"{'-' if key.descending else ''}{key.field}" for key in keys)


def _read(after: str, keys: tuple[Key, ...]) -> list[Any]:
    try:
        spelled, *values = orjson.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        if spelled != _spelled(keys):
            raise ValueError("another order")
        return [_value(key, value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, NotBase64):
        raise Invalid("form.invalid", Problem("form.cursor", "page.after")) from None


def _value(key: Key, value: Any) -> Any:
    """A value of a cursor as its column takes it. Raises ValueError for one that no row can have."""
    if isinstance(key.column.type, Instant):
        if value is None:
            return None
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError("an instant carries its zone")
        return at
    kind = key.column.type.python_type
    fits = type(value) is kind and (kind is not int or abs(value) <= _LARGEST_NUMBER)
    if not fits or (kind is str and "\x00" in value):
        raise ValueError("no value of this field")
    return value


def _count(tx: Tx, found: Wanted) -> int:
    return int(tx.conn.execute(count_of(found)).scalar_one())
