"""Reminders: of the arrival, of documents still missing, of a passport nobody has collected. A duty of the worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Text, cast, literal, select

from engine import instances, settings
from engine.database import SYSTEM, Tx
from engine.schema import applications, bookings
from engine.schema import instances as cases
from engine.schema import outbox as table
from engine.schema import tasks as tasks_table
from engine.schema import waits as waits_table
from tasks.gate import DOCUMENTS
from tasks.notices import place_name
from tasks.outbox.writing import write
from tasks.site import Site
from tasks.states import OPEN_STATES

ARRIVAL, PAPERS, COLLECTION = "reminder_arrival", "reminder_documents", "reminder_collection"
BEFORE_LIMIT, AFTER_READY = timedelta(days=3), timedelta(days=14)
HANDED_OVER = "serahkan"
_FROM = time(8)  # nobody is woken
_BATCH = 200


@dataclass(frozen=True, slots=True)
class _Reminder:
    kind: str
    key: str
    address: Any
    """A row of an application: instance_id, email, locale, place."""
    values: dict[str, Any]


def write_due(site: Site) -> list[Exception]:
    """Write the reminders that are due, each once; by day only, from eight o'clock of the office on."""
    with site.db.read(SYSTEM) as tx:
        if tx.now.astimezone(_zone(tx)).time() < _FROM:
            return []
        found = [*_arrivals(tx), *_papers(tx), *_collections(tx)]
    for reminder in found:
        with site.db.begin(SYSTEM) as tx:
            _write(tx, reminder)
    return []


def _write(tx: Tx, reminder: _Reminder) -> None:
    row = reminder.address
    instance = instances.read(tx, row.instance_id)
    if instance.status == instances.ACTIVE:
        values = {"name": instance.title, "number": instance.business_key, **reminder.values}
        write(
            tx,
            reminder.kind,
            row.email,
            values,
            key=reminder.key,
            locale=row.locale,
            instance_id=instance.id,
        )


_ADDRESS = tuple(applications.c[name] for name in ("instance_id", "email", "locale", "place", "receipt_code"))


def _arrivals(tx: Tx) -> Iterator[_Reminder]:
    """Seats paid for, for tomorrow."""
    tomorrow = (tx.now.astimezone(_zone(tx)) + timedelta(days=1)).date().isoformat()
    key = literal(f"{ARRIVAL}:") + cast(bookings.c.id, Text) + literal(f":{tomorrow}")
    query = (
        select(*_ADDRESS, bookings.c.place.label("where"), key.label("key"))
        .join(applications, applications.c.id == bookings.c.application_id)
        .where(bookings.c.day == tomorrow, bookings.c.state == "confirmed", *_new(key))
    )
    for row in tx.conn.execute(query.limit(_BATCH)).all():
        values = {
            "arrival_on": tomorrow,
            "place": place_name(tx, row.where),
            "receipt_code": row.receipt_code,
        }
        yield _Reminder(ARRIVAL, row.key, row, values)


def _papers(tx: Tx) -> Iterator[_Reminder]:
    """Waits for documents whose limit comes within three days; the first mail about them is a day old."""
    w = waits_table.c
    key = literal(f"{PAPERS}:") + cast(w.id, Text)
    query = (
        select(*_ADDRESS, w.token, w.opened_at, key.label("key"))
        .join(cases, cases.c.id == w.instance_id)
        .join(applications, applications.c.instance_id == w.instance_id)
        .where(w.message == DOCUMENTS, w.closed_at.is_(None), w.opened_at < tx.now - timedelta(days=1))
        .where(cases.c.next_due <= tx.now + BEFORE_LIMIT, *_new(key))
    )
    for row in tx.conn.execute(query.limit(_BATCH)).all():
        limit = _limit(tx, row.instance_id, row.token)
        if limit is not None and tx.now < limit <= tx.now + BEFORE_LIMIT:
            yield _Reminder(PAPERS, row.key, row, {"limit_on": limit.astimezone(_zone(tx)).date()})


def _limit(tx: Tx, instance_id: int, token: str) -> datetime | None:
    instance = instances.read(tx, instance_id)
    spec = instances.definition_of(tx, instance).spec
    return min(
        (timer.at for timer in instances.look(tx, instance, spec).timers if timer.token == token),
        default=None,
    )


def _collections(tx: Tx) -> Iterator[_Reminder]:
    """Passports that have lain ready for fourteen days."""
    t = tasks_table.c
    key = literal(f"{COLLECTION}:") + cast(t.id, Text)
    query = (
        select(*_ADDRESS, t.opened_at, key.label("key"))
        .join(applications, applications.c.instance_id == t.instance_id)
        .where(t.element == HANDED_OVER, t.state.in_(OPEN_STATES), t.opened_at <= tx.now - AFTER_READY)
        .where(*_new(key))
    )
    for row in tx.conn.execute(query.limit(_BATCH)).all():
        values = {"ready_on": row.opened_at.astimezone(_zone(tx)).date(), "place": place_name(tx, row.place)}
        yield _Reminder(COLLECTION, row.key, row, values)


def _new(key: Any) -> tuple[Any, ...]:
    """Somebody to be reminded who has not been yet."""
    return applications.c.email != "", ~select(table.c.id).where(table.c.key == key).exists()


def _zone(tx: Tx) -> ZoneInfo:
    return ZoneInfo(settings.value(tx, "office.zone"))
