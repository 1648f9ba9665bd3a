"""Taking a person out of the rows of a case or account: values go, what was done when, by whom of the office stays.

Instants, states, verdicts, decisions, reasons' codes, breaches and payments are not touched: every figure stays as it
was to the microsecond. The trail is not touched either; its fingerprints can be tried by nobody once the salt is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select, update

from engine import ended
from engine.database import Tx
from engine.instances import Instance
from engine.schema import (
    account_attempts,
    account_codes,
    account_sessions,
    accounts,
    applicants,
    applications,
    attachments,
    breaches,
    comments,
    complaints,
    decisions_taken,
    incidents,
    instances,
    leftover_files,
    outbox,
    pauses,
    shortfalls,
    surveys,
    tasks,
)
from tasks.applicants import throttle
from tasks.privacy import covering
from tasks.privacy.covering import ERASED, ERASED_INPUTS

ERASED_DAY = "0001-01-01"
"""What stands for a date of birth that was erased."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Free texts of officers that were chosen to go too, because they name the person: row numbers."""

    pauses: Collection[int] = field(default=())
    breaches: Collection[int] = field(default=())


def wipe_case(tx: Tx, instance: Instance, notes: Notes = Notes()) -> Counter[str]:
    """Erase the personal values of an ended case; how many rows of each table changed. The caller holds it.

    Raises Conflict(`privacy.case_runs`).
    """
    ended.forget(tx, instance)
    case, done = instance.id, Counter[str]()
    done["instances"] = _set(tx, instances, instances.c.id == case, title=ERASED)
    done["tasks"] = _forms(tx, case)
    done["attachments"] = wipe_files(tx, attachments.c.instance_id == case)
    done["comments"] = _set(tx, comments, comments.c.instance_id == case, text=ERASED)
    done["shortfalls"] = _set(tx, shortfalls, _noted(shortfalls.c.note, shortfalls, case), note=ERASED)
    done["decisions_taken"] = _set(
        tx, decisions_taken, decisions_taken.c.instance_id == case, inputs=ERASED_INPUTS
    )
    done["incidents"] = _set(tx, incidents, incidents.c.instance_id == case, details={}, command={"kind": ""})
    done["surveys"] = _set(tx, surveys, _noted(surveys.c.comment, surveys, case), comment=ERASED)
    done["complaints"] = wipe_complaints(tx, complaints.c.instance_id == case)
    done["outbox"] = wipe_messages(tx, outbox.c.instance_id == case)
    done["applications"] = _applications(tx, case)
    chosen = pauses.c.id.in_(sorted(notes.pauses)) & (pauses.c.instance_id == case)
    done["pauses"] = _set(tx, pauses, chosen, evidence=ERASED)
    for column in (pauses.c.evidence, breaches.c.note, breaches.c.follow_up):
        _rename(tx, column, instance)
    late = breaches.c.id.in_(sorted(notes.breaches)) & (breaches.c.instance_id == case)
    done["breaches"] = _set(tx, breaches, late & breaches.c.note.is_not(None), note=ERASED)
    _set(tx, breaches, late & breaches.c.follow_up.is_not(None), follow_up=ERASED)
    return +done


def wipe_account(tx: Tx, account: Row[Any]) -> Counter[str]:
    """Erase an account of the public with the people on it; its address can be registered anew. The caller holds it."""
    done = Counter[str]()
    number, who = account.id, throttle.digest(account.email)
    nobody = {"email": f"erased:{number}", "name": "", "phone": "", "state": "closed"}
    done["accounts"] = _set(tx, accounts, accounts.c.id == number, **nobody)
    person = {
        "name": "",
        "birth_date": ERASED_DAY,
        "sex": "",
        "nik_sealed": b"",
        "nik_hint": "",
        "nik_doubts": "",
    }
    done["applicants"] = _set(tx, applicants, applicants.c.account_id == number, **person, removed_at=tx.now)
    for table, mine in (
        (account_codes, (account_codes.c.account_id == number) | (account_codes.c.who == who)),
        (account_sessions, account_sessions.c.account_id == number),
        (account_attempts, account_attempts.c.who == who),
    ):
        done[table.name] = tx.conn.execute(table.delete().where(mine)).rowcount
    done["outbox"] = wipe_messages(tx, outbox.c.recipient == account.email)
    return +done


