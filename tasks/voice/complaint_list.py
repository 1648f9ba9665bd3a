"""Complaints as they are read: lists with counts, one with its answer, those of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select

from engine.database import Actor, Tx
from engine.refusals import NotFound
from engine.schema import complaints as table
from engine.schema import instances as cases
from tasks import rights, roles
from tasks.privacy import covering
from tasks.reports.scope import FIRST_PAGE, Listing, Page, masked, require_page
from tasks.site import Site
from tasks.voice import tokens
from tasks.voice.complaints import ANSWERED, CLOSED, OPEN

LATE = "late"
STATES = (OPEN, LATE, ANSWERED, CLOSED)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint as this person may see it: names are masked and contacts left out below a supervisor.

    `late` says that it was answered after its deadline, or that this has passed unanswered.
    """

    id: int
    number: str
    instance_id: int | None
    business_key: str
    channel: str
    reference: str
    name: str
    contact: str
    receipt: str
    text: str
    state: str
    received_at: datetime
    received_by: str
    days: int
    due_at: datetime
    late: bool
    answer: str
    answered_at: datetime | None
    answered_by: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many complaints an office has in each state; `late` ones are among the open."""

    open: int
    late: int
    answered: int
    closed: int
    answered_late: int


def listed(
    site: Site, actor: Actor, state: str = "", word: str = "", page: Page = FIRST_PAGE
) -> Listing[Complaint]:
    """A page of the office's complaints, open ones by deadline first, then the newest. Raises Forbidden, Invalid.

    `word` is looked for in the complaint's number, SP4N's reference and the request's number.
    """
    rights.require_case(actor)
    require_page(page)
    with site.db.read(actor) as tx:
        query = _query().where(*_conditions(tx, state, word))
        total = tx.conn.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        query = query.order_by(
            case((table.c.state == OPEN, 0), else_=1),
            case((table.c.state == OPEN, table.c.due_at)),
            table.c.received_at.desc(),
            table.c.id.desc(),
        )
        rows = tx.conn.execute(query.limit(page.limit).offset(page.start)).all()
        return Listing(tuple(_complaint(tx, row) for row in rows), page, total)


def counts(site: Site, actor: Actor) -> Counts:
    """How many there are in each state. Raises Forbidden."""
    rights.require_case(actor)
    with site.db.read(actor) as tx:
        late_answers = (table.c.state != OPEN) & (table.c.answered_at > table.c.due_at)
        columns = [
            func.count().filter(condition)
            for condition in (
                table.c.state == OPEN,
                _late(tx),
                table.c.state == ANSWERED,
                table.c.state == CLOSED,
                late_answers,
            )
        ]
        found = tx.conn.execute(select(*columns).where(table.c.office == actor.office)).one()
        return Counts(*(int(number) for number in found))


def read(site: Site, actor: Actor, complaint_id: int) -> Complaint:
    """One complaint of the office. Raises Forbidden, NotFound."""
    rights.require_case(actor)
    with site.db.read(actor) as tx:
        query = _query().where(table.c.id == complaint_id, table.c.office == actor.office)
        row = tx.conn.execute(query).one_or_none()
        if row is None:
            raise NotFound("complaint.unknown")
        return _complaint(tx, row)


def by_token(site: Site, token: str) -> Complaint:
    """A complaint for whoever made it, without name and contact. Raises NotFound for a token never given out."""
    number = tokens.number_of(site.keys, tokens.COMPLAINT, token)
    with site.db.read() as tx:
        row = tx.conn.execute(_query().where(table.c.id == number)).one_or_none()
        if row is None:
            raise NotFound("complaint.unknown")
        return _complaint(tx, row)


def of_case(tx: Tx, instance_id: int) -> tuple[Complaint, ...]:
    """The complaints about a case, for its page, oldest first; who asks has been let in by the case."""
    query = _query().where(table.c.instance_id == instance_id).order_by(table.c.received_at)
    return tuple(_complaint(tx, row) for row in tx.conn.execute(query))


def _query() -> Select[Any]:
    columns = [column for column in table.c if column.name not in ("origin", "locale", "office")]
    joined = table.outerjoin(cases, cases.c.id == table.c.instance_id)
    return select(*columns, cases.c.business_key).select_from(joined)


def _conditions(tx: Tx, state: str, word: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [table.c.office == tx.actor.office]
    if state == LATE:
        found.append(_late(tx))
    elif state in STATES:
        found.append(table.c.state == state)
    if wanted := word.strip().upper():
        columns = (table.c.number, table.c.reference, cases.c.business_key)
        found.append(or_(*(func.upper(column).contains(wanted, autoescape=True) for column in columns)))
    return found


def _late(tx: Tx) -> ColumnElement[bool]:
    return (table.c.state == OPEN) & (table.c.due_at < tx.now)


def _complaint(tx: Tx, row: Row[Any]) -> Complaint:
    known = tx.actor.has(roles.SUPERVISOR)
    covered = covering.covers(tx.actor) and (
        row.instance_id is None or not covering.sees(tx, row.instance_id)
    )
    values = {name: getattr(row, name) for name in Complaint.__slots__ if name != "late"}
    values |= {
        "name": row.name if known else masked(row.name),
        "contact": row.contact if known else "",
        "receipt": covering.COVERED if covered and row.receipt else row.receipt,
        "text": covering.without(row.text, row.name) if covered else row.text,
        "answer": covering.without(row.answer, row.name) if covered else row.answer,
        "business_key": row.business_key or "",
        "answered_by": row.answered_by or "",
        "late": row.due_at < (row.answered_at or tx.now),
    }
    return Complaint(**values)
