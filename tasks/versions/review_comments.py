"""What is said of a change: at an element of its diagram or of the whole, settled when it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine import audit
from engine.database import Actor, Tx
from engine.refusals import Conflict, Invalid, NotFound, Problem
from engine.schema import review_comments as table
from engine.schema import reviews as reviews_table
from processes.reader import read_bpmn
from tasks import texts
from tasks.site import Site
from tasks.versions import reviews
from tasks.versions.reviews import Review

LONGEST = 2000
OPEN = (*reviews.STANDING, reviews.CHANGES)
"""States of a round in which something may still be said of it."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of one round; `element` is an id of its diagram, None for the whole."""

    id: int
    review_id: int
    round: int
    element: str | None
    author: str
    at: datetime
    text: str
    settled_at: datetime | None
    settled_by: str | None


_LINE = tuple(reviews_table.c.round if name == "round" else table.c[name] for name in Comment.__slots__)


def add(site: Site, actor: Actor, review_id: int, text: object, element: str = "") -> Comment:
    """Say something of a round, of the whole or of an element of its diagram; process owners and supervisors.

    Raises Forbidden, NotFound, Invalid for no text or no such element, Conflict when the round is over.
    """
    said = texts.paragraph(text, "text", LONGEST)
    with site.db.begin(actor) as tx:
        review = _open(tx, review_id)
        if element and element not in _elements(tx, review_id):
            raise Invalid("form.invalid", Problem("review.no_element", "element"))
        values = {
            "review_id": review.id,
            "element": element or None,
            "author": actor.login,
            "at": tx.now,
            "text": said,
        }
        number = tx.conn.execute(table.insert().values(**values).returning(table.c.id)).scalar_one()
        details = {"review": review.id, "comment": number, "element": element, "length": len(said)}
        audit.append(tx, f"definition:{review.key}", "review.commented", review.key, details)
        return _one(tx, number)


def settle(site: Site, actor: Actor, review_id: int, comment_id: int) -> Comment:
    """Mark a comment of a round, or of one before it, as answered. Raises Forbidden, NotFound, Conflict."""
    with site.db.begin(actor) as tx:
        review = _open(tx, review_id)
        if comment_id not in {one.id for one in of(tx, review)}:
            raise NotFound("review.no_comment")
        changed = tx.conn.execute(
            table.update()
            .where(table.c.id == comment_id, table.c.settled_at.is_(None))
            .values(settled_at=tx.now, settled_by=actor.login)
        )
        if changed.rowcount != 1:
            raise Conflict("review.settled")
        details = {"review": review.id, "comment": comment_id}
        audit.append(tx, f"definition:{review.key}", "review.settled", review.key, details)
        return _one(tx, comment_id)


def of(tx: Tx, review: Review) -> tuple[Comment, ...]:
    """What was said of a round and of those it goes back to, oldest first."""
    earlier = (reviews_table.c.first_id == review.first_id) | (reviews_table.c.id == review.first_id)
    query = select(*_LINE).join(reviews_table, reviews_table.c.id == table.c.review_id)
    rows = tx.conn.execute(query.where(earlier, reviews_table.c.id <= review.id).order_by(table.c.id))
    return tuple(Comment(*row) for row in rows)


def _open(tx: Tx, review_id: int) -> Review:
    review = reviews.read(tx, review_id)
    if review.state not in OPEN:
        raise Conflict("review.over")
    return review


def _elements(tx: Tx, review_id: int) -> frozenset[str]:
    diagram = read_bpmn(reviews.source(tx, review_id))
    return frozenset((*diagram.elements, *(flow.id for flow in diagram.flows)))


def _one(tx: Tx, number: int) -> Comment:
    query = select(*_LINE).join(reviews_table, reviews_table.c.id == table.c.review_id)
    return Comment(*tx.conn.execute(query.where(table.c.id == number)).one())
