"""Applicants with an address, as the public side leaves them: an application beside a case, and a seat."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine import schema
from tests.support.office import OPERATOR, Office

EMAIL = "siti@example.id"


def apply_for(office: Office, instance: int, email: str = EMAIL, locale: str = "id") -> int:
    """The application of a case; returns its number."""
    row = {
        "instance_id": instance,
        "office": OPERATOR.office,
        "place": "kanim",
        "channel": "portal",
        "service": "reguler",
        "passport": "elektronik",
        "priority": "",
        "answers": {},
        "receipt_code": f"KODE{instance}",
        "birth_date": "1990-01-14",
        "email": email,
        "locale": locale,
        "created_at": office.clock(),
    }
    with office.site.db.begin(OPERATOR) as tx:
        new = schema.applications.insert().values(**row).returning(schema.applications.c.id)
        return int(tx.conn.execute(new).scalar_one())


def book(office: Office, application: int, day: str, state: str = "confirmed") -> None:
    """A seat on a day."""
    row = {
        "application_id": application,
        "office": OPERATOR.office,
        "place": "kanim",
        "day": day,
        "grp": "reguler",
        "state": state,
        "moves": 0,
        "created_at": office.clock(),
        "changed_at": office.clock(),
    }
    with office.site.db.begin(OPERATOR) as tx:
        tx.conn.execute(schema.bookings.insert().values(**row))


def told(office: Office) -> list[Any]:
    """Every message written, oldest first."""
    with office.site.db.read() as tx:
        return list(tx.conn.execute(select(schema.outbox).order_by(schema.outbox.c.id)))
