"""Reports as they were made: their bytes frozen, their digests in the trail, never changed, replaced by newer ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Conflict, NotFound
from engine.schema import report_runs, saved_report_files, saved_reports
from processes.paper.report.model import Document
from tasks.filing import documents, kinds
from tasks.filing.frame import Question
from tasks.filing.kinds import Kind
from tasks.filing.periods import Period, parse
from tasks.site import Site

PAGE = 25
_TABLE, _FILES = saved_reports, saved_report_files


@dataclass(frozen=True, slots=True)
class Made:
    """A report and its bytes by the ending of the file's name, not kept yet."""

    kind: Kind
    question: Question
    document: Document
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class File:
    """One of a saved report's files: ending, SHA-256 (hex) and bytes."""

    form: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Saved:
    """A report as it was made; `read_at` is the instant its figures are of. `newer` replaces it, where there is one."""

    id: int
    kind: Kind
    sop: str
    period: Period
    title: str
    read_at: datetime
    made_at: datetime
    made_by: str
    schedule_id: int | None
    newer: int | None
    files: tuple[File, ...]


def make(site: Site, tx: Tx, code: str, question: Question) -> Made:
    """A report and its files, from one view of the database. Raises NotFound, Invalid."""
    one = kinds.kind(code)
    document = documents.document(site, tx, one, question)
    files = {ending: documents.file(document, ending) for ending in documents.FORMATS}
    return Made(one, question, document, files)


def keep(site: Site, actor: Actor, code: str, question: Question) -> int:
    """Make a report now and keep it; its number. Raises Forbidden, NotFound, Invalid."""
    documents.require_reader(actor)
    with site.db.snapshot(actor) as tx:
        made = make(site, tx, code, question)
    with site.db.begin(actor) as tx:
        return store(tx, made)


def store(tx: Tx, made: Made, schedule_id: int | None = None) -> int:
    """Keep a report that was made, with the line in the trail that holds its digests; its number."""
    question, code = made.question, made.kind.code
    before = tx.conn.execute(_same(tx.actor.office, code, question)).scalar()
    row = {
        "office": tx.actor.office,
        "kind": code,
        "sop": question.sop,
        "period": question.period.code,
        "title": f"{made.document.title} {made.document.subtitle}".strip(),
        "read_at": made.document.made_at,
        "made_at": tx.now,
        "made_by": tx.actor.login,
        "schedule_id": schedule_id,
    }
    number: int = tx.conn.execute(_TABLE.insert().values(**row).returning(_TABLE.c.id)).scalar_one()
    digests = {form: hashlib.sha256(content).hexdigest() for form, content in made.files.items()}
    tx.conn.execute(
        _FILES.insert(),
        [
            {
                "saved_id": number,
                "form": form,
                "sha256": digests[form],
                "size": len(content),
                "content": content,
            }
            for form, content in made.files.items()
        ],
    )
    details: dict[str, Any] = {
        "kind": code,
        "sop": question.sop,
        "period": question.period.code,
        "read_at": made.document.made_at,
        "sha256": digests,
        "schedule": schedule_id,
        "replaces": before,
    }
    audit.append(tx, chain(tx.actor.office), "report.saved", f"saved:{number}", details)
    return number


def chain(office: str) -> str:
    """The chain of an office's saved reports and schedules."""
    return f"filing:{office}"


def listed(tx: Tx, code: str = "", after: int | None = None) -> tuple[tuple[Saved, ...], int | None]:
    """The acting office's saved reports, newest first, and what opens the next page."""
    query = _reports(tx.actor.office).order_by(_TABLE.c.id.desc()).limit(PAGE + 1)
    if code in kinds.KINDS:
        query = query.where(_TABLE.c.kind == code)
    if after is not None:
        query = query.where(_TABLE.c.id < after)
    found = _read(tx, query)
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def read(tx: Tx, number: int) -> Saved:
    """One of the acting office's saved reports. Raises NotFound."""
    found = _read(tx, _reports(tx.actor.office).where(_TABLE.c.id == number))
    if not found:
        raise NotFound("saved.unknown")
    return found[0]


