"""The files a person imports from: received, read at once or by the worker, kept until they are done with."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import zstandard
from sqlalchemy import func, select

from engine.database import SYSTEM, Actor, Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import intakes as table
from processes.intake.kinds import recognise_kind
from processes.intake.limited import read_limited
from processes.intake.model import Intake
from processes.intake.paper import Tell
from processes.intake.refusals import Unreadable
from processes.intake.stored import from_json, to_json
from tasks import rights
from tasks.roles import PROCESS_OWNER
from tasks.site import Site

READING, READ, REFUSED = "reading", "read", "refused"
PATIENCE = 8.0  # seconds for which the person who sends a file waits; after that the worker reads it
MOST_KEPT = 30
_FORGOTTEN_AFTER = timedelta(days=30)
_LONGEST_NAME = 150
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\ud800-\udfff<>:"|?*]')


@dataclass(frozen=True, slots=True)
class Kept:
    """A file: its state, how far it is read; `found` once it is, `refusal` (key, values) when it cannot be."""

    id: int
    name: str
    state: str
    done: int
    pages: int
    found: Intake | None
    refusal: tuple[str, dict[str, str | int]] | None
    key: str | None
    revision: int
    created_at: datetime
    updated_at: datetime


def receive(site: Site, actor: Actor, name: str, content: bytes) -> int:
    """Keep a file and read it; one that takes long is left to the worker. The id.

    Raises Forbidden, Invalid for what is no file to import or when too many are kept.
    """
    rights.require_role(actor, PROCESS_OWNER)
    try:
        recognise_kind(content)
    except Unreadable as refusal:
        raise Invalid(refusal.key, Problem(refusal.key, "file", refusal.values), **refusal.values) from None
    with site.db.begin(actor) as tx:
        number = _insert(tx, name, content)
    _read(site, actor, number, content, PATIENCE)
    return number


def read_waiting(site: Site) -> list[Exception]:
    """Read the files that took longer than their sender waited; a duty of the worker."""
    with site.db.read(SYSTEM) as tx:
        query = select(table.c.id, table.c.content).where(table.c.state == READING).order_by(table.c.id)
        waiting = [(row.id, _unpacked(row.content)) for row in tx.conn.execute(query.limit(1))]
    for number, content in waiting:
        _read(site, SYSTEM, number, content, None)
    return []


def forget_old(site: Site) -> list[Exception]:
    """Forget files nobody has touched for a month; a duty of the worker."""
    with site.db.read(SYSTEM) as tx:
        limit = tx.now - _FORGOTTEN_AFTER
        old = tx.conn.execute(select(func.count()).where(table.c.updated_at < limit)).scalar()
    if old:
        with site.db.begin(SYSTEM) as tx:
            tx.conn.execute(table.delete().where(table.c.updated_at < limit))
    return []


def listed(site: Site, actor: Actor) -> tuple[Kept, ...]:
    """The person's files, the newest first, without what was found in them. Raises Forbidden."""
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.read(actor) as tx:
        query = select(table).where(table.c.author == actor.login).order_by(table.c.id.desc())
        return tuple(_kept(row, whole=False) for row in tx.conn.execute(query))


def show(site: Site, actor: Actor, number: int) -> Kept:
    """One of the person's files. Raises Forbidden, NotFound."""
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.read(actor) as tx:
        return mine(tx, number)


def content(site: Site, actor: Actor, number: int) -> tuple[str, bytes]:
    """(name, bytes) of one of the person's files as it was sent. Raises Forbidden, NotFound."""
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.read(actor) as tx:
        row = _row(tx, number)
        return row.name, _unpacked(row.content)


def discard(site: Site, actor: Actor, number: int) -> None:
    """Throw one of the person's files away. Raises Forbidden, NotFound."""
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.begin(actor) as tx:
        _row(tx, number)
        tx.conn.execute(table.delete().where(table.c.id == number))


def save(site: Site, actor: Actor, number: int, found: Intake, revision: int) -> None:
    """Keep a corrected table. Raises Forbidden, NotFound, Conflict when another window saved it."""
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.begin(actor) as tx:
        mine(tx, number)
        store(tx, number, found, revision)


def store(tx: Tx, number: int, found: Intake, revision: int, key: str | None = None) -> None:
    """Write a table back, with the key of the draft made of it. Raises Conflict for another revision."""
    changed = tx.conn.execute(
        table.update()
        .where(table.c.id == number, table.c.revision == revision, table.c.state == READ)
        .values(found=json.loads(to_json(found)), revision=revision + 1, updated_at=tx.now, key=key)
    )
    if changed.rowcount != 1:
        raise Conflict("intake.changed")


def mine(tx: Tx, number: int) -> Kept:
    """One of the acting person's files. Raises NotFound."""
    return _kept(_row(tx, number), whole=True)


def _row(tx: Tx, number: int) -> Any:
    query = select(table).where(table.c.id == number, table.c.author == tx.actor.login)
    row = tx.conn.execute(query).one_or_none()
    if row is None:
        raise NotFound("intake.unknown")
    return row


def _kept(row: Any, *, whole: bool) -> Kept:
    found = row.found if whole or row.state == REFUSED else None
    return Kept(
        id=row.id,
        name=row.name,
        state=row.state,
        done=row.done,
        pages=row.pages,
        found=from_json(json.dumps(found)) if found and row.state == READ else None,
        refusal=(found["key"], found["values"]) if found and row.state == REFUSED else None,
        key=row.key,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _insert(tx: Tx, name: str, content: bytes) -> int:
    kept = tx.conn.execute(select(func.count()).where(table.c.author == tx.actor.login)).scalar()
    if (kept or 0) >= MOST_KEPT:
        raise Invalid(
            "intake.too_many", Problem("intake.too_many", "file", {"most": MOST_KEPT}), most=MOST_KEPT
        )
    values = {
        "author": tx.actor.login,
        "name": _safe(name),
        "content": zstandard.ZstdCompressor(level=6).compress(content),
        "state": READING,
        "done": 0,
        "pages": 0,
        "revision": 1,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    made = tx.conn.execute(table.insert().values(**values).returning(table.c.id))
    number: int = made.scalar_one()
    return number


def _safe(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return _UNSAFE.sub("_", last)[-_LONGEST_NAME:].strip() or "sop"


def _unpacked(content: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(content)


def _read(site: Site, actor: Actor, number: int, content: bytes, patience: float | None) -> None:
    """Read a file and keep what was found; one that takes longer than `patience` stays as it is, for the worker."""
    try:
        found = (
            read_limited(content, longest=patience)
            if patience
            else read_limited(content, _progress(site, actor, number))
        )
    except Unreadable as refusal:
        if patience and refusal.key == "intake.too_slow":
            return
        _settle(site, actor, number, REFUSED, {"key": refusal.key, "values": refusal.values})
    else:
        _settle(site, actor, number, READ, json.loads(to_json(found)))


def _progress(site: Site, actor: Actor, number: int) -> Tell:
    def tell(done: int, of: int) -> None:
        with site.db.begin(actor) as tx:
            tx.conn.execute(table.update().where(table.c.id == number).values(done=done, pages=of))

    return tell


def _settle(site: Site, actor: Actor, number: int, state: str, found: Any) -> None:
    with site.db.begin(actor) as tx:
        tx.conn.execute(
            table.update()
            .where(table.c.id == number, table.c.state == READING)
            .values(state=state, found=found, updated_at=tx.now)
        )
