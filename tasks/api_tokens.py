"""Bearer tokens for programs: shown once, kept as a hash, scoped to roles, revocable."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from engine import audit
from engine.database import Actor
from engine.refusals import Invalid, NotFound, Problem
from engine.schema import api_tokens
from tasks import people_checks
from tasks.people import may_administer
from tasks.site import Site

PREFIX = "alur_"
USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as listed; its text is known only to the program that holds it."""

    id: int
    name: str
    roles: tuple[str, ...]
    created_by: str
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def create(site: Site, actor: Actor, name: str, roles: Sequence[str]) -> str:
    """Make a token for a program; returns its text, readable only now. Raises Forbidden, Invalid."""
    may_administer(actor)
    name = name.strip()
    held = people_checks.canonical(roles)
    wrong = [*people_checks.of_roles(held), *people_checks.of_grant(actor, held)]
    if not name or len(name) > 80 or not name.isprintable():
        wrong.insert(0, Problem("token.name_shape", "name"))
    if wrong:
        raise Invalid("token.invalid", *wrong)
    text = PREFIX + secrets.token_urlsafe(32)
    with site.db.begin(actor) as tx:
        values = {
            "name": name,
            "secret_hash": _hash(text),
            "roles": held,
            "office": actor.office,
            "created_by": actor.login,
            "created_at": tx.now,
        }
        made = tx.conn.execute(api_tokens.insert().values(values).returning(api_tokens.c.id)).scalar_one()
        audit.append(tx, "people", "token.created", f"token:{made}", {"name": name, "roles": held})
    return text


def resolve(site: Site, bearer: str) -> Actor | None:
    """The program behind a bearer token, as an actor `token:NAME`; None when unknown or revoked."""
    if not bearer.startswith(PREFIX):
        return None
    query = select(api_tokens).where(
        api_tokens.c.secret_hash == _hash(bearer), api_tokens.c.revoked_at.is_(None)
    )
    with site.db.read() as tx:
        row = tx.conn.execute(query).one_or_none()
    if row is None:
        return None
    if row.used_at is None or tx.now - row.used_at >= USED_EVERY:
        with site.db.begin() as tx:
            tx.conn.execute(update(api_tokens).where(api_tokens.c.id == row.id).values(used_at=tx.now))
    return Actor(f"token:{row.name}", row.name, frozenset(row.roles), row.office)


def revoke(site: Site, actor: Actor, token_id: int) -> None:
    """End a token of the office. Raises Forbidden, NotFound (also when it has ended already)."""
    may_administer(actor)
    with site.db.begin(actor) as tx:
        live = update(api_tokens).where(api_tokens.c.id == token_id, api_tokens.c.revoked_at.is_(None))
        if not actor.has("system"):
            live = live.where(api_tokens.c.office == actor.office)
        if not tx.conn.execute(live.values(revoked_at=tx.now)).rowcount:
            raise NotFound("token.unknown")
        audit.append(tx, "people", "token.revoked", f"token:{token_id}")


def listed(site: Site, actor: Actor) -> list[Token]:
    """Every token of the office, newest first. Raises Forbidden."""
    may_administer(actor)
    query = select(api_tokens).order_by(api_tokens.c.id.desc())
    if not actor.has("system"):
        query = query.where(api_tokens.c.office == actor.office)
    with site.db.read(actor) as tx:
        rows = tx.conn.execute(query).all()
    return [
        Token(
            row.id,
            row.name,
            tuple(row.roles),
            row.created_by,
            row.created_at,
            row.used_at,
            row.revoked_at,
        )
        for row in rows
    ]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
