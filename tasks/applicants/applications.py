"""Applications: what an applicant asks for, beside the case that runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from engine import instances
from engine.database import Tx
from engine.instances import Instance
from engine.refusals import NotFound
from engine.schema import applications as table
from engine.schema import waits
from tasks.applicants import receipts
from tasks.applicants.accounts import number_of

PORTAL, WALK_IN, FAMILY = "portal", "walk_in", "family"


@dataclass(frozen=True, slots=True)
class Application:
    """One application as stored; `answers` are what was typed, by page and field."""

    id: int
    instance_id: int
    account_id: int | None
    applicant_id: int | None
    office: str
    place: str
    channel: str
    service: str
    passport: str
    years: int | None
    priority: str
    answers: Mapping[str, Mapping[str, str]]
    receipt_code: str
    birth_date: date
    email: str
    locale: str
    created_at: datetime
    submitted_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """An application with its case locked for this transaction."""

    application: Application
    instance: Instance


@dataclass(frozen=True, slots=True)
class New:
    """What is known of an application when it begins."""

    channel: str
    birth_date: date
    account_id: int | None = None
    applicant_id: int | None = None
    place: str = ""
    email: str = ""
    locale: str = "id"
    service: str = ""
    priority: str = ""
    answers: Mapping[str, Mapping[str, str]] | None = None


_COLUMNS = tuple(table.c[name] for name in Application.__slots__)


def record(tx: Tx, instance_id: int, new: New) -> Application:
    """Enter an application beside its case, with a receipt code; the case was started by this transaction."""
    row = {
        "instance_id": instance_id,
        "account_id": new.account_id,
        "applicant_id": new.applicant_id,
        "office": tx.actor.office,
        "place": new.place,
        "channel": new.channel,
        "service": new.service,
        "passport": "",
        "years": None,
        "priority": new.priority,
        "answers": dict(new.answers or {}),
        "receipt_code": receipts.fresh(),
        "birth_date": new.birth_date.isoformat(),
        "email": new.email,
        "locale": new.locale,
        "created_at": tx.now,
    }
    number = tx.conn.execute(table.insert().values(row).returning(table.c.id)).scalar_one()
    return read(tx, number)


def read(tx: Tx, number: int) -> Application:
    """An application by number, whoever's; the right to see it was asked before. Raises NotFound."""
    return _one(tx, table.c.id == number)


def of_case(tx: Tx, instance_id: int) -> Application | None:
    """The application of a case; None for a case that has none. The right to see it was asked before."""
    row = tx.conn.execute(select(*_COLUMNS).where(table.c.instance_id == instance_id)).one_or_none()
    return None if row is None else _application(row)


def by_receipt(tx: Tx, code: str) -> Application | None:
    """The application a receipt code belongs to; None for a code there is none of."""
    row = tx.conn.execute(select(*_COLUMNS).where(table.c.receipt_code == code)).one_or_none()
    return None if row is None else _application(row)


def read_own(tx: Tx, number: int) -> Application:
    """One of the acting account's applications. Raises NotFound, also for somebody else's."""
    return _one(tx, (table.c.id == number) & (table.c.account_id == number_of(tx.actor)))


def own(tx: Tx) -> tuple[Application, ...]:
    """The acting account's applications, newest first."""
    mine = select(*_COLUMNS).where(table.c.account_id == number_of(tx.actor)).order_by(table.c.id.desc())
    return tuple(_application(row) for row in tx.conn.execute(mine))


def hold_own(tx: Tx, number: int) -> Held:
    """One of the acting account's applications, its case locked. Raises NotFound."""
    instance = instances.hold(tx, read_own(tx, number).instance_id)
    return Held(read_own(tx, number), instance)


def put(tx: Tx, application: Application, **values: Any) -> Application:
    """Write fields of an application whose case this transaction holds."""
    tx.conn.execute(update(table).where(table.c.id == application.id).values(**values))
    return replace(application, **values)


def awaited(tx: Tx, instance_id: int) -> str | None:
    """The element whose message the case waits for; None when it waits for none."""
    c = waits.c
    query = select(c.element).where(
        c.instance_id == instance_id, c.closed_at.is_(None), c.message.is_not(None)
    )
    found: str | None = tx.conn.execute(query.order_by(c.id.desc()).limit(1)).scalar_one_or_none()
    return found


def message_awaited(tx: Tx, instance_id: int) -> str | None:
    """The message the case waits for; None when it waits for none."""
    c = waits.c
    query = select(c.message).where(
        c.instance_id == instance_id, c.closed_at.is_(None), c.message.is_not(None)
    )
    found: str | None = tx.conn.execute(query.order_by(c.id.desc()).limit(1)).scalar_one_or_none()
    return found


def _one(tx: Tx, which: Any) -> Application:
    row = tx.conn.execute(select(*_COLUMNS).where(which)).one_or_none()
    if row is None:
        raise NotFound("application.unknown")
    return _application(row)


def _application(row: Any) -> Application:
    values = dict(zip(Application.__slots__, row, strict=True))
    return Application(**{**values, "birth_date": date.fromisoformat(values["birth_date"])})
