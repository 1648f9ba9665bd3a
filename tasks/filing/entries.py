"""What people write into a report: each change a row, the newest counts; none gets lost when two write at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Forbidden, NotFound
from engine.schema import form_entries as table
from processes.paper.report.model import Document, Entry
from tasks import roles, texts
from tasks.filing.frame import Question
from tasks.filing.kinds import kind
from tasks.site import Site

WRITERS = (roles.SUPERVISOR, roles.PROCESS_OWNER)
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Written:
    """One change of a field: an empty text lets the proposal stand again."""

    revision: int
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Saved:
    """Whether a text was kept, and how the field stands now; not kept means somebody wrote since it was opened."""

    kept: bool
    now: Entry


def write(
    site: Site, actor: Actor, code: str, question: Question, field: str, text: object, revision: int
) -> Saved:
    """Fill in a field of a report as it stood at a revision.

    Raises Forbidden, NotFound for a field the report does not have, Invalid for a text that is too long.
    """
    require_writer(actor)
    said = texts.paragraph(text, "text", LONGEST, required=False)
    with site.db.begin(actor) as tx:
        entry = of_report(tx, code, question, field)
        kept = entry.revision == revision and _put(tx, code, question, field, said, revision + 1)
        if kept:
            details = {
                "sop": question.sop,
                "period": question.period.code,
                "field": field,
                "length": len(said),
            }
            audit.append(tx, f"forms:{tx.actor.office}", "form.filled", f"form:{code}", details)
        return Saved(kept, of_report(tx, code, question, field))


def may_write(actor: Actor) -> bool:
    """Whether somebody fills in reports: supervisors and process owners; who audits them does not."""
    return actor.has(*WRITERS)


def require_writer(actor: Actor) -> None:
    """Raises Forbidden."""
    if not may_write(actor):
        raise Forbidden("report.not_writer")


def look(
    site: Site, actor: Actor, code: str, question: Question, field: str
) -> tuple[Entry, tuple[Written, ...]]:
    """A field for who may fill it in, and all its changes, the newest first. Raises Forbidden, NotFound."""
    require_writer(actor)
    with site.db.read(actor) as tx:
        entry = of_report(tx, code, question, field)
        rows = tx.conn.execute(_of(tx, code, question, field).order_by(table.c.revision.desc()))
        return entry, tuple(Written(row.revision, row.text, row.at, row.by) for row in rows)


def of_report(tx: Tx, code: str, question: Question, field: str) -> Entry:
    """A field of a report as it stands. Raises NotFound."""
    found = next((one for one in fields(kind(code).make(tx, question)) if one.code == field), None)
    if found is None:
        raise NotFound("report.unknown_field")
    return found


def fields(document: Document) -> tuple[Entry, ...]:
    """Everything people may fill in, in the order of the report."""
    return tuple(
        cell
        for section in document.sections
        for made in section.tables
        for line in made.lines
        for cell in line
        if isinstance(cell, Entry)
    )


def _put(tx: Tx, code: str, question: Question, field: str, text: str, revision: int) -> bool:
    """The change as a row, unless another one took the revision first."""
    values = {**_key(tx, code, question), "field": field, "revision": revision, "text": text}
    new = tx.insert(table).values(**values, at=tx.now, by=tx.actor.login).on_conflict_do_nothing()
    return tx.conn.execute(new.returning(table.c.id)).scalar() is not None


def _key(tx: Tx, code: str, question: Question) -> dict[str, Any]:
    return {"office": tx.actor.office, "kind": code, "sop": question.sop, "period": question.period.code}


def _of(tx: Tx, code: str, question: Question, field: str) -> Select[int, str, datetime, str]:
    key = _key(tx, code, question) | {"field": field}
    query = select(table.c.revision, table.c.text, table.c.at, table.c.by)
    return query.where(*(table.c[name] == value for name, value in key.items()))
