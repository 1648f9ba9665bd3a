"""Sign-in and sessions: throttled attempts; a random secret kept as its hash, revocable, with two ends."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from engine import audit
from engine.database import SYSTEM, Actor, Tx
from engine.refusals import Forbidden, NotFound
from engine.schema import login_attempts, people, person_roles, sessions
from tasks import passwords, roles
from tasks.site import Site

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)

WINDOW = timedelta(minutes=15)
FAILURES_PER_LOGIN_AND_ADDRESS = 5
FAILURES_PER_LOGIN = 20  # from anywhere: an office that shares one address is not locked out by a stranger
FAILURES_PER_ADDRESS = 50
VISITOR = frozenset({roles.AUDITOR, roles.INSPECTOR})
"""What an inspector may do in an office while visiting it, whatever else they may do at home."""

KEEP_ATTEMPTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the secret goes into the cookie and exists nowhere else."""

    secret: str
    actor: Actor
    locale: str


@dataclass(frozen=True, slots=True)
class Session:
    """One of a person's open sessions; `handle` names it without giving it away."""

    handle: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str
    current: bool


def sign_in(site: Site, login: str, password: str, address: str, agent: str = "") -> SignedIn:
    """Open a session. Raises Forbidden: `sign_in.throttled` (value: minutes) or `sign_in.wrong`.

    The attempt is committed as failed before the password is looked at, so that many tries at once count
    each other; the slow hash is computed while no transaction is open.
    """
    login = login.strip().lower()[:80]
    attempt, person_id, stored = _admit(site, login, address)
    if not passwords.matches(stored, password) or person_id is None:
        with site.db.begin(SYSTEM) as tx:
            _record(tx, "sign_in.refused", person_id, login, attempt)
        raise Forbidden("sign_in.wrong")
    with site.db.begin(Actor(login)) as tx:
        _succeeded(tx, attempt, login)
        if stored and passwords.outdated(stored):
            same = and_(people.c.id == person_id, people.c.password_hash == stored)
            tx.conn.execute(update(people).where(same).values(password_hash=passwords.hashed(password)))
        secret = _open(tx, person_id, agent)
        _record(tx, "sign_in.accepted", person_id, login, attempt)
        found = _find(tx, secret)
        if found is None:  # deactivated a moment ago
            raise Forbidden("sign_in.wrong")
        locale = tx.conn.scalar(select(people.c.locale).where(people.c.id == person_id))
    return SignedIn(secret, found[0], locale or "id")


def resolve(site: Site, secret: str) -> Actor | None:
    """The person behind a session's secret, with the roles held at this moment; None when it has ended.

    An inspector who visits an office is an auditor of that office meanwhile (tasks.offices.visits).

    One SELECT; the time of the last visit is written at most once a minute.
    """
    with site.db.read() as tx:
        found = _find(tx, secret)
    if found is None:
        return None
    actor, seen_at = found
    if tx.now - seen_at >= SEEN_EVERY:
        with site.db.begin(actor) as tx:
            stale = and_(sessions.c.secret_hash == _hash(secret), sessions.c.seen_at < tx.now)
            tx.conn.execute(update(sessions).where(stale).values(seen_at=tx.now))
    return actor


def sign_out(site: Site, actor: Actor, secret: str) -> None:
    """End the session at hand; one that has ended already is left alone."""
    with site.db.begin(actor) as tx:
        if _revoke(tx, sessions.c.secret_hash == _hash(secret)):
            audit.append(tx, "people", "sign_out", f"person:{actor.login}")


def own(site: Site, actor: Actor, secret: str) -> list[Session]:
    """One's open sessions, last used first; `current` marks the one this secret opens."""
    with site.db.read(actor) as tx:
        query = select(sessions).where(_of(actor), _alive(tx.now)).order_by(sessions.c.seen_at.desc())
        rows = tx.conn.execute(query).all()
    return [
        Session(
            row.secret_hash[:16],
            row.created_at,
            row.seen_at,
            row.expires_at,
            row.agent,
            row.secret_hash == _hash(secret),
        )
        for row in rows
    ]


def revoke(site: Site, actor: Actor, handle: str) -> None:
    """End one of one's own sessions by its handle. Raises NotFound."""
    if len(handle) != 16 or not handle.isalnum():
        raise NotFound("session.unknown")
    with site.db.begin(actor) as tx:
        if not _revoke(tx, and_(_of(actor), sessions.c.secret_hash.startswith(handle))):
            raise NotFound("session.unknown")
        audit.append(tx, "people", "session.revoked", f"person:{actor.login}")


def revoke_others(site: Site, actor: Actor, secret: str) -> int:
    """End all one's sessions but the one at hand; returns how many."""
    with site.db.begin(actor) as tx:
        ended = _revoke(tx, and_(_of(actor), sessions.c.secret_hash != _hash(secret)))
        if ended:
            audit.append(tx, "people", "session.revoked", f"person:{actor.login}", {"count": ended})
    return ended


