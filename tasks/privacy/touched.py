"""Whose data somebody reached in a span of time, as the trail and the sign-ins tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, select

from engine.database import Tx
from engine.schema import (
    account_attempts,
    accounts,
    applications,
    attachments,
    audit,
    audit_heads,
    instances,
    login_attempts,
    tasks,
)
from tasks import checklist
from tasks.applicants import throttle
from tasks.privacy.covering import ERASED

NAME, ANSWERS, FILES, SPECIFIC, CONTACT = "name", "answers", "files", "specific", "contact"
KINDS = (NAME, CONTACT, ANSWERS, FILES, SPECIFIC)
"""Kinds of data a case holds; SPECIFIC is that of UU 27/2022 Ps 4 (2)."""
_LISTS = ("report.read", "report.exported", "pack.made", "subject.exported")


@dataclass(frozen=True, slots=True)
class Access:
    """Through whom it happened: logins of the office, accounts of the public, names of tokens, network addresses."""

    logins: tuple[str, ...] = ()
    accounts: tuple[int, ...] = ()
    tokens: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """One case that was reached: whose, what of it there is, when first and last, by which acts."""

    case: int
    number: str
    name: str
    email: str
    kinds: tuple[str, ...]
    first: datetime
    last: datetime
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list or file with many cases that was read or taken out: what it was and when; its cases are not counted."""

    at: datetime
    who: str
    what: str
    about: str


@dataclass(slots=True)
class _Seen:
    first: datetime
    last: datetime
    acts: set[str] = field(default_factory=set)


def actors(tx: Tx, access: Access, since: datetime, until: datetime) -> frozenset[str]:
    """The names in the trail that stand for this access, those found by the addresses they signed in from included."""
    found = {*access.logins, *(f"pemohon:{one}" for one in access.accounts)}
    found |= {f"token:{one}" for one in access.tokens}
    if access.addresses:
        a = login_attempts.c
        inside = a.address.in_(access.addresses) & a.succeeded & (a.at >= since) & (a.at < until)
        found |= set(tx.conn.execute(select(a.login).where(inside).distinct()).scalars())
        found |= {f"pemohon:{one}" for one in _accounts_from(tx, access.addresses, since, until)}
    return frozenset(found)


def cases(
    tx: Tx, who: Collection[str], since: datetime, until: datetime
) -> tuple[tuple[Touched, ...], tuple[Listed, ...]]:
    """The cases of the office these actors read or worked on in [since, until), and the lists they took out."""
    seen: dict[int, _Seen] = {}
    lists: list[Listed] = []
    for row in tx.conn.execute(_records(sorted(who), since, until)):
        if row.action in _LISTS:
            lists.append(Listed(row.at, row.actor, row.action, row.subject))
        for case in _cases_of(row):
            one = seen.setdefault(case, _Seen(row.at, row.at))
            one.first, one.last = min(one.first, row.at), max(one.last, row.at)
            one.acts.add(row.action)
    own = _of_accounts(tx, who)
    for case in own:
        seen.setdefault(case, _Seen(since, until)).acts.add("account.signed_in")
    return tuple(_touched(tx, seen)), tuple(lists)


def _records(who: list[str], since: datetime, until: datetime) -> Select[Any]:
    c = audit.c
    columns = (audit_heads.c.chain, c.at, c.actor, c.action, c.subject, c.details)
    query = select(*columns).select_from(audit.join(audit_heads))
    query = query.where(c.at >= since, c.at < until, c.actor.in_(who) | c.on_behalf.in_(who))
    kinds = audit_heads.c.chain.like("instance:%") | (audit_heads.c.chain == "reads")
    return query.where(kinds).order_by(c.at)


def _cases_of(row: Any) -> Iterable[int]:
    for name in (row.chain, row.subject):
        kind, _, number = name.partition(":")
        if kind == "instance" and number.isdecimal():
            return (int(number),)
    details = orjson.loads(row.details)
    if isinstance(case := details.get("case", details.get("instance")), int):
        return (case,)
    found = details.get("cases")
    return tuple(found) if isinstance(found, list) else ()


def _accounts_from(tx: Tx, addresses: Collection[str], since: datetime, until: datetime) -> tuple[int, ...]:
    """Accounts that were signed in to from these addresses: their attempts bear a digest of the e-mail address."""
    a = account_attempts.c
    inside = a.address.in_(addresses) & a.succeeded & (a.at >= since) & (a.at < until)
    digests = set(tx.conn.execute(select(a.who).where(inside).distinct()).scalars())
    if not digests:
        return ()
    known = tx.conn.execute(select(accounts.c.id, accounts.c.email)).all()
    return tuple(row.id for row in known if throttle.digest(row.email) in digests)


def _of_accounts(tx: Tx, who: Collection[str]) -> list[int]:
    """All cases of an account: who was signed in to it could look at each of them."""
    numbers = [int(one.partition(":")[2]) for one in who if one.startswith("pemohon:")]
    query = select(applications.c.instance_id).where(applications.c.account_id.in_(numbers))
    return list(tx.conn.execute(query).scalars()) if numbers else []


def _touched(tx: Tx, seen: dict[int, _Seen]) -> Iterable[Touched]:
    c = instances.c
    email = select(applications.c.email).where(applications.c.instance_id == c.id).scalar_subquery()
    columns = (c.id, c.business_key, c.title, email.label("email"))
    query = select(*columns).where(c.id.in_(seen), c.office == tx.actor.office).order_by(c.id)
    rows = tx.conn.execute(query).all()
    kinds = _kinds(tx, [row.id for row in rows])
    for row in rows:
        one = seen[row.id]
        if row.title == ERASED:
            continue  # nothing of the person is left
        held = {NAME, *kinds.get(row.id, ()), *({CONTACT} if row.email else ())}
        yield Touched(
            row.id,
            row.business_key,
            row.title,
            row.email or "",
            tuple(kind for kind in KINDS if kind in held),
            one.first,
            one.last,
            tuple(sorted(one.acts)),
        )


def _kinds(tx: Tx, numbers: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    forms = select(tasks.c.instance_id).where(
        tasks.c.instance_id.in_(numbers), tasks.c.variables.is_not(None)
    )
    for case in tx.conn.execute(forms.distinct()).scalars():
        found.setdefault(case, set()).add(ANSWERS)
    papers = select(attachments.c.instance_id, attachments.c.item).where(
        attachments.c.instance_id.in_(numbers)
    )
    for case, item in tx.conn.execute(papers.where(attachments.c.removed_at.is_(None))):
        found.setdefault(case, set()).add(FILES)
        if checklist.is_sensitive(item):
            found[case].add(SPECIFIC)
    return found
