"""Somebody of the public in tests: an account made the way people make one, and the code their mail holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine import schema
from engine.database import Actor
from tasks.applicants import accounts, consent, family, sessions
from tasks.site import Site

HOME, AWAY = "10.0.0.1", "203.0.113.9"
SITI = {"name": "Siti Aminah", "email": "siti@example.id", "phone": "0812 3456 7890"}
BUDI = {"name": "Budi Santoso", "email": "budi@example.id", "phone": "081298765432"}
# 6310: Tanah Bumbu; a woman born on 1 February 1990 (01 + 40).
SITI_NIK = "6310014102900001"
SITI_PERSON = {
    "name": "Siti Aminah",
    "birth.day": "1",
    "birth.month": "2",
    "birth.year": "1990",
    "sex": "p",
    "relation": "diri",
    "nik": SITI_NIK,
}


def registering(who: dict[str, str]) -> dict[str, Any]:
    """The form somebody registers with, the consent ticked."""
    return {**who, "consent": "true", "consent_version": consent.current(consent.PRIVACY)}


def mailed_code(site: Site, email: str) -> str:
    """The code in the newest mail to an address."""
    table = schema.outbox
    with site.db.read() as tx:
        query = select(table.c.details).where(table.c.kind == "otp", table.c.recipient == email)
        return str(tx.conn.execute(query.order_by(table.c.id.desc()).limit(1)).scalar_one()["code"])


def joined(site: Site, who: dict[str, str] = SITI) -> Actor:
    """Somebody with an active account and an open session."""
    accounts.register(site, registering(who), HOME, "id")
    signed_in = accounts.sign_in(site, who["email"], mailed_code(site, who["email"]), HOME)
    actor = sessions.resolve(site, signed_in.secret)
    assert actor is not None
    return actor


def with_person(site: Site, who: dict[str, str] = SITI, **person: str) -> tuple[Actor, int]:
    """Somebody with an account and one person on it."""
    actor = joined(site, who)
    return actor, family.add(site, actor, {**SITI_PERSON, **person})
