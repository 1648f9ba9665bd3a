"""Deciding on a change: send a draft to others, ask for changes, approve it as another person, take it back."""

from __future__ import annotations

from typing import Any

import zstandard
from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError

from engine import audit, compiled, definitions
from engine.database import Actor, Tx
from engine.definitions import DeployRefused, Version
from engine.refusals import Conflict, Forbidden, Invalid, Problem
from engine.schema import reviews as table
from processes.findings import ERROR
from processes.reader import read_bpmn
from tasks import rights, sop_drafts, texts
from tasks.roles import PROCESS_OWNER
from tasks.site import Site
from tasks.sop_drafts import Draft
from tasks.versions import reviews
from tasks.versions.reviews import APPROVED, CHANGES, DISCARDED, IN_REVIEW, PUBLISHED, TAKEN_BACK, Review

LONGEST = 1000


def submit(site: Site, actor: Actor, key: str, note: object, revision: int | None = None) -> Review:
    """Send the person's draft to others as it stands now: the bytes are kept, later edits are not part of it.

    A round that stands is taken back by it; its comments are carried on. Raises Forbidden, NotFound without a
    draft, Invalid without a note, DeployRefused with every finding, Conflict when the draft is not at `revision`,
    changes nothing, or began from a version that is no longer the newest.
    """
    rights.require_role(actor, PROCESS_OWNER)
    why = texts.paragraph(note, "note", LONGEST)
    try:
        with site.db.begin(actor) as tx:
            draft = sop_drafts.mine(tx, key)
            _require_sendable(tx, draft, revision)
            before = reviews.mine(tx, key)
            if before is not None and before.state in reviews.STANDING:
                _move(tx, before, TAKEN_BACK, reviews.STANDING, "")
            return _send(tx, draft, why, before)
    except IntegrityError as error:  # sent from two windows at once; the database let one of them
        raise Conflict("review.moved") from error


def approve(site: Site, actor: Actor, review_id: int, reason: object = "") -> Review:
    """Approve a round of another person; its author may publish it then.

    Raises Forbidden for all but process owners and supervisors and for the author, NotFound, Conflict when it is
    not in review any more.
    """
    why = texts.paragraph(reason, "reason", LONGEST, required=False)
    with site.db.begin(actor) as tx:
        review = _of_another(tx, review_id)
        return _decided(tx, review, APPROVED, (IN_REVIEW,), why)


def request_changes(site: Site, actor: Actor, review_id: int, reason: object) -> Review:
    """Give a round back to its author with what is to be changed; also one that was approved already.

    Raises as `approve`, Invalid without a reason.
    """
    why = texts.paragraph(reason, "reason", LONGEST)
    with site.db.begin(actor) as tx:
        review = _of_another(tx, review_id)
        return _decided(tx, review, CHANGES, reviews.STANDING, why)


def take_back(site: Site, actor: Actor, review_id: int) -> Review:
    """End a round of one's own; the draft stays. Raises Forbidden, NotFound, Conflict."""
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.begin(actor) as tx:
        review = reviews.read(tx, review_id)
        if review.author != actor.login:
            raise Forbidden("review.author_only")
        return _decided(tx, review, TAKEN_BACK, reviews.STANDING, "")


def discard_draft(site: Site, actor: Actor, key: str) -> None:
    """Throw the person's draft away, and end what was sent of it; without one nothing happens. Raises Forbidden."""
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.begin(actor) as tx:
        end_discarded(tx, key)
        sop_drafts.discard(tx, key)


def end_published(tx: Tx, review: Review, version: int) -> None:
    """Mark a round as published. Raises Conflict when it is not approved any more."""
    _move(tx, review, PUBLISHED, (APPROVED,), None, version=version)
    details = {"review": review.id, "version": version, "approved_by": review.decided_by}
    audit.append(tx, f"definition:{review.key}", "review.published", review.key, details)


def end_discarded(tx: Tx, key: str) -> None:
    """End what was sent of a draft that is thrown away: a draft begun anew is another change."""
    review = reviews.mine(tx, key)
    if review is not None:
        _move(tx, review, DISCARDED, reviews.GOING_ON, None)
        audit.append(tx, f"definition:{key}", "review.discarded", key, {"review": review.id})


def _require_sendable(tx: Tx, draft: Draft, revision: int | None) -> None:
    if revision not in (None, draft.revision):
        raise Conflict("draft.changed", revision=draft.revision)
    findings = definitions.check(draft.xml, tx)
    if any(finding.severity == ERROR for finding in findings):
        raise DeployRefused(findings)
    if (found := read_bpmn(draft.xml).key) != draft.key:
        raise Invalid("definition.other_key", Problem("definition.other_key", found))
    base = _base(tx, draft)
    if base is not None and base.withdrawn_at is None and definitions.source(tx, base.id) == draft.xml:
        raise Conflict("review.nothing_changed")


def _base(tx: Tx, draft: Draft) -> Version | None:
    """What the draft began from; None for an SOP never published. Raises Conflict when that is no longer the newest."""
    lines = definitions.versions(tx, draft.key)
    if not lines:
        return None
    newest = definitions.base(tx, draft.key)
    if not newest.version <= draft.base_version <= lines[0].version:
        raise Conflict("definition.newer_version", version=newest.version)
    return newest


def _send(tx: Tx, draft: Draft, note: str, before: Review | None) -> Review:
    values: dict[str, Any] = {
        "first_id": before.first_id if before else None,
        "key": draft.key,
        "author": tx.actor.login,
        "office": tx.actor.office,
        "round": before.round + 1 if before else 1,
        "base_version": draft.base_version,
        "draft_revision": draft.revision,
        "xml": zstandard.ZstdCompressor(level=10).compress(draft.xml),
        "note": note,
        "state": IN_REVIEW,
        "submitted_at": tx.now,
    }
    number = tx.conn.execute(table.insert().values(**values).returning(table.c.id)).scalar_one()
    details = {"review": number, "round": values["round"], "sha256": compiled.digest(draft.xml)}
    audit.append(tx, f"definition:{draft.key}", "review.submitted", draft.key, details, reason=note)
    return reviews.read(tx, number)


def _of_another(tx: Tx, review_id: int) -> Review:
    """A round that the acting person may decide on. Raises Forbidden, NotFound."""
    review = reviews.read(tx, review_id)
    if review.author == tx.actor.login:
        raise Forbidden("review.own")
    return review


def _decided(tx: Tx, review: Review, state: str, among: tuple[str, ...], reason: str) -> Review:
    _move(tx, review, state, among, reason)
    details = {"review": review.id, "round": review.round}
    audit.append(tx, f"definition:{review.key}", f"review.{state}", review.key, details, reason=reason)
    return reviews.read(tx, review.id)


def _move(
    tx: Tx, review: Review, state: str, among: tuple[str, ...], reason: str | None, **more: Any
) -> None:
    """Put a round into another state; who decided what stays where the step decides nothing. Raises Conflict."""
    values = {"state": state, **more}
    if reason is not None:
        values |= {"decided_at": tx.now, "decided_by": tx.actor.login, "reason": reason}
    which: ColumnElement[bool] = (table.c.id == review.id) & table.c.state.in_(among)
    if tx.conn.execute(table.update().where(which).values(**values)).rowcount != 1:
        raise Conflict("review.moved")
