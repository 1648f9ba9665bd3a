"""The outbox as administrators see it: what was told to whom, what could not be, and trying again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from engine import audit, settings
from engine.database import Actor, Tx
from engine.refusals import Conflict, NotFound
from engine.schema import instances
from engine.schema import outbox as table
from tasks import rights
from tasks.outbox.kinds import KINDS, ONE_TIME
from tasks.outbox.mail import Message, Text
from tasks.outbox.sending import COVERED
from tasks.outbox.writing import FAILED, SENT, WAITING
from tasks.roles import ADMINISTRATOR
from tasks.site import Site

STATES = (WAITING, SENT, FAILED)
_PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """A message with its life so far; `text` is as last sent or tried, None before that.

    A one-time code is covered, but where the office is a demo.
    """

    message: Message
    instance_id: int | None
    business_key: str | None
    state: str
    due_at: datetime | None
    sent_at: datetime | None
    fault: str
    text: Text | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages: by state, kind, and a part of the address or the application's number."""

    state: str = ""
    kind: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Messages, newest first; `after` opens the next page. `counts` by state, over all of the office."""

    lines: tuple[Line, ...]
    after: int | None
    counts: Mapping[str, int]


def listed(site: Site, actor: Actor, wanted: Wanted, after: int | None = None) -> Page:
    """A page of the office's messages. Raises Forbidden (administrators only)."""
    rights.require_role(actor, ADMINISTRATOR)
    with site.db.read(actor) as tx:
        query = (
            select(*_COLUMNS)
            .outerjoin(instances, instances.c.id == table.c.instance_id)
            .where(*_parts(actor, wanted, after))
            .order_by(table.c.id.desc())
            .limit(_PAGE + 1)
        )
        rows = tx.conn.execute(query).all()
        open_codes = bool(settings.value(tx, "demo.accounts"))
        lines = tuple(_line(row, open_codes) for row in rows[:_PAGE])
        return Page(lines, lines[-1].message.id if len(rows) > _PAGE else None, _counts(tx, actor.office))


def retry(site: Site, actor: Actor, message_id: int) -> None:
    """Try a message that was given up again, from its first attempt. Raises Forbidden, NotFound, Conflict."""
    rights.require_role(actor, ADMINISTRATOR)
    with site.db.begin(actor) as tx:
        own = (table.c.id == message_id) & (table.c.office == actor.office)
        kind = tx.conn.execute(select(table.c.kind).where(own)).scalar()
        if kind is None:
            raise NotFound("outbox.unknown")
        again = update(table).where(own, table.c.state == FAILED)
        done = tx.conn.execute(again.values(state=WAITING, attempts=0, due_at=tx.now, fault=""))
        if not done.rowcount:
            raise Conflict("outbox.not_failed")
        audit.append(
            tx, f"outbox:{actor.office}", "outbox.retried", f"outbox:{message_id}", {"kind": str(kind)}
        )


_OWN = tuple(table.c[name] for name in Message.__slots__)
_COLUMNS = (
    *_OWN,
    table.c.instance_id,
    instances.c.business_key,
    table.c.state,
    table.c.due_at,
    table.c.sent_at,
    table.c.fault,
    table.c.text,
)


def _parts(actor: Actor, wanted: Wanted, after: int | None) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = [table.c.office == actor.office]
    if wanted.state in STATES:
        parts.append(table.c.state == wanted.state)
    if wanted.kind in KINDS:
        parts.append(table.c.kind == wanted.kind)
    if wanted.word.strip():
        word = wanted.word.strip()
        by_address = table.c.recipient.icontains(word, autoescape=True)
        parts.append(by_address | instances.c.business_key.icontains(word, autoescape=True))
    if after is not None:
        parts.append(table.c.id < after)
    return parts


def _counts(tx: Tx, office: str) -> dict[str, int]:
    query = select(table.c.state, func.count()).where(table.c.office == office).group_by(table.c.state)
    found = {str(state): int(number) for state, number in tx.conn.execute(query)}
    return {state: found.get(state, 0) for state in STATES}


def _line(row: Any, open_codes: bool) -> Line:
    own = dict(zip(Message.__slots__, row, strict=False))
    if own["kind"] in ONE_TIME and not open_codes:
        own["details"] = {**own["details"], "code": COVERED}
    text = Text(**row.text) if row.text else None
    return Line(
        Message(**own),
        row.instance_id,
        row.business_key,
        row.state,
        row.due_at,
        row.sent_at,
        row.fault,
        text,
    )
