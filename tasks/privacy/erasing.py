"""Erasing one person's data: asked for by the data protection officer, done when another person confirms it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from engine import audit, instances
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from engine.schema import accounts, applications, breaches, pauses
from engine.schema import erasures as table
from engine.schema import instances as cases_table
from tasks import rights, roles, texts
from tasks.privacy import holds, wiping
from tasks.privacy.covering import ERASED
from tasks.privacy.wiping import Notes
from tasks.reports.scope import FIRST_PAGE, Listing, Page, require_page
from tasks.site import Site

ASKED, DONE, REFUSED = "asked", "done", "refused"
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was asked to be erased and what became of it; `counts` are rows by table."""

    id: int
    office: str
    account_id: int | None
    cases: tuple[int, ...]
    notes: dict[str, list[int]]
    reason: str
    state: str
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str | None
    decided_why: str | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data: by the number of a case, or of an account with all its cases."""

    number: str = ""
    account: int | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What an officer wrote that may name the person: `table` pauses or breaches."""

    table: str
    id: int
    case: int
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an erasure would take: the cases (id, number, held back why), rows by table, and texts to be looked at."""

    account: int | None
    cases: tuple[tuple[int, str, str], ...]
    counts: dict[str, int]
    remarks: tuple[Remark, ...]

    @property
    def stands(self) -> bool:
        """Whether nothing holds it back."""
        return not any(why for _, _, why in self.cases)


class _Undone(Exception):
    """Rolls a preview's transaction back."""


def preview(site: Site, actor: Actor, subject: Subject) -> Preview:
    """What would be erased, found by doing it and taking it back: nothing is changed. Raises Forbidden, NotFound."""
    holds.require_officer(actor)
    found: list[Preview] = []
    try:
        with site.db.begin(actor) as tx:
            account, cases = _chosen(tx, subject)
            why = [(case.id, case.business_key, _obstacle(tx, case)) for case in cases]
            remarks = tuple(_remarks(tx, [case.id for case in cases]))
            free = [case for case, (_, _, held) in zip(cases, why, strict=True) if not held]
            counts = _wipe(tx, account, free, Notes())
            found.append(Preview(account.id if account else None, tuple(why), dict(counts), remarks))
            raise _Undone
    except _Undone:
        return found[0]


def ask(site: Site, actor: Actor, subject: Subject, reason: object, notes: Iterable[str] = ()) -> int:
    """Ask for an erasure; `notes` are the remarks that go too, as "pauses:7". Returns its number.

    Raises Forbidden, NotFound, Invalid, Conflict(`privacy.case_runs`, `privacy.held`) for cases that run or are held,
    and Conflict(`privacy.asked_already`).
    """
    holds.require_officer(actor)
    why = texts.line(reason, "reason", _LONGEST)
    with site.db.begin(actor) as tx:
        account, cases = _chosen(tx, subject)
        _require_free(tx, cases)
        numbers = [case.id for case in cases]
        waiting = select(table.c.cases).where(table.c.state == ASKED, table.c.office == actor.office)
        if any(set(numbers) & set(other) for other in tx.conn.execute(waiting).scalars()):
            raise Conflict("privacy.asked_already")
        known = {f"{one.table}:{one.id}": one for one in _remarks(tx, numbers)}
        if strange := [one for one in notes if one not in known]:
            raise Invalid("form.invalid", *(Problem("form.choice", "notes") for _ in strange[:1]))
        chosen = [known[one] for one in notes]
        row = {
            "office": actor.office,
            "account_id": account.id if account else None,
            "cases": numbers,
            "notes": {
                kind: [one.id for one in chosen if one.table == kind] for kind in ("pauses", "breaches")
            },
            "reason": why,
            "state": ASKED,
            "asked_at": tx.now,
            "asked_by": actor.login,
            "counts": {},
        }
        number = int(tx.conn.execute(table.insert().values(**row).returning(table.c.id)).scalar_one())
        audit.append(
            tx, f"erasures:{tx.actor.office}", "erasure.asked", f"erasure:{number}", _told(row), reason=why
        )
        return number


def confirm(site: Site, actor: Actor, erasure_id: int, sure: bool) -> Counter[str]:
    """Erase, in one transaction: rows by table. For a supervisor or data protection officer who did not ask for it.

    It cannot be undone. Raises NotFound, Forbidden(`privacy.own_erasure`), Invalid without `sure`, Conflict when it was
    decided already and when a case runs again or is held.
    """
    _require_decider(actor)
    if not sure:
        raise Invalid("form.invalid", Problem("form.tick", "sure"))
    with site.db.begin(actor) as tx:
        found = _read(tx, erasure_id)
        if found.asked_by == actor.login:
            raise Forbidden("privacy.own_erasure")
        # The cases first, in order, and the account after them: the order in which everybody holds them.
        cases = [instances.hold(tx, case) for case in sorted(found.cases)]
        account = _account(tx, found.account_id) if found.account_id else None
        if account is not None and set(_of_account(tx, account.id)) != set(found.cases):
            raise Conflict("privacy.changed")
        _require_free(tx, cases)
        counts = _wipe(tx, account, cases, Notes(found.notes["pauses"], found.notes["breaches"]))
        _decide(tx, found, DONE, "", counts=dict(counts))
        for case in cases:
            audit.append(
                tx, f"instance:{case.id}", "case.erased", f"erasure:{found.id}", {"erasure": found.id}
            )
        audit.append(
            tx, f"erasures:{tx.actor.office}", "erasure.done", f"erasure:{found.id}", {"counts": dict(counts)}
        )
        return counts


