"""The people an account applies for; their NIK lies sealed and is shown as its last four digits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, select, update

from engine import audit, settings
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import accounts, applications, instances
from engine.schema import applicants as table
from tasks.applicants import nik, vault
from tasks.applicants.accounts import CHAIN, number_of
from tasks.applicants.reading import Reading
from tasks.site import Site

SEXES = ("l", "p")
RELATIONS = ("diri", "pasangan", "anak", "orang_tua", "lain")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody an account applies for; `nik_hint` is the last four digits, `doubts` what was asked about it."""

    id: int
    account_id: int
    name: str
    birth_date: date
    sex: str
    relation: str
    nik_hint: str
    doubts: tuple[str, ...]


def add(site: Site, actor: Actor, given: Mapping[str, object]) -> int:
    """Add a person to one's account. Raises Invalid naming every wrong field, Conflict when the account is full.

    A NIK that fits ill with the date of birth or sex is a question: Invalid with problems `nik.…` at the field
    `nik`, until `nik_checked` says that it stands so on the card.
    """
    account = number_of(actor)
    with site.db.begin(actor) as tx:
        hold_account(tx, account)
        row = _read_form(tx, given)
        number = _checked_nik(given, row)
        _require_room(tx, account)
        _require_new(tx, site.keys, account, number)
        person = _insert(tx, site.keys, account, row, number)
        audit.append(tx, CHAIN, "applicant.added", f"applicant:{person}", {"account": account})
        return person


def change(site: Site, actor: Actor, person_id: int, given: Mapping[str, object]) -> None:
    """Correct a person's data; an empty NIK leaves the one that is sealed. Raises NotFound, Invalid, Conflict."""
    account = number_of(actor)
    with site.db.begin(actor) as tx:
        hold_account(tx, account)
        read_own(tx, person_id)
        row = _read_form(tx, given)
        if str(given.get("nik", "")).strip():
            number = _checked_nik(given, row)
            _require_new(tx, site.keys, account, number, but=person_id)
            row |= _sealed(site.keys, account, row, number)
        tx.conn.execute(update(table).where(table.c.id == person_id).values(**row))
        unsent = and_(applications.c.applicant_id == person_id, applications.c.submitted_at.is_(None))
        tx.conn.execute(update(applications).where(unsent).values(birth_date=row["birth_date"]))
        audit.append(tx, CHAIN, "applicant.changed", f"applicant:{person_id}", {"account": account})


def remove(site: Site, actor: Actor, person_id: int) -> None:
    """Take a person off one's account. Raises NotFound, Conflict while an application of theirs runs."""
    account = number_of(actor)
    with site.db.begin(actor) as tx:
        hold_account(tx, account)
        read_own(tx, person_id)
        if _has_open_application(tx, person_id):
            raise Conflict("applicant.applies")
        tx.conn.execute(update(table).where(table.c.id == person_id).values(removed_at=tx.now))
        audit.append(tx, CHAIN, "applicant.removed", f"applicant:{person_id}", {"account": account})


def people(tx: Tx) -> tuple[Person, ...]:
    """The people of the acting account, in the order they were added."""
    mine = and_(table.c.account_id == number_of(tx.actor), table.c.removed_at.is_(None))
    return tuple(_person(row) for row in tx.conn.execute(select(table).where(mine).order_by(table.c.id)))


def read_own(tx: Tx, person_id: int) -> Person:
    """One of the acting account's people. Raises NotFound, also for somebody else's."""
    mine = and_(
        table.c.id == person_id, table.c.account_id == number_of(tx.actor), table.c.removed_at.is_(None)
    )
    row = tx.conn.execute(select(table).where(mine)).one_or_none()
    if row is None:
        raise NotFound("applicant.unknown")
    return _person(row)


def hold_own(tx: Tx, person_id: int) -> Person:
    """As `read_own`, after locking the account: what is done for one person at once waits for each other."""
    hold_account(tx, number_of(tx.actor))
    return read_own(tx, person_id)


def read(tx: Tx, person_id: int) -> Person:
    """A person by number, whoever's; the right to see them was asked before. Raises NotFound."""
    row = tx.conn.execute(select(table).where(table.c.id == person_id)).one_or_none()
    if row is None:
        raise NotFound("applicant.unknown")
    return _person(row)


