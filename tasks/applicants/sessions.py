"""Sessions of the public: a random secret kept as its hash, apart from those of the staff, revocable at once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, select, update

from engine import audit
from engine.database import Actor, Tx
from engine.schema import account_sessions as table
from engine.schema import accounts
from tasks.roles import APPLICANT
from tasks.site import Site

IDLE = timedelta(hours=24)
ABSOLUTE = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the secret goes into the cookie and exists nowhere else."""

    secret: str
    account: int
    locale: str


def open_(tx: Tx, account_id: int, locale: str) -> SignedIn:
    """Open a session of an account."""
    secret = secrets.token_urlsafe(32)
    row = {
        "token_hash": _hash(secret),
        "account_id": account_id,
        "created_at": tx.now,
        "seen_at": tx.now,
        "expires_at": tx.now + ABSOLUTE,
    }
    tx.conn.execute(table.insert().values(row))
    return SignedIn(secret, account_id, locale)


def resolve(site: Site, secret: str) -> Actor | None:
    """Who is behind a session's secret: "pemohon:<account>"; None when it has ended or the account is closed."""
    with site.db.read() as tx:
        query = (
            select(accounts.c.id, accounts.c.name, table.c.seen_at)
            .join(accounts, accounts.c.id == table.c.account_id)
            .where(table.c.token_hash == _hash(secret), _alive(tx), accounts.c.state == "active")
        )
        found = tx.conn.execute(query).one_or_none()
    if found is None:
        return None
    actor = Actor(f"pemohon:{found.id}", found.name, frozenset({APPLICANT}))
    if tx.now - found.seen_at >= SEEN_EVERY:
        with site.db.begin(actor) as tx:
            stale = and_(table.c.token_hash == _hash(secret), table.c.seen_at < tx.now)
            tx.conn.execute(update(table).where(stale).values(seen_at=tx.now))
    return actor


def sign_out(site: Site, actor: Actor, secret: str) -> None:
    """End the session at hand; one that has ended already is left alone."""
    _revoke(site, actor, table.c.token_hash == _hash(secret), "account.signed_out")


def sign_out_everywhere(site: Site, actor: Actor, account_id: int) -> None:
    """End every session of one's account, the one at hand too."""
    _revoke(site, actor, table.c.account_id == account_id, "account.signed_out_everywhere")


def _revoke(site: Site, actor: Actor, which: ColumnElement[bool], action: str) -> None:
    with site.db.begin(actor) as tx:
        open_ones = and_(which, table.c.revoked_at.is_(None))
        if tx.conn.execute(update(table).where(open_ones).values(revoked_at=tx.now)).rowcount:
            audit.append(tx, "accounts", action, f"account:{actor.login.partition(':')[2]}")


def _alive(tx: Tx) -> ColumnElement[bool]:
    return and_(table.c.revoked_at.is_(None), table.c.expires_at > tx.now, table.c.seen_at > tx.now - IDLE)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
