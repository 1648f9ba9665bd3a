"""Calling numbers to a counter: the next one, again, serve, done, absent. Two counters never get the same number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from engine import audit, settings
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, Problem
from engine.schema import tickets as table
from tasks import rights
from tasks.counters import tickets
from tasks.counters.tickets import ABSENT, AT_COUNTER, CALLED, DONE, SERVING, WAITING, Ticket
from tasks.site import Site
from tasks.slots import places


def next_one(site: Site, actor: Actor, place: str, counter: str) -> Ticket | None:
    """Call the next number of a place to a counter; None when nobody waits.

    Which is next the settings say: priority first, or one priority number after so many regular ones. Raises
    Forbidden, Invalid, Conflict when the counter has not finished the number it called before.
    """
    rights.require_case_worker(actor)
    with site.db.begin(actor) as tx:
        require_counter(tx, place, counter)
        day = places.today(tx).isoformat()
        tickets.hold_day(tx, actor.office, place, day)
        if at_counter(tx, place, counter) is not None:
            raise Conflict("counter.busy")
        while (chosen := _choose(tx, place, day)) is not None:
            if _change(tx, chosen, (WAITING,), counter=counter, **_called(tx, chosen)):
                return tickets.read(tx, chosen.id)
        return None


def again(site: Site, actor: Actor, ticket_id: int) -> Ticket:
    """Call a number once more at the counter it was called to. Raises NotFound, Forbidden, Conflict."""
    return _act(site, actor, ticket_id, (CALLED,), lambda tx, ticket: _called(tx, ticket))


def serve(site: Site, actor: Actor, ticket_id: int) -> Ticket:
    """Whoever was called has come to the counter. Raises NotFound, Forbidden, Conflict."""
    return _act(site, actor, ticket_id, (CALLED,), lambda tx, _: {"state": SERVING, "served_at": tx.now})


def done(site: Site, actor: Actor, ticket_id: int) -> Ticket:
    """The number has been served. Raises NotFound, Forbidden, Conflict."""
    return _act(site, actor, ticket_id, AT_COUNTER, lambda tx, _: {"state": DONE, "done_at": tx.now})


def absent(site: Site, actor: Actor, ticket_id: int) -> Ticket:
    """Nobody came though the number was called. Raises NotFound, Forbidden, Conflict."""
    return _act(site, actor, ticket_id, (CALLED,), lambda tx, _: {"state": ABSENT, "done_at": tx.now})


def back(site: Site, actor: Actor, ticket_id: int) -> Ticket:
    """Who was absent is here after all and waits again, with the same number. Raises NotFound, Forbidden, Conflict."""
    values = {"state": WAITING, "counter": None, "done_at": None}
    return _act(site, actor, ticket_id, (ABSENT,), lambda tx, ticket: _of_today(tx, ticket, values))


def at_counter(tx: Tx, place: str, counter: str) -> Ticket | None:
    """The number a counter has called and not finished."""
    query = tickets.of_day(tx.actor.office, place, places.today(tx).isoformat())
    query = query.where(table.c.counter == counter, table.c.state.in_(AT_COUNTER)).limit(1)
    row = tx.conn.execute(query).one_or_none()
    return None if row is None else Ticket(*row)


def require_counter(tx: Tx, place: str, counter: str) -> None:
    """Refuse a place or counter that does not exist. Raises Invalid."""
    places.require(tx, place, places.REGULAR)
    if counter not in {row["code"] for row in settings.value(tx, "counters.list")}:
        raise Invalid("form.invalid", Problem("form.choice", "counter"))


def _act(site: Site, actor: Actor, ticket_id: int, expected: tuple[str, ...], values: Any) -> Ticket:
    rights.require_case_worker(actor)
    with site.db.begin(actor) as tx:
        ticket = tickets.read(tx, ticket_id)
        if not _change(tx, ticket, expected, **values(tx, ticket)):
            raise Conflict("ticket.moved")
        return tickets.read(tx, ticket_id)


def _called(tx: Tx, ticket: Ticket) -> dict[str, Any]:
    return {
        "state": CALLED,
        "called_at": ticket.called_at or tx.now,
        "last_called_at": tx.now,
        "called_by": tx.actor.login,
        "calls": table.c.calls + 1,
    }


def _of_today(tx: Tx, ticket: Ticket, values: dict[str, Any]) -> dict[str, Any]:
    if ticket.day != places.today(tx).isoformat():
        raise Conflict("ticket.other_day")
    return values


def _change(tx: Tx, ticket: Ticket, expected: tuple[str, ...], **values: Any) -> bool:
    """Whether the number was still in one of the states; of two that change it at once the second finds it changed."""
    same = (table.c.id == ticket.id) & table.c.state.in_(expected)
    if tx.conn.execute(table.update().where(same).values(**values)).rowcount != 1:
        return False
    details = {
        "number": ticket.label,
        "state": values["state"],
        "counter": values.get("counter", ticket.counter),
    }
    audit.append(tx, f"counters:{ticket.office}", "ticket.moved", f"ticket:{ticket.id}", details)
    return True


def _choose(tx: Tx, place: str, day: str) -> Ticket | None:
    query = tickets.of_day(tx.actor.office, place, day).where(table.c.state == WAITING)
    first = {grp: _first(tx, query, grp) for grp in places.GROUPS}
    regular, priority = first[places.REGULAR], first[places.PRIORITY]
    if regular is None or priority is None:
        return regular or priority
    return priority if _priority_is_due(tx, place, day) else regular


def _first(tx: Tx, query: Select[Any], grp: str) -> Ticket | None:
    row = tx.conn.execute(query.where(table.c.grp == grp).order_by(table.c.number).limit(1)).one_or_none()
    return None if row is None else Ticket(*row)


def _priority_is_due(tx: Tx, place: str, day: str) -> bool:
    """Whether so many regular numbers were called since the last priority one that it is priority's turn."""
    if settings.value(tx, "counters.priority_first"):
        return True
    ours = (table.c.office == tx.actor.office) & (table.c.place == place) & (table.c.day == day)
    last = select(func.max(table.c.called_at)).where(ours, table.c.grp == places.PRIORITY).scalar_subquery()
    since = (last.is_(None)) | (table.c.called_at > last)
    called = table.c.called_at.is_not(None) & (table.c.grp == places.REGULAR)
    count = tx.conn.execute(select(func.count()).where(ours, called, since)).scalar_one()
    return bool(count >= settings.value(tx, "counters.regular_per_priority"))