def refuse(site: Site, actor: Actor, erasure_id: int, reason: object) -> None:
    """Decide against it, or take one's own question back. Raises NotFound, Forbidden, Invalid, Conflict."""
    _require_decider(actor)
    why = texts.line(reason, "reason", _LONGEST)
    with site.db.begin(actor) as tx:
        found = _read(tx, erasure_id)
        _decide(tx, found, REFUSED, why)
        audit.append(tx, f"erasures:{tx.actor.office}", "erasure.refused", f"erasure:{found.id}", reason=why)


def listed(site: Site, actor: Actor, page: Page = FIRST_PAGE) -> Listing[Erasure]:
    """The office's erasures, those to be decided first. Raises Forbidden."""
    rights.require_role(actor, roles.DATA_PROTECTION, roles.SUPERVISOR, roles.AUDITOR)
    require_page(page)
    with site.db.read(actor) as tx:
        mine = table.c.office == actor.office
        total = tx.conn.execute(select(func.count()).select_from(table).where(mine)).scalar_one()
        query = select(table).where(mine).order_by(table.c.state != ASKED, table.c.id.desc())
        rows = tx.conn.execute(query.limit(page.limit).offset(page.start))
        return Listing(tuple(map(_erasure, rows)), page, total)


def read(site: Site, actor: Actor, erasure_id: int) -> Erasure:
    """One erasure of the office. Raises Forbidden, NotFound."""
    rights.require_role(actor, roles.DATA_PROTECTION, roles.SUPERVISOR, roles.AUDITOR)
    with site.db.read(actor) as tx:
        return _read(tx, erasure_id)


def _chosen(tx: Tx, subject: Subject) -> tuple[Row[Any] | None, list[Instance]]:
    """The account and its cases of the office, or the one case; all held, in order."""
    if subject.account is None:
        return None, [instances.hold(tx, holds.case_by_number(tx, subject.number))]
    query = (
        select(cases_table.c.id, cases_table.c.office)
        .join(applications, applications.c.instance_id == cases_table.c.id)
        .where(applications.c.account_id == subject.account)
        .order_by(cases_table.c.id)
    )
    rows = tx.conn.execute(query).all()
    others = [row.id for row in rows if row.office != tx.actor.office]
    if others or (not rows and not _exists(tx, subject.account)):
        raise NotFound("account.unknown")  # an account with cases at two offices is not one office's to erase
    cases = [instances.hold(tx, row.id) for row in rows]
    return _account(tx, subject.account), cases


def _of_account(tx: Tx, number: int) -> list[int]:
    query = select(applications.c.instance_id).where(applications.c.account_id == number)
    return list(tx.conn.execute(query).scalars())


def _exists(tx: Tx, account: int) -> bool:
    return tx.conn.execute(select(accounts.c.id).where(accounts.c.id == account)).first() is not None


def _account(tx: Tx, number: int) -> Row[Any]:
    found = tx.conn.execute(tx.locked(select(accounts).where(accounts.c.id == number))).one_or_none()
    if found is None:
        raise NotFound("account.unknown")
    return found


def _wipe(tx: Tx, account: Row[Any] | None, cases: Sequence[Instance], notes: Notes) -> Counter[str]:
    done = Counter[str]()
    for case in cases:
        done += wiping.wipe_case(tx, case, notes)
    if account is not None:
        done += wiping.wipe_account(tx, account)
    return done


def _require_free(tx: Tx, cases: Iterable[Instance]) -> None:
    for case in cases:
        if why := _obstacle(tx, case):
            raise Conflict(why)


def _obstacle(tx: Tx, case: Instance) -> str:
    if case.status == instances.ACTIVE or case.ended_at is None:
        return "privacy.case_runs"
    if holds.is_held(tx, case.id):
        return "privacy.held"
    return ""


def _remarks(tx: Tx, cases: Sequence[int]) -> Iterable[Remark]:
    for name, source, text in (
        ("pauses", pauses, pauses.c.evidence),
        ("breaches", breaches, breaches.c.note),
        ("breaches", breaches, breaches.c.follow_up),
    ):
        query = select(source.c.id, source.c.instance_id, text).where(source.c.instance_id.in_(cases))
        for number, case, said in tx.conn.execute(
            query.where(text.is_not(None), text != "").order_by(source.c.id)
        ):
            if said != ERASED:
                yield Remark(name, number, case, said)


def _require_decider(actor: Actor) -> None:
    rights.require_role(actor, roles.DATA_PROTECTION, roles.SUPERVISOR)


def _read(tx: Tx, erasure_id: int) -> Erasure:
    query = select(table).where(table.c.id == erasure_id, table.c.office == tx.actor.office)
    row = tx.conn.execute(query).one_or_none()
    if row is None:
        raise NotFound("privacy.no_erasure")
    return _erasure(row)


def _decide(tx: Tx, found: Erasure, state: str, why: str, **more: Any) -> None:
    waiting = (table.c.id == found.id) & (table.c.state == ASKED)
    values = {"state": state, "decided_at": tx.now, "decided_by": tx.actor.login, "decided_why": why, **more}
    if tx.conn.execute(update(table).where(waiting).values(**values)).rowcount != 1:
        raise Conflict("privacy.decided")


def _erasure(row: Row[Any]) -> Erasure:
    values = dict(row._mapping)
    return Erasure(**{**values, "cases": tuple(values["cases"])})


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {"account": row["account_id"], "cases": row["cases"], "notes": row["notes"]}
