"""The clock of a play: where it may go, and what falls due on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from engine import calendars, office_time, settings
from engine.clock import VirtualClock
from engine.database import Actor, Tx
from engine.instances import ACTIVE
from engine.refusals import Conflict, Invalid, Problem
from engine.schema import bills, clocks, instances
from tasks import worker
from tasks.clock_rows import RUNNING
from tasks.duties import DUTIES
from tasks.sandbox.commands import DUE, OPENING
from tasks.site import Site

_FARTHEST = timedelta(days=730)
_MINUTES = 6  # digits


@dataclass(frozen=True, slots=True)
class Ahead:
    """Where the clock may go next: None where there is no such instant."""

    opening: datetime | None
    due: datetime | None


def ahead(tx: Tx) -> Ahead:
    """The next opening of the office, and the next timer or deadline of any case."""
    calendar = calendars.current(tx, tx.actor.office)
    later = tx.now
    if office_time.is_open(calendar, tx.now):
        later = next(office_time.closed_spans(calendar, tx.now, tx.now + timedelta(days=40)), (tx.now,))[0]
    return Ahead(office_time.next_opening(calendar, later), _due(tx))


def move(site: Site, actor: Actor, clock: VirtualClock, to: str) -> None:
    """Move the clock and settle what fell due on the way. Raises Invalid, Conflict("play.nothing_due")."""
    with site.db.read(actor) as tx:
        target = _target(tx, to)
    if target > clock() + _FARTHEST:
        raise _wrong("play.too_far")
    clock.move_to(target)
    settle(site, actor)


def is_due(tx: Tx) -> bool:
    """Whether a timer has fallen due that nobody has noticed: one whose date an answer has just set, say."""
    query = select(instances.c.id).where(instances.c.status == ACTIVE, instances.c.next_due <= tx.now)
    return tx.conn.execute(query.limit(1)).first() is not None


def settle(site: Site, actor: Actor) -> None:
    """Do what the office's worker does; a fault of it is a bug and flies on."""
    with site.db.read(actor) as tx:
        billed = tx.conn.execute(select(bills.c.id).limit(1)).first() is not None
    # What duties wait for (bills, seats, applicants' papers) begins with a bill here: without one nothing is due.
    for fault in worker.settle(site, DUTIES if billed else ()):
        raise fault


def instant(tx: Tx, text: str) -> datetime:
    """An instant as typed; the office's zone where it names none. Raises Invalid."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong("form.format") from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(settings.value(tx, "office.zone")))
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise _wrong("form.format") from None


def _target(tx: Tx, to: str) -> datetime:
    if to in (OPENING, DUE):
        found = ahead(tx)
        target = found.opening if to == OPENING else found.due
        if target is None:
            raise Conflict("play.nothing_due")
        return target
    number = to.removeprefix("w")
    if number.isascii() and number.isdecimal() and len(number) <= _MINUTES:
        span = min(timedelta(minutes=int(number)), 2 * _FARTHEST)
        return (
            office_time.add(calendars.current(tx, tx.actor.office), tx.now, span)
            if to[0] == "w"
            else tx.now + span
        )
    target = instant(tx, to)
    if target < tx.now:
        raise _wrong("play.backwards")
    return target


def _due(tx: Tx) -> datetime | None:
    timers = select(func.min(instances.c.next_due)).where(
        instances.c.status == ACTIVE, instances.c.next_due > tx.now
    )
    limits = select(func.min(clocks.c.due_at)).where(
        clocks.c.stopped_at.is_(None), clocks.c.state == RUNNING, clocks.c.due_at > tx.now
    )
    found = [at for query in (timers, limits) if (at := tx.conn.execute(query).scalar()) is not None]
    return min(found, default=None)


def _wrong(key: str) -> Invalid:
    return Invalid("form.invalid", Problem(key, "to"))
