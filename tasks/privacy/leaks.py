"""Personal data in wrong hands: whose it was, the 72 hours, and the notices to people and agency (UU 27/2022 Ps 46)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import data_breaches as table
from tasks import texts
from tasks.privacy import holds, touched
from tasks.privacy.touched import Access, Listed, Touched
from tasks.site import Site

LIMIT = timedelta(hours=72)
"""3 x 24 hours from when it was known (Ps 46 (1))."""
SUBJECTS, AGENCY = "subjects", "agency"
_LONGEST_LINE, _LONGEST_TEXT = 200, 4000
_MOST_NAMES = 50


@dataclass(frozen=True, slots=True)
class Leak:
    """One breach of data as it was put down; its `touched` cases are read from the trail each time."""

    id: int
    title: str
    known_at: datetime
    since: datetime
    until: datetime
    access: Access
    happened: str
    measures: str
    created_at: datetime
    created_by: str
    told_subjects_at: datetime | None
    told_agency_at: datetime | None
    closed_at: datetime | None

    @property
    def due_at(self) -> datetime:
        """Until when people and agency have to be told."""
        return self.known_at + LIMIT


@dataclass(frozen=True, slots=True)
class Extent:
    """How far it went: the names in the trail, the cases they reached, and the lists they took out."""

    actors: tuple[str, ...]
    cases: tuple[Touched, ...]
    lists: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed of a breach; names of `access` stand one on a line or with commas."""

    title: str
    known_at: datetime
    since: datetime
    until: datetime
    access: Mapping[str, str]
    happened: str = ""
    measures: str = ""


def put_down(site: Site, actor: Actor, typed: Typed) -> int:
    """Put a breach down, so that its hours are counted. Raises Forbidden, Invalid."""
    holds.require_officer(actor)
    with site.db.begin(actor) as tx:
        row = _row(tx, typed) | {"office": actor.office, "created_at": tx.now, "created_by": actor.login}
        number = int(tx.conn.execute(table.insert().values(**row).returning(table.c.id)).scalar_one())
        audit.append(tx, _chain(tx), "leak.put_down", f"leak:{number}", _told(row))
        return number


def change(site: Site, actor: Actor, leak_id: int, typed: Typed) -> None:
    """Correct what was put down. Raises Forbidden, NotFound, Invalid."""
    holds.require_officer(actor)
    with site.db.begin(actor) as tx:
        _read(tx, leak_id)
        row = _row(tx, typed)
        tx.conn.execute(update(table).where(table.c.id == leak_id).values(**row))
        audit.append(tx, _chain(tx), "leak.changed", f"leak:{leak_id}", _told(row))


def mark_told(site: Site, actor: Actor, leak_id: int, whom: str) -> None:
    """Write down that the people or the agency have been told. Raises Forbidden, NotFound, Invalid, Conflict."""
    holds.require_officer(actor)
    columns = {SUBJECTS: table.c.told_subjects_at, AGENCY: table.c.told_agency_at}
    if whom not in columns:
        raise Invalid("form.invalid", Problem("form.choice", "whom"))
    with site.db.begin(actor) as tx:
        _read(tx, leak_id)
        first = (table.c.id == leak_id) & columns[whom].is_(None)
        if tx.conn.execute(update(table).where(first).values({columns[whom]: tx.now})).rowcount != 1:
            raise Conflict("privacy.told_already")
        audit.append(tx, _chain(tx), "leak.told", f"leak:{leak_id}", {"whom": whom})


def listed(site: Site, actor: Actor) -> tuple[Leak, ...]:
    """The office's breaches of data, newest first. Raises Forbidden."""
    holds.require_officer(actor)
    with site.db.read(actor) as tx:
        query = select(table).where(table.c.office == actor.office).order_by(table.c.id.desc())
        return tuple(map(_leak, tx.conn.execute(query)))


def read(site: Site, actor: Actor, leak_id: int) -> tuple[Leak, Extent]:
    """One breach and how far it went. Raises Forbidden, NotFound."""
    holds.require_officer(actor)
    with site.db.snapshot(actor) as tx:
        leak = _read(tx, leak_id)
        return leak, extent(tx, leak)


def extent(tx: Tx, leak: Leak) -> Extent:
    """What the trail says of a breach's access in its span."""
    who = touched.actors(tx, leak.access, leak.since, leak.until)
    cases, lists = touched.cases(tx, who, leak.since, leak.until)
    return Extent(tuple(sorted(who)), cases, lists)


def note_made(tx: Tx, leak: Leak, what: str, cases: int) -> None:
    """Put into the trail that a notice or list was taken out."""
    audit.append(tx, "reads", "leak.exported", f"leak:{leak.id}", {"what": what, "rows": cases})


def _row(tx: Tx, typed: Typed) -> dict[str, Any]:
    problems = []
    if typed.since >= typed.until:
        problems.append(Problem("report.period_empty", "until"))
    if typed.known_at > tx.now:
        problems.append(Problem("privacy.known_later", "known_at"))
    access = {
        kind: _names(typed.access.get(kind, "")) for kind in ("logins", "accounts", "tokens", "addresses")
    }
    if not any(access.values()):
        problems.append(Problem("privacy.no_access", "logins"))
    if not all(one.isdecimal() and len(one) < 10 for one in access["accounts"]):
        problems.append(Problem("privacy.account_number", "accounts"))
    if problems:
        raise Invalid("form.invalid", *problems)
    return {
        "title": texts.line(typed.title, "title", _LONGEST_LINE),
        "known_at": typed.known_at,
        "since": typed.since,
        "until": typed.until,
        "access": access,
        "happened": texts.paragraph(typed.happened, "happened", _LONGEST_TEXT, required=False),
        "measures": texts.paragraph(typed.measures, "measures", _LONGEST_TEXT, required=False),
        "changed_at": tx.now,
    }


def _names(text: str) -> list[str]:
    parts = (part.strip() for part in text.replace(",", "\n").split("\n"))
    return list(dict.fromkeys(part[:190] for part in parts if part))[:_MOST_NAMES]


def _read(tx: Tx, leak_id: int) -> Leak:
    query = select(table).where(table.c.id == leak_id, table.c.office == tx.actor.office)
    row = tx.conn.execute(query).one_or_none()
    if row is None:
        raise NotFound("privacy.no_leak")
    return _leak(row)


def _leak(row: Row[Any]) -> Leak:
    values = {name: value for name, value in row._mapping.items() if name in Leak.__slots__}
    said = row.access
    access = Access(
        tuple(said["logins"]),
        tuple(int(one) for one in said["accounts"]),
        tuple(said["tokens"]),
        tuple(said["addresses"]),
    )
    return Leak(**{**values, "access": access})


def _chain(tx: Tx) -> str:
    return f"leaks:{tx.actor.office}"


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("known_at", "since", "until", "access")}