def take(site: Site, actor: Actor, number: int, form: str) -> bytes:
    """The bytes of one of its files, after a line in the trail.

    Raises Forbidden, NotFound, Conflict where the bytes are no longer those that were saved.
    """
    documents.require_reader(actor)
    with site.db.begin(actor) as tx:
        one = read(tx, number)
        found = content(tx, number, form)
        details = {"saved": number, "form": form, "period": one.period.code, "sop": one.sop}
        audit.append(tx, "reads", "report.exported", f"report:{one.kind.code}", details)
    return found


def content(tx: Tx, number: int, form: str) -> bytes:
    """The bytes of a saved file. Raises NotFound, Conflict where they are not those that were saved."""
    query = select(_FILES.c.content, _FILES.c.sha256).where(
        _FILES.c.saved_id == number, _FILES.c.form == form
    )
    row = tx.conn.execute(query).one_or_none()
    if row is None:
        raise NotFound("saved.unknown")
    found = bytes(row.content)
    if hashlib.sha256(found).hexdigest() != row.sha256:
        raise Conflict("saved.changed")
    return found


def is_intact(tx: Tx, one: Saved) -> bool:
    """Whether every file still has its digest."""
    try:
        return all(content(tx, one.id, file.form) is not None for file in one.files)
    except (Conflict, NotFound):
        return False


def replaced(tx: Tx, before: datetime) -> Select[Any]:
    """Retention: (id, at) of the acting office's reports made before an instant that newer ones have replaced.

    The newest of a period is never among them: it is what the office filed.
    """
    other = _TABLE.alias("newer")
    newer = select(other.c.id).where(
        *(other.c[name] == _TABLE.c[name] for name in ("office", "kind", "sop", "period")),
        other.c.id > _TABLE.c.id,
    )
    query = select(_TABLE.c.id, _TABLE.c.made_at.label("at"))
    return query.where(_TABLE.c.office == tx.actor.office, _TABLE.c.made_at < before, newer.exists())


def let_go(tx: Tx, numbers: Sequence[int]) -> int:
    """Retention: remove these reports with their bytes; how many. The trail keeps their digests."""
    numbers = list(numbers)
    runs = report_runs.c.saved_id.in_(numbers)
    tx.conn.execute(report_runs.update().where(runs).values(saved_id=None))
    tx.conn.execute(_FILES.delete().where(_FILES.c.saved_id.in_(numbers)))
    gone = tx.conn.execute(_TABLE.delete().where(_TABLE.c.id.in_(numbers))).rowcount
    chain_of_office = chain(tx.actor.office)
    audit.append(tx, chain_of_office, "report.forgotten", f"saved:{tx.actor.office}", {"saved": numbers})
    return gone


def _same(office: str, code: str, question: Question) -> Select[Any]:
    same = (_TABLE.c.office == office, _TABLE.c.kind == code, _TABLE.c.sop == question.sop)
    return select(func.max(_TABLE.c.id)).where(*same, _TABLE.c.period == question.period.code)


def _reports(office: str) -> Select[Any]:
    other = _TABLE.alias("newer")
    newest = select(func.max(other.c.id)).where(
        *(other.c[name] == _TABLE.c[name] for name in ("office", "kind", "sop", "period"))
    )
    return select(*_TABLE.c, newest.scalar_subquery().label("newest")).where(_TABLE.c.office == office)


def _read(tx: Tx, query: Select[Any]) -> tuple[Saved, ...]:
    rows = [row for row in tx.conn.execute(query).all() if row.kind in kinds.KINDS]
    files: dict[int, list[File]] = {}
    wanted = select(_FILES.c.saved_id, _FILES.c.form, _FILES.c.sha256, _FILES.c.size)
    for file in tx.conn.execute(wanted.where(_FILES.c.saved_id.in_([row.id for row in rows]))):
        files.setdefault(file.saved_id, []).append(File(file.form, file.sha256, file.size))
    return tuple(_saved(row, files.get(row.id, [])) for row in rows)


def _saved(row: Any, files: list[File]) -> Saved:
    one = kinds.kind(row.kind)
    return Saved(
        id=row.id,
        kind=one,
        sop=row.sop,
        period=parse(one.every, row.period),
        title=row.title,
        read_at=row.read_at,
        made_at=row.made_at,
        made_by=row.made_by,
        schedule_id=row.schedule_id,
        newer=row.newest if row.newest != row.id else None,
        files=tuple(sorted(files, key=lambda file: list(documents.FORMATS).index(file.form))),
    )
