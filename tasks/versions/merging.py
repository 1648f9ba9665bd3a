"""Taking over into one's draft what a newer version, or another person's draft, changed: by element and SOP cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import zstandard
from sqlalchemy import select

from engine import audit, definitions
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import drafts, people
from processes.findings import BadXml
from processes.merging import BOTH, MINE, THEIRS, Merge, merge
from tasks import rights, sop_drafts
from tasks.roles import PROCESS_OWNER
from tasks.site import Site
from tasks.sop_drafts import Draft

VERSION = "@newest"
CHOICES = (MINE, THEIRS, BOTH)


@dataclass(frozen=True, slots=True)
class Source:
    """What can be taken over: the newest version (`author` is VERSION, `revision` its number), or a person's draft."""

    author: str
    base_version: int
    revision: int
    updated_at: datetime
    xml: bytes

    @property
    def is_version(self) -> bool:
        """Whether it is a published version."""
        return self.author == VERSION


@dataclass(frozen=True, slots=True)
class Plan:
    """A merge before it is decided: both sides, what both began from, and the merge as far as it decides itself."""

    draft: Draft
    source: Source
    ancestor: int
    merge: Merge


@dataclass(frozen=True, slots=True)
class Seen:
    """The states that the choices were made on: the revision of one's own draft and that of the source."""

    mine: int
    theirs: int


def sources(tx: Tx, key: str) -> tuple[Source, ...]:
    """What the acting person could take over into their draft: a newer version first, then drafts of colleagues.

    Drafts of other offices are not there. Raises Forbidden, NotFound without a draft of one's own.
    """
    rights.require_role(tx.actor, PROCESS_OWNER)
    draft = sop_drafts.mine(tx, key)
    newest = _newest(tx, key)
    newer = (newest,) if newest is not None and newest.revision > draft.base_version else ()
    return (*newer, *_drafts(tx, key))


def colleagues(tx: Tx, key: str) -> tuple[str, ...]:
    """Names of the others of the office who have a draft of an SOP, for process owners."""
    if not tx.actor.has(PROCESS_OWNER):
        return ()
    query = select(people.c.name).join(drafts, drafts.c.author == people.c.login).order_by(people.c.name)
    others = (drafts.c.key == key) & (drafts.c.author != tx.actor.login)
    return tuple(tx.conn.scalars(query.where(others, people.c.office == tx.actor.office)))


def plan(tx: Tx, key: str, author: str) -> Plan:
    """The merge of one source (VERSION, or a colleague's login) into the acting person's draft; nothing is stored.

    Raises Forbidden, NotFound, Conflict where the two have no version in common.
    """
    rights.require_role(tx.actor, PROCESS_OWNER)
    draft = sop_drafts.mine(tx, key)
    source = next((one for one in sources(tx, key) if one.author == author), None)
    if source is None:
        raise NotFound("merge.unknown")
    ancestor = min(draft.base_version, source.base_version)
    if ancestor < 1:
        raise Conflict("merge.no_base")
    base = definitions.source(tx, definitions.numbered(tx, key, ancestor).id)
    try:
        return Plan(draft, source, ancestor, merge(base, draft.xml, source.xml))
    except BadXml as unreadable:
        raise Invalid("draft.unreadable") from unreadable


def take_over(
    site: Site, actor: Actor, key: str, author: str, seen: Seen, choices: Mapping[str, str]
) -> Draft:
    """Write the merge into the acting person's draft; the source stays as it is.

    `choices` says by each conflict's key whose words count. Raises Forbidden, NotFound, Invalid naming every conflict
    without a choice, Conflict when either side has moved on since it was looked at.
    """
    with site.db.begin(actor) as tx:
        found = plan(tx, key, author)
        if seen != Seen(found.draft.revision, found.source.revision):
            raise Conflict("merge.moved")
        _require_choices(found.merge, choices)
        merged = found.merge.decided(choices)
        sop_drafts.replace(tx, found.draft, merged, max(found.draft.base_version, found.source.base_version))
        details = {
            "from": found.source.author,
            "revision": found.source.revision,
            "ancestor": found.ancestor,
            "conflicts": len(found.merge.conflicts),
        }
        audit.append(tx, f"definition:{key}", "draft.merged", key, details)
        return sop_drafts.mine(tx, key)


def _require_choices(found: Merge, choices: Mapping[str, str]) -> None:
    open_ = [
        Problem("merge.undecided", conflict.key)
        for conflict in found.conflicts
        if choices.get(conflict.key) not in (CHOICES if conflict.both else (MINE, THEIRS))
    ]
    if open_:
        raise Invalid("merge.undecided", *open_)


def _newest(tx: Tx, key: str) -> Source | None:
    try:
        line = definitions.base(tx, key)
    except NotFound:
        return None
    return Source(VERSION, line.version, line.version, line.created_at, definitions.source(tx, line.id))


def _drafts(tx: Tx, key: str) -> tuple[Source, ...]:
    query = (
        select(drafts.c.author, drafts.c.base_version, drafts.c.revision, drafts.c.updated_at, drafts.c.xml)
        .join(people, people.c.login == drafts.c.author)
        .where(drafts.c.key == key, drafts.c.author != tx.actor.login, people.c.office == tx.actor.office)
        .order_by(drafts.c.updated_at.desc())
    )
    unpack = zstandard.ZstdDecompressor().decompress
    return tuple(Source(*row[:4], unpack(row.xml)) for row in tx.conn.execute(query))
