"""People of the office: who they are, which roles they hold, their passwords. Administrators change them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select, update
from sqlalchemy.exc import IntegrityError

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from engine.schema import people, person_roles, sessions
from tasks import lanes, passwords, people_checks, rights, roles
from tasks.site import Site

LOCALES = ("id", "en")
_LANES = ("petugas", "koordinator", "ketua_tim", "pengawas")


@dataclass(frozen=True, slots=True)
class Person:
    """One person as shown: roles sorted; an inactive one cannot sign in and holds no session."""

    id: int
    login: str
    name: str
    office: str
    active: bool
    locale: str
    roles: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be added; without a password one is made up."""

    login: str
    name: str
    roles: Sequence[str] = ()
    password: str | None = None
    office: str = "batulicin"


@dataclass(frozen=True, slots=True)
class Added:
    """A person just added, and the password to hand over; it is readable only here, only now."""

    person: Person
    password: str


def add(site: Site, actor: Actor, new: NewPerson) -> Added:
    """Add a person. Raises Forbidden, or Invalid naming every wrong field (a login taken included)."""
    may_administer(actor)
    if not rights.of_office(actor, new.office):
        raise Forbidden("right.missing")
    held = people_checks.canonical(new.roles)
    login, name = new.login.strip().lower(), new.name.strip()
    password = passwords.generate() if new.password is None else new.password
    wrong = [*people_checks.of_identity(login, name), *people_checks.of_roles(held)]
    wrong += people_checks.of_grant(actor, held)
    wrong += passwords.problems(password, login) if new.password is not None else []
    _refuse("person.invalid", wrong)
    secret = passwords.hashed(password)
    try:
        with site.db.begin(actor) as tx:
            row = {
                "login": login,
                "name": name,
                "password_hash": secret,
                "office": new.office,
                "active": True,
                "locale": LOCALES[0],
                "created_at": tx.now,
            }
            tx.conn.execute(people.insert().values(row))
            person = _require(tx, login)
            _set_roles(tx, person.id, held)
            audit.append(tx, "people", "person.added", _subject(login), {"roles": held})
            person = _require(tx, login)
    except IntegrityError as error:
        raise Invalid("person.invalid", Problem("person.login_taken", "login")) from error
    return Added(person, password)


def change(site: Site, actor: Actor, login: str, name: str, new_roles: Sequence[str]) -> Person:
    """Set a person's name and roles. Raises Forbidden, NotFound, Invalid, Conflict (last administrator)."""
    may_administer(actor)
    held, name = people_checks.canonical(new_roles), name.strip()
    _refuse("person.invalid", [*people_checks.of_identity(login, name), *people_checks.of_roles(held)])
    with site.db.begin(actor) as tx:
        _hold_administrators(tx)
        before = _require(tx, login, hold=True)
        _refuse("person.invalid", people_checks.of_grant(actor, held, before.roles))
        if roles.ADMINISTRATOR in before.roles and roles.ADMINISTRATOR not in held:
            _keep_an_administrator(tx, before)
        tx.conn.execute(update(people).where(people.c.id == before.id).values(name=name))
        _set_roles(tx, before.id, held)
        details = {"roles_before": list(before.roles), "roles": held, "renamed": before.name != name}
        audit.append(tx, "people", "person.changed", _subject(login), details)
        return _require(tx, login)


def deactivate(site: Site, actor: Actor, login: str) -> None:
    """Close an account and end its sessions at once. Raises Forbidden, NotFound, Conflict (the last one)."""
    may_administer(actor)
    with site.db.begin(actor) as tx:
        _hold_administrators(tx)
        person = _require(tx, login, hold=True)
        if roles.ADMINISTRATOR in person.roles:
            _keep_an_administrator(tx, person)
        _set_active(tx, person, active=False)
        end_sessions(tx, person.id)
        audit.append(tx, "people", "person.deactivated", _subject(login))


def activate(site: Site, actor: Actor, login: str) -> None:
    """Open a closed account again. Raises Forbidden, NotFound, Conflict (it is open)."""
    may_administer(actor)
    with site.db.begin(actor) as tx:
        person = _require(tx, login, hold=True)
        _set_active(tx, person, active=True)
        audit.append(tx, "people", "person.activated", _subject(login))


def reset_password(site: Site, actor: Actor, login: str, password: str | None = None) -> str:
    """Give a person a new password (made up when None) and end all sessions; returns it, readable only now.

    Raises Forbidden, NotFound, Invalid.
    """
    may_administer(actor)
    if password is not None:
        _refuse("person.invalid", passwords.problems(password, login))
    fresh = password or passwords.generate()
    secret = passwords.hashed(fresh)
    with site.db.begin(actor) as tx:
        person = _require(tx, login, hold=True)
        if people_checks.of_grant(actor, person.roles):  # whoever sets it can sign in with it
            raise Forbidden("right.missing")
        _set_password(tx, person.id, secret)
        audit.append(tx, "people", "person.password_reset", _subject(login))
    return fresh


def change_password(site: Site, actor: Actor, current: str, new: str) -> None:
    """Change one's own password; every session ends, this one too. Raises Invalid naming the field."""
    with site.db.read(actor) as tx:
        stored = tx.conn.scalar(select(people.c.password_hash).where(people.c.login == actor.login))
    if stored is None:
        raise NotFound("person.unknown")
    if not passwords.matches(stored, current):
        raise Invalid("person.invalid", Problem("password.wrong", "current"))
    _refuse("person.invalid", passwords.problems(new, actor.login))
    secret = passwords.hashed(new)
    with site.db.begin(actor) as tx:
        person = _require(tx, actor.login, hold=True)
        _set_password(tx, person.id, secret)
        audit.append(tx, "people", "person.password_changed", _subject(actor.login))


