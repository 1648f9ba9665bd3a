"""Answers of systems: a code and an instant for a call, whichever way they come; only the first counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from engine import audit, instances
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import instances as cases
from engine.schema import system_calls as table
from tasks import rights
from tasks.roles import SUPERVISOR
from tasks.site import Site
from tasks.systems.asking import ANSWERED, OPEN, OVER
from tasks.systems.needs import CODES

MANUAL, CSV, HTTP = "manual", "csv", "http"
ACCEPTED, UNKNOWN, ALREADY, ENDED, BAD_CODE, FUTURE, EARLY = (
    *("accepted", "unknown", "already_answered", "over"),
    *("bad_code", "in_the_future", "before_the_call"),
)
SKEW = timedelta(minutes=5)
"""How far clocks of other systems may run ahead of ours, or behind."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: which call it answers, one of the system's codes, and when it happened there (aware)."""

    system: str
    reference: str
    code: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """A call as its step's page shows it."""

    id: int
    system: str
    reference: str
    state: str
    asked_at: datetime
    code: str | None
    occurred_at: datetime | None
    answered_at: datetime | None
    answered_by: str | None
    way: str | None
    sent_at: datetime | None
    fault: str


_COLUMNS = tuple(table.c[name] for name in Call.__slots__)


def judge(tx: Tx, answer: Answer) -> str:
    """What would become of an answer, nothing stored: ACCEPTED, or why not."""
    row = _find(tx, answer)
    if row is None:
        return UNKNOWN
    if row.state != OPEN:
        return ENDED if row.state == OVER else ALREADY
    if answer.code not in CODES[answer.system]:
        return BAD_CODE
    if answer.occurred_at > tx.now + SKEW:
        return FUTURE
    return EARLY if answer.occurred_at < row.asked_at - SKEW else ACCEPTED


def take(tx: Tx, answer: Answer, way: str) -> str:
    """Store an answer if it is the first, with its line in the case's trail; the verdict as of `judge`."""
    row = _find(tx, answer)
    if row is None:
        return UNKNOWN
    instance = instances.hold(tx, row.instance_id)
    verdict = judge(tx, answer)
    if verdict == ACCEPTED:
        values = {
            "state": ANSWERED,
            "code": answer.code,
            "occurred_at": min(answer.occurred_at, tx.now),
            "answered_at": tx.now,
            "answered_by": tx.actor.login,
            "way": way,
            "due_at": None,
        }
        tx.conn.execute(update(table).where(table.c.id == row.id).values(**values))
        subject = f"instance:{instance.id}"
        details = {
            "system": answer.system,
            "call": row.id,
            "way": way,
            "at": values["occurred_at"],
            "code": audit.fingerprint(instance.salt, subject, answer.code),
        }
        audit.append(tx, subject, "system.answered", subject, details)
    return verdict


def enter(site: Site, actor: Actor, call_id: int, code: str, at: datetime | None) -> int:
    """Enter an answer by hand, on the page of its step; `at` is now where nobody says when. Returns the task's number
    (0 for a wait). Raises NotFound, Forbidden, Invalid naming the field, Conflict when it is answered or over.
    """
    rights.require_case_worker(actor)
    with site.db.begin(actor) as tx:
        row = tx.conn.execute(
            select(table.c.system, table.c.reference, table.c.task_id, cases.c.office)
            .join(cases, cases.c.id == table.c.instance_id)
            .where(table.c.id == call_id)
        ).one_or_none()
        if row is None:
            raise NotFound("system.call_unknown")
        rights.require_case(actor, row.office, "system.call_unknown")
        if row.task_id is not None and not actor.has(SUPERVISOR):
            rights.require_candidate(tx, row.task_id)
        _refuse(take(tx, Answer(row.system, row.reference, code, at or tx.now), MANUAL))
        return int(row.task_id or 0)


def of_task(tx: Tx, task_id: int) -> tuple[Call, ...]:
    """The calls of a step, oldest first."""
    query = select(*_COLUMNS).where(table.c.task_id == task_id).order_by(table.c.id)
    return tuple(Call(*row) for row in tx.conn.execute(query))


def of_case(tx: Tx, instance_id: int) -> tuple[Call, ...]:
    """The calls of a case, oldest first."""
    query = select(*_COLUMNS).where(table.c.instance_id == instance_id).order_by(table.c.id)
    return tuple(Call(*row) for row in tx.conn.execute(query))


def _find(tx: Tx, answer: Answer) -> Any:
    """The call answered, of this system and, where a person acts, of this office."""
    query = select(table.c.id, table.c.instance_id, table.c.state, table.c.asked_at, cases.c.office)
    query = query.join(cases, cases.c.id == table.c.instance_id)
    named = (table.c.reference == answer.reference.strip().upper()) & (table.c.system == answer.system)
    row = tx.conn.execute(query.where(named)).one_or_none()
    return row if row is not None and rights.of_office(tx.actor, row.office) else None


def _refuse(verdict: str) -> None:
    if verdict in (BAD_CODE, FUTURE, EARLY):
        where = "code" if verdict == BAD_CODE else "at"
        raise Invalid("form.invalid", Problem(f"system.{verdict}", where))
    if verdict != ACCEPTED:
        raise Conflict(f"system.{verdict}")
