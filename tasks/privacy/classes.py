"""Classes of records: how long each is kept, on what ground, what would go now, and how it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select

from engine import instances, settings
from engine.database import Tx
from engine.feel.temporal import add_months
from engine.schema import (
    account_attempts,
    account_codes,
    account_sessions,
    accounts,
    attachments,
    complaints,
    holds,
    login_attempts,
    outbox,
    sessions,
    simulations,
    surveys,
)
from engine.schema import instances as cases
from tasks import checklist
from tasks.filing import saved
from tasks.privacy import wiping
from tasks.privacy.covering import ERASED

LetGo = Callable[[Tx, Sequence[Any]], int]
Find = Callable[[Tx, datetime], Select[Any]]


@dataclass(frozen=True, slots=True)
class Way:
    """One table of a class: `find` gives (id, at) of what is older than an instant, `let_go` takes some of it."""

    table: str
    find: Find
    let_go: LetGo
    batch: int = 200  # records of one transaction


@dataclass(frozen=True, slots=True)
class RecordClass:
    """One class of records; `basis` is the rule its period rests on, None where it is the office's own choice.

    The period is setting `retention.<code>`, in months. No rule that was read gives one: all are assumptions.
    """

    code: str
    basis: str | None
    ways: tuple[Way, ...]


def months(tx: Tx, code: str) -> int:
    """How many months records of a class are kept."""
    return int(settings.value(tx, f"retention.{code}"))


def until(tx: Tx, code: str) -> datetime:
    """Records that ended before this instant have been kept long enough."""
    found = add_months(tx.now, -months(tx, code))
    assert isinstance(found, datetime)
    return found


def _held() -> Select[Any]:
    return select(holds.c.instance_id).where(holds.c.lifted_at.is_(None))


def _ended(tx: Tx, before: datetime) -> ColumnElement[bool]:
    """Cases of the office that ended before an instant and stand under no hold."""
    c = cases.c
    over = (c.status != instances.ACTIVE) & (c.ended_at < before)
    return (c.office == tx.actor.office) & over & c.id.not_in(_held())


def _cases(tx: Tx, before: datetime) -> Select[Any]:
    c = cases.c
    return select(c.id, c.ended_at.label("at")).where(_ended(tx, before), c.title != ERASED)


def _wipe_cases(tx: Tx, ids: Sequence[Any]) -> int:
    gone = 0
    for number in ids:
        case = instances.hold(tx, number)
        # A hold may have been placed since it was found; whoever places one holds the case first.
        if tx.conn.execute(_held().where(holds.c.instance_id == number)).first() is None:
            wiping.wipe_case(tx, case)
            gone += 1
    return gone


def _documents(specific: bool) -> Find:
    codes = [one.code for one in checklist.documents() if one.sensitive]

    def find(tx: Tx, before: datetime) -> Select[Any]:
        c = attachments.c
        item = func.coalesce(c.item, "")
        kind = item.in_(codes) if specific else item.not_in(codes)
        query = select(c.id, cases.c.ended_at.label("at"))
        return query.join(cases, cases.c.id == c.instance_id).where(
            _ended(tx, before), kind, c.name != ERASED
        )

    return find


def _wipe_files(tx: Tx, ids: Sequence[Any]) -> int:
    query = select(attachments.c.instance_id).where(attachments.c.id.in_(ids)).distinct()
    for case in sorted(tx.conn.execute(query).scalars()):
        instances.hold(tx, case)
    free = attachments.c.id.in_(ids) & attachments.c.instance_id.not_in(_held())
    return wiping.wipe_files(tx, free)


def _complaints(tx: Tx, before: datetime) -> Select[Any]:
    c = complaints.c
    free = c.instance_id.is_(None) | c.instance_id.not_in(_held())
    return select(c.id, c.closed_at.label("at")).where(
        c.office == tx.actor.office, c.closed_at < before, c.text != ERASED, free
    )


def _surveys(tx: Tx, before: datetime) -> Select[Any]:
    c = surveys.c
    said = c.comment.not_in(("", ERASED)) & c.instance_id.not_in(_held())
    return select(c.id, c.at.label("at")).where(c.office == tx.actor.office, c.at < before, said)


def _wipe_surveys(tx: Tx, ids: Sequence[Any]) -> int:
    return tx.conn.execute(surveys.update().where(surveys.c.id.in_(ids)).values(comment=ERASED)).rowcount


def _messages(tx: Tx, before: datetime) -> Select[Any]:
    c = outbox.c
    over = (c.state != "waiting") & (c.recipient != "") & (c.created_at < before)
    free = c.instance_id.is_(None) | c.instance_id.not_in(_held())
    return select(c.id, c.created_at.label("at")).where(c.office == tx.actor.office, over, free)


def _accounts(tx: Tx, before: datetime) -> Select[Any]:
    c = accounts.c
    return select(c.id, c.created_at.label("at")).where(c.state == "pending", c.created_at < before)


def _wipe_accounts(tx: Tx, ids: Sequence[Any]) -> int:
    """Never activated, so nothing hangs on them; one that was activated meanwhile is left."""
    query = tx.locked(select(accounts).where(accounts.c.id.in_(ids), accounts.c.state == "pending"))
    rows = tx.conn.execute(query.order_by(accounts.c.id)).all()
    for row in rows:
        wiping.wipe_account(tx, row)
    return len(rows)


def _older(table: Table, key: str, at: str) -> Way:
    """A table whose rows go whole."""

    def find(tx: Tx, before: datetime) -> Select[Any]:
        return select(table.c[key].label("id"), table.c[at].label("at")).where(table.c[at] < before)

    def let_go(tx: Tx, ids: Sequence[Any]) -> int:
        return tx.conn.execute(table.delete().where(table.c[key].in_(ids))).rowcount

    return Way(table.name, find, let_go)


def _simulations(tx: Tx, before: datetime) -> Select[Any]:
    c = simulations.c
    return select(c.id, c.finished_at.label("at")).where(c.office == tx.actor.office, c.finished_at < before)


def _drop_simulations(tx: Tx, ids: Sequence[Any]) -> int:
    return tx.conn.execute(simulations.delete().where(simulations.c.id.in_(ids))).rowcount


CLASSES: tuple[RecordClass, ...] = (
    RecordClass(
        "documents",
        "Permenkumham 8/2014 jo. 18/2022",
        (Way("attachments", _documents(specific=False), _wipe_files, 20),),
    ),
    RecordClass(
        "documents_specific",
        "UU 27/2022 Ps 4",
        (Way("attachments", _documents(specific=True), _wipe_files, 20),),
    ),
    RecordClass(
        "complaints",
        "Perpres 76/2013",
        (
            Way(
                "complaints",
                _complaints,
                lambda tx, ids: wiping.wipe_complaints(tx, complaints.c.id.in_(ids)),
            ),
        ),
    ),
    RecordClass("surveys", "PermenPANRB 14/2017", (Way("surveys", _surveys, _wipe_surveys),)),
    RecordClass(
        "messages",
        None,
        (Way("outbox", _messages, lambda tx, ids: wiping.wipe_messages(tx, outbox.c.id.in_(ids))),),
    ),
    RecordClass("cases", "Permenkumham 8/2014 jo. 18/2022", (Way("instances", _cases, _wipe_cases, 1),)),
    RecordClass("accounts", "UU 27/2022 Ps 20", (Way("accounts", _accounts, _wipe_accounts, 20),)),
    RecordClass(
        "access",
        "UU 27/2022 Ps 39",
        (
            _older(sessions, "secret_hash", "expires_at"),
            _older(login_attempts, "id", "at"),
            _older(account_sessions, "id", "expires_at"),
            _older(account_codes, "id", "expires_at"),
            _older(account_attempts, "id", "at"),
        ),
    ),
    RecordClass("simulations", None, (Way("simulations", _simulations, _drop_simulations),)),
    RecordClass("reports", None, (Way("saved_reports", saved.replaced, saved.let_go, 50),)),
)
"""In the order in which a run takes them: a case after what hangs on it, so that each counts in its own class."""
BY_CODE = {one.code: one for one in CLASSES}
