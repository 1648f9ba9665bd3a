"""How the waiting room stands: at each counter, for the public display, and how long people waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from engine import settings
from engine.database import Actor, Tx
from engine.refusals import NotFound
from engine.schema import instances as cases
from engine.schema import tasks as tasks_table
from engine.schema import tickets as table
from tasks import rights
from tasks.counters import calls, tickets
from tasks.counters.tickets import ABSENT, AT_COUNTER, WAITING, Ticket
from tasks.reports.figures import figures
from tasks.site import Site
from tasks.slots import places
from tasks.states import OPEN_STATES

_LAST = 5
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Served:
    """A number with what an officer at the counter needs: whose it is, and the case's open tasks."""

    ticket: Ticket
    business_key: str
    name: str
    tasks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter's page: its present number, who waits (in the order of their numbers) and who did not answer."""

    current: Served | None
    waiting: tuple[Served, ...]
    absent: tuple[Served, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A number at a counter, as the public sees it: no name."""

    label: str
    counter: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Display:
    """What the public display of a place shows: `now` per counter by code, the last calls, who waits per group."""

    place: str
    now: dict[str, Call]
    last: tuple[Call, ...]
    waiting: dict[str, int]


@dataclass(frozen=True, slots=True)
class Wait:
    """How long those who took a number of a group in an hour waited for their first call."""

    hour: int
    grp: str
    called: int
    mean: timedelta
    longest: timedelta


def counter(site: Site, actor: Actor, place: str, code: str) -> Counter:
    """How a counter stands. Raises Forbidden, Invalid."""
    rights.require_case_worker(actor)
    with site.db.read(actor) as tx:
        calls.require_counter(tx, place, code)
        current = calls.at_counter(tx, place, code)
        return Counter(
            _served(tx, [current])[0] if current else None,
            _served(tx, _in_state(tx, place, WAITING)),
            _served(tx, _in_state(tx, place, ABSENT)),
        )


def display(site: Site, place: str) -> Display:
    """What the public display of a place shows; names nobody. Raises NotFound for no place of the office."""
    with site.db.read() as tx:
        known = places.of_office(tx)
        if place not in known:
            raise NotFound("place.unknown")
        found = [Ticket(*row) for row in tx.conn.execute(_today(tx, place).where(table.c.calls > 0))]
        found.sort(key=lambda ticket: ticket.last_called_at or ticket.taken_at, reverse=True)
        here = [_call(ticket) for ticket in found if ticket.state in AT_COUNTER]
        counted = select(table.c.grp, func.count()).where(
            table.c.id.in_(_today(tx, place).where(table.c.state == WAITING).with_only_columns(table.c.id))
        )
        waiting = dict.fromkeys(places.GROUPS, 0) | {
            str(grp): int(number) for grp, number in tx.conn.execute(counted.group_by(table.c.grp))
        }
        now = {one.counter: one for one in reversed(here)}
        return Display(known[place], now, tuple(_call(ticket) for ticket in found[:_LAST]), waiting)


def waits(site: Site, actor: Actor, place: str, day: date) -> tuple[Wait, ...]:
    """How long people waited on a day, per hour in which they took their number and group. Raises Forbidden."""
    rights.require_case_worker(actor)
    with site.db.read(actor) as tx:
        zone = ZoneInfo(settings.value(tx, "office.zone"))
        query = tickets.of_day(actor.office, place, day.isoformat()).where(table.c.called_at.is_not(None))
        found: dict[tuple[int, str], list[int]] = {}
        for row in tx.conn.execute(query):
            ticket = Ticket(*row)
            waited = (ticket.called_at or ticket.taken_at) - ticket.taken_at
            key = ticket.taken_at.astimezone(zone).hour, ticket.grp
            found.setdefault(key, []).append(waited // _MICROSECOND)
    return tuple(_wait(*key, found[key]) for key in sorted(found))


def _wait(hour: int, grp: str, waited: list[int]) -> Wait:
    told = figures(waited)
    mean = told.mean if told else timedelta()
    return Wait(hour, grp, len(waited), mean, max(waited) * _MICROSECOND)


def _today(tx: Tx, place: str) -> Select[Any]:
    return tickets.of_day(tx.actor.office, place, places.today(tx).isoformat())


def _in_state(tx: Tx, place: str, state: str) -> list[Ticket]:
    query = _today(tx, place).where(table.c.state == state).order_by(table.c.grp, table.c.number)
    return [Ticket(*row) for row in tx.conn.execute(query)]


def _served(tx: Tx, found: Sequence[Ticket]) -> tuple[Served, ...]:
    numbers = [ticket.instance_id for ticket in found]
    named = {
        row.id: row
        for row in tx.conn.execute(
            select(cases.c.id, cases.c.business_key, cases.c.title).where(cases.c.id.in_(numbers))
        )
    }
    t, open_tasks = tasks_table.c, dict[int, list[int]]()
    query = select(t.instance_id, t.id).where(t.instance_id.in_(numbers), t.state.in_(OPEN_STATES))
    for instance, task in tx.conn.execute(query.order_by(t.id)):
        open_tasks.setdefault(instance, []).append(task)
    return tuple(
        Served(
            ticket,
            named[ticket.instance_id].business_key,
            named[ticket.instance_id].title,
            tuple(open_tasks.get(ticket.instance_id, ())),
        )
        for ticket in found
    )


def _call(ticket: Ticket) -> Call:
    return Call(ticket.label, ticket.counter or "", ticket.last_called_at or ticket.taken_at)
