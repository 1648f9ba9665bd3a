"""Drafts: SOPs being edited, one per SOP and person, saved also while lint still finds errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import zstandard
from sqlalchemy import ColumnElement, select

from engine import definitions
from engine.database import Actor, Tx
from engine.definitions import DeployRefused
from engine.refusals import Conflict, NotFound
from engine.schema import drafts as table
from processes.canonical import canonical
from processes.findings import BadXml, Finding
from tasks import rights
from tasks.roles import PROCESS_OWNER
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class Draft:
    """A person's draft: the version it began from, and the revision that the next save must name."""

    key: str
    base_version: int
    revision: int
    updated_at: datetime
    xml: bytes


@dataclass(frozen=True, slots=True)
class Saved:
    """The revision just written and what lint says of it."""

    revision: int
    findings: tuple[Finding, ...]


def open_draft(site: Site, actor: Actor, key: str) -> Draft:
    """The person's draft of an SOP, begun from the newest version, in force or not, when there is none yet.

    Raises Forbidden for all but process owners, NotFound for an unknown SOP.
    """
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.begin(actor) as tx:
        newest = definitions.base(tx, key)
        begin(tx, key, newest.version, definitions.source(tx, newest.id))
        return mine(tx, key)


def begin(tx: Tx, key: str, base_version: int, content: bytes) -> bool:
    """Begin a draft of the acting person with a file; False where they have one already, which stays as it is."""
    values = {
        "key": key,
        "author": tx.actor.login,
        "base_version": base_version,
        "xml": _packed(content),
        "revision": 1,
        "updated_at": tx.now,
    }
    made = tx.insert(table).values(**values).on_conflict_do_nothing().returning(table.c.id)
    return tx.conn.execute(made).first() is not None


def new_of_mine(tx: Tx) -> tuple[Draft, ...]:
    """The acting person's drafts of SOPs that have no version yet, the newest first."""
    query = select(table.c.key).where(table.c.author == tx.actor.login, table.c.base_version == 0)
    keys = tx.conn.execute(query.order_by(table.c.updated_at.desc())).scalars()
    return tuple(mine(tx, key) for key in keys)


def save_draft(site: Site, actor: Actor, key: str, content: bytes, revision: int) -> Saved:
    """Keep the edited file, faulty or not, as long as it is BPMN within the limits; in its one form, so that a file
    that was opened and saved without a change is the same to the byte.

    Raises Forbidden, NotFound without a draft, Conflict when `revision` is not the stored one (another
    window saved), DeployRefused with the finding when the bytes are no readable BPMN file.
    """
    rights.require_role(actor, PROCESS_OWNER)
    try:
        content = canonical(content)
    except BadXml as error:
        raise DeployRefused(error.findings) from error
    with site.db.begin(actor) as tx:
        findings = definitions.check(content, tx)
        changed = tx.conn.execute(
            table.update()
            .where(_own(tx, key), table.c.revision == revision)
            .values(xml=_packed(content), revision=revision + 1, updated_at=tx.now)
        )
        if changed.rowcount != 1:
            raise Conflict("draft.changed", revision=mine(tx, key).revision)
    return Saved(revision + 1, findings)


def discard(tx: Tx, key: str) -> None:
    """Throw the acting person's draft away; without one nothing happens."""
    tx.conn.execute(table.delete().where(_own(tx, key)))


def mine(tx: Tx, key: str) -> Draft:
    """The acting person's draft of an SOP. Raises NotFound."""
    row = tx.conn.execute(select(table).where(_own(tx, key))).one_or_none()
    if row is None:
        raise NotFound("draft.unknown")
    unpacked = zstandard.ZstdDecompressor().decompress(row.xml)
    return Draft(row.key, row.base_version, row.revision, row.updated_at, unpacked)


def dates_of_mine(tx: Tx) -> Mapping[str, datetime]:
    """When each of the acting person's drafts was last saved, by key."""
    query = select(table.c.key, table.c.updated_at).where(table.c.author == tx.actor.login)
    return {row.key: row.updated_at for row in tx.conn.execute(query)}


def drop(tx: Tx, key: str, revision: int) -> None:
    """Remove a draft that was published. Raises Conflict when it was saved again meanwhile."""
    if tx.conn.execute(table.delete().where(_own(tx, key), table.c.revision == revision)).rowcount != 1:
        raise Conflict("draft.changed")


def replace(tx: Tx, draft: Draft, content: bytes, base_version: int) -> None:
    """Write another file into the acting person's draft, which holds the changes of `base_version` then.

    Raises Conflict when the draft was saved meanwhile.
    """
    changed = tx.conn.execute(
        table.update()
        .where(_own(tx, draft.key), table.c.revision == draft.revision)
        .values(
            xml=_packed(canonical(content)),
            revision=draft.revision + 1,
            updated_at=tx.now,
            base_version=base_version,
        )
    )
    if changed.rowcount != 1:
        raise Conflict("draft.changed")


def move_base(tx: Tx, key: str, version: int) -> None:
    """Say that the acting person's draft goes on from another version, whose changes it holds."""
    tx.conn.execute(table.update().where(_own(tx, key)).values(base_version=version))


def _own(tx: Tx, key: str) -> ColumnElement[Any]:
    return (table.c.key == key) & (table.c.author == tx.actor.login)


def _packed(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=10).compress(content)
