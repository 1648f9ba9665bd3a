"""The rows an export holds: those of the SQL views, of one office and a question's filters, read by their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Integer, func, literal, not_, select

from engine import views
from engine.database import Tx
from engine.refusals import Invalid, Problem
from engine.schema import breaches, pauses
from engine.types import Instant
from engine.views import View
from tasks.asking.conditions import bounds, moment_of, where
from tasks.asking.dimensions import CASES, STEPS
from tasks.asking.question import Question

BATCH = 20_000
KINDS: Mapping[str, View] = {
    STEPS: views.STEPS,
    CASES: views.CASES,
    "breaches": views.BREACHES,
    "pauses": views.PAUSES,
}
FORMATS = ("csv", "xlsx", "parquet")
_SHARED = ("sop", "type")  # filters that breaches and pauses have too
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Order:
    """What is taken out: one of KINDS in one of FORMATS, of a question's period and filters, up to an instant."""

    what: str
    format: str
    asked: Question
    until: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its name in the view, and what its values are: text, whole, yes, length or instant."""

    name: str
    kind: str


def checked(what: str, made_as: str, asked: Question, until: datetime) -> Order:
    """An order somebody typed. Raises Invalid."""
    wrong = [
        Problem("ask.unknown", name)
        for name, value, known in (("what", what, KINDS), ("format", made_as, FORMATS))
        if value not in known
    ]
    if wrong:
        raise Invalid("ask.invalid", *wrong)
    if what in (STEPS, CASES) and asked.about != what:
        raise Invalid("ask.invalid", Problem("ask.other_subject", "what"))
    return Order(what, made_as, asked, until)


def columns(what: str) -> tuple[Column, ...]:
    """The columns of a kind, in order."""
    return tuple(Column(name, _kind(name, column)) for name, column in KINDS[what].columns.items())


def count(tx: Tx, order: Order) -> int:
    """How many rows there are."""
    view = KINDS[order.what]
    query = select(func.count()).select_from(view.joined).where(*_where(tx, order))
    return int(tx.conn.execute(query).scalar_one())


def batch(tx: Tx, order: Order, after: int) -> Sequence[tuple[Any, ...]]:
    """The next rows by number: the number first, then a plain value per column, instants as whole microseconds."""
    view = KINDS[order.what]
    query = select(view.key, *_plain(view)).select_from(view.joined).where(view.key > after)
    query = query.where(*_where(tx, order)).order_by(view.key).limit(BATCH)
    instants = [place for place, one in enumerate(columns(order.what), 1) if one.kind == "instant"]
    rows = []
    for row in tx.conn.execute(query):
        values = list(row)
        for place in instants:
            if (at := values[place]) is not None:
                values[place] = (at - _EPOCH) // _MICROSECOND
        rows.append(tuple(values))
    return rows


def instant(microseconds: int) -> datetime:
    """The instant a row's whole microseconds stand for."""
    return _EPOCH + microseconds * _MICROSECOND


_MICROSECOND = _EPOCH.resolution


def _plain(view: View) -> list[ColumnElement[Any]]:
    return [column.label(name) for name, column in view.columns.items()]


def _kind(name: str, column: ColumnElement[Any]) -> str:
    if isinstance(column.type, Instant):
        return "instant"
    if isinstance(column.type, Boolean):
        return "yes"
    if name.endswith("_us"):
        return "length"
    return "whole" if isinstance(column.type, Integer | BigInteger) else "text"


def _where(tx: Tx, order: Order) -> tuple[ColumnElement[bool], ...]:
    if order.what in (STEPS, CASES):
        at = moment_of(order.what)
        return (*where(tx, replace(order.asked, about=order.what), by_number=True), at < order.until)
    view = KINDS[order.what]
    at = breaches.c.at if order.what == "breaches" else pauses.c.started_at
    start, end = bounds(tx, order.asked)
    found = [at >= start, at < end, at < order.until, literal("") + view.columns["office"] == tx.actor.office]
    for name, column in zip(_SHARED, ("sop", "application_type"), strict=True):
        if keys := order.asked.keep.get(name):
            found.append(view.columns[column].in_(_codes(keys)))
        if keys := order.asked.drop.get(name):
            found.append(not_(view.columns[column].in_(_codes(keys))))
    return tuple(found)


def _codes(keys: tuple[str, ...]) -> list[str]:
    return ["" if key == "-" else key for key in keys]
