"""Questions kept under a name, by one person for themselves or for roles of the office; changes can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from engine.schema import questions as table
from tasks import texts
from tasks.asking import reading
from tasks.asking.question import Question, pairs
from tasks.site import Site

KEPT = timedelta(days=30)
"""For so long a deleted question can be brought back."""

_NAME, _NOTE = 80, 500


@dataclass(frozen=True, slots=True)
class Wording:
    """What a question is kept as: `fields` are those of its address, `shared` the roles it is for."""

    name: str
    note: str
    fields: tuple[tuple[str, str], ...]
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept question; `before` is its wording before the last change, `mine` says that the reader owns it."""

    id: int
    owner: str
    wording: Wording
    revision: int
    changed_at: datetime
    changed_by: str
    before: Wording | None
    deleted_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed: with `moving` the period is always that of the last three months."""

    name: object
    note: object
    asked: Question
    shared: Sequence[str] = ()
    moving: bool = False


def listed(tx: Tx) -> tuple[Saved, ...]:
    """The questions somebody keeps, and those shared with a role of theirs, by name."""
    query = select(table).where(table.c.office == tx.actor.office, table.c.deleted_at.is_(None))
    found = [_saved(tx, row) for row in tx.conn.execute(query)]
    return tuple(
        sorted(filter(lambda one: _reads(tx.actor, one), found), key=lambda one: one.wording.name.casefold())
    )


def deleted(tx: Tx) -> tuple[Saved, ...]:
    """Somebody's own questions that can still be brought back, the last deleted first."""
    own = (table.c.office == tx.actor.office, table.c.owner == tx.actor.login)
    query = select(table).where(*own, table.c.deleted_at > tx.now - KEPT).order_by(table.c.deleted_at.desc())
    return tuple(_saved(tx, row) for row in tx.conn.execute(query))


def read(tx: Tx, number: int) -> Saved:
    """One question of the own office that somebody may see, not deleted. Raises NotFound."""
    found = _held(tx, number)
    if found is None or found.deleted_at is not None or not _reads(tx.actor, found):
        raise NotFound("question.unknown")
    return found


def save(site: Site, actor: Actor, draft: Draft) -> int:
    """Keep a question; returns its number. Raises Forbidden, Invalid."""
    wording = _checked(actor, draft)
    with site.db.begin(actor) as tx:
        return _insert(tx, wording, "question.saved")


def copy(site: Site, actor: Actor, number: int, name: str) -> int:
    """Keep a question one may see as one's own, under another name. Raises NotFound, Invalid."""
    called = texts.line(name, "name", _NAME)
    with site.db.begin(actor) as tx:
        wording = read(tx, number).wording
        return _insert(tx, Wording(called, wording.note, wording.fields, ()), "question.saved")


def change(site: Site, actor: Actor, number: int, revision: int, draft: Draft) -> None:
    """Change a question as it was at `revision`; its owner alone changes whom it is shared with.

    Raises NotFound, Forbidden, Invalid, Conflict when somebody has changed it since.
    """
    with site.db.begin(actor) as tx:
        found = read(tx, number)
        wording = _checked(actor, draft)
        if not found.mine and set(wording.shared) != set(found.wording.shared):
            raise Forbidden("question.owner_only")
        _put(tx, found, revision, wording, "question.changed")


def undo(site: Site, actor: Actor, number: int, revision: int) -> None:
    """Bring back what a question was before its last change; done twice nothing has changed.

    Raises NotFound, Forbidden, Conflict when there is nothing to undo or somebody has changed it since.
    """
    with site.db.begin(actor) as tx:
        found = read(tx, number)
        if found.before is None:
            raise Conflict("question.moved")
        if not found.mine and set(found.before.shared) != set(found.wording.shared):
            raise Forbidden("question.owner_only")
        _put(tx, found, revision, found.before, "question.changed")