def set_locale(site: Site, actor: Actor, locale: str) -> None:
    """Remember the language a person reads. Raises Invalid for a language Alur does not speak."""
    if locale not in LOCALES:
        raise Invalid("person.invalid", Problem("person.locale_unknown", "locale"))
    with site.db.begin(actor) as tx:
        tx.conn.execute(update(people).where(people.c.login == actor.login).values(locale=locale))


def listed(site: Site, actor: Actor) -> list[Person]:
    """Everybody of the office, active ones first, by name. Raises Forbidden."""
    may_administer(actor)
    query = _query().order_by(people.c.active.desc(), people.c.name, people.c.login)
    if not actor.has("system"):
        query = query.where(people.c.office == actor.office)
    with site.db.read(actor) as tx:
        return _read(tx, query)


def find(site: Site, actor: Actor, login: str) -> Person:
    """One person. Raises Forbidden (only oneself or an administrator may look), NotFound."""
    if login != actor.login:
        may_administer(actor)
    with site.db.read(actor) as tx:
        return _require(tx, login)


def holding(tx: Tx, held: Iterable[str]) -> list[Person]:
    """Active people of the office who hold any of the roles, by name: to whom a task may be given."""
    ids = select(person_roles.c.person_id).where(person_roles.c.role.in_(list(held)))
    query = _query().where(people.c.active, people.c.office == tx.actor.office, people.c.id.in_(ids))
    return _read(tx, query.order_by(people.c.name, people.c.login))


def shown_names(tx: Tx, logins: Iterable[str]) -> dict[str, str]:
    """Shown name by login, for those that exist."""
    query = select(people.c.login, people.c.name).where(people.c.login.in_(sorted(set(logins))))
    return {row.login: row.name for row in tx.conn.execute(query)}


def known_roles(site: Site, actor: Actor) -> list[str]:
    """The roles to choose from: the lanes of every SOP in force, roles somebody holds beside, the product's own."""
    with site.db.read(actor) as tx:
        drawn = [lane.role for lane in lanes.in_force(tx)]
        used = sorted(tx.conn.scalars(select(person_roles.c.role).distinct()))
    chosen = dict.fromkeys((*_LANES, *drawn, *used))
    return [*(role for role in chosen if role not in roles.PRODUCT_ROLES), *roles.PRODUCT_ROLES]


def may_administer(actor: Actor) -> None:
    """Raises Forbidden unless the actor administers people (an administrator, or the command line)."""
    if not actor.has(roles.ADMINISTRATOR, "system"):
        raise Forbidden("right.missing")


def end_sessions(tx: Tx, person_id: int) -> None:
    """End every session of a person."""
    open_ones = and_(sessions.c.person_id == person_id, sessions.c.revoked_at.is_(None))
    tx.conn.execute(update(sessions).where(open_ones).values(revoked_at=tx.now))


def _subject(login: str) -> str:
    return f"person:{login}"


def _refuse(key: str, wrong: Sequence[Problem]) -> None:
    if wrong:
        raise Invalid(key, *wrong)


def _query() -> Select[Any]:
    return select(people)


def _require(tx: Tx, login: str, *, hold: bool = False) -> Person:
    query = _query().where(people.c.login == login)
    found = _read(tx, tx.locked(query) if hold else query)
    if not found or not rights.of_office(tx.actor, found[0].office):
        raise NotFound("person.unknown")
    return found[0]


def _read(tx: Tx, query: Select[Any]) -> list[Person]:
    rows = tx.conn.execute(query).all()
    held: dict[int, list[str]] = {row.id: [] for row in rows}
    for person_id, role in tx.conn.execute(
        select(person_roles.c.person_id, person_roles.c.role).where(person_roles.c.person_id.in_(held))
    ):
        held[person_id].append(role)
    return [_person(row, held[row.id]) for row in rows]


def _person(row: Row[Any], held: list[str]) -> Person:
    return Person(
        row.id, row.login, row.name, row.office, row.active, row.locale, tuple(sorted(held)), row.created_at
    )


def _set_roles(tx: Tx, person_id: int, held: Sequence[str]) -> None:
    tx.conn.execute(person_roles.delete().where(person_roles.c.person_id == person_id))
    tx.conn.execute(person_roles.insert(), [{"person_id": person_id, "role": role} for role in held])


def _set_active(tx: Tx, person: Person, *, active: bool) -> None:
    if person.active == active:
        raise Conflict("person.already_active" if active else "person.already_inactive")
    tx.conn.execute(update(people).where(people.c.id == person.id).values(active=active))


def _set_password(tx: Tx, person_id: int, secret: str) -> None:
    tx.conn.execute(update(people).where(people.c.id == person_id).values(password_hash=secret))
    end_sessions(tx, person_id)


def _administrators() -> Select[Any]:
    ids = select(person_roles.c.person_id).where(person_roles.c.role == roles.ADMINISTRATOR)
    return select(people.c.login).where(people.c.active, people.c.id.in_(ids)).order_by(people.c.id)


def _hold_administrators(tx: Tx) -> None:
    """Lock them by id before any other person: two who close each other wait in turn and never deadlock."""
    tx.conn.execute(tx.locked(_administrators()))


def _keep_an_administrator(tx: Tx, person: Person) -> None:
    """Raises Conflict when nobody else of the office administers, read anew now that the rows are held."""
    if not set(tx.conn.scalars(_administrators().where(people.c.office == person.office))) - {person.login}:
        raise Conflict("person.last_administrator")
