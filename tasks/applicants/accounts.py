"""Accounts of the public: registered with consent, proved by a code sent to the e-mail address, no password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Forbidden, NotFound
from engine.schema import accounts as table
from tasks import outbox
from tasks.applicants import codes, consent, sessions, throttle
from tasks.applicants.reading import Reading
from tasks.roles import APPLICANT
from tasks.site import Site

PENDING, ACTIVE, CLOSED = "pending", "active", "closed"
CHAIN = "accounts"
NOBODY = Actor("pemohon:?", "", frozenset({APPLICANT}))
"""Somebody at the public pages who has not signed in."""


@dataclass(frozen=True, slots=True)
class Account:
    """One e-mail address and whoever uses it, for themselves and their family."""

    id: int
    email: str
    name: str
    phone: str
    locale: str
    state: str
    consent_version: str
    consent_at: datetime


_COLUMNS = tuple(table.c[name] for name in Account.__slots__)


def register(site: Site, given: Mapping[str, object], address: str, locale: str) -> str:
    """Make an account that waits for its code; returns the e-mail address the code was sent to.

    An address that is registered already gets a code to sign in with and is left as it is: the answer tells
    nobody which it was. Raises Invalid naming every wrong field, Forbidden (`code.throttled`, value: minutes).
    """
    form = Reading(given)
    row = {"name": form.line("name", 120), "email": form.email(), "phone": form.phone("phone")}
    form.ticked("consent", "account.consent")
    if given.get("consent_version") != consent.current(consent.PRIVACY):
        form.wrong("account.consent_newer", "consent")
    form.done()
    with site.db.begin(NOBODY) as tx:
        wait = _ask(tx, site, row["email"], address, row | {"locale": locale})
    return _sent(row["email"], wait)


def ask_code(site: Site, given: Mapping[str, object], address: str) -> str:
    """Send a code to sign in with, if the address has an account; returns the address as it was read.

    Raises Invalid, Forbidden (`code.throttled`, value: minutes).
    """
    form = Reading(given)
    email = form.email()
    form.done()
    with site.db.begin(NOBODY) as tx:
        wait = _ask(tx, site, email, address)
    return _sent(email, wait)


def sign_in(site: Site, email: str, code: str, address: str) -> sessions.SignedIn:
    """Open a session by a code; an account that waited for it is active from now on.

    Raises Forbidden: `code.throttled` (value: minutes) or `code.wrong`, the same for an address nobody registered.
    """
    email, digits = email.strip().lower()[:190], re.sub(r"\D", "", code)[:20]
    who = throttle.digest(email)
    with site.db.begin(NOBODY) as tx:
        known = _by_email(tx, email)
        _note(tx, "code.tried", known)
        admission = throttle.admit(tx, "guess", who, address)
        signed_in = _try(tx, site, who, digits, admission) if admission.attempt else None
    if admission.attempt is None:
        raise Forbidden("code.throttled", minutes=admission.minutes)
    if signed_in is None:
        raise Forbidden("code.wrong")
    return signed_in


def read(tx: Tx, account_id: int) -> Account:
    """An account by number. Raises NotFound."""
    row = tx.conn.execute(select(*_COLUMNS).where(table.c.id == account_id)).one_or_none()
    if row is None:
        raise NotFound("account.unknown")
    return Account(*row)


def number_of(actor: Actor) -> int:
    """The account somebody acts for. Raises Forbidden for anybody who is none of the public."""
    kind, _, number = actor.login.partition(":")
    if kind != "pemohon" or not number.isdecimal() or not actor.has(APPLICANT):
        raise Forbidden("account.only")
    return int(number)


def own(site: Site, actor: Actor) -> Account:
    """One's own account. Raises Forbidden, NotFound."""
    with site.db.read(actor) as tx:
        return read(tx, number_of(actor))


def set_locale(site: Site, actor: Actor, locale: str) -> None:
    """The language of messages to this account: "id" or "en"."""
    with site.db.begin(actor) as tx:
        tx.conn.execute(update(table).where(table.c.id == number_of(actor)).values(locale=locale))


def _ask(
    tx: Tx, site: Site, email: str, address: str, new: Mapping[str, str] | None = None
) -> throttle.Admission:
    known = _by_email(tx, email)
    _note(tx, "code.asked", known)  # also what tries at once wait for
    admission = throttle.admit(tx, "ask", throttle.digest(email), address)
    if admission.attempt is None:
        return admission
    if new is not None and (known is None or known.state == PENDING):
        known = _write(tx, new, known)
    usable = known is not None and known.state != CLOSED
    to = (email, known.locale if known else "id")
    codes.send(tx, site.keys, throttle.digest(email), known.id if known and usable else None, to)
    return admission


def _write(tx: Tx, new: Mapping[str, str], known: Account | None) -> Account:
    """A new account, or one never activated as it is registered anew."""
    values = {**new, "consent_version": consent.current(consent.PRIVACY), "consent_at": tx.now}
    if known is None:
        row = {**values, "state": PENDING, "created_at": tx.now}
        made = tx.insert(table).values(row).on_conflict_do_update(index_elements=["email"], set_=values)
        number = tx.conn.execute(made.returning(table.c.id)).scalar_one()
    else:
        number = known.id
        tx.conn.execute(update(table).where(table.c.id == number).values(values))
    details = {
        "text": f"{consent.PRIVACY}-{values['consent_version']}",
        "sha256": consent.digest(consent.PRIVACY, str(values["consent_version"])),
    }
    audit.append(tx, CHAIN, "account.registered", f"account:{number}", details)
    return read(tx, number)


def _try(tx: Tx, site: Site, who: str, code: str, admission: throttle.Admission) -> sessions.SignedIn | None:
    number = codes.use(tx, site.keys, who, code)
    if number is None or admission.attempt is None:
        return None
    throttle.succeeded(tx, admission.attempt)
    waiting = (table.c.id == number) & (table.c.state == PENDING)
    activated = update(table).where(waiting).values(state=ACTIVE, activated_at=tx.now)
    account = read(tx, number)
    if tx.conn.execute(activated).rowcount == 1:
        values = {"name": account.name}
        outbox.write(tx, "welcome", account.email, values, key=f"welcome:{number}", locale=account.locale)
        audit.append(tx, CHAIN, "account.activated", f"account:{number}")
    audit.append(tx, CHAIN, "account.signed_in", f"account:{number}")
    return sessions.open_(tx, number, account.locale)


def _by_email(tx: Tx, email: str) -> Account | None:
    row = tx.conn.execute(select(*_COLUMNS).where(table.c.email == email)).one_or_none()
    return Account(*row) if row else None


def _note(tx: Tx, action: str, known: Account | None) -> None:
    audit.append(tx, CHAIN, action, f"account:{known.id}" if known else "account:?")


def _sent(email: str, admission: throttle.Admission) -> str:
    if admission.attempt is None:
        raise Forbidden("code.throttled", minutes=admission.minutes)
    return email