def _admit(site: Site, login: str, address: str) -> tuple[int, int | None, str | None]:
    """Record the attempt as failed; returns its id, the active person's id and hash. Raises Forbidden."""
    with site.db.begin(SYSTEM) as tx:
        row = tx.conn.execute(
            select(people.c.id, people.c.password_hash).where(people.c.login == login, people.c.active)
        ).one_or_none()
        person_id, stored = (row.id, row.password_hash) if row else (None, None)
        until = _throttled_until(tx, login, address)
        if until is None:
            values = {"login": login, "address": address, "at": tx.now, "succeeded": False}
            attempt = tx.conn.execute(login_attempts.insert().values(values).returning(login_attempts.c.id))
            return attempt.scalar_one(), person_id, stored
        _record(tx, "sign_in.throttled", person_id, login, None)
    raise Forbidden("sign_in.throttled", minutes=max(1, -((tx.now - until) // timedelta(minutes=1))))


def _succeeded(tx: Tx, attempt: int, login: str) -> None:
    """Mark the attempt, and drop this login's attempts that are past their keeping time."""
    tx.conn.execute(update(login_attempts).where(login_attempts.c.id == attempt).values(succeeded=True))
    old = and_(login_attempts.c.login == login, login_attempts.c.at < tx.now - KEEP_ATTEMPTS)
    tx.conn.execute(delete(login_attempts).where(old))


def _throttled_until(tx: Tx, login: str, address: str) -> datetime | None:
    """When the next try is allowed again; None when it is now."""
    by_login, by_address = login_attempts.c.login == login, login_attempts.c.address == address
    limits = (
        (and_(by_login, by_address), FAILURES_PER_LOGIN_AND_ADDRESS, True),
        (by_login, FAILURES_PER_LOGIN, True),
        (by_address, FAILURES_PER_ADDRESS, False),
    )
    ends = [_limit_ends(tx, who, allowed, forgiven) for who, allowed, forgiven in limits]
    return max((end for end in ends if end is not None), default=None)


def _limit_ends(tx: Tx, who: ColumnElement[bool], allowed: int, forgiven: bool) -> datetime | None:
    """When the oldest of the last `allowed` failures leaves the window; a success forgives earlier ones."""
    since = tx.now - WINDOW
    if forgiven:
        success = tx.conn.scalar(select(func.max(login_attempts.c.at)).where(who, login_attempts.c.succeeded))
        since = max(since, success) if success else since
    failures = (
        select(login_attempts.c.at)
        .where(who, login_attempts.c.at > since, ~login_attempts.c.succeeded)
        .order_by(login_attempts.c.at.desc())
        .limit(allowed)
    )
    times = list(tx.conn.scalars(failures))
    return times[-1] + WINDOW if len(times) == allowed else None


def _record(tx: Tx, action: str, person_id: int | None, login: str, attempt: int | None) -> None:
    """Audit a sign-in: an unknown login may be a mistyped password, so only known ones are named."""
    subject = f"person:{login}" if person_id is not None else "person:?"
    audit.append(tx, "people", action, subject, {} if attempt is None else {"attempt": attempt})


def _open(tx: Tx, person_id: int, agent: str) -> str:
    secret = secrets.token_urlsafe(32)
    values = {
        "secret_hash": _hash(secret),
        "person_id": person_id,
        "created_at": tx.now,
        "seen_at": tx.now,
        "expires_at": tx.now + ABSOLUTE,
        "agent": agent[:200],
    }
    tx.conn.execute(sessions.insert().values(values))
    return secret


def _find(tx: Tx, secret: str) -> tuple[Actor, datetime] | None:
    who = (people.c.login, people.c.name, people.c.office)
    query = (
        select(*who, sessions.c.seen_at, sessions.c.visiting, person_roles.c.role)
        .join(people, people.c.id == sessions.c.person_id)
        .outerjoin(person_roles, person_roles.c.person_id == people.c.id)
        .where(sessions.c.secret_hash == _hash(secret), _alive(tx.now), people.c.active)
    )
    rows = tx.conn.execute(query).all()
    if not rows:
        return None
    first = rows[0]
    held = frozenset(row.role for row in rows if row.role is not None)
    if first.visiting is not None and roles.INSPECTOR in held:
        return Actor(first.login, first.name, VISITOR, first.visiting), first.seen_at
    return Actor(first.login, first.name, held, first.office), first.seen_at


def visiting(tx: Tx, secret: str) -> str | None:
    """The office the session at hand visits; None for its own."""
    query = select(sessions.c.visiting).where(at_hand(secret), _alive(tx.now))
    return tx.conn.execute(query).scalar_one_or_none()


def at_hand(secret: str) -> ColumnElement[bool]:
    """The condition on `sessions` that a secret stands for."""
    return sessions.c.secret_hash == _hash(secret)


def _alive(now: datetime) -> ColumnElement[bool]:
    return and_(sessions.c.revoked_at.is_(None), sessions.c.expires_at > now, sessions.c.seen_at > now - IDLE)


def _of(actor: Actor) -> ColumnElement[bool]:
    return sessions.c.person_id.in_(select(people.c.id).where(people.c.login == actor.login))


def _revoke(tx: Tx, which: ColumnElement[bool]) -> int:
    open_ones = and_(which, sessions.c.revoked_at.is_(None))
    return tx.conn.execute(update(sessions).where(open_ones).values(revoked_at=tx.now)).rowcount


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