def nik_of(tx: Tx, keys: Path, person_id: int) -> str:
    """The whole NIK; the right to see it was asked, and the look recorded, before. Raises NotFound."""
    query = select(table.c.nik_sealed, table.c.account_id).where(table.c.id == person_id)
    row = tx.conn.execute(query).one_or_none()
    if row is None or not row.nik_sealed:  # empty: the account was closed and its seals erased
        raise NotFound("applicant.unknown")
    return vault.opened(keys, row.nik_sealed, _owner(row.account_id))


def age(birth: date, on: date) -> int:
    """Years completed on a day."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def today(tx: Tx) -> date:
    """The day it is at the office."""
    return tx.now.astimezone(ZoneInfo(settings.value(tx, "office.zone"))).date()


def _read_form(tx: Tx, given: Mapping[str, object]) -> dict[str, Any]:
    form = Reading(given)
    birth = form.past_day("birth", today(tx))
    row = {
        "name": form.line("name", 120),
        "birth_date": birth.isoformat() if birth else "",
        "sex": form.choice("sex", SEXES),
        "relation": form.choice("relation", RELATIONS),
    }
    typed = nik.digits(str(given.get("nik", "")))
    if "nik" in given and typed and not nik.is_formed(typed):
        form.wrong("nik.form", "nik")
    form.done()
    return row


def _checked_nik(given: Mapping[str, object], row: Mapping[str, Any]) -> str:
    typed = nik.digits(str(given.get("nik", "")))
    if not nik.is_formed(typed):
        raise Invalid("form.invalid", Problem("nik.form", "nik"))
    found = nik.doubts(typed, date.fromisoformat(row["birth_date"]), row["sex"])
    if found and given.get("nik_checked") != "true":
        raise Invalid("nik.question", *(Problem(f"nik.{doubt}", "nik") for doubt in found))
    return typed


def _insert(tx: Tx, keys: Path, account: int, row: Mapping[str, Any], number: str) -> int:
    values = {**row, **_sealed(keys, account, row, number), "account_id": account, "created_at": tx.now}
    made: int = tx.conn.execute(table.insert().values(values).returning(table.c.id)).scalar_one()
    return made


def _sealed(keys: Path, account: int, row: Mapping[str, Any], number: str) -> dict[str, Any]:
    found = nik.doubts(number, date.fromisoformat(row["birth_date"]), row["sex"])
    return {
        "nik_sealed": vault.seal(keys, number, _owner(account)),
        "nik_hint": nik.hint(number),
        "nik_doubts": " ".join(found),
    }


def hold_account(tx: Tx, account: int) -> None:
    """Let two changes of one account's people wait for each other."""
    tx.conn.execute(tx.locked(select(accounts.c.id).where(accounts.c.id == account))).one()


def _require_room(tx: Tx, account: int) -> None:
    there = and_(table.c.account_id == account, table.c.removed_at.is_(None))
    most = settings.value(tx, "portal.family_limit")
    if tx.conn.execute(select(func.count()).select_from(table).where(there)).scalar_one() >= most:
        raise Conflict("applicant.too_many", most=most)


def _require_new(tx: Tx, keys: Path, account: int, number: str, but: int = 0) -> None:
    query = select(table.c.nik_sealed).where(
        table.c.account_id == account, table.c.removed_at.is_(None), table.c.id != but
    )
    sealed = tx.conn.execute(query).scalars().all()
    if any(vault.opened(keys, bytes_, _owner(account)) == number for bytes_ in sealed):
        raise Invalid("form.invalid", Problem("nik.twice", "nik"))


def _has_open_application(tx: Tx, person_id: int) -> bool:
    running = (
        select(applications.c.id)
        .join(instances, instances.c.id == applications.c.instance_id)
        .where(applications.c.applicant_id == person_id, instances.c.ended_at.is_(None))
    )
    return tx.conn.execute(running.limit(1)).first() is not None


def _owner(account: int) -> str:
    return f"account:{account}"


def _person(row: Any) -> Person:
    return Person(
        row.id,
        row.account_id,
        row.name,
        date.fromisoformat(row.birth_date),
        row.sex,
        row.relation,
        row.nik_hint,
        tuple(row.nik_doubts.split()),
    )
