"""Everything held about one person, found by the register: by account, by cases, or by a NIK that is typed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, or_, select

from engine import ended, instances, schema
from engine.database import Tx
from engine.refusals import NotFound
from engine.schema import applicants, applications, attachments, audit, audit_heads, bills
from engine.schema import instances as cases_table
from tasks.applicants import family
from tasks.applicants import nik as niks
from tasks.privacy import holds, register
from tasks.privacy.covering import ERASED
from tasks.privacy.register import ACCOUNT, CASE, Entry

_SELF, _CODE = "diri", "otp"
_MOST = 20_000  # records of reads looked through, newest first


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose data: an account, numbers of cases, or a NIK; what is empty is not asked by."""

    account: int | None = None
    numbers: tuple[str, ...] = ()
    nik: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """The accounts and cases of the office that are about this person; `people` where it is one of a family alone."""

    accounts: tuple[int, ...]
    cases: tuple[int, ...]
    people: tuple[int, ...] = ()


def found(tx: Tx, keys: Path, asked: Asked) -> Person:
    """Whose accounts and cases they are, at the acting person's office. Raises NotFound when there are none."""
    people = dict(_by_nik(tx, keys, niks.digits(asked.nik))) if asked.nik else {}
    accounts = {account for account in people.values() if account is not None}
    accounts |= {asked.account} if asked.account is not None else set()
    cases = {holds.case_by_number(tx, number) for number in asked.numbers}
    query = select(applications.c.instance_id).join(
        cases_table, cases_table.c.id == applications.c.instance_id
    )
    query = query.where(cases_table.c.office == tx.actor.office)
    if people:
        cases |= set(tx.conn.execute(query.where(applications.c.applicant_id.in_(people))).scalars())
    elif asked.account is not None:
        cases |= set(tx.conn.execute(query.where(applications.c.account_id == asked.account)).scalars())
    mine = {account for account in accounts if _of_office(tx, account)}
    if not mine and not cases:
        raise NotFound("privacy.nobody")
    return Person(tuple(sorted(mine)), tuple(sorted(cases)), tuple(sorted(people)))


def rows(tx: Tx, keys: Path, person: Person) -> dict[str, list[dict[str, Any]]]:
    """Every row about the person by table, without secrets and without who of the office did it."""
    told: dict[str, list[dict[str, Any]]] = {}
    for entry in register.entries().values():
        some = list(_rows(tx, entry, person)) if entry.of in (CASE, ACCOUNT) else []
        if some:
            told[entry.table] = some
    for row in told.get("applicants", ()):
        row["nik"] = _opened(tx, keys, row["id"])
    for row in told.get("instances", ()):
        row["data"] = ended.data_of(tx, instances.read(tx, row["id"]))
    return told


def readers(tx: Tx, person: Person) -> list[dict[str, Any]]:
    """Who read, opened or took out data of these cases and when, as the trail says; newest first."""
    files = select(attachments.c.id).where(attachments.c.instance_id.in_(person.cases))
    subjects = {f"instance:{case}" for case in person.cases}
    subjects |= {f"attachment:{file}" for file in tx.conn.execute(files).scalars()}
    subjects |= {f"pack:case-{case}" for case in person.cases}
    query = _records(audit_heads.c.chain == "reads").order_by(audit.c.at.desc()).limit(_MOST)
    reads = [row for row in tx.conn.execute(query) if _about(row, subjects, person.cases)]
    chains = [f"instance:{case}" for case in person.cases]
    looks = _records(audit_heads.c.chain.in_(chains)).where(audit.c.action == "nik.unmasked")
    found_there = [*reads, *tx.conn.execute(looks)]
    return [
        {"at": row.at, "who": row.actor, "what": row.action, "why": row.reason, "about": row.subject}
        for row in sorted(found_there, key=lambda one: one.at, reverse=True)
    ]


def happened(tx: Tx, person: Person) -> list[dict[str, Any]]:
    """What was done with the cases, by whom and when: the records of their chains, without details."""
    chains = [f"instance:{case}" for case in person.cases]
    query = _records(audit_heads.c.chain.in_(chains)).order_by(audit.c.at, audit.c.head_id, audit.c.seq)
    return [
        {"at": row.at, "who": row.actor, "what": row.action, "about": row.subject}
        for row in tx.conn.execute(query)
    ]