def wipe_files(tx: Tx, chosen: ColumnElement[bool]) -> int:
    """Take files off for good: their names go, their bytes once no other row holds them (tasks.privacy.leftovers)."""
    query = select(attachments.c.sha256).where(chosen, attachments.c.name != ERASED).distinct()
    for sha256 in tx.conn.execute(query).scalars().all():
        row = tx.insert(leftover_files).values(sha256=sha256, since=tx.now)
        tx.conn.execute(row.on_conflict_do_nothing(index_elements=["sha256"]))
    living = chosen & (attachments.c.name != ERASED) & attachments.c.removed_at.is_(None)
    _set(tx, attachments, living, removed_at=tx.now)
    return _set(tx, attachments, chosen & (attachments.c.name != ERASED), name=ERASED)


def wipe_messages(tx: Tx, chosen: ColumnElement[bool]) -> int:
    """Erase messages to people outside; one that still waits is not sent any more."""
    _set(tx, outbox, chosen & (outbox.c.state == "waiting"), state="failed", due_at=None)
    gone: dict[str, Any] = {"recipient": "", "details": {}, "text": None, "fault": ""}
    return _set(tx, outbox, chosen & (outbox.c.recipient != ""), **gone)


def wipe_complaints(tx: Tx, chosen: ColumnElement[bool]) -> int:
    """Erase who complained and what of; number, channel, dates and whether it was answered in time stay."""
    numbers = tx.conn.execute(select(complaints.c.id).where(chosen)).scalars().all()
    keys = [f"complaint_{what}:{number}" for number in numbers for what in ("received", "answered")]
    wipe_messages(tx, outbox.c.key.in_(keys))
    _set(tx, complaints, chosen & (complaints.c.answer != ""), answer=ERASED)
    gone: dict[str, Any] = {
        "name": ERASED,
        "contact": "",
        "receipt": "",
        "text": ERASED,
        "origin": "",
        "reference": "",
    }
    return _set(tx, complaints, chosen & (complaints.c.text != ERASED), **gone)


def _rename(tx: Tx, column: Any, case: Instance) -> None:
    """Take the applicant's name, numbers and addresses out of what officers wrote; why and how long stays."""
    table = column.table
    query = select(table.c.id, column).where(
        table.c.instance_id == case.id, column.is_not(None), column != ""
    )
    for number, said in tx.conn.execute(query).all():
        if (bare := covering.without(said, case.title)) != said:
            _set(tx, table, table.c.id == number, **{column.name: bare})


def _forms(tx: Tx, case: int) -> int:
    query = select(tasks.c.id, tasks.c.variables).where(tasks.c.instance_id == case)
    changed = 0
    for number, given in tx.conn.execute(query.where(tasks.c.variables.is_not(None))).all():
        _set(tx, tasks, tasks.c.id == number, variables=covering.form(given, ERASED))
        changed += 1
    _set(tx, tasks, (tasks.c.instance_id == case) & tasks.c.draft.is_not(None), draft=None, draft_at=None)
    return changed


def _applications(tx: Tx, case: int) -> int:
    """What was asked for stays (place, kind of passport, priority); who asked does not, nor whose account it was."""
    query = select(applications.c.id).where(applications.c.instance_id == case)
    number = tx.conn.execute(query).scalar_one_or_none()
    if number is None:
        return 0
    gone: dict[str, Any] = {
        "answers": {},
        "birth_date": ERASED_DAY,
        "email": "",
        "receipt_code": f"erased:{number}",
    }
    return _set(tx, applications, applications.c.id == number, **gone, account_id=None, applicant_id=None)


def _noted(column: Any, table: Table, case: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (table.c.instance_id == case) & (column != "")
    return found


def _set(tx: Tx, table: Table, chosen: ColumnElement[bool], **values: Any) -> int:
    return tx.conn.execute(update(table).where(chosen).values(**values)).rowcount
