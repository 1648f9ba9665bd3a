"""Reviews: what was sent to others, round by round, how each round stands, and whom it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import zstandard
from sqlalchemy import Select, func, or_, select

from engine import settings
from engine.database import Actor, Tx
from engine.refusals import Forbidden, NotFound
from engine.schema import reviews as table
from tasks.roles import PROCESS_OWNER, SUPERVISOR

IN_REVIEW, CHANGES, APPROVED = "in_review", "changes_requested", "approved"
TAKEN_BACK, PUBLISHED, DISCARDED = "taken_back", "published", "discarded"
STANDING = (IN_REVIEW, APPROVED)
"""States in which others may still decide, or the author publish: one such round per SOP and person."""

GOING_ON = (IN_REVIEW, APPROVED, CHANGES, TAKEN_BACK)
"""States after which the next round is of the same change: its comments are carried on."""

REVIEWERS = (PROCESS_OWNER, SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Review:
    """A round: the draft as it was sent by `author`, and what became of it; `first_id` names the first round.

    `decided_by` took the state's decision with `reason`; `version` is what was published of it.
    """

    id: int
    first_id: int
    key: str
    author: str
    office: str
    round: int
    base_version: int
    draft_revision: int
    note: str
    state: str
    submitted_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    version: int | None


_FIRST = func.coalesce(table.c.first_id, table.c.id).label("first_id")
LINE = tuple(_FIRST if name == "first_id" else table.c[name] for name in Review.__slots__)


def is_required(tx: Tx) -> bool:
    """Whether what is published has to be approved by another person (setting sop.review_required)."""
    return bool(settings.value(tx, "sop.review_required"))


def require_reviewer(actor: Actor) -> None:
    """Refuse all but process owners and supervisors. Raises Forbidden."""
    if not actor.has(*REVIEWERS):
        raise Forbidden("role.required")


def read(tx: Tx, review_id: int) -> Review:
    """A round of the acting person's office. Raises Forbidden, NotFound (another office's too)."""
    require_reviewer(tx.actor)
    found = _rows(tx, select(*LINE).where(table.c.id == review_id))
    if not found or found[0].office != tx.actor.office:
        raise NotFound("review.unknown")
    return found[0]


def source(tx: Tx, review_id: int) -> bytes:
    """The file as it was sent. Raises Forbidden, NotFound."""
    review = read(tx, review_id)
    packed = tx.conn.execute(select(table.c.xml).where(table.c.id == review.id)).scalar_one()
    return zstandard.ZstdDecompressor().decompress(packed)


def of(tx: Tx, key: str) -> tuple[Review, ...]:
    """Every round of an SOP in the acting person's office, newest first. Raises Forbidden."""
    require_reviewer(tx.actor)
    query = select(*LINE).where(table.c.key == key, table.c.office == tx.actor.office)
    return _rows(tx, query.order_by(table.c.id.desc()))


def mine(tx: Tx, key: str) -> Review | None:
    """The newest round of the acting person's change, as long as it goes on; None where none does."""
    query = select(*LINE).where(table.c.key == key, table.c.author == tx.actor.login)
    found = _rows(tx, query.order_by(table.c.id.desc()).limit(1))
    return found[0] if found and found[0].state in GOING_ON else None


def standing(tx: Tx, key: str) -> Review | None:
    """The acting person's round that is in review or approved."""
    found = mine(tx, key)
    return found if found and found.state in STANDING else None


def waiting(tx: Tx) -> tuple[Review, ...]:
    """The rounds that wait for the acting person, oldest first.

    For whoever may approve: those of others in review. For their author: those approved, or to be changed.
    """
    if not tx.actor.has(*REVIEWERS):
        return ()
    newest = select(func.max(table.c.id)).group_by(table.c.key, table.c.author)
    own = table.c.author == tx.actor.login
    mine = own & table.c.state.in_((APPROVED, CHANGES))
    theirs = ~own & (table.c.state == IN_REVIEW)
    query = select(*LINE).where(table.c.office == tx.actor.office, table.c.id.in_(newest), or_(mine, theirs))
    return _rows(tx, query.order_by(table.c.id))


def people(reviews: Iterable[Review]) -> frozenset[str]:
    """Logins of whoever wrote or decided one."""
    return frozenset(login for one in reviews for login in (one.author, one.decided_by) if login)


def _rows(tx: Tx, query: Select[Any]) -> tuple[Review, ...]:
    return tuple(Review(*row) for row in tx.conn.execute(query))