def files(tx: Tx, person: Person) -> list[tuple[int, str, str]]:
    """The files that are still there: row number, name, SHA-256."""
    c = attachments.c
    query = select(c.id, c.name, c.sha256).where(
        c.instance_id.in_(person.cases), c.removed_at.is_(None), c.name != ERASED
    )
    return [(row.id, row.name, row.sha256) for row in tx.conn.execute(query.order_by(c.id))]


def plain(value: Any) -> Any:
    """A value as JSON has it: instants and days as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value.hex() if isinstance(value, bytes) else value


def _by_nik(tx: Tx, keys: Path, number: str) -> Iterator[tuple[int, int | None]]:
    """Persons with this NIK and, where it is their own, the account; seals with its digits are opened to compare."""
    c = applicants.c
    query = select(c.id, c.account_id, c.relation).where(c.nik_hint == niks.hint(number), c.nik_sealed != b"")
    for row in tx.conn.execute(query).all():
        if family.nik_of(tx, keys, row.id) == number:
            yield row.id, row.account_id if row.relation == _SELF else None


def _opened(tx: Tx, keys: Path, person: int) -> str:
    try:
        return family.nik_of(tx, keys, person)
    except NotFound:  # erased
        return ""


def _of_office(tx: Tx, account: int) -> bool:
    """Whether an account may be looked at here: it has a case at this office, or none anywhere."""
    query = (
        select(cases_table.c.office)
        .join(applications, applications.c.instance_id == cases_table.c.id)
        .where(applications.c.account_id == account)
    )
    offices = set(tx.conn.execute(query).scalars())
    known = tx.conn.execute(select(schema.accounts.c.id).where(schema.accounts.c.id == account)).first()
    return known is not None and (not offices or tx.actor.office in offices)


def _rows(tx: Tx, entry: Entry, person: Person) -> Iterator[dict[str, Any]]:
    table = schema.metadata.tables[entry.table]
    chosen = _chosen(entry, table.c[entry.by], person)
    if chosen is None:
        return
    columns = [table.c[name] for name in entry.handed_out]
    for row in tx.conn.execute(select(*columns).where(chosen).order_by(*table.primary_key)):
        said = {name: plain(value) for name, value in row._mapping.items()}
        if said.get("kind") == _CODE:  # whoever hands the copy out could sign in with it
            said |= {"details": {}, "text": None}
        yield said


def _chosen(entry: Entry, column: Any, person: Person) -> ColumnElement[bool] | None:
    of: Sequence[int] = person.cases if entry.of == CASE else person.accounts
    if entry.table == "applicants" and person.people:
        return applicants.c.id.in_(person.people)
    if entry.table == "outbox":
        return _messages(column, person)
    if not of:
        return None
    if entry.by == "application_id":
        own = select(applications.c.id).where(applications.c.instance_id.in_(of))
        return column.in_(own)  # type: ignore[no-any-return]
    if entry.by == "bill_id":
        return column.in_(select(bills.c.id).where(bills.c.instance_id.in_(of)))  # type: ignore[no-any-return]
    return column.in_(of)  # type: ignore[no-any-return]


def _messages(column: Any, person: Person) -> ColumnElement[bool]:
    """Messages about the cases, and those to the accounts' addresses."""
    addresses = select(schema.accounts.c.email).where(schema.accounts.c.id.in_(person.accounts))
    return or_(column.in_(person.cases), schema.outbox.c.recipient.in_(addresses))


def _records(chosen: ColumnElement[bool]) -> Select[Any]:
    c = audit.c
    columns = (c.at, c.actor, c.action, c.subject, c.details, c.reason)
    return select(*columns).select_from(audit.join(audit_heads)).where(chosen)


def _about(row: Any, subjects: set[str], cases: Iterable[int]) -> bool:
    if row.subject in subjects:
        return True
    details = orjson.loads(row.details)
    return details.get("case") in cases or details.get("instance") in cases