def remove(site: Site, actor: Actor, number: int) -> None:
    """Delete a question of one's own; `restore` brings it back for a while. Raises NotFound, Forbidden."""
    with site.db.begin(actor) as tx:
        if not read(tx, number).mine:
            raise Forbidden("question.owner_only")
        tx.conn.execute(table.update().where(table.c.id == number).values(deleted_at=tx.now))
        _note(tx, number, "question.deleted")


def restore(site: Site, actor: Actor, number: int) -> None:
    """Bring a deleted question of one's own back. Raises NotFound."""
    with site.db.begin(actor) as tx:
        found = _held(tx, number)
        if found is None or not found.mine or found.deleted_at is None:
            raise NotFound("question.unknown")
        tx.conn.execute(table.update().where(table.c.id == number).values(deleted_at=None))
        _note(tx, number, "question.restored")


def any_old(tx: Tx) -> bool:
    """Whether there is something for `forget_old`."""
    query = select(table.c.id).where(table.c.deleted_at <= tx.now - KEPT).limit(1)
    return tx.conn.execute(query).first() is not None


def forget_old(tx: Tx) -> None:
    """Throw away for good what was deleted long ago."""
    tx.conn.execute(delete(table).where(table.c.deleted_at <= tx.now - KEPT))


def _checked(actor: Actor, draft: Draft) -> Wording:
    reading.require(actor, draft.asked)
    unknown = [role for role in draft.shared if role not in reading.READERS]
    if unknown:
        raise Invalid("ask.invalid", Problem("ask.unknown", "shared"))
    return Wording(
        texts.line(draft.name, "name", _NAME),
        texts.line(draft.note, "note", _NOTE, required=False),
        tuple(pairs(draft.asked, period=not draft.moving)),
        tuple(sorted(set(draft.shared))),
    )


def _insert(tx: Tx, wording: Wording, action: str) -> int:
    row = {**_row(wording), "office": tx.actor.office, "owner": tx.actor.login, "revision": 1}
    row |= {"created_at": tx.now, "changed_at": tx.now, "changed_by": tx.actor.login}
    number: int = tx.conn.execute(table.insert().values(**row).returning(table.c.id)).scalar_one()
    _note(tx, number, action)
    return number


def _put(tx: Tx, found: Saved, revision: int, wording: Wording, action: str) -> None:
    values = {**_row(wording), "before": _row(found.wording), "revision": revision + 1}
    values |= {"changed_at": tx.now, "changed_by": tx.actor.login}
    same = (table.c.id == found.id) & (table.c.revision == revision) & table.c.deleted_at.is_(None)
    if tx.conn.execute(table.update().where(same).values(**values)).rowcount != 1:
        raise Conflict("question.moved")
    _note(tx, found.id, action)


def _note(tx: Tx, number: int, action: str) -> None:
    audit.append(tx, f"questions:{tx.actor.office}", action, f"question:{number}", {})


def _row(wording: Wording) -> dict[str, Any]:
    fields = [list(pair) for pair in wording.fields]
    return {"name": wording.name, "note": wording.note, "fields": fields, "shared": list(wording.shared)}


def _held(tx: Tx, number: int) -> Saved | None:
    row = tx.conn.execute(select(table).where(_own(tx, number))).one_or_none()
    return None if row is None else _saved(tx, row)


def _own(tx: Tx, number: int) -> ColumnElement[bool]:
    return (table.c.id == number) & (table.c.office == tx.actor.office)


def _reads(actor: Actor, one: Saved) -> bool:
    return actor.has(*reading.READERS) and (one.mine or actor.has(*one.wording.shared))


def _wording(row: Mapping[str, Any]) -> Wording:
    fields = tuple((str(name), str(value)) for name, value in row["fields"])
    return Wording(row["name"], row["note"], fields, tuple(row["shared"]))


def _saved(tx: Tx, row: Any) -> Saved:
    return Saved(
        id=row.id,
        owner=row.owner,
        wording=_wording(row._mapping),
        revision=row.revision,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        before=_wording(row.before) if row.before else None,
        deleted_at=row.deleted_at,
        mine=row.owner == tx.actor.login,
    )
