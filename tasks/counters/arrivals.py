"""Who comes today: the day's bookings, and checking in by QR code, receipt code or request number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select

from engine import instances
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import applications
from engine.schema import bookings as table
from engine.schema import instances as cases
from engine.schema import tasks as tasks_table
from engine.schema import tickets as tickets_table
from tasks import rights, slots
from tasks.counters import tickets
from tasks.counters.tickets import Ticket
from tasks.site import Site
from tasks.slots import bookings, places
from tasks.states import OPEN_STATES

ARRIVAL = "datang_kantor"
"""The step of SOP M-Paspor that receives the applicant; completing it stays the officer's act."""
_LONGEST_CODE = 200
_LAST_PART = re.compile(r"[^/=?&#\s]+(?=[/\s]*$)")


@dataclass(frozen=True, slots=True)
class Expected:
    """A booking of the day with its case, and the number it got when it arrived."""

    booking: int
    instance: int
    business_key: str
    name: str
    category: str
    receipt_code: str
    grp: str
    state: str
    ticket: str
    ticket_state: str
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A check-in: the number, the case, its open task, the receiving one first; `known`: it had the number before."""

    ticket: Ticket
    business_key: str
    name: str
    task: int | None
    known: bool
    receipt_code: str


def of_day(site: Site, actor: Actor, place: str, day: date) -> tuple[Expected, ...]:
    """The bookings of a place and day, by group and name; those given back are left out. Raises Forbidden, Invalid."""
    rights.require_case_worker(actor)
    with site.db.read(actor) as tx:
        places.require(tx, place, places.REGULAR)
        numbers = _numbers(tx, place, day)
        rows = tx.conn.execute(_expected(tx, place, day)).all()
        return tuple(_line(row, numbers.get(row.instance)) for row in rows)


def check_in(site: Site, actor: Actor, place: str, code: object) -> Arrival:
    """Somebody is here: mark the booking arrived and give a queue number; asked twice, the same number is told again.

    `code` is what a scanner or keyboard typed: the receipt code, an address that ends in it, or the request's
    number. A running case without a booking (documents brought, a passport to collect) gets a number too. Raises
    Forbidden, Invalid, NotFound for an unknown code, Conflict: booked for another day or place, not paid, ended.
    """
    rights.require_case_worker(actor)
    typed = _typed(code)
    with site.db.begin(actor) as tx:
        places.require(tx, place, places.REGULAR)
        instance = instances.hold(tx, _find(tx, typed))
        known = tickets.of_today(tx, instance.id, place)
        if known is not None:
            return _arrival(tx, instance, known, known=True)
        instances.require_active(instance)
        grp, way = _receive(tx, instance, place)
        return _arrival(tx, instance, tickets.issue(tx, instance, place, grp, way), known=False)


def shown(site: Site, actor: Actor, ticket_id: int) -> Arrival:
    """A number with its case, to be shown or printed again. Raises Forbidden, NotFound."""
    rights.require_case_worker(actor)
    with site.db.read(actor) as tx:
        ticket = tickets.read(tx, ticket_id)
        return _arrival(tx, instances.read(tx, ticket.instance_id), ticket, known=True)


def _receive(tx: Tx, instance: Instance, place: str) -> tuple[str, str]:
    """Mark the case's booking arrived, if it has one; its group, and how it comes to a number."""
    booking = bookings.of_case(tx, instance.id)
    if booking is None:
        return _group_again(tx, instance), tickets.AGAIN
    if booking.state == bookings.HELD:
        raise Conflict("arrival.unpaid")
    if booking.place != place:
        raise Conflict("arrival.other_place")
    slots.arrived(tx, booking.id)
    return booking.grp, tickets.BOOKED


def _group_again(tx: Tx, instance: Instance) -> str:
    """Who comes once more waits as before: the group of the last number, else what the application says."""
    numbers = select(tickets_table.c.grp).where(tickets_table.c.instance_id == instance.id)
    before: str | None = tx.conn.execute(numbers.order_by(tickets_table.c.id.desc()).limit(1)).scalar()
    if before is not None:
        return before
    priority = select(applications.c.priority).where(applications.c.instance_id == instance.id)
    return places.PRIORITY if tx.conn.execute(priority).scalar() else places.REGULAR


def _arrival(tx: Tx, instance: Instance, ticket: Ticket, *, known: bool) -> Arrival:
    t = tasks_table.c
    waiting = select(t.id).where(t.instance_id == instance.id, t.state.in_(OPEN_STATES))
    first = case((t.element == ARRIVAL, 0), else_=1)
    task: int | None = tx.conn.execute(waiting.order_by(first, t.id).limit(1)).scalar()
    code = tx.conn.execute(
        select(applications.c.receipt_code).where(applications.c.instance_id == instance.id)
    ).scalar()
    return Arrival(ticket, instance.business_key, instance.title, task, known, code or "")


def _typed(code: object) -> str:
    text = code.strip() if isinstance(code, str) else ""
    found = _LAST_PART.search(text) if len(text) <= _LONGEST_CODE and text.isprintable() else None
    if found is None:
        raise Invalid("form.invalid", Problem("form.required", "code"))
    return found[0].upper()


def _find(tx: Tx, typed: str) -> int:
    """The case of a receipt code or request number of the office."""
    plain = "".join(sign for sign in typed if sign.isascii() and sign.isalnum())
    by_code = select(applications.c.instance_id).where(applications.c.receipt_code == plain)
    query = select(cases.c.id).where(
        cases.c.office == tx.actor.office,
        (func.upper(cases.c.business_key) == typed) | cases.c.id.in_(by_code),
    )
    number: int | None = tx.conn.execute(query.limit(1)).scalar()
    if number is None:
        raise NotFound("arrival.unknown")
    return number


def _expected(tx: Tx, place: str, day: date) -> Any:
    columns = (
        table.c.id.label("booking"),
        cases.c.id.label("instance"),
        cases.c.business_key,
        cases.c.title,
        cases.c.category,
        applications.c.receipt_code,
        table.c.grp,
        table.c.state,
    )
    joined = table.join(applications, applications.c.id == table.c.application_id).join(
        cases, cases.c.id == applications.c.instance_id
    )
    query = select(*columns).select_from(joined).where(table.c.office == tx.actor.office)
    query = query.where(
        table.c.place == place, table.c.day == day.isoformat(), table.c.state != bookings.RELEASED
    )
    return query.order_by(table.c.grp, func.lower(cases.c.title), table.c.id)


def _numbers(tx: Tx, place: str, day: date) -> dict[int, Ticket]:
    """The newest number of each case on a day."""
    query = tickets.of_day(tx.actor.office, place, day.isoformat()).order_by(tickets_table.c.id)
    return {row.instance_id: Ticket(*row) for row in tx.conn.execute(query)}


def _line(row: Any, ticket: Ticket | None) -> Expected:
    return Expected(
        booking=row.booking,
        instance=row.instance,
        business_key=row.business_key,
        name=row.title,
        category=row.category,
        receipt_code=row.receipt_code,
        grp=row.grp,
        state=row.state,
        ticket=ticket.label if ticket else "",
        ticket_state=ticket.state if ticket else "",
        taken_at=ticket.taken_at if ticket else None,
    )
